//! Quotients and products of infinities, where they have a limit.
//!
//! ```text
//! x / hypot(1, x / s)     →     if |x / s| == inf { s * sign(x) } else { x / hypot(1, x / s) }
//! u / (u + 1)             →     if u == inf { 1 } else { u / (u + 1) }
//! x * exp(-(x * x))       →     if |x| == inf { 0 } else { x * exp(-(x * x)) }
//! ```
//!
//! Where the value tells that a residual is infinite, as it does of the first two, this costs a kernel nothing: see `emit/trust.rs`.

use super::common::all_factors;
use super::put;
use crate::algebra;
use crate::graph::{Fun, Graph, Id, Op};

/// A quotient with its limit.
pub(super) fn quotient(g: &mut Graph, above: Id, below: Id) -> Option<Id> {
    let args = g.operands(below);
    let (q, limit) = match g.op(below) {
        Op::Fun(Fun::Hypot) => {
            let [x, y] = <[Id; 2]>::try_from(&*args).ok()?;
            let w = [(x, y), (y, x)]
                .into_iter()
                .find_map(|(one, w)| g.is_constant(one, 1.0).then_some(w))?;
            let sign = g.fun1(Fun::Sign, above);
            let limit = match (g.op(w), g.args(w)) {
                _ if w == above => sign,
                (Op::Fun(Fun::Div), &[x, s]) if x == above && g.is_positive(s) => {
                    algebra::mul(g, s, sign)
                }
                _ => return None,
            };
            (g.fun1(Fun::Abs, w), limit)
        }
        Op::Fun(Fun::Add) => {
            let u = [(args[0], args[1]), (args[1], args[0])]
                .into_iter()
                .find_map(|(one, u)| g.is_constant(one, 1.0).then_some(u))?;
            (is_size(g, u) && g.axes(u).is_empty()).then_some(())?;
            let rest = match above == u {
                true => g.constant(1.0),
                false => algebra::without_factor(g, above, u)?,
            };
            (u, rest)
        }
        _ => return None,
    };
    let quotient = put(g, Op::Fun(Fun::Div), [above, below]);
    let infinity = g.constant(f64::INFINITY);
    let is_infinite = g.eq(q, infinity);
    Some(g.select(is_infinite, limit, quotient))
}

/// A product with its limit, of such factors and parameters alone.
pub(super) fn product(g: &mut Graph, x: Id, y: Id) -> Option<Id> {
    if !g.axes(x).union(g.axes(y)).is_empty() {
        return None;
    }
    let mut factors = Vec::new();
    all_factors(g, x, &mut factors);
    all_factors(g, y, &mut factors);
    let bell = |&e: &Id| Some((e, *factors.iter().find(|&&x| is_bell(g, x, e))?));
    let (e, base) = factors.iter().find_map(bell)?;
    let is_other = |id: &Id| *id == e || *id == base || is_fixed(g, *id);
    let bases = factors.iter().filter(|&&id| id == base).count();
    if bases != 1 || !factors.iter().all(is_other) {
        return None;
    }
    let (zero, infinity) = (g.constant(0.0), g.constant(f64::INFINITY));
    let size = g.fun1(Fun::Abs, base);
    let is_infinite = g.eq(size, infinity);
    let product = put(g, Op::Fun(Fun::Mul), [x, y]);
    Some(g.select(is_infinite, zero, product))
}

/// Whether a number is a constant, or made of parameters that are neither 0 nor infinite.
fn is_fixed(g: &Graph, id: Id) -> bool {
    match g.op(id) {
        Op::Const(_) => true,
        Op::Arg(arg, _) => g.units.contains(&arg) || g.positive.contains(&arg),
        Op::Fun(Fun::Mul | Fun::Div | Fun::Neg) => g.args(id).iter().all(|&part| is_fixed(g, part)),
        _ => false,
    }
}

/// A magnitude, or one over a parameter: never negative infinity.
pub(crate) fn is_size(g: &Graph, id: Id) -> bool {
    match (g.op(id), g.args(id)) {
        (Op::Fun(Fun::Abs), _) => true,
        (Op::Fun(Fun::Div), &[x, y]) => g.op(x) == Op::Fun(Fun::Abs) && g.is_positive(y),
        _ => false,
    }
}

/// `exp(-(x * x))`, or of a quotient of the square, or of that of a quotient.
fn is_bell(g: &Graph, x: Id, e: Id) -> bool {
    let inner = |id: Id, fun: Fun| (g.op(id) == Op::Fun(fun)).then(|| g.args(id)[0]);
    let exponent = inner(e, Fun::Exp).and_then(|e| inner(e, Fun::Neg));
    g.axes(e).is_empty()
        && exponent.is_some_and(|q| {
            let square = inner(q, Fun::Div).unwrap_or(q);
            let is_square = g.op(square) == Op::Fun(Fun::Mul);
            is_square && {
                let (a, b) = (g.args(square)[0], g.args(square)[1]);
                a == b && (a == x || inner(a, Fun::Div) == Some(x))
            }
        })
}

#[cfg(test)]
mod tests {
    use crate::emit::careful_code as kernel;

    #[test]
    fn a_quotient_has_its_limit_by_a_positive_scale_alone() {
        let code = kernel("x: input, s: param = 1.0 in 0.0<..", "x / hypot(1, x / s)");
        assert!(code.contains("math::sign(t, x_2)"), "{code}");
        let code = kernel("x: input, s: data", "x / hypot(1, x / s)");
        assert!(!code.contains("math::sign(t, x_2)"), "{code}");
    }

    #[test]
    fn squares_of_squares_are_gone_through_once() {
        let squares = "let y = y * y;".repeat(40);
        let body = format!("let y = x + 1; {squares} y / (abs(x) + 1)");
        assert!(!kernel("x: input", &body).contains("INFINITY"));
    }

    #[test]
    fn a_product_of_many_factors_has_its_limit() {
        let names: Vec<String> = (0..20).map(|i| format!("y{i}")).collect();
        let args: String = names.iter().map(|name| format!(", {name}: data")).collect();
        let body = format!("abs(x) * {} / (1 + abs(x))", names.join(" * "));
        let code = kernel(&format!("x: input{args}"), &body);
        assert!(code.contains("INFINITY"), "{code}");
    }

    #[test]
    fn a_product_keeps_the_nan_of_its_other_factors() {
        let code = kernel("x: input", "x * exp(-(x * x))");
        assert!(code.contains("INFINITY"), "{code}");
        let code = kernel("x: input, y: data", "y * x * exp(-(x * x))");
        assert!(!code.contains("INFINITY"), "{code}");
    }
}
