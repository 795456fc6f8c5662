//! Makes the graph smaller without losing accuracy: constants folded, powers as products, selections merged, gathers
//! and renames pushed to the leaves, guards against NaN dropped where the value is NaN anyway.
//!
//! ```text
//! (r + r) * 0.5                               →     r
//! softmax(x) - (if k == label { 1 } else { 0 })    →     if k == label { -(1 - softmax(x)) } else { softmax(x) }
//! ```
//!
//! No rule moves a product across a selection outwards; into its branches is fine, where only the branch taken counts.

mod assume;
mod nan;
mod select;

pub(crate) use assume::{assume, decide_branches};
pub(crate) use nan::{drop_guard, one_more, spreads};
pub(crate) use select::one_hot_index;

use crate::algebra;
use crate::differentiate::Derived;
use crate::graph::{Axis, Fun, Graph, Id, Op, Operands};
use crate::stabilise::push_gather;

/// Simplifies all outputs, until nothing changes.
pub fn simplify(derived: &Derived) -> Derived {
    let mut current = derived.clone();
    for _ in 0..8 {
        let roots = current.roots();
        let (graph, new) = current.graph.rebuild(&roots, put);
        let same = graph.same_nodes(&current.graph) && new == roots;
        current = current.with(graph, &new);
        if same {
            break;
        }
    }
    current
}

/// Makes a node in its simplest form.
pub(crate) fn put(g: &mut Graph, op: Op, args: impl Into<Operands>) -> Id {
    let id = algebra::rewrite(g, op, args);
    simpler(g, id).unwrap_or(id)
}

fn simpler(g: &mut Graph, id: Id) -> Option<Id> {
    let args = g.operands(id);
    if let Some(lifted) = select::lift_one_hot(g, id) {
        return Some(lifted);
    }
    match g.op(id) {
        Op::Fun(fun) => select::scale_branches(g, fun, &args)
            .or_else(|| select::disjoint(g, fun, &args))
            .or_else(|| function(g, fun, &args)),
        Op::Sum(axis) => sum(g, axis, args[0]),
        Op::Select => drop_guard(g, &args)
            .or_else(|| {
                let decided = decide_branches(g, &args)?;
                Some(simpler(g, decided).unwrap_or(decided))
            })
            .or_else(|| select::zero_at_zero(g, &args))
            .or_else(|| select::never_zero(g, &args))
            .or_else(|| select::idle_guard(g, &args))
            .or_else(|| select::nested(g, &args)),
        Op::Gather(_) => push_gather(g, id),
        Op::Rename(from, to) => rename(g, from, to, args[0]),
        _ => None,
    }
}

fn function(g: &mut Graph, fun: Fun, args: &[Id]) -> Option<Id> {
    match fun {
        Fun::Pow => {
            let p = g.as_constant(args[1])?;
            match p {
                0.0 => Some(g.constant(1.0)),
                1.0 => Some(args[0]),
                2.0 => Some(algebra::mul(g, args[0], args[0])),
                0.5 => Some(g.fun1(Fun::Sqrt, args[0])),
                _ => None,
            }
        }
        Fun::Mul if next_power(g, args).is_some() => next_power(g, args),
        // x * (1 / y) = x / y of single numbers: one rounding less, and no reciprocal to overflow
        Fun::Mul if args.iter().all(|&arg| g.axes(arg).is_empty()) => {
            let (x, inverse) = [(0, 1), (1, 0)]
                .into_iter()
                .map(|(i, j)| (args[i], args[j]))
                .find(|&(_, other)| {
                    g.op(other) == Op::Fun(Fun::Div) && g.is_constant(g.args(other)[0], 1.0)
                })?;
            let below = g.args(inverse)[1];
            Some(algebra::div(g, x, below))
        }
        Fun::Add | Fun::Sub if common_divisor(g, args).is_some() => {
            let (x, y, divisor) = common_divisor(g, args)?;
            let above = put(g, Op::Fun(fun), [x, y]);
            Some(put(g, Op::Fun(Fun::Div), [above, divisor]))
        }
        Fun::Div if quotient_power(g, args).is_some() => quotient_power(g, args),
        // exp(x) - (exp(x) - 1) = 1
        Fun::Sub
            if g.op(args[0]) == Op::Fun(Fun::Exp)
                && g.op(args[1]) == Op::Fun(Fun::ExpM1)
                && g.args(args[0]) == g.args(args[1]) =>
        {
            Some(g.constant(1.0))
        }
        // exp(ln(a / b)) = a / b: an exponential loses as many digits as its argument has before the point
        Fun::Exp | Fun::ExpM1 => {
            let (a, b) = log_ratio(g, args[0])?;
            let above = match fun {
                Fun::Exp => a,
                _ => put(g, Op::Fun(Fun::Sub), [a, b]),
            };
            Some(put(g, Op::Fun(Fun::Div), [above, b]))
        }
        // 1 - sigmoid(x) and its like appear again when two derivatives meet
        Fun::Sub if g.is_constant(args[0], 1.0) => complement(g, args[1]),
        Fun::Sub if g.as_constant(args[1]).is_some() => less_constant(g, args[0], args[1]),
        // log_sigmoid(x) = -softplus(-x): one form, so that both share
        Fun::LogSigmoid => {
            let minus = algebra::neg(g, args[0]);
            let softplus = g.fun1(Fun::Softplus, minus);
            Some(algebra::neg(g, softplus))
        }
        _ => {
            let constants: Vec<f64> = args
                .iter()
                .map(|&arg| g.as_constant(arg))
                .collect::<Option<_>>()?;
            let folded = fold(fun, &constants)?;
            Some(g.constant(folded))
        }
    }
}

