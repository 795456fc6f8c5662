//! Guards of an `if` whose comparison may see NaN: dropped where the value is NaN anyway.

use crate::graph::{Cmp, Fun, Graph, Id, Op, Table};

/// `if ordered(l, r) { x } else { NaN }` → `x`, if `x` is NaN whenever `l` or `r` is.
pub(crate) fn drop_guard(g: &Graph, args: &[Id]) -> Option<Id> {
    let (condition, x, otherwise) = (args[0], args[1], args[2]);
    if g.op(condition) != Op::Ordered || !g.as_constant(otherwise).is_some_and(f64::is_nan) {
        return None;
    }
    let operands = g.operands(condition);
    operands
        .iter()
        .all(|&operand| spreads_from(g, operand, x))
        .then_some(x)
}

/// Whether `x` is NaN whenever `source` is, as far as arithmetic tells.
pub(crate) fn spreads(g: &Graph, source: Id, x: Id) -> bool {
    is_nan_with(g, source, x, &mut Table::default())
}

/// Whether `x` is NaN whenever `source` is.
fn spreads_from(g: &Graph, source: Id, x: Id) -> bool {
    // `source` is NaN exactly if an operand of its element-wise arithmetic is, so it is enough to trace each of them.
    let mut memo = Table::default();
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

fn never_nan(g: &Graph, x: Id) -> bool {
    matches!(g.op(x), Op::Const(_) | Op::Len(_) | Op::Number)
}

/// Whether `x` is NaN whenever `source` is, by the way NaN spreads through arithmetic.
fn is_nan_with(g: &Graph, source: Id, x: Id, memo: &mut Table<Id, bool>) -> bool {
    if x == source {
        return true;
    }
    if x < source {
        return false;
    }
    if let Some(&known) = memo.get(&x) {
        return known;
    }
    let args = g.operands(x);
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
                && g.operands(args[0]).into_iter().any(&mut is);
            let otherwise = is(args[2]);
            otherwise && (sees || is(args[1]))
        }
        _ => false,
    };
    memo.insert(x, answer);
    answer
}
