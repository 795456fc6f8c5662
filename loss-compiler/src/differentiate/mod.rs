//! Reverse mode on the graph: from the value of a formula to its derivative by every input, in the same graph.
//!
//! The adjoint of a broadcast is a reduction, of a gather a scatter, of `if` the branch taken. An adjoint carries the
//! condition under which its node counts at all: a product with a local derivative stands *inside* that selection, so
//! that an infinite slope in a branch not taken never meets a zero adjoint.
//!
//! ```text
//! if x > 0 { sqrt(x) } else { 0 }     →     d x = if x > 0 { 1 / (2 * sqrt(x)) } else { 0 }
//! ```

mod cosine;
mod diagonal;
mod partial;
mod second;
mod share;
mod softmax;
mod squares;

use std::collections::BTreeSet;

use crate::graph::{
    Arg, ArgId, Axes, Axis, Cmp, Formula, Fun, Graph, Id, Kind, Op, Scope, Type, differing,
};
use crate::simplify::one_hot_index;

pub use second::{FLOOR, along_vectors, by_params, hessian_diagonal, vector_name};
pub(crate) use share::share_of;
pub use squares::is_sum_of_squares;

/// The derivative by one component of an argument.
#[derive(Clone, Copy, Debug)]
pub struct Partial {
    /// The argument.
    pub arg: ArgId,
    /// Its component; 0 unless it has a fixed axis.
    pub component: u32,
    /// The derivative.
    pub id: Id,
}

/// A formula with its derivatives in one graph.
#[derive(Clone, Debug)]
pub struct Derived {
    /// The nodes.
    pub graph: Graph,
    /// The value of one sample, or the cost.
    pub value: Id,
    /// The weight of the sample.
    pub weight: Option<Id>,
    /// The derivative by each component of each input.
    pub gradient: Vec<Partial>,
    /// The derivative by each learnable.
    pub learnable: Vec<Partial>,
    /// The second derivative by each component of each input; empty where the formula has axes.
    pub curvature: Vec<Partial>,
}

impl Derived {
    /// Every output, in a fixed order.
    pub fn roots(&self) -> Vec<Id> {
        let mut roots = vec![self.value];
        roots.extend(self.weight);
        roots.extend(
            self.gradient
                .iter()
                .chain(&self.learnable)
                .chain(&self.curvature)
                .map(|p| p.id),
        );
        roots
    }

    /// The first derivatives: by inputs, then by learnables.
    pub fn slopes(&self) -> Vec<Id> {
        let partials = self.gradient.iter().chain(&self.learnable);
        partials.map(|partial| partial.id).collect()
    }

    /// The same outputs after a pass that maps [`Derived::roots`] to `roots` in `graph`.
    #[must_use]
    pub fn with(&self, graph: Graph, roots: &[Id]) -> Derived {
        let mut next = roots.iter().copied();
        let mut take = |old: Id| next.next().unwrap_or(old);
        let value = take(self.value);
        let weight = self.weight.map(&mut take);
        let mut each = |list: &[Partial]| {
            list.iter()
                .map(|p| Partial {
                    id: take(p.id),
                    ..*p
                })
                .collect::<Vec<_>>()
        };
        let gradient = each(&self.gradient);
        let learnable = each(&self.learnable);
        let curvature = each(&self.curvature);
        Derived {
            graph,
            value,
            weight,
            gradient,
            learnable,
            curvature,
        }
    }
}

/// Differentiates a formula by all its inputs and learnables.
pub fn differentiate(formula: &Formula) -> Derived {
    derive(formula, Style::Guarded)
}

/// The same as it is in a book: without what keeps the digits where terms cancel, and the numbers where a part is infinite or
/// in a branch not taken.
pub fn differentiate_for_reading(formula: &Formula) -> Derived {
    derive(formula, Style::Plain)
}

/// For whom a derivative is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// To compute with.
    Guarded,
    /// To read.
    Plain,
}

