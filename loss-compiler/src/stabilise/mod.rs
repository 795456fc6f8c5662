//! Rewrites what loses digits or overflows, so that the naive spelling of a formula is as good as the careful one.
//!
//! ```text
//! -ln(softmax(x))[label]     →     -log_softmax(x)[label]
//! (1 - sigmoid(z)) * …       →     sigmoid(-z) * …
//! ```
//!
//! Each rule has a name and one identity; it holds wherever both sides are defined, and widens where the left side is
//! finite. Rules work bottom up on operands that are stable already, and look through `if`, a gather, a rename and
//! [`crate::algebra`], which has put signs outside and constants first. Kinks are not touched: a rewritten
//! formula has the subgradients of the table of kinks, since both sides have them.

mod branch;
mod cancel;
mod complement;
mod exponential;
mod logarithm;
mod mixture;
mod product;
mod quotient;
mod root;
mod shift;

use std::collections::{BTreeMap, BTreeSet};

use crate::algebra;
use crate::graph::{ArgId, Formula, Fun, Graph, Id, Kind, Marks, Op, Operands, print_short};
use crate::patience::Patience;
use crate::simplify::{assume, decide_branches, drop_guard};

/// The names of the rules that fired and how often.
pub type Fired = BTreeMap<&'static str, usize>;

/// What each rule was first applied to, and what it made of that, in the language of the formula.
pub type Rewrites = BTreeMap<&'static str, (String, String)>;

/// The formula with every rule applied, and which did.
pub fn stabilise(formula: &Formula) -> (Formula, Fired) {
    let (stable, fired, _) = stabilise_telling(formula);
    (stable, fired)
}

/// The same, and what the rules did.
pub fn stabilise_telling(formula: &Formula) -> (Formula, Fired, Rewrites) {
    let mut roots = vec![formula.value];
    roots.extend(formula.weight);
    let varying = formula
        .arg_ids()
        .filter(|(_, arg)| matches!(arg.kind, Kind::Input | Kind::Learnable))
        .map(|(id, _)| id)
        .collect();
    let positive: BTreeSet<ArgId> = formula
        .arg_ids()
        .filter(|(_, arg)| {
            matches!(arg.kind, Kind::Param | Kind::Learnable) && arg.domain.is_positive()
        })
        .map(|(id, _)| id)
        .collect();
    let weights = formula
        .arg_ids()
        .filter(|(_, arg)| {
            matches!(arg.kind, Kind::Data | Kind::Param) && arg.domain.is_nonnegative()
        })
        .map(|(id, _)| id)
        .collect();
    let mut formula = formula.clone();
    formula.graph.units = formula
        .arg_ids()
        .filter(|(_, arg)| {
            matches!(arg.kind, Kind::Param | Kind::Learnable) && arg.domain.is_finite_nonzero()
        })
        .map(|(id, _)| id)
        .collect();
    formula.graph.positive.clone_from(&positive);
    formula.graph.nonnegative = formula
        .arg_ids()
        .filter(|(_, arg)| arg.domain.is_nonnegative())
        .map(|(id, _)| id)
        .collect();
    // An `if` inside the branch of an `if` by the same condition would hide what stands there from the rules.
    let (decided, roots) = formula.graph.rebuild(&roots, |g, op, args| {
        let id = algebra::rewrite(g, op, args);
        let branches = (g.op(id) == Op::Select).then(|| g.operands(id));
        branches
            .and_then(|args| decide_branches(g, &args))
            .unwrap_or(id)
    });
    let (graph, roots, fired, seen) = stabilise_graph(&decided, &roots, varying, positive, weights);
    let text = |id: Id| print_short(&formula, &graph, id);
    let rewrites = seen
        .iter()
        .filter(|(rule, _)| fired.contains_key(*rule))
        .map(|(rule, &(before, after))| (*rule, (text(before), text(after))))
        .collect();
    // Guards that the value does not need must not hide its branches from the derivative.
    let (graph, roots) = graph.rebuild(&roots, |g, op, args| {
        let id = algebra::rewrite(g, op, args);
        if g.op(id) != Op::Select {
            return id;
        }
        let args = g.operands(id);
        drop_guard(g, &args).unwrap_or(id)
    });
    let weight = formula.weight.map(|_| roots[1]);
    (
        Formula {
            graph,
            value: roots[0],
            weight,
            ..formula.clone()
        },
        fired,
        rewrites,
    )
}

