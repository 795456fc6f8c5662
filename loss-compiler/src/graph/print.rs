//! A node as the text of a formula, in the language that the user writes.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::{Axis, Cmp, Formula, Fun, Graph, Id, Op, Table};

/// From this many operations on, what is used twice gets a `let`.
const WORTH_NAMING: usize = 3;

/// The text of `root`: one expression, or `let`s and an expression where much is shared.
pub fn print(formula: &Formula, g: &Graph, root: Id) -> String {
    let mut printer = Printer {
        formula,
        g,
        named: BTreeMap::new(),
        depth: Cell::new(usize::MAX),
    };
    let shared = shared(g, root);
    // With nothing to be named, nobody asks which names are taken.
    let named = formula.args.iter().filter(|_| !shared.is_empty());
    let mut taken: BTreeSet<String> = named.map(|arg| arg.name.clone()).collect();
    // The last number given to a wish.
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut out = String::new();
    for id in shared {
        let text = printer.text(id, 0);
        let wish = g.names.get(&id).cloned().unwrap_or_else(|| "part".into());
        let mut name = wish.clone();
        let count = counts.entry(wish.clone()).or_insert(1);
        while !taken.insert(name.clone()) {
            *count += 1;
            name = format!("{wish}_{count}");
        }
        out.push_str(&format!("let {name} = {text};\n"));
        printer.named.insert(id, name);
    }
    let tail = printer.text(root, 0);
    out + &tail
}

/// The nodes used more than once that are large enough for a name, operands first.
pub fn shared(g: &Graph, root: Id) -> Vec<Id> {
    // How often each node is used, and how large it is.
    let mut nodes: Table<Id, (usize, usize)> = Table::default();
    let (mut ids, mut stack) = (Vec::new(), vec![root]);
    while let Some(id) = stack.pop() {
        let (count, _) = nodes.entry(id).or_default();
        *count += 1;
        if *count == 1 {
            ids.push(id);
            stack.extend_from_slice(g.args(id));
        }
    }
    ids.sort_unstable();
    ids.retain(|id| {
        let below = g.args(*id).iter().filter_map(|arg| nodes.get(arg));
        let size = (below.map(|(_, size)| size).sum::<usize>() + 1).min(1000);
        let Some((count, slot)) = nodes.get_mut(id) else {
            return false;
        };
        *slot = size;
        let has_name = || g.names.contains_key(id);
        *id != root
            && (*count > 1 && size > 1 && (size > WORTH_NAMING || has_name())
                || size > 60 && has_name())
    });
    ids
}

/// The text of one operation, its operands standing for themselves by these names.
pub fn print_operation(
    formula: &Formula,
    g: &Graph,
    id: Id,
    operands: &BTreeMap<Id, String>,
) -> String {
    let printer = Printer {
        formula,
        g,
        named: operands.clone(),
        depth: Cell::new(usize::MAX),
    };
    printer.bare(id).0
}

/// Longer than this, a text that stands in a sentence is cut short.
const SHORT: usize = 72;

/// The text of `root` for a sentence: one line, with the user's own names below it, and `…` where it would be long.
pub fn print_short(formula: &Formula, g: &Graph, root: Id) -> String {
    let mut named = g.names.clone();
    named.retain(|&id, _| id != root && !matches!(g.op(id), Op::Const(_) | Op::Arg(..)));
    let text = |depth: usize| {
        let printer = Printer {
            formula,
            g,
            named: named.clone(),
            depth: Cell::new(depth),
        };
        printer.text(root, 0)
    };
    [6, 4, 3, 2]
        .into_iter()
        .map(text)
        .find(|text| text.chars().count() <= SHORT)
        .unwrap_or_else(|| text(1))
}

struct Printer<'a> {
    formula: &'a Formula,
    g: &'a Graph,
    named: BTreeMap<Id, String>,
    /// How many operations deep it goes.
    depth: Cell<usize>,
}

