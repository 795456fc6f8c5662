//! Guards of an `if` whose comparison may see NaN: dropped where the value is NaN anyway.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{ArgId, Cmp, Fun, Graph, Id, Op, Type};

/// `if ordered(l, r) { x } else { NaN }` → `x`, if `x` is NaN whenever `l` or `r` is.
pub(crate) fn drop_guard(g: &Graph, args: &[Id]) -> Option<Id> {
    let (condition, x, otherwise) = (args[0], args[1], args[2]);
    if g.op(condition) != Op::Ordered || !g.as_constant(otherwise).is_some_and(f64::is_nan) {
        return None;
    }
    let operands = g.args(condition).to_vec();
    operands
        .iter()
        .all(|&operand| spreads_from(g, operand, x))
        .then_some(x)
}

/// Whether `x` is NaN whenever `source` is, as far as arithmetic tells.
pub(crate) fn spreads(g: &Graph, source: Id, x: Id) -> bool {
    is_nan_with(g, source, x, &mut BTreeMap::new())
}

/// Whether `x` is NaN whenever `source` is.
fn spreads_from(g: &Graph, source: Id, x: Id) -> bool {
    // `source` is NaN exactly if an operand of its element-wise arithmetic is, so it is enough to trace each of them.
    let mut memo = BTreeMap::new();
    if is_nan_with(g, source, x, &mut memo)
        || g.as_constant(source).is_some()
        || never_nan(g, source)
    {
        return true;
    }
    match g.op(source) {
        Op::Fun(Fun::Neg | Fun::Abs | Fun::Sign) => spreads_from(g, g.args(source)[0], x),
        // The difference of two finite numbers is a number; that of two infinities is not, and not seen here: keep the
        // guard unless one of the operands can be neither NaN nor infinite.
        Op::Fun(Fun::Add | Fun::Sub) => {
            let args = g.args(source);
            let finite = |id: Id| g.as_constant(id).is_some_and(f64::is_finite);
            (finite(args[0]) && spreads_from(g, args[1], x))
                || (finite(args[1]) && spreads_from(g, args[0], x))
        }
        _ => false,
    }
}

