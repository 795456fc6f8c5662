//! Where a formula has no derivative, in words: what it is worth there, and the subgradient taken.
//!
//! Kinks are those of the formula *as checked*, since they are decided before any rewriting; only that `x * ln(y)` is 0
//! where `x` is 0 is the work of a rule, and is read from the stable form. What is said here, the witness of kinks measures.

use std::collections::BTreeSet;

use crate::differentiate::is_sum_of_squares;
use crate::graph::{Cmp, Formula, Fun, Graph, Id, Kind, Op, Range, print_short};
use crate::patience::Patience;

/// A row of the published table of kinks.
#[derive(Clone, Copy, Debug)]
pub struct Kink {
    /// The place, as the reference has it.
    pub place: &'static str,
    /// What the formula is worth there, where that is not plain.
    pub value: &'static str,
    /// The subgradient.
    pub gradient: &'static str,
    /// Arguments and a body that have the kink.
    pub example: (&'static str, &'static str),
}

const fn kink(
    place: &'static str,
    value: &'static str,
    gradient: &'static str,
    example: (&'static str, &'static str),
) -> Kink {
    Kink {
        place,
        value,
        gradient,
        example,
    }
}

/// The published table of kinks: the language reference has these rows and no other, and a test says so.
#[rustfmt::skip] // one row a line
pub const KINKS: &[Kink] = &[
    kink("`abs(x)` where x = 0", "0", "0", ("x: input", "abs(x)")),
    kink("`relu(x)` where x = 0", "0", "0", ("x: input", "relu(x)")),
    kink("`max(x, c)`, `min(x, c)` where they are equal, `c` a number or made of `param`s", "", "0 to `x`", ("x: input", "max(x, 1)")),
    kink("`max(x, y)`, `min(x, y)` where they are equal and both vary from sample to sample", "", "half to each", ("x: input, y: input", "max(x, y)")),
    kink("`max::<K>(x)`, `min::<K>(x)` where elements tie", "", "shared evenly between all that tie", ("x: input[K]", "max(x)")),
    kink("`clamp(x, low, high)` on the ends", "", "1 to `x`; outside 0", ("x: input", "clamp(x, 0, 1)")),
    kink("`norm(x)`, `hypot(x, y)`, `sqrt` of a sum of squares where all are 0", "0", "0", ("x: input[K]", "norm(x)")),
    kink("`sqrt(x)` of anything else where x = 0", "0", "infinite", ("x: input", "sqrt(x)")),
    kink("`pow(x, p)` where x = 0", "0; 1 for p = 0", "0 for p > 1 and for p = 0, 1 for p = 1, infinite for 0 < p < 1; 0 where the factor before it is 0", ("x: input, p: param", "pow(x, p)")),
    kink("`xlogy(x, y)` where x = 0", "0, whatever `y` is", "0 to `y`, `ln(y)` to `x`", ("x: input, y: input", "xlogy(x, y)")),
    kink("`x * ln(y)` where x = 0", "0, whatever `y` is", "as `xlogy`; 0 to `x` too where `y` depends on `x`, as in `x * ln(x)`", ("x: input", "x * ln(x)")),
    kink("`asin(x)`, `acos(x)` where x is 1 or -1", "", "infinite", ("x: input", "asin(x)")),
    kink("`sign(x)` anywhere", "", "0", ("x: input", "x * sign(x)")),
    kink("`if` whose condition depends on an input", "of the branch taken", "of the branch taken, on the border too", ("x: input", "if x > 0 { x } else { 2 * x }")),
];

/// One line for each place without a derivative.
pub(super) fn kinks(formula: &Formula, stable: &Formula) -> Vec<String> {
    let mut lines = Vec::new();
    let seen = Reader::new(formula);
    for &id in &seen.live {
        lines.extend(seen.line(id));
    }
    let rewritten = Reader::new(stable);
    for &id in &rewritten.live {
        lines.extend(rewritten.product(id, &seen));
    }
    let mut known = BTreeSet::new();
    lines.retain(|line| known.insert(line.clone()));
    lines
}