/// `x / d + y / d` → `(x + y) / d`: a division less, and no difference of two infinite quotients where `d` is tiny.
fn common_divisor(g: &Graph, args: &[Id]) -> Option<(Id, Id, Id)> {
    let quotient = |id: Id| match (g.op(id), g.args(id)) {
        (Op::Fun(Fun::Div), &[above, below]) => Some((above, below)),
        _ => None,
    };
    let ((x, divisor), (y, other)) = (quotient(args[0])?, quotient(args[1])?);
    (divisor == other).then_some((x, y, divisor))
}

/// `x (c x^(p - 1))` → `c x^p`, of one more power a power less, and of no infinite one where x is 0.
fn next_power(g: &mut Graph, args: &[Id]) -> Option<Id> {
    for (x, product) in [(args[0], args[1]), (args[1], args[0])] {
        let factors = match g.op(product) {
            Op::Fun(Fun::Mul) => [(0, 1), (1, 0)]
                .map(|(i, j)| (Some(g.args(product)[i]), g.args(product)[j]))
                .to_vec(),
            _ => vec![(None, product)],
        };
        for (c, power) in factors {
            if g.op(power) != Op::Fun(Fun::Pow) || g.args(power)[0] != x {
                continue;
            }
            let less = g.args(power)[1];
            let (Op::Fun(Fun::Sub), &[p, one]) = (g.op(less), g.args(less)) else {
                continue;
            };
            if g.is_constant(one, 1.0) && g.is_positive(p) {
                let next = g.fun2(Fun::Pow, x, p);
                return Some(match c {
                    Some(c) => put(g, Op::Fun(Fun::Mul), [c, next]),
                    None => next,
                });
            }
        }
    }
    None
}

/// `a` and `b` of `ln(a / b)`, where no ratio of theirs is below 0.
pub(crate) fn log_ratio(g: &Graph, x: Id) -> Option<(Id, Id)> {
    let &[a, b] = g.args(x) else { return None };
    let is_log = g.op(x) == Op::Fun(Fun::LogRatio);
    (is_log && g.is_nonnegative(a) && g.is_nonnegative(b)).then_some((a, b))
}

/// `u r^p / a` → `r r^p` with `r = u / a`, which is there already.
fn quotient_power(g: &mut Graph, args: &[Id]) -> Option<Id> {
    let (product, a) = (args[0], args[1]);
    let (Op::Fun(Fun::Mul), &[x, y]) = (g.op(product), g.args(product)) else {
        return None;
    };
    for (u, power) in [(x, y), (y, x)] {
        let (Op::Fun(Fun::Pow), &[r, p]) = (g.op(power), g.args(power)) else {
            continue;
        };
        if g.op(r) == Op::Fun(Fun::Div) && g.args(r) == [u, a] && g.is_positive(p) {
            return Some(algebra::mul(g, r, power));
        }
    }
    None
}