/// Whether every one of `outputs` is NaN where `value` is, if what is the `same` for all samples is neither 0, infinite nor NaN.
pub(crate) fn shares_nan(g: &Graph, same: &BTreeSet<Id>, value: Id, outputs: &[Id]) -> bool {
    let (mut sources, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut open = vec![(value, None)];
    while let Some((id, finite)) = open.pop() {
        if !seen.insert((id, finite)) {
            continue;
        }
        if let Some((parts, limit)) = beyond(g, id) {
            let [size, within, outside] = parts;
            open.extend([(size, finite), (within, finite), (outside, Some(limit))]);
            continue;
        }
        match origins(g, same, id, finite) {
            Some(args) => open.extend(args.into_iter().map(|arg| (arg, finite))),
            None => {
                sources.insert(id);
            }
        }
    }
    sources.iter().all(|&source| {
        let mut memo = BTreeMap::new();
        outputs
            .iter()
            .all(|&output| is_nan_with(g, source, output, &mut memo))
    })
}

/// `if size <= limit { x } else { y }` for a parameter that is more than 0: size, x and y, and the limit. In y it is less
/// than a number, so not infinite.
fn beyond(g: &Graph, id: Id) -> Option<([Id; 3], ArgId)> {
    let (Op::Select, &[condition, x, y]) = (g.op(id), g.args(id)) else {
        return None;
    };
    let (Op::Compare(Cmp::Le | Cmp::Lt), &[size, limit]) = (g.op(condition), g.args(condition))
    else {
        return None;
    };
    match g.op(limit) {
        Op::Arg(arg, _) if g.positive.contains(&arg) => Some(([size, x, y], arg)),
        _ => None,
    }
}

/// Operands of which one is NaN where the node is; `None` if a node may be NaN by itself. A parameter may be known to be
/// finite.
fn origins(g: &Graph, same: &BTreeSet<Id>, id: Id, finite: Option<ArgId>) -> Option<Vec<Id>> {
    let args = g.args(id);
    let is_finite = |id: Id| match g.op(id) {
        // In either element type.
        Op::Const(bits) => (f64::from_bits(bits) as f32).is_finite(),
        Op::Arg(arg, _) if finite == Some(arg) => true,
        _ => same.contains(&id) && g.ty(id) == Type::Real,
    };
    let is_zero = |id: Id| g.as_constant(id).is_some_and(|c| c as f32 == 0.0);
    // A factor of `y` beside a number that is neither 0 nor infinite.
    let is_multiple = |y: Id, x: Id| {
        g.op(y) == Op::Fun(Fun::Mul)
            && g.args(y).contains(&x)
            && g.args(y)
                .iter()
                .any(|&c| c != x && is_finite(c) && !is_zero(c))
    };
    // A number that is neither 0 nor infinite, or half of it.
    let is_unit = |id: Id| is_finite(id) && !is_zero(id);
    let is_bounded = |id: Id| {
        is_finite(id)
            || (g.op(id) == Op::Fun(Fun::Mul)
                && g.args(id).iter().any(|&x| g.is_constant(x, 0.5))
                && g.args(id).iter().all(|&x| is_finite(x)))
    };
    match g.op(id) {
        _ if is_bounded(id) => Some(Vec::new()),
        Op::Fun(
            Fun::Neg
            | Fun::Abs
            | Fun::Sign
            | Fun::Relu
            | Fun::Exp
            | Fun::ExpM1
            | Fun::Sigmoid
            | Fun::Softplus
            | Fun::LogSigmoid
            | Fun::Tanh
            | Fun::LogCosh
            | Fun::LogHypot
            | Fun::LogHypotSlope
            | Fun::Min
            | Fun::Max,
        ) => Some(args.to_vec()),
        // x x, and x times a multiple of it: 0 and infinity never meet.
        Op::Fun(Fun::Mul) if args[0] == args[1] || is_multiple(args[1], args[0]) => {
            Some(vec![args[0]])
        }
        Op::Fun(Fun::Mul) if is_multiple(args[0], args[1]) => Some(vec![args[1]]),
        Op::Fun(Fun::Mul) if is_unit(args[0]) => Some(vec![args[1]]),
        Op::Fun(Fun::Mul | Fun::Div) if is_unit(args[1]) => Some(vec![args[0]]),
        Op::Fun(Fun::Div) if is_unit(args[0]) => Some(vec![args[1]]),
        Op::Fun(Fun::Add | Fun::Sub) if is_bounded(args[0]) => Some(vec![args[1]]),
        Op::Fun(Fun::Add | Fun::Sub) if is_bounded(args[1]) => Some(vec![args[0]]),
        // if q == inf { x } else { q / (1 + q) }
        Op::Select
            if g.op(args[2]) == Op::Fun(Fun::Div)
                && one_more(g, g.args(args[2])[1]) == Some(g.args(args[2])[0])
                && is_infinite(g, args[0], g.args(args[2])[0]) =>
        {
            Some(vec![args[1], g.args(args[2])[0]])
        }
        Op::Select => Some(args[1..].to_vec()),
        _ => None,
    }
}

/// The square q of `1 + q`.
pub(crate) fn one_more(g: &Graph, id: Id) -> Option<Id> {
    let (Op::Fun(Fun::Add), &[x, y]) = (g.op(id), g.args(id)) else {
        return None;
    };
    let q = match (g.is_constant(x, 1.0), g.is_constant(y, 1.0)) {
        (true, false) => y,
        (false, true) => x,
        _ => return None,
    };
    let is_square = g.op(q) == Op::Fun(Fun::Mul) && g.args(q)[0] == g.args(q)[1];
    is_square.then_some(q)
}

/// Whether a condition is that q is infinite.
fn is_infinite(g: &Graph, condition: Id, q: Id) -> bool {
    g.op(condition) == Op::Compare(Cmp::Eq)
        && g.args(condition).contains(&q)
        && g.args(condition)
            .iter()
            .any(|&x| g.is_constant(x, f64::INFINITY))
}

fn never_nan(g: &Graph, x: Id) -> bool {
    matches!(g.op(x), Op::Const(_) | Op::Len(_) | Op::Number)
}

/// Whether `x` is NaN whenever `source` is, by the way NaN spreads through arithmetic.
fn is_nan_with(g: &Graph, source: Id, x: Id, memo: &mut BTreeMap<Id, bool>) -> bool {
    if x == source {
        return true;
    }
    if x < source {
        return false;
    }
    if let Some(&known) = memo.get(&x) {
        return known;
    }
    let args = g.args(x).to_vec();
    let mut is = |id: Id| is_nan_with(g, source, id, memo);
    let answer = match g.op(x) {
        Op::Fun(Fun::Pow | Fun::Polygamma) => false,
        Op::Fun(_) | Op::Sum(_) | Op::Norm(_) => args.into_iter().any(&mut is),
        // A guard says so.
        Op::Select
            if g.op(args[0]) == Op::Ordered && g.as_constant(args[2]).is_some_and(f64::is_nan) =>
        {
            g.args(args[0]).contains(&source) || is(args[1])
        }
        // A comparison with NaN is false; what does not compare NaN may go either way.
        Op::Select => {
            let sees = matches!(g.op(args[0]), Op::Compare(cmp) if cmp != Cmp::Ne)
                && g.args(args[0]).to_vec().into_iter().any(&mut is);
            let otherwise = is(args[2]);
            otherwise && (sees || is(args[1]))
        }
        _ => false,
    };
    memo.insert(x, answer);
    answer
}