impl Printer<'_> {
    fn axis(&self, axis: Axis) -> &str {
        self.formula
            .axes
            .get(usize::from(axis.0))
            .map_or("?", String::as_str)
    }

    /// The text of a node; in parentheses if it binds weaker than `around`.
    fn text(&self, id: Id, around: u8) -> String {
        if let Some(name) = self.named.get(&id) {
            return name.clone();
        }
        let depth = self.depth.get();
        if depth == 0 && !self.g.args(id).is_empty() {
            return "…".to_string();
        }
        self.depth.set(depth.saturating_sub(1));
        let (text, binds) = self.bare(id);
        self.depth.set(depth);
        if binds < around {
            format!("({text})")
        } else {
            text
        }
    }

    /// Whether a condition asks for nothing but numbers.
    fn is_guard(&self, id: Id) -> bool {
        match self.g.op(id) {
            Op::Ordered => true,
            Op::And => self.g.args(id).iter().all(|&arg| self.is_guard(arg)),
            _ => false,
        }
    }

    /// A product of all its factors, numbers first.
    fn product(&self, id: Id) -> String {
        let (mut factors, mut open) = (Vec::new(), vec![id]);
        while let Some(at) = open.pop() {
            let is_part = at == id || !self.named.contains_key(&at);
            match self.g.op(at) == Op::Fun(Fun::Mul) && is_part && factors.len() < 8 {
                true => open.extend(self.g.args(at).iter().rev()),
                false => factors.push(at),
            }
        }
        factors.sort_by_key(|&factor| self.g.as_constant(factor).is_none());
        let first = factors.first().copied();
        let text = |factor: Id| self.text(factor, if Some(factor) == first { 6 } else { 7 });
        let texts: Vec<String> = factors.iter().map(|&factor| text(factor)).collect();
        texts.join(" * ")
    }

    /// The axis of a sum that is divided by its length, where neither has a name.
    fn mean_over(&self, above: Id, below: Id) -> Option<Axis> {
        let (Op::Sum(axis), Op::Len(len)) = (self.g.op(above), self.g.op(below)) else {
            return None;
        };
        (axis == len && !self.named.contains_key(&above)).then_some(axis)
    }

    fn bare(&self, id: Id) -> (String, u8) {
        let args = self.g.args(id);
        let arg = |i: usize, around: u8| self.text(args[i], around);
        let infix = |op: &str, binds: u8| {
            (
                format!("{} {op} {}", arg(0, binds), arg(1, binds + 1)),
                binds,
            )
        };
        let call = |name: &str| {
            let list: Vec<String> = (0..args.len()).map(|i| arg(i, 0)).collect();
            (format!("{name}({})", list.join(", ")), 100)
        };
        let along = |name: &str, axis: Axis| call(&format!("{name}::<{}>", self.axis(axis)));
        match self.g.op(id) {
            Op::Const(bits) => number(f64::from_bits(bits)),
            Op::Truth(truth) => (truth.to_string(), 100),
            Op::Arg(id, component) => {
                let arg = self.formula.arg(id);
                match arg.components() {
                    1 => (arg.name.clone(), 100),
                    _ => (format!("{}[{component}]", arg.name), 100),
                }
            }
            Op::Flag(id) | Op::Label(id) => (self.formula.arg(id).name.clone(), 100),
            Op::Position(axis) => (format!("position::<{}>()", self.axis(axis)), 100),
            Op::Len(axis) => (format!("len::<{}>()", self.axis(axis)), 100),
            Op::Number | Op::StopGradient if self.g.op(id) == Op::Number => self.bare(args[0]),
            Op::StopGradient | Op::Number => call("stop_gradient"),
            Op::Fun(Fun::Neg) => (format!("-{}", arg(0, 7)), 7),
            Op::Fun(Fun::Add) => {
                let (x, y) = (arg(0, 5), arg(1, 6));
                match y.strip_prefix('-') {
                    Some(minus) => (format!("{x} - {minus}"), 5),
                    None => (format!("{x} + {y}"), 5),
                }
            }
            Op::Fun(Fun::Sub) => infix("-", 5),
            Op::Fun(Fun::Mul) => (self.product(id), 6),
            Op::Fun(Fun::Div) => match self.mean_over(args[0], args[1]) {
                Some(axis) => {
                    let x = self.text(self.g.args(args[0])[0], 0);
                    (format!("mean::<{}>({x})", self.axis(axis)), 100)
                }
                None => infix("/", 6),
            },
            // Functions that only rules make, in words that a formula has.
            Op::Fun(Fun::LogRatio) => (format!("ln({} / {})", arg(0, 6), arg(1, 7)), 100),
            Op::Fun(Fun::LogCosh) => (format!("ln(cosh({}))", arg(0, 0)), 100),
            Op::Fun(Fun::Xlog1py) => {
                let (x, y) = (arg(0, 0), arg(1, 5));
                match y.strip_prefix('-') {
                    Some(minus) => (format!("xlogy({x}, 1 - {minus})"), 100),
                    None => (format!("xlogy({x}, 1 + {y})"), 100),
                }
            }
            // What they are, in the words of the user: how it is computed is the business of the kernel.
            Op::Fun(Fun::LogHypot) => (format!("ln(hypot(1, {}))", arg(0, 0)), 100),
            Op::Fun(Fun::LogHypotSlope) => {
                let x = arg(0, 6);
                (format!("({} / (1 + {x} * {x}))", arg(0, 5)), 100)
            }
            Op::Fun(Fun::ExpRest) => {
                let x = arg(0, 6);
                (format!("(exp({}) - 1 - {x})", arg(0, 0)), 100)
            }
            Op::Fun(Fun::LnRest) => {
                let x = arg(0, 5);
                (format!("({x} - ln_1p({}))", arg(0, 0)), 100)
            }
            Op::Fun(Fun::SoftplusRest) => (format!("(softplus({}) - ln(2))", arg(0, 0)), 100),
            Op::Fun(Fun::HypotRest) => {
                let y = arg(1, 6);
                (format!("(hypot({}, {}) - {y})", arg(0, 0), arg(1, 0)), 100)
            }
            Op::Fun(Fun::LogMix) => {
                let (x, y) = (arg(0, 0), arg(1, 6));
                let minus = arg(0, 7);
                (
                    format!("ln({y} * sigmoid({x}) + (1 - {y}) * sigmoid(-{minus}))"),
                    100,
                )
            }
            Op::Fun(fun) => call(fun.name()),
            // The number stands behind, as it is mostly written.
            Op::Compare(cmp) if self.g.as_constant(args[0]).is_some() => {
                let sign = match cmp {
                    Cmp::Lt => ">",
                    Cmp::Le => ">=",
                    Cmp::Eq => "==",
                    Cmp::Ne => "!=",
                };
                (format!("{} {sign} {}", arg(1, 4), arg(0, 5)), 4)
            }
            Op::Compare(cmp) => infix(
                match cmp {
                    Cmp::Lt => "<",
                    Cmp::Le => "<=",
                    Cmp::Eq => "==",
                    Cmp::Ne => "!=",
                },
                4,
            ),
            Op::Same => infix("==", 4),
            // That nothing is NaN goes without saying: an `if` whose comparison sees NaN is NaN.
            Op::And if self.is_guard(args[0]) => self.bare(args[1]),
            Op::And if self.is_guard(args[1]) => self.bare(args[0]),
            Op::Select if self.is_guard(args[0]) => self.bare(args[1]),
            Op::And => infix("&&", 3),
            Op::Or => infix("||", 2),
            Op::Not => (format!("!{}", arg(0, 7)), 7),
            Op::Ordered => {
                let numbers: Vec<String> = (0..args.len())
                    .filter(|&i| self.g.as_constant(args[i]).is_none())
                    .map(|i| format!("is_number({})", arg(i, 0)))
                    .collect();
                (numbers.join(" && "), 3)
            }
            Op::Select => {
                let rest = arg(2, 0);
                // `else if` is one choice of many.
                let rest = match rest.starts_with("if ") && self.g.op(args[2]) == Op::Select {
                    true => rest,
                    false => format!("{{ {rest} }}"),
                };
                (
                    format!("if {} {{ {} }} else {rest}", arg(0, 0), arg(1, 0)),
                    1,
                )
            }
            Op::Sum(axis) => along("sum", axis),
            Op::Max(axis) => along("max", axis),
            Op::Min(axis) => along("min", axis),
            Op::LogSumExp(axis) => along("logsumexp", axis),
            Op::Norm(axis) => along("norm", axis),
            Op::Softmax(axis) => along("softmax", axis),
            Op::SoftmaxRest(axis) => (
                format!("1 - softmax::<{}>({})", self.axis(axis), arg(0, 0)),
                5,
            ),
            Op::LogSoftmax(axis) => along("log_softmax", axis),
            Op::Cumsum(axis) => along("cumsum", axis),
            Op::CumsumBack(axis) => (
                format!(
                    "reverse(cumsum::<{}>(reverse({})))",
                    self.axis(axis),
                    arg(0, 0)
                ),
                100,
            ),
            Op::Reverse(axis) => along("reverse", axis),
            Op::Rename(from, to) => (
                format!(
                    "rename::<{}, {}>({})",
                    self.axis(from),
                    self.axis(to),
                    arg(0, 0)
                ),
                100,
            ),
            Op::Gather(_) => (format!("{}[{}]", arg(0, 99), arg(1, 0)), 100),
            Op::Scale(_) | Op::SquareLimit(_) => ("scale".into(), 100),
            Op::Resum(axis) => (
                format!(
                    "if {} {{ sum::<{}>({}) }} else {{ {} }}",
                    arg(1, 0),
                    self.axis(axis),
                    arg(2, 0),
                    arg(0, 0)
                ),
                1,
            ),
        }
    }
}

fn number(x: f64) -> (String, u8) {
    let text = if x == f64::INFINITY {
        "INFINITY".to_string()
    } else if x == f64::NEG_INFINITY {
        return ("-INFINITY".into(), 7);
    } else if x == core::f64::consts::PI {
        "PI".to_string()
    } else if x == core::f64::consts::E {
        "E".to_string()
    } else if x != 0.0 && !(1e-5..1e16).contains(&x.abs()) {
        format!("{x:e}")
    } else {
        format!("{x}")
    };
    (text, if x < 0.0 { 7 } else { 100 })
}
