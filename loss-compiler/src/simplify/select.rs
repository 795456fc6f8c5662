//! Selections: the one element of a row that differs is chosen last, so that the row is one loop and the element a patch.

use super::{assume, put};
use crate::algebra::is_power_of_two;
use crate::graph::{Axis, Cmp, Fun, Graph, Id, Op, Operands, Type};

/// The index at which `condition` holds along the axis, if it holds at one position alone.
pub(crate) fn one_hot_index(g: &Graph, condition: Id, axis: Axis) -> Option<Id> {
    if g.op(condition) != Op::Same {
        return None;
    }
    let (a, b) = (g.args(condition)[0], g.args(condition)[1]);
    for (position, index) in [(a, b), (b, a)] {
        let is_class = matches!(g.op(index), Op::Label(_));
        if g.op(position) == Op::Position(axis) && !g.axes(index).contains(axis) && is_class {
            return Some(index);
        }
    }
    None
}

fn is_one_hot(g: &Graph, condition: Id) -> bool {
    g.axes(condition)
        .iter()
        .any(|axis| one_hot_index(g, condition, axis).is_some())
}

/// `f(if k == label { a } else { b }, y)` → `if k == label { f(a, y) } else { f(b, y) }`
pub(super) fn lift_one_hot(g: &mut Graph, id: Id) -> Option<Id> {
    let op = g.op(id);
    let Op::Fun(fun) = op else { return None };
    if !matches!(fun, Fun::Neg | Fun::Add | Fun::Sub | Fun::Mul | Fun::Div)
        || g.ty(id) != Type::Real
    {
        return None;
    }
    let args = g.operands(id);
    let condition = args
        .iter()
        .filter(|&&arg| g.op(arg) == Op::Select)
        .map(|&arg| g.args(arg)[0])
        .find(|&condition| is_one_hot(g, condition))?;
    let mut branch = |take: usize| {
        let args: Operands = args
            .iter()
            .map(|&arg| match g.op(arg) {
                Op::Select if g.args(arg)[0] == condition => g.args(arg)[take],
                _ => arg,
            })
            .collect();
        put(g, op, args)
    };
    let (a, b) = (branch(1), branch(2));
    Some(put(g, Op::Select, [condition, a, b]))
}

/// A selection inside a selection by the same condition, or by one that the outer decides.
pub(super) fn nested(g: &mut Graph, args: &[Id]) -> Option<Id> {
    let (c, x, y) = (args[0], args[1], args[2]);
    // if c { if d { a } else { b } } else { b } → if c && d { a } else { b }
    if g.op(x) == Op::Select && g.args(x)[2] == y {
        let (d, a) = (g.args(x)[0], g.args(x)[1]);
        let both = g.and(c, d);
        return Some(g.select(both, a, y));
    }
    // under c, `c && d` is d
    if g.op(x) == Op::Select && g.op(g.args(x)[0]) == Op::And && g.args(g.args(x)[0]).contains(&c) {
        let (both, a, b) = (g.args(x)[0], g.args(x)[1], g.args(x)[2]);
        let d = if g.args(both)[0] == c {
            g.args(both)[1]
        } else {
            g.args(both)[0]
        };
        let inner = g.select(d, a, b);
        return Some(g.select(c, inner, y));
    }
    None
}

/// `if x == 0 { 0 } else { -x }` → `-x`: the same number, NaN too.
pub(super) fn zero_at_zero(g: &Graph, args: &[Id]) -> Option<Id> {
    let (c, zero, y) = (args[0], args[1], args[2]);
    if g.op(c) != Op::Compare(Cmp::Eq) || !g.is_constant(zero, 0.0) {
        return None;
    }
    let x = match g.op(y) {
        Op::Fun(Fun::Neg) => g.args(y)[0],
        _ => y,
    };
    let (a, b) = (g.args(c)[0], g.args(c)[1]);
    ((a == x && b == zero) || (a == zero && b == x)).then_some(y)
}

/// `if x == 0 { 0 } else { y }` → `y`, of a positive x.
pub(super) fn never_zero(g: &Graph, args: &[Id]) -> Option<Id> {
    let (c, zero, y) = (args[0], args[1], args[2]);
    if g.op(c) != Op::Compare(Cmp::Eq) || !g.is_constant(zero, 0.0) {
        return None;
    }
    let (a, b) = (g.args(c)[0], g.args(c)[1]);
    let x = if a == zero { b } else { a };
    ((a == zero || b == zero) && g.is_positive(x)).then_some(y)
}

/// `if c { x } else { 0 }` → `x`, where x is made of choices that are all 0 without c.
pub(super) fn idle_guard(g: &mut Graph, args: &[Id]) -> Option<Id> {
    let (c, x, otherwise) = (args[0], args[1], args[2]);
    if !g.is_constant(otherwise, 0.0) || !g.axes(x).is_empty() || !g.has_room() {
        return None;
    }
    let without = assume(g, c, false, x);
    g.is_constant(without, 0.0).then_some(x)
}

/// `x + (if c { y } else { 0 })` → `if c { y } else { x }`, where x is 0 under c; and the same of differences.
pub(super) fn disjoint(g: &mut Graph, fun: Fun, args: &[Id]) -> Option<Id> {
    if !matches!(fun, Fun::Add | Fun::Sub) || args.iter().any(|&x| !g.axes(x).is_empty()) {
        return None;
    }
    let op = Op::Fun(fun);
    let zero = g.constant(0.0);
    for i in [1, 0] {
        let (chosen, other) = (args[i], args[1 - i]);
        if g.op(chosen) != Op::Select || g.args(chosen)[2] != zero || !g.has_room() {
            continue;
        }
        let (c, y) = (g.args(chosen)[0], g.args(chosen)[1]);
        let beside = assume(g, c, true, other);
        let is_choice = g.op(other) == Op::Select && g.args(other)[0] == c;
        if beside != zero && !is_choice {
            continue;
        }
        let without = assume(g, c, false, other);
        let mut both = |x: Id, y: Id| match i {
            1 => put(g, op, [x, y]),
            _ => put(g, op, [y, x]),
        };
        let (then, otherwise) = (both(beside, y), both(without, zero));
        return Some(put(g, Op::Select, [c, then, otherwise]));
    }
    None
}

/// `2 * (if c { a } else { 0 })` → `if c { 2 * a } else { 0 }`: the factor is exact, and meets others in the branch.
pub(super) fn scale_branches(g: &mut Graph, fun: Fun, args: &[Id]) -> Option<Id> {
    if fun != Fun::Mul {
        return None;
    }
    let (factor, choice) = [(0, 1), (1, 0)]
        .into_iter()
        .map(|(i, j)| (args[i], args[j]))
        .find(|&(factor, choice)| {
            g.as_constant(factor).is_some_and(is_power_of_two)
                && g.op(choice) == Op::Select
                && g.args(choice)[1..]
                    .iter()
                    .any(|&branch| g.as_constant(branch).is_some())
        })?;
    let (c, a, b) = (g.args(choice)[0], g.args(choice)[1], g.args(choice)[2]);
    let (a, b) = (
        put(g, Op::Fun(Fun::Mul), [factor, a]),
        put(g, Op::Fun(Fun::Mul), [factor, b]),
    );
    Some(put(g, Op::Select, [c, a, b]))
}