fn derive(formula: &Formula, style: Style) -> Derived {
    let mut graph = formula.graph.clone();
    let by = |kind: Kind| {
        formula
            .arg_ids()
            .filter(move |(_, arg)| arg.kind == kind)
            .flat_map(|(id, arg)| (0..arg.components()).map(move |component| (id, component)))
            .collect::<Vec<_>>()
    };
    let (inputs, learnables) = (by(Kind::Input), by(Kind::Learnable));
    let wanted: Vec<_> = inputs.iter().chain(&learnables).copied().collect();
    let partials = reverse_in(style, &mut graph, &formula.args, formula.value, &wanted);
    let (gradient, learnable) = partials.split_at(inputs.len());
    let (gradient, learnable) = (gradient.to_vec(), learnable.to_vec());
    let free_of_axes = formula.scope == Scope::Sample && formula.axes.is_empty();
    let curvature = match free_of_axes {
        true => gradient
            .iter()
            .flat_map(|p| {
                let by = [(p.arg, p.component)];
                reverse_in(style, &mut graph, &formula.args, p.id, &by)
            })
            .collect(),
        false => Vec::new(),
    };
    Derived {
        graph,
        value: formula.value,
        weight: formula.weight,
        gradient,
        learnable,
        curvature,
    }
}

/// The derivatives of the node `root`, which has no axes, by the arguments `wanted` among `args`.
pub fn reverse(graph: &mut Graph, args: &[Arg], root: Id, wanted: &[(ArgId, u32)]) -> Vec<Partial> {
    reverse_in(Style::Guarded, graph, args, root, wanted)
}

fn reverse_in(
    style: Style,
    graph: &mut Graph,
    args: &[Arg],
    root: Id,
    wanted: &[(ArgId, u32)],
) -> Vec<Partial> {
    let mut tape = Tape::new(graph, args, root, wanted);
    tape.style = style;
    let (root, apart) = match wanted.len() {
        1 => tape.apart(root),
        _ => (root, None),
    };
    let one = tape.graph.constant(1.0);
    let always = tape.graph.truth(true);
    tape.give(root, root, always, one);
    for index in (0..=root.0).rev() {
        tape.visit(Id(index));
    }
    let zero = tape.graph.constant(0.0);
    wanted
        .iter()
        .map(|&(arg, component)| {
            let leaf = tape.graph.make(Op::Arg(arg, component), []);
            let id = tape
                .adjoints
                .get(leaf.0 as usize)
                .copied()
                .flatten()
                .map_or(zero, |a| a.value);
            let id = match apart {
                Some(factor) if id != zero => tape.graph.mul(factor, id),
                _ => id,
            };
            Partial { arg, component, id }
        })
        .collect()
}

/// Whether a number a sample has a finite slope by its operands wherever they are finite.
fn has_finite_slope(g: &Graph, id: Id) -> bool {
    let is_finite = match g.op(id) {
        Op::Fun(fun) => matches!(
            fun,
            Fun::Neg
                | Fun::Add
                | Fun::Sub
                | Fun::Mul
                | Fun::Exp
                | Fun::ExpM1
                | Fun::Sigmoid
                | Fun::Softplus
                | Fun::LogSigmoid
                | Fun::Tanh
                | Fun::Sin
                | Fun::Cos
                | Fun::Relu
                | Fun::Abs
        ),
        Op::Const(_) | Op::Truth(_) | Op::Arg(..) | Op::Flag(_) => true,
        Op::Compare(_) | Op::Ordered | Op::And | Op::Or | Op::Not | Op::Select => true,
        _ => false,
    };
    is_finite && g.axes(id).is_empty()
}

/// What a node contributes to the result, and when it counts at all.
#[derive(Clone, Copy)]
struct Adjoint {
    /// Whether the node is in a branch taken; a node of the graph.
    live: Id,
    /// The derivative of the result by the node; zero where the node is not live.
    value: Id,
}

struct Tape<'g> {
    graph: &'g mut Graph,
    /// Whether a node depends on an argument wanted.
    varies: Vec<bool>,
    /// Whether it differs between samples, or is learned: at a tie it is no constant, though it may have no derivative.
    differs: Vec<bool>,
    adjoints: Vec<Option<Adjoint>>,
    logs: partial::Logs,
    style: Style,
    /// The axis whose elements are apart from each other: what is passed on is not summed over it.
    along: Option<Axis>,
}