/// The same on a bare graph: which arguments are differentiated, and which are known to be positive.
fn stabilise_graph(
    graph: &Graph,
    roots: &[Id],
    varying: BTreeSet<ArgId>,
    positive: BTreeSet<ArgId>,
    weights: BTreeSet<ArgId>,
) -> (Graph, Vec<Id>, Fired, Seen) {
    let mut rules = Rules {
        varying,
        positive,
        weights,
        fired: Fired::new(),
        seen: Seen::new(),
        shifted: BTreeSet::new(),
        fuel: 512,
        choice_fuel: 64,
        patience: Patience::for_nodes(graph.len()),
    };
    let (graph, roots) = graph.rebuild(roots, |g, op, args| {
        rules.patience.renew();
        rules.put(g, op, args)
    });
    (graph, roots, rules.fired, rules.seen)
}

/// What a rule was first applied to, and what it made of that.
type Seen = BTreeMap<&'static str, (Id, Id)>;

/// The rules and what they know.
struct Rules {
    varying: BTreeSet<ArgId>,
    positive: BTreeSet<ArgId>,
    /// The arguments that are declared not to be negative and are not differentiated.
    weights: BTreeSet<ArgId>,
    fired: Fired,
    /// What each rule was applied to, and what it made of that.
    seen: Seen,
    /// Sums whose largest exponent is outside already.
    shifted: BTreeSet<Id>,
    /// How many more times a function may be tried inside the branches of its operand: each try may lead to others.
    fuel: usize,
    /// The same for a choice farther down.
    choice_fuel: usize,
    /// How much more is looked at for the node at hand.
    patience: Patience,
}

impl Rules {
    /// Makes a node in its stable form.
    fn put(&mut self, g: &mut Graph, op: Op, args: impl Into<Operands>) -> Id {
        let id = algebra::rewrite(g, op, args);
        self.improve(g, id)
    }

    fn fire(&mut self, name: &'static str, id: Id) -> Id {
        *self.fired.entry(name).or_default() += 1;
        id
    }

    fn improve(&mut self, g: &mut Graph, id: Id) -> Id {
        if !self.patience.step() {
            return id;
        }
        let args = g.operands(id);
        let before = self.fired.clone();
        let better = match g.op(id) {
            Op::Fun(Fun::Ln) => self.logarithm(g, args[0]),
            Op::Fun(Fun::Ln1p) => self.logarithm_1p(g, args[0]),
            Op::Fun(Fun::Exp) => self.exponential(g, args[0]),
            Op::Fun(Fun::ExpM1) => self.exponential_m1(g, args[0]),
            Op::Fun(Fun::Add) => self
                .sum(g, args[0], args[1])
                .or_else(|| self.cancelling(g, id)),
            Op::Fun(Fun::Sub) => self
                .difference(g, args[0], args[1])
                .or_else(|| self.cancelling(g, id))
                .or_else(|| self.common_factor(g, args[0], args[1])),
            Op::Fun(Fun::Mul) => self.product(g, args[0], args[1]),
            Op::Fun(Fun::Div) => self
                .quotient(g, args[0], args[1])
                .or_else(|| self.share(g, id)),
            Op::Fun(Fun::Pow) => self.power(g, args[0], args[1]),
            Op::Fun(Fun::Xlogy) => self.xlogy(g, args[0], args[1]),
            Op::Fun(Fun::Sqrt) => self.square_root(g, args[0]),
            // The sign of a product stands outside it: look at what it negates.
            Op::Fun(Fun::Neg) => {
                let inner = self.improve(g, args[0]);
                (inner != args[0]).then(|| algebra::neg(g, inner))
            }
            Op::Gather(_) => push_gather(g, id),
            _ => None,
        };
        let new = better
            .or_else(|| self.try_choices(g, id, &before, true))
            .or_else(|| self.try_branches(g, id, &before))
            .or_else(|| self.try_choices(g, id, &before, false))
            .unwrap_or(id);
        if new != id && self.fired != before {
            for &rule in self.fired.keys().filter(|rule| !before.contains_key(*rule)) {
                self.seen.entry(rule).or_insert((id, new));
            }
        }
        new
    }