/// What is known of the nodes of a formula.
struct Reader<'a> {
    formula: &'a Formula,
    g: &'a Graph,
    /// The nodes that a gradient reaches, operands first.
    live: BTreeSet<Id>,
    /// Whether a node depends on an input or learnable, through operations that have a derivative.
    varies: Vec<bool>,
    /// Whether a node depends on anything that a sample has of its own, or on a learnable.
    sampled: Vec<bool>,
    /// How much more is looked at for the node at hand.
    patience: Patience,
}

impl<'a> Reader<'a> {
    fn new(formula: &'a Formula) -> Reader<'a> {
        let g = &formula.graph;
        let (mut varies, mut sampled) = (Vec::new(), Vec::new());
        for id in g.ids() {
            let below = |of: &[bool]| g.args(id).iter().any(|arg| of[arg.0 as usize]);
            let kind = match g.op(id) {
                Op::Arg(arg, _) | Op::Label(arg) => Some(formula.arg(arg).kind),
                _ => None,
            };
            let is_learnt = matches!(kind, Some(Kind::Input | Kind::Learnable));
            varies.push(is_learnt || (g.op(id) != Op::StopGradient && below(&varies)));
            let is_fixed = matches!(kind, None | Some(Kind::Param | Kind::Flag));
            sampled.push(!is_fixed || below(&sampled));
        }
        let mut live = BTreeSet::new();
        let mut stack = vec![formula.value];
        while let Some(id) = stack.pop() {
            if varies[id.0 as usize] && live.insert(id) {
                stack.extend_from_slice(g.args(id));
            }
        }
        Reader {
            formula,
            g,
            live,
            varies,
            sampled,
            patience: Patience::for_nodes(g.len()),
        }
    }

    fn text(&self, id: Id) -> String {
        print_short(self.formula, self.g, id)
    }

    fn varies(&self, id: Id) -> bool {
        self.varies[id.0 as usize]
    }

    /// The line of one node.
    fn line(&self, id: Id) -> Option<String> {
        self.patience.renew();
        let args = self.g.args(id);
        let here = || self.text(id);
        let at_zero = |x: Id, slope: &str| {
            let mut whole = here();
            // Its operand follows, so it need not be told twice.
            if let (true, Some(open)) = (whole.contains('…'), whole.find('(')) {
                whole.replace_range(open.., "(…)");
            }
            format!("{whole}: {slope} where {} = 0", self.text(x))
        };
        Some(match self.g.op(id) {
            Op::Fun(Fun::Abs | Fun::Relu) => at_zero(args[0], "gradient 0"),
            Op::Fun(Fun::Sign) => format!("{}: gradient 0 everywhere", here()),
            Op::Fun(fun @ (Fun::Max | Fun::Min)) => self.tie(id, fun),
            Op::Fun(Fun::Clamp) => {
                format!("{}: gradient 1 on both ends, 0 outside", here())
            }
            Op::Fun(Fun::Hypot) => format!("{}: gradient 0 where both are 0", here()),
            Op::Norm(_) => at_zero(args[0], "gradient 0"),
            Op::Max(_) | Op::Min(_) => {
                format!("{}: elements that tie share the gradient evenly", here())
            }
            Op::Fun(Fun::Sqrt) if self.is_positive(args[0]) => return None,
            Op::Fun(Fun::Sqrt) if is_sum_of_squares(self.g, args[0]) => {
                at_zero(args[0], "gradient 0")
            }
            Op::Fun(Fun::Sqrt) => at_zero(args[0], "infinite gradient"),
            Op::Fun(Fun::Asin | Fun::Acos) => {
                format!("{}: infinite gradient at both ends, -1 and 1", here())
            }
            Op::Fun(Fun::Pow) => return self.power(id),
            Op::Fun(Fun::Xlogy) => self.xlogy(id, args[0], args[1])?,
            Op::Select if self.is_border(args[0]) => format!(
                "if {}: value and gradient are those of the branch taken",
                self.text(args[0])
            ),
            _ => return None,
        })
    }

    /// `max(x, y)` where both are equal.
    fn tie(&self, id: Id, fun: Fun) -> String {
        let args = self.g.args(id);
        let here = self.text(id);
        let is_sampled = |x: Id| self.sampled[x.0 as usize];
        if !(is_sampled(args[0]) && is_sampled(args[1])) {
            let varying = args.iter().find(|&&x| self.varies(x));
            let to = varying.map(|&x| self.text(x)).unwrap_or_default();
            return format!("{here}: gradient 0 to {to} where they are equal");
        }
        let nested = args.iter().any(|&x| self.g.op(x) == Op::Fun(fun));
        let more = if nested { ", pair by pair" } else { "" };
        format!("{here}: half the gradient to each where they are equal{more}")
    }

    fn power(&self, id: Id) -> Option<String> {
        let (x, p) = (self.g.args(id)[0], self.g.args(id)[1]);
        if !self.varies(x) || self.is_positive(x) {
            return None;
        }
        let least = match self.g.op(p) {
            Op::Arg(arg, _) => self.formula.arg(arg).domain.low.map(|low| low.at),
            _ => self.g.as_constant(p),
        };
        if least.is_some_and(|least| least >= 1.0) {
            return None;
        }
        let (base, p_text) = (self.text(x), self.text(p));
        if self.g.is_constant(p, 0.5) && is_sum_of_squares(self.g, x) {
            return Some(format!("{}: gradient 0 where {base} = 0", self.text(id)));
        }
        let when = match self.g.as_constant(p) {
            Some(p) if p < 0.0 => {
                return Some(format!("{}: infinite where {base} = 0", self.text(id)));
            }
            Some(0.0) => return None,
            Some(_) => format!("{base} = 0"),
            None => format!("{base} = 0 and {p_text} is between 0 and 1"),
        };
        Some(format!("{}: infinite gradient where {when}", self.text(id)))
    }

    fn xlogy(&self, id: Id, x: Id, y: Id) -> Option<String> {
        let slopes = match (self.varies(x), self.varies(y)) {
            (true, true) => format!(
                ", gradient 0 to {} and {} to {}",
                self.text(y),
                log(&self.text(y)),
                self.text(x)
            ),
            (true, false) => format!(", gradient {}", log(&self.text(y))),
            (false, true) => ", gradient 0".to_string(),
            (false, false) => return None,
        };
        Some(format!(
            "{}: value 0{slopes} where {} = 0",
            self.text(id),
            self.text(x)
        ))
    }

    /// A product with a logarithm that a rule has made safe, unless the formula itself says `xlogy`.
    fn product(&self, id: Id, written: &Reader<'_>) -> Option<String> {
        self.patience.renew();
        let args = self.g.args(id);
        match self.g.op(id) {
            Op::Fun(Fun::Xlogy) => {
                let line = self.xlogy(id, args[0], args[1])?;
                let is_written = written.live.iter().any(|&other| {
                    written.g.op(other) == Op::Fun(Fun::Xlogy)
                        && written.text(other) == self.text(id)
                });
                (!is_written).then_some(line)
            }
            Op::Fun(Fun::Xlog1py) => {
                let y = self.text(args[1]);
                let y = match y.strip_prefix('-') {
                    Some(minus) => format!("1 - {minus}"),
                    None => format!("1 + {y}"),
                };
                let x = self.text(args[0]);
                let slopes = match (self.varies(args[0]), self.varies(args[1])) {
                    (true, true) => format!(", gradient 0 to {y} and {} to {x}", log(&y)),
                    (true, false) => format!(", gradient {}", log(&y)),
                    _ => ", gradient 0".to_string(),
                };
                Some(format!("{}: value 0{slopes} where {x} = 0", self.text(id)))
            }
            Op::Select if self.g.is_constant(args[1], 0.0) => {
                let x = self.zero_of(args[0])?;
                let has_factor =
                    self.g.op(args[2]) == Op::Fun(Fun::Mul) && self.g.args(args[2]).contains(&x);
                let is_written = written.live.iter().any(|&other| {
                    let args = written.g.args(other);
                    match written.g.op(other) {
                        Op::Select => written.text(args[0]) == self.text(self.g.args(id)[0]),
                        Op::Fun(Fun::Xlogy) => written.text(args[0]) == self.text(x),
                        _ => false,
                    }
                });
                (has_factor && !is_written).then(|| {
                    format!(
                        "{}: value and gradient 0 where {} = 0",
                        self.text(args[2]),
                        self.text(x)
                    )
                })
            }
            _ => None,
        }
    }

    /// The node that a condition compares with 0.
    fn zero_of(&self, condition: Id) -> Option<Id> {
        let args = self.g.args(condition);
        let is_equality = self.g.op(condition) == Op::Compare(Cmp::Eq);
        let (x, _) = is_equality
            .then_some([(0, 1), (1, 0)])?
            .into_iter()
            .map(|(i, j)| (args[i], args[j]))
            .find(|&(_, zero)| self.g.is_constant(zero, 0.0))?;
        Some(x)
    }

    /// Whether a condition changes with an input: those of data and labels have no border to stand on.
    fn is_border(&self, condition: Id) -> bool {
        match self.g.op(condition) {
            Op::Compare(_) => self.varies(condition),
            Op::And | Op::Or | Op::Not => self.g.args(condition).iter().any(|&x| self.is_border(x)),
            _ => false,
        }
    }

    fn is_positive(&self, id: Id) -> bool {
        if !self.patience.step() {
            return false;
        }
        let args = self.g.args(id);
        let (is, at_least) = (
            |i: usize| self.is_positive(args[i]),
            |i: usize| self.is_nonnegative(args[i]),
        );
        match self.g.op(id) {
            Op::Const(bits) => f64::from_bits(bits) > 0.0,
            Op::Len(_) | Op::Softmax(_) | Op::SoftmaxRest(_) => true,
            Op::Arg(arg, _) => self.formula.arg(arg).domain.is_positive(),
            Op::Fun(Fun::Exp | Fun::Cosh | Fun::Sigmoid | Fun::Softplus) => true,
            Op::Fun(Fun::Max) => is(0) || is(1),
            Op::Fun(Fun::Mul | Fun::Div | Fun::Min) => is(0) && is(1),
            Op::Fun(Fun::Clamp) => is(1),
            Op::Fun(Fun::Add) => (is(0) && at_least(1)) || (at_least(0) && is(1)),
            Op::Fun(Fun::Sub) => self.is_complement(args[0], args[1]),
            Op::Fun(Fun::Sqrt | Fun::Pow | Fun::Powi) => is(0),
            Op::Select => is(1) && is(2),
            Op::Gather(_) | Op::Rename(..) | Op::Reverse(_) | Op::StopGradient => is(0),
            _ => false,
        }
    }

    /// `1 - p` of a probability that is never 1.
    fn is_complement(&self, one: Id, p: Id) -> bool {
        match self.g.op(p) {
            Op::Fun(Fun::Sigmoid) | Op::Softmax(_) => self.g.is_constant(one, 1.0),
            Op::Gather(_) | Op::Rename(..) => self.is_complement(one, self.g.args(p)[0]),
            _ => false,
        }
    }

    fn is_nonnegative(&self, id: Id) -> bool {
        if !self.patience.step() {
            return false;
        }
        let args = self.g.args(id);
        match self.g.op(id) {
            Op::Const(bits) => f64::from_bits(bits) >= 0.0,
            Op::Arg(arg, _) => self.formula.arg(arg).domain.is_nonnegative(),
            Op::Fun(Fun::Mul) if args[0] == args[1] => true,
            Op::Fun(Fun::Mul | Fun::Div | Fun::Add) => args.iter().all(|&x| self.is_nonnegative(x)),
            Op::Fun(fun) if matches!(fun.row().range, Range::NonNegative | Range::Unit) => true,
            Op::Norm(_) => true,
            _ => is_sum_of_squares(self.g, id) || self.is_positive(id),
        }
    }
}

/// `ln(y)`, also where `y` is printed with a sign of its own.
fn log(y: &str) -> String {
    format!("ln({y})")
}