impl<'g> Tape<'g> {
    fn new(graph: &'g mut Graph, args: &[Arg], root: Id, wanted: &[(ArgId, u32)]) -> Self {
        let mut varies: Vec<bool> = Vec::with_capacity(root.0 as usize + 1);
        for index in 0..=root.0 {
            let node = graph.node(Id(index));
            let leaf =
                matches!(node.op, Op::Arg(arg, component) if wanted.contains(&(arg, component)));
            let passes =
                node.ty == Type::Real && !matches!(node.op, Op::StopGradient | Op::Fun(Fun::Sign));
            varies.push(leaf || (passes && node.args.iter().any(|arg| varies[arg.0 as usize])));
        }
        let adjoints = vec![None; varies.len()];
        let differs = differing(graph, args);
        Tape {
            graph,
            varies,
            differs,
            adjoints,
            logs: partial::Logs::default(),
            style: Style::Guarded,
            along: None,
        }
    }

    /// A product that has factors which do not depend on what is differentiated by, without those, and they: they multiply
    /// the one derivative of a sample, not each part of it.
    fn apart(&mut self, root: Id) -> (Id, Option<Id>) {
        if self.style == Style::Plain {
            return (root, None);
        }
        let (mut at, mut rest, mut factors, mut negates) = (root, root, Vec::new(), false);
        loop {
            match (self.graph.op(at), self.graph.args(at)) {
                (Op::Fun(Fun::Neg), &[x]) => (at, negates) = (x, !negates),
                (Op::Fun(Fun::Mul), &[x, y]) if self.varies(x) != self.varies(y) => {
                    let (inner, factor) = if self.varies(x) { (x, y) } else { (y, x) };
                    // What is the same for all samples goes through, to meet others.
                    if !self.differs[factor.0 as usize] {
                        break;
                    }
                    factors.push((factor, core::mem::take(&mut negates)));
                    (at, rest) = (inner, inner);
                }
                _ => break,
            }
        }
        // A factor of 0 would meet an infinite slope; a sum over an axis has many parts anyway.
        let (mut parts, mut seen) = (vec![rest], BTreeSet::new());
        while let Some(id) = parts.pop() {
            if !has_finite_slope(self.graph, id) {
                return (root, None);
            }
            let args = self.graph.args(id).iter().copied();
            parts.extend(args.filter(|&arg| self.varies(arg) && seen.insert(arg)));
        }
        let mut apart = None;
        for (factor, negates) in factors {
            let signed = if negates {
                self.graph.neg(factor)
            } else {
                factor
            };
            apart = Some(match apart {
                Some(apart) => self.graph.mul(apart, signed),
                None => signed,
            });
        }
        (rest, apart)
    }

    fn varies(&self, id: Id) -> bool {
        self.varies.get(id.0 as usize).copied().unwrap_or(false)
    }

    /// Adds `value`, of the axes of `from`, to the adjoint of its operand `to`, summed over what `to` lacks.
    fn give(&mut self, from: Id, to: Id, live: Id, value: Id) {
        if !self.varies(to) {
            return;
        }
        let extra = self
            .graph
            .axes(from)
            .union(self.graph.axes(value))
            .minus(self.graph.axes(to));
        let extra = match self.along {
            Some(axis) => extra.without(axis),
            None => extra,
        };
        let mut sum = value;
        for axis in extra.iter() {
            sum = self.sum_over(axis, sum);
        }
        let live = match self.style {
            Style::Guarded => self.live_anywhere(live, extra),
            Style::Plain => self.graph.truth(true),
        };
        let slot = self.adjoints[to.0 as usize];
        let adjoint = match slot {
            None => Adjoint { live, value: sum },
            Some(old) => Adjoint {
                live: self.graph.or(old.live, live),
                value: self.graph.add(old.value, sum),
            },
        };
        self.adjoints[to.0 as usize] = Some(adjoint);
    }

    /// The sum over an axis along which `x` need not vary.
    fn sum_over(&mut self, axis: Axis, x: Id) -> Id {
        if self.graph.axes(x).contains(axis) {
            self.graph.sum(axis, x)
        } else {
            let len = self.graph.len_of(axis);
            self.graph.mul(len, x)
        }
    }

    /// Whether a condition holds anywhere along the axes.
    fn live_anywhere(&mut self, live: Id, axes: Axes) -> Id {
        axes.iter()
            .fold(live, |live, axis| self.any(live, axis, 16))
    }