    /// `f(if c { a } else { b })` → `if c { f(a) } else { f(b) }`, where a rule improves what then stands in a branch.
    fn try_branches(&mut self, g: &mut Graph, id: Id, before: &Fired) -> Option<Id> {
        let op = g.op(id);
        let Op::Fun(
            Fun::Add
            | Fun::Sub
            | Fun::Mul
            | Fun::Div
            | Fun::Ln
            | Fun::Ln1p
            | Fun::Exp
            | Fun::Sqrt
            | Fun::Pow,
        ) = op
        else {
            return None;
        };
        let args = g.operands(id);
        let at = args.iter().position(|&arg| g.op(arg) == Op::Select)?;
        self.fuel = self.fuel.checked_sub(1)?;
        let (c, branches) = (
            g.args(args[at])[0],
            [(true, g.args(args[at])[1]), (false, g.args(args[at])[2])],
        );
        let [a, b] = branches.map(|(truth, branch)| {
            // What else depends on the condition is decided with it.
            let mut args: Operands = args.iter().map(|&arg| assume(g, c, truth, arg)).collect();
            args[at] = branch;
            self.put(g, op, args)
        });
        if self.fired == *before {
            return None;
        }
        Some(algebra::select(g, c, a, b))
    }

    // Constructors that stabilise what they make.
    fn fun1(&mut self, g: &mut Graph, fun: Fun, x: Id) -> Id {
        self.put(g, Op::Fun(fun), [x])
    }
    fn fun2(&mut self, g: &mut Graph, fun: Fun, x: Id, y: Id) -> Id {
        self.put(g, Op::Fun(fun), [x, y])
    }
    fn sigmoid_of_minus(&mut self, g: &mut Graph, x: Id) -> Id {
        let minus = algebra::neg(g, x);
        g.fun1(Fun::Sigmoid, minus)
    }

    /// Whether a node depends on what is differentiated.
    fn varies(&self, g: &Graph, id: Id) -> bool {
        depends(
            g,
            id,
            &mut |op| matches!(op, Op::Arg(arg, _) if self.varying.contains(&arg)),
        )
    }

    /// Whether a node is known to be more than zero.
    fn is_positive(&self, g: &Graph, id: Id) -> bool {
        if !self.patience.step() {
            return false;
        }
        let args = g.args(id);
        let is = |i: usize| self.is_positive(g, args[i]);
        match g.op(id) {
            Op::Const(bits) => f64::from_bits(bits) > 0.0,
            Op::Len(_) => true,
            Op::Arg(arg, _) => self.positive.contains(&arg),
            Op::Fun(Fun::Cosh) => true,
            Op::Fun(Fun::Max) => is(0) || is(1),
            Op::Fun(Fun::Mul | Fun::Div | Fun::Min) => is(0) && is(1),
            Op::Fun(Fun::Clamp) => is(1),
            Op::Fun(Fun::Add) => {
                (is(0) && self.is_nonnegative(g, args[1]))
                    || (is(1) && self.is_nonnegative(g, args[0]))
            }
            Op::Select => is(1) && is(2),
            Op::Gather(_) | Op::Rename(..) | Op::Reverse(_) | Op::StopGradient => is(0),
            _ => false,
        }
    }

