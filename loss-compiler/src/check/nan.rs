//! Which comparisons can see NaN.
//!
//! `if size <= delta { a } else { b }` is NaN where `size` is; so the `if` is built as
//! `if ordered(size, delta) { if size <= delta { a } else { b } } else { NaN }`. Where neither side can be NaN the guard would
//! cost something and change nothing.

use std::collections::BTreeSet;

use super::checker::Checker;
use crate::graph::{Arg, Fun, Graph, Id, Kind, Op};

/// What is known of the values of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Nan {
    /// Moderate in size: sums and products of two are no NaN, nor is a sum of as many as fit into memory.
    Moderate,
    /// A number or an infinity.
    Never,
    /// Anything.
    Possible,
}

/// A count is at most 2^31, and 2^31 of these are still far from the largest `f32`.
const MODERATE: f64 = 1e18;

/// What is known of each node, found as nodes are made.
#[derive(Debug, Default)]
pub struct Nans(Vec<Nan>);

impl Nans {
    fn of(&mut self, id: Id, graph: &Graph, args: &[Arg]) -> Nan {
        let wanted = id.0 as usize;
        while self.0.len() <= wanted {
            let next = Id(self.0.len() as u32);
            let known = self.find(next, graph, args);
            self.0.push(known);
        }
        self.0[wanted]
    }

    fn find(&self, id: Id, graph: &Graph, args: &[Arg]) -> Nan {
        let operands = graph.args(id);
        let known = |i: usize| self.0[operands[i].0 as usize];
        let worst = || operands.iter().map(|x| self.0[x.0 as usize]).max();
        match graph.op(id) {
            Op::Const(bits) => match f64::from_bits(bits) {
                x if x.is_nan() => Nan::Possible,
                x if x.abs() <= MODERATE => Nan::Moderate,
                _ => Nan::Never,
            },
            Op::Len(_) | Op::Number => Nan::Moderate,
            Op::Arg(arg, _) => of_argument(&args[usize::from(arg.0)]),
            // The last two operands; the condition is no number.
            Op::Select => known(1).max(known(2)),
            Op::Sum(_) => match known(0) {
                Nan::Moderate => Nan::Never,
                _ => Nan::Possible,
            },
            Op::Max(_) | Op::Min(_) => known(0).max(Nan::Never),
            Op::Rename(..) | Op::Reverse(_) | Op::Gather(_) | Op::StopGradient => known(0),
            Op::Fun(fun) => match fun {
                Fun::Neg | Fun::Abs | Fun::Sign | Fun::Relu | Fun::Min | Fun::Max | Fun::Clamp => {
                    worst().unwrap_or(Nan::Possible)
                }
                Fun::Add | Fun::Sub | Fun::Mul => match worst() {
                    Some(Nan::Moderate) => Nan::Never,
                    _ => Nan::Possible,
                },
                Fun::Div => match (known(0), graph.as_constant(operands[1])) {
                    // Far from where an `f32` is 0.
                    (Nan::Moderate, Some(by)) if by.abs() >= 1.0 / MODERATE => Nan::Never,
                    _ => Nan::Possible,
                },
                Fun::Exp
                | Fun::ExpM1
                | Fun::Atan
                | Fun::Tanh
                | Fun::Cosh
                | Fun::Sigmoid
                | Fun::LogSigmoid
                | Fun::Softplus
                | Fun::Erf => known(0).max(Nan::Never),
                _ => Nan::Possible,
            },
            _ => Nan::Possible,
        }
    }
}

/// Params are checked against their domains, which NaN is never in.
fn of_argument(arg: &Arg) -> Nan {
    if !matches!(arg.kind, Kind::Param | Kind::Learnable) {
        return Nan::Possible;
    }
    let is_moderate = [arg.domain.low, arg.domain.high]
        .iter()
        .all(|bound| bound.is_some_and(|bound| bound.at.abs() <= MODERATE));
    if is_moderate {
        Nan::Moderate
    } else {
        Nan::Never
    }
}

impl Checker<'_> {
    fn can_be_nan(&mut self, id: Id) -> bool {
        self.nans.of(id, &self.graph, self.args) == Nan::Possible
    }

    /// What must hold for every comparison of numbers in a condition to mean something: none sees NaN.
    pub fn guards(&mut self, condition: Id) -> Vec<Id> {
        let mut guards = Vec::new();
        let mut seen = BTreeSet::new();
        // A comparison may have been renamed or reversed since; then so is its guard, innermost last.
        let mut open: Vec<(Id, Vec<Op>)> = vec![(condition, Vec::new())];
        while let Some((id, moves)) = open.pop() {
            if !seen.insert((id, moves.clone())) {
                continue;
            }
            let operands = self.graph.operands(id);
            match self.graph.op(id) {
                Op::Compare(_) if operands.iter().any(|&x| self.can_be_nan(x)) => {
                    let mut guard = self.graph.make(Op::Ordered, operands);
                    for op in moves.iter().rev() {
                        guard = self.graph.op1(*op, guard);
                    }
                    if !guards.contains(&guard) {
                        guards.push(guard);
                    }
                }
                Op::And | Op::Or | Op::Not | Op::Select => {
                    open.extend(operands.into_iter().rev().map(|x| (x, moves.clone())));
                }
                op @ (Op::Rename(..) | Op::Reverse(_)) => {
                    let mut moves = moves;
                    moves.push(op);
                    open.push((operands[0], moves));
                }
                _ => {}
            }
        }
        guards
    }
}