    /// Whether a condition holds anywhere along an axis: of alternatives any, of one class per row always.
    fn any(&mut self, condition: Id, axis: Axis, depth: usize) -> Id {
        if !self.graph.axes(condition).contains(axis) {
            return condition;
        }
        if one_hot_index(self.graph, condition, axis).is_some() {
            return self.graph.truth(true);
        }
        let args = self.graph.operands(condition);
        let fixed = |graph: &Graph, id: Id| !graph.axes(id).contains(axis);
        match self.graph.op(condition) {
            Op::Or if depth > 0 => {
                let (a, b) = (
                    self.any(args[0], axis, depth - 1),
                    self.any(args[1], axis, depth - 1),
                );
                return self.graph.or(a, b);
            }
            Op::And if depth > 0 && args.iter().any(|&arg| fixed(self.graph, arg)) => {
                let (a, b) = (
                    self.any(args[0], axis, depth - 1),
                    self.any(args[1], axis, depth - 1),
                );
                return self.graph.and(a, b);
            }
            _ => {}
        }
        let (one, zero) = (self.graph.constant(1.0), self.graph.constant(0.0));
        let each = self.graph.select(condition, one, zero);
        let count = self.graph.sum(axis, each);
        self.graph.lt(zero, count)
    }

    /// Passes a value on where `live` holds; 0 elsewhere, whatever the value is there.
    fn guard(&mut self, live: Id, value: Id) -> Id {
        let zero = self.graph.constant(0.0);
        self.graph.select(live, value, zero)
    }

    fn visit(&mut self, id: Id) {
        let Some(Adjoint { live, value: v }) = self.adjoints[id.0 as usize] else {
            return;
        };
        let args = self.graph.operands(id);
        match self.graph.op(id) {
            Op::Fun(fun) => self.fun(fun, id, &args, live, v),
            Op::Select => {
                let (c, not_c) = (args[0], self.graph.not(args[0]));
                for (branch, taken) in [(args[1], c), (args[2], not_c)] {
                    let live = self.graph.and(live, taken);
                    let value = self.guard(taken, v);
                    self.give(id, branch, live, value);
                }
            }
            Op::Sum(axis) => {
                let along = self.graph.axes(args[0]).contains(axis);
                let value = if along { v } else { self.sum_over(axis, v) };
                self.give_along(args[0], live, value);
            }
            Op::Max(axis) | Op::Min(axis) => {
                let top = self.graph.eq(args[0], id);
                let (one, zero) = (self.graph.constant(1.0), self.graph.constant(0.0));
                let each = self.graph.select(top, one, zero);
                let ties = self.graph.sum(axis, each);
                let share = self.graph.div(v, ties);
                let value = self.guard(top, share);
                let live = self.graph.and(live, top);
                self.give_along(args[0], live, value);
            }
            Op::LogSumExp(axis) => {
                let p = self.graph.op1(Op::Softmax(axis), args[0]);
                let product = self.graph.mul(v, p);
                let value = self.guard(live, product);
                self.give_along(args[0], live, value);
            }
            Op::Norm(_) if self.style == Style::Plain => {
                let product = self.graph.mul(v, args[0]);
                let value = self.graph.div(product, id);
                self.give_along(args[0], live, value);
            }
            Op::Norm(_) => {
                let zero = self.graph.constant(0.0);
                let at_zero = self.graph.eq(id, zero);
                // v x / |x|: by the direction, where the formula has it, which is there for the shortest rows too; else by the
                // one number that takes no division of each element.
                let value = match self.graph.find(Op::Fun(Fun::Div), [args[0], id]) {
                    Some(direction) => {
                        let product = self.graph.mul(v, direction);
                        self.graph.select(at_zero, zero, product)
                    }
                    None => {
                        let slope = self.graph.div(v, id);
                        let slope = self.graph.select(at_zero, zero, slope);
                        self.graph.mul(slope, args[0])
                    }
                };
                let value = self.guard(live, value);
                self.give_along(args[0], live, value);
            }
            Op::Softmax(axis) => self.softmax(axis, id, args[0], live, v),
            Op::SoftmaxRest(axis) => {
                let p = self.graph.op1(Op::Softmax(axis), args[0]);
                let minus = crate::algebra::neg(self.graph, v);
                self.softmax(axis, p, args[0], live, minus);
            }
            Op::LogSoftmax(axis) => self.log_softmax(axis, args[0], live, v),
            Op::Cumsum(axis) => {
                let live = self.live_anywhere(live, Axes::of(axis));
                let value = self.graph.op1(Op::CumsumBack(axis), v);
                self.give_along(args[0], live, value);
            }
            Op::CumsumBack(axis) => {
                let live = self.live_anywhere(live, Axes::of(axis));
                let value = self.graph.op1(Op::Cumsum(axis), v);
                self.give_along(args[0], live, value);
            }
            Op::Reverse(axis) => {
                let value = self.graph.op1(Op::Reverse(axis), v);
                let live = self.graph.op1(Op::Reverse(axis), live);
                self.give_along(args[0], live, value);
            }
            Op::Rename(from, to) => {
                let mut back = |x: Id| match self.graph.axes(x).contains(to) {
                    true => self.graph.op1(Op::Rename(to, from), x),
                    false => x,
                };
                let (value, live) = (back(v), back(live));
                self.give(args[0], args[0], live, value);
            }
            Op::Gather(axis) => {
                let position = self.graph.make(Op::Position(axis), []);
                let here = self.graph.make(Op::Same, [position, args[1]]);
                let value = self.guard(here, v);
                let live = self.graph.and(live, here);
                self.give(id, args[0], live, value);
            }
            _ => {}
        }
    }