    fn is_nonnegative(&self, g: &Graph, id: Id) -> bool {
        use crate::graph::Range;
        if !self.patience.step() {
            return false;
        }
        let args = g.args(id);
        match g.op(id) {
            Op::Fun(Fun::Mul) if args[0] == args[1] => true,
            Op::Fun(Fun::Mul | Fun::Div | Fun::Add) => {
                args.iter().all(|&a| self.is_nonnegative(g, a))
            }
            Op::Fun(fun) if matches!(fun.row().range, Range::NonNegative | Range::Unit) => true,
            Op::Norm(_) | Op::Softmax(_) | Op::SoftmaxRest(_) => true,
            Op::Select => args[1..].iter().all(|&a| self.is_nonnegative(g, a)),
            Op::Const(bits) => f64::from_bits(bits) >= 0.0,
            _ => self.is_positive(g, id),
        }
    }
}

impl Rules {
    /// Whether a node is a number that is zero or more and not differentiated: a mask, a count, a weight that is declared so.
    fn is_weight(&self, g: &Graph, id: Id) -> bool {
        if !self.patience.step() {
            return false;
        }
        let args = g.args(id);
        let declared = match g.op(id) {
            Op::Arg(arg, _) => self.weights.contains(&arg),
            Op::Fun(Fun::Mul | Fun::Div | Fun::Add) => args.iter().all(|&a| self.is_weight(g, a)),
            Op::Select => args[1..].iter().all(|&a| {
                // NaN where a comparison saw NaN
                g.as_constant(a).is_some_and(f64::is_nan) || self.is_weight(g, a)
            }),
            Op::Gather(_) | Op::Rename(..) | Op::Reverse(_) | Op::StopGradient => {
                self.is_weight(g, args[0])
            }
            _ => self.is_nonnegative(g, id),
        };
        declared && !self.varies(g, id)
    }
}

/// Whether any node below `id`, itself included, has an operation that satisfies `test`; constants to the gradient aside.
fn depends(g: &Graph, id: Id, test: &mut impl FnMut(Op) -> bool) -> bool {
    let mut seen = Marks::up_to(id);
    let mut stack = vec![id];
    while let Some(id) = stack.pop() {
        if !seen.insert(id) || g.op(id) == Op::StopGradient {
            continue;
        }
        if test(g.op(id)) {
            return true;
        }
        stack.extend_from_slice(g.args(id));
    }
    false
}

/// Whether `id` is among the nodes below `root`.
fn is_below(g: &Graph, id: Id, root: Id) -> bool {
    let mut seen = Marks::up_to(root);
    let mut stack = vec![root];
    while let Some(next) = stack.pop() {
        if next == id {
            return true;
        }
        if next > id && seen.insert(next) {
            stack.extend_from_slice(g.args(next));
        }
    }
    false
}

/// `f(x, y)[label]` → `f(x[label], y[label])`: the element is computed where it is needed, and the row is not.
pub fn push_gather(g: &mut Graph, id: Id) -> Option<Id> {
    let Op::Gather(axis) = g.op(id) else {
        return None;
    };
    let (x, label) = (g.args(id)[0], g.args(id)[1]);
    let new = gather_of(g, axis, x, label);
    (new != id).then_some(new)
}

/// The element of `x` at `label` along the axis.
pub fn gather_of(g: &mut Graph, axis: crate::graph::Axis, x: Id, label: Id) -> Id {
    if !g.axes(x).contains(axis) {
        return x;
    }
    if g.op(x) == Op::Position(axis) {
        return label;
    }
    if g.op(x).is_elementwise() {
        let op = g.op(x);
        let args = g.operands(x);
        let args: Operands = args
            .into_iter()
            .map(|arg| gather_of(g, axis, arg, label))
            .collect();
        return algebra::rewrite(g, op, args);
    }
    g.make(Op::Gather(axis), [x, label])
}