/// `sigmoid(x) - 1` → `-sigmoid(-x)`, and `c * exp(x) - c` → `c * exp_m1(x)`: the derivative of `exp(x) - x`.
fn less_constant(g: &mut Graph, x: Id, c: Id) -> Option<Id> {
    let args = g.operands(x);
    let is_one = g.is_constant(c, 1.0);
    let rest = if is_one { complement(g, x) } else { None };
    if let Some(rest) = rest {
        return Some(algebra::neg(g, rest));
    }
    let exp = match g.op(x) {
        Op::Fun(Fun::Exp) if is_one => x,
        Op::Fun(Fun::Mul) if args[0] == c => args[1],
        Op::Fun(Fun::Mul) if args[1] == c => args[0],
        _ => return None,
    };
    if g.op(exp) != Op::Fun(Fun::Exp) {
        return None;
    }
    let less_one = g.fun1(Fun::ExpM1, g.args(exp)[0]);
    Some(algebra::mul(g, c, less_one))
}

fn complement(g: &mut Graph, x: Id) -> Option<Id> {
    let inner = *g.args(x).first()?;
    match g.op(x) {
        Op::Fun(Fun::Sigmoid) => {
            let minus = algebra::neg(g, inner);
            Some(g.fun1(Fun::Sigmoid, minus))
        }
        Op::Softmax(axis) => Some(g.op1(Op::SoftmaxRest(axis), inner)),
        Op::SoftmaxRest(axis) => Some(g.op1(Op::Softmax(axis), inner)),
        // 1 - (1 - y)³ = y (1 + u + u²) with u = 1 - y: the second factor is at least 3/4, so that nothing cancels
        Op::Fun(Fun::Powi) if g.is_constant(g.args(x)[1], 3.0) => {
            let &[one, y] = g.args(inner) else {
                return None;
            };
            if g.op(inner) != Op::Fun(Fun::Sub) || !g.is_constant(one, 1.0) {
                return None;
            }
            let next = algebra::add(g, one, inner);
            let product = algebra::mul(g, inner, next);
            let factor = algebra::add(g, one, product);
            Some(algebra::mul(g, y, factor))
        }
        _ => None,
    }
}

/// The value of a function of constants, where `f64` has it to the last bit or nearly so.
fn fold(fun: Fun, x: &[f64]) -> Option<f64> {
    let value = match fun {
        Fun::Exp => x[0].exp(),
        Fun::ExpM1 => x[0].exp_m1(),
        Fun::Ln => x[0].ln(),
        Fun::Ln1p => x[0].ln_1p(),
        Fun::Sqrt => x[0].sqrt(),
        Fun::Sin => x[0].sin(),
        Fun::Cos => x[0].cos(),
        Fun::Tan => x[0].tan(),
        Fun::Atan => x[0].atan(),
        Fun::Relu => x[0].max(0.0),
        Fun::Min => x[0].min(x[1]),
        Fun::Max => x[0].max(x[1]),
        _ => return None,
    };
    value.is_finite().then_some(value)
}

fn sum(g: &mut Graph, axis: Axis, x: Id) -> Option<Id> {
    if !g.axes(x).contains(axis) {
        let len = g.len_of(axis);
        return Some(algebra::mul(g, len, x));
    }
    let args = g.operands(x);
    match g.op(x) {
        // one element chosen out of zeros
        Op::Select if g.is_constant(args[2], 0.0) => {
            let index = one_hot_index(g, args[0], axis)?;
            Some(crate::stabilise::gather_of(g, axis, args[1], index))
        }
        Op::Fun(Fun::Neg) => {
            let total = g.sum(axis, args[0]);
            Some(algebra::neg(g, total))
        }
        Op::Fun(Fun::Mul) => {
            let (i, j) = if g.as_constant(args[0]).is_some() {
                (0, 1)
            } else {
                (1, 0)
            };
            let c = g
                .as_constant(args[i])
                .filter(|c| algebra::is_power_of_two(*c))?;
            let (c, total) = (g.constant(c), g.sum(axis, args[j]));
            Some(algebra::mul(g, c, total))
        }
        // the same array under another name
        Op::Rename(from, to) if to == axis && !g.axes(args[0]).contains(to) => {
            Some(g.sum(from, args[0]))
        }
        _ => None,
    }
}

/// `rename` goes to the leaves, so that what is element-wise stays in one loop.
fn rename(g: &mut Graph, from: Axis, to: Axis, x: Id) -> Option<Id> {
    let args = g.operands(x);
    match g.op(x) {
        Op::Position(axis) if axis == from => Some(g.make(Op::Position(to), [])),
        Op::Rename(first, middle) if middle == from => {
            Some(algebra::rewrite(g, Op::Rename(first, to), [args[0]]))
        }
        op if op.is_elementwise() => {
            let args: Operands = args
                .into_iter()
                .map(|arg| put(g, Op::Rename(from, to), [arg]))
                .collect();
            Some(put(g, op, args))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