    /// Gives `value` to the operand of a reduction or scan: what the node lacks, the operand has.
    fn give_along(&mut self, to: Id, live: Id, value: Id) {
        self.give(to, to, live, value);
    }

    fn fun(&mut self, fun: Fun, id: Id, args: &[Id], live: Id, v: Id) {
        match fun {
            Fun::Min | Fun::Max => self.extremum(fun, id, args, live, v),
            Fun::Div if self.cosine(id, args, live, v) || self.share(id, args, live, v) => {}
            Fun::Relu => {
                let zero = self.graph.constant(0.0);
                let above = self.graph.lt(zero, args[0]);
                self.give_where(above, id, args[0], live, v);
            }
            Fun::Clamp => {
                let (x, low, high) = (args[0], args[1], args[2]);
                let (at_least, at_most) = (self.graph.le(low, x), self.graph.le(x, high));
                let inside = self.graph.and(at_least, at_most);
                self.give_where(inside, id, x, live, v);
                let below = self.graph.lt(x, low);
                self.give_where(below, id, low, live, v);
                let above = self.graph.lt(high, x);
                self.give_where(above, id, high, live, v);
            }
            _ => {
                for (i, &arg) in args.iter().enumerate() {
                    if self.varies(arg) {
                        let has_log = self.logs.has(self.graph, v);
                        let mut product = partial::times(self.graph, fun, id, args, i, v, has_log);
                        if self.style == Style::Plain && product != v {
                            product = partial::without_guard(self.graph, product);
                        }
                        let value = self.guard(live, product);
                        self.give(id, arg, live, value);
                    }
                }
            }
        }
    }

    fn give_where(&mut self, condition: Id, from: Id, to: Id, live: Id, v: Id) {
        if self.varies(to) {
            let value = self.guard(condition, v);
            let live = self.graph.and(live, condition);
            self.give(from, to, live, value);
        }
    }

    /// `max` and `min`: the whole to the operand chosen; at a tie with a constant nothing, else half each.
    fn extremum(&mut self, fun: Fun, id: Id, args: &[Id], live: Id, v: Id) {
        let both = args.iter().all(|arg| self.differs[arg.0 as usize]);
        for (x, other) in [(args[0], args[1]), (args[1], args[0])] {
            let (small, large) = if fun == Fun::Max {
                (other, x)
            } else {
                (x, other)
            };
            if both {
                let (two, zero) = (self.graph.constant(2.0), self.graph.constant(0.0));
                let tie = self.graph.eq(x, other);
                let half = self.graph.div(v, two);
                let share = self.graph.select(tie, half, v);
                let counts = self.graph.compare(Cmp::Le, small, large);
                let value = self.graph.select(counts, share, zero);
                let live = self.graph.and(live, counts);
                self.give(id, x, live, value);
            } else {
                let ahead = self.graph.lt(small, large);
                self.give_where(ahead, id, x, live, v);
            }
        }
    }
}
