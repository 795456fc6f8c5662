//! The cross-entropy of a row against a distribution, without a loop after the one that finds the normaliser.
//!
//! ```text
//! sum(t * ((x - max(x)) - log_sum))     →     sum(t * (x - max(x))) - sum(t) * log_sum
//! ```
//!
//! Accurate: `x - max(x)` is never more than 0 and the logarithm never less, so whatever the signs of `t`, the terms of either
//! form have the same magnitudes in all, and no more cancels than did.

use super::put;
use crate::graph::{Axis, Cmp, Fun, Graph, Id, Op};

/// A sum along the axis in that form.
pub(super) fn cross(g: &mut Graph, axis: Axis, x: Id) -> Option<Id> {
    // 0 ln(0) is 0: where no `t` counts, neither does the logarithm.
    let (guard, product) = match (g.op(x), g.args(x)) {
        (Op::Select, &[c, zero, product]) if g.is_constant(zero, 0.0) => (Some(c), product),
        _ => (None, x),
    };
    let (t, shifted, log_sum) = factors(g, axis, product)?;
    let zero = g.constant(0.0);
    let counts_if_not = |g: &Graph, c: Id| {
        g.op(c) == Op::Compare(Cmp::Eq) && g.args(c).contains(&t) && g.args(c).contains(&zero)
    };
    if guard.is_some_and(|c| !counts_if_not(g, c)) {
        return None;
    }
    let near = put(g, Op::Fun(Fun::Mul), [t, shifted]);
    let near = guard.map_or(near, |c| g.select(c, zero, near));
    let near = put(g, Op::Sum(axis), [near]);
    let weight = put(g, Op::Sum(axis), [t]);
    let mut far = put(g, Op::Fun(Fun::Mul), [weight, log_sum]);
    if let Some(c) = guard {
        let one = g.constant(1.0);
        let counts = g.select(c, zero, one);
        let counts = put(g, Op::Sum(axis), [counts]);
        let any = g.lt(zero, counts);
        far = g.select(any, far, zero);
    }
    Some(put(g, Op::Fun(Fun::Sub), [near, far]))
}

/// `t`, `x - max(x)` and the logarithm of `t * ((x - max(x)) - ln_1p(rest))`.
fn factors(g: &Graph, axis: Axis, product: Id) -> Option<(Id, Id, Id)> {
    if g.op(product) != Op::Fun(Fun::Mul) {
        return None;
    }
    let args = g.args(product);
    [(args[0], args[1]), (args[1], args[0])]
        .into_iter()
        .find_map(|(t, log)| {
            let (shifted, log_sum) = difference(g, log)?;
            let (x, largest) = difference(g, shifted)?;
            let is_row = g.op(largest) == Op::Max(axis) && g.args(largest)[0] == x;
            let is_log = g.op(log_sum) == Op::Fun(Fun::Ln1p) && !g.axes(log_sum).contains(axis);
            (is_row && is_log && g.axes(t).contains(axis)).then_some((t, shifted, log_sum))
        })
}

fn difference(g: &Graph, id: Id) -> Option<(Id, Id)> {
    (g.op(id) == Op::Fun(Fun::Sub)).then(|| (g.args(id)[0], g.args(id)[1]))
}
