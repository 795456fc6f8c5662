//! Exact algebra: identities of floating-point arithmetic that change no bit but the sign of a zero.
//!
//! [`rewrite`] is what a pass calls to make a node: it puts signs outside (`a + (-b)` → `a - b`), folds constants and
//! drops what does nothing (`1 * x`). It never changes a rounding, so any pass may use it at any time.

use crate::graph::{Cmp, Fun, Graph, Id, Marks, Op, Operands, Type};

/// Makes a node, in its simplest equal form.
pub fn rewrite(g: &mut Graph, op: Op, args: impl Into<Operands>) -> Id {
    let args = args.into();
    match (op, &*args) {
        (Op::Fun(Fun::Neg), &[x]) => neg(g, x),
        (Op::Fun(Fun::Add), &[x, y]) => add(g, x, y),
        (Op::Fun(Fun::Sub), &[x, y]) => sub(g, x, y),
        (Op::Fun(Fun::Mul), &[x, y]) => mul(g, x, y),
        (Op::Fun(Fun::Div), &[x, y]) => div(g, x, y),
        (Op::Fun(Fun::Powi), &[x, n]) => powi(g, x, n),
        (Op::Fun(Fun::Max), &[x, y]) if g.is_constant(x, 0.0) => g.fun1(Fun::Relu, y),
        (Op::Fun(Fun::Max), &[x, y]) if g.is_constant(y, 0.0) => g.fun1(Fun::Relu, x),
        (Op::Fun(Fun::Abs), &[x]) => match (g.op(x), g.as_constant(x)) {
            (_, Some(c)) => g.constant(c.abs()),
            (Op::Fun(Fun::Neg | Fun::Abs), _) => {
                let inner = g.args(x)[0];
                g.fun1(Fun::Abs, inner)
            }
            _ => g.fun1(Fun::Abs, x),
        },
        (Op::Fun(Fun::Sqrt), &[x]) if g.as_constant(x).is_some_and(|c| c >= 0.0) => {
            let c = g.as_constant(x).unwrap_or(0.0);
            g.constant(c.sqrt())
        }
        (Op::Select, &[c, x, y]) => select(g, c, x, y),
        (Op::Compare(cmp), &[x, y]) => match (g.as_constant(x), g.as_constant(y)) {
            (Some(a), Some(b)) => g.truth(match cmp {
                Cmp::Lt => a < b,
                Cmp::Le => a <= b,
                Cmp::Eq => a == b,
                Cmp::Ne => a != b,
            }),
            _ => g.compare(cmp, x, y),
        },
        (Op::Not, &[x]) => g.not(x),
        (Op::And, &[x, y]) if sees_nan(g, x, y) => x,
        (Op::And, &[x, y]) if sees_nan(g, y, x) => y,
        (Op::And, &[x, y]) => g.and(x, y),
        (Op::Or, &[x, y]) => either(g, x, y),
        (Op::Same, &[x, y]) if x == y => g.truth(true),
        (Op::Rename(from, to), &[x]) if from == to || !g.axes(x).contains(from) => x,
        (Op::StopGradient, &[x]) if g.as_constant(x).is_some() => x,
        _ => g.make(op, args),
    }
}

/// `a || (b && !a)` → `a || b`, and `a || (a || b)` → `a || b`.
fn either(g: &mut Graph, x: Id, y: Id) -> Id {
    for (a, b) in [(x, y), (y, x)] {
        if g.op(b) == Op::Or && g.args(b).contains(&a) {
            return b;
        }
        let not_a = g.not(a);
        if let Some(rest) = without_condition(g, b, not_a, 6) {
            return g.or(a, rest);
        }
    }
    g.or(x, y)
}

/// What a conjunction asks for besides one of its conditions.
fn without_condition(g: &mut Graph, x: Id, condition: Id, depth: usize) -> Option<Id> {
    let (Op::And, &[a, b]) = (g.op(x), g.args(x)) else {
        return None;
    };
    let depth = depth.checked_sub(1)?;
    [(a, b), (b, a)].into_iter().find_map(|(a, b)| {
        if a == condition {
            return Some(b);
        }
        let rest = without_condition(g, a, condition, depth)?;
        Some(g.and(rest, b))
    })
}

/// Whether a comparison is false anyway where one of its operands is NaN, which is what `ordered` asks.
fn sees_nan(g: &Graph, comparison: Id, ordered: Id) -> bool {
    let same = |a: &[Id], b: &[Id]| a.iter().all(|x| b.contains(x));
    match g.op(comparison) {
        Op::And => g.args(comparison).iter().any(|&x| sees_nan(g, x, ordered)),
        Op::Compare(cmp) => {
            cmp != Cmp::Ne
                && g.op(ordered) == Op::Ordered
                && same(g.args(ordered), g.args(comparison))
        }
        _ => false,
    }
}

/// Whether a number is neither 0 nor infinite: it may be cancelled.
fn is_unit(g: &Graph, x: Id) -> bool {
    match g.op(x) {
        Op::Const(bits) => f64::from_bits(bits) != 0.0 && f64::from_bits(bits).is_finite(),
        Op::Arg(arg, _) => g.units.contains(&arg),
        _ => false,
    }
}

/// The other factor of a product with `factor`.
pub fn cofactor(g: &Graph, product: Id, factor: Id) -> Option<Id> {
    if g.op(product) != Op::Fun(Fun::Mul) {
        return None;
    }
    match *g.args(product) {
        [x, y] if x == factor => Some(y),
        [x, y] if y == factor => Some(x),
        _ => None,
    }
}

/// A product, or a quotient of products, without one of its factors, which stands no deeper than anybody multiplies.
pub fn without_factor(g: &mut Graph, x: Id, factor: Id) -> Option<Id> {
    without_factor_within(g, x, factor, 64, &mut Marks::default())
}

/// `not_in` are those that it has been looked for in: through squares of squares the way down has as many branches as there are factors.
fn without_factor_within(
    g: &mut Graph,
    x: Id,
    factor: Id,
    depth: usize,
    not_in: &mut Marks,
) -> Option<Id> {
    if let Some(other) = cofactor(g, x, factor) {
        return Some(other);
    }
    let depth = depth.checked_sub(1)?;
    // A node stands behind its operands.
    if x < factor || !not_in.insert(x) {
        return None;
    }
    let args = g.operands(x);
    match g.op(x) {
        Op::Fun(Fun::Mul) => [(0, 1), (1, 0)].into_iter().find_map(|(i, j)| {
            let rest = without_factor_within(g, args[i], factor, depth, not_in)?;
            Some(mul(g, rest, args[j]))
        }),
        Op::Fun(Fun::Div) => {
            let rest = without_factor_within(g, args[0], factor, depth, not_in)?;
            Some(div(g, rest, args[1]))
        }
        _ => None,
    }
}

/// The operand of a negation.
pub fn negated(g: &Graph, x: Id) -> Option<Id> {
    (g.op(x) == Op::Fun(Fun::Neg)).then(|| g.args(x)[0])
}

/// `-x`
pub fn neg(g: &mut Graph, x: Id) -> Id {
    match g.op(x) {
        Op::Fun(Fun::Neg) => g.args(x)[0],
        Op::Fun(Fun::Sub) => {
            let (a, b) = (g.args(x)[0], g.args(x)[1]);
            sub(g, b, a)
        }
        Op::Select
            if g.args(x)[1..]
                .iter()
                .any(|&b| g.as_constant(b).is_some() || negated(g, b).is_some()) =>
        {
            let (c, a, b) = (g.args(x)[0], g.args(x)[1], g.args(x)[2]);
            let (a, b) = (neg(g, a), neg(g, b));
            select(g, c, a, b)
        }
        _ if g.is_constant(x, 0.0) => g.constant(0.0),
        _ => g.neg(x),
    }
}

/// `x + y`
pub fn add(g: &mut Graph, x: Id, y: Id) -> Id {
    if g.is_constant(x, 0.0) {
        return y;
    }
    if g.is_constant(y, 0.0) {
        return x;
    }
    match (negated(g, x), negated(g, y)) {
        (Some(a), Some(b)) => {
            let sum = add(g, a, b);
            return neg(g, sum);
        }
        (Some(a), None) => return sub(g, y, a),
        (None, Some(b)) => return sub(g, x, b),
        _ => {}
    }
    for (c, other) in [(x, y), (y, x)] {
        if let Some(c) = g.as_constant(c).filter(|c| *c < 0.0) {
            let c = g.constant(-c);
            return sub(g, other, c);
        }
    }
    if x == y {
        let two = g.constant(2.0);
        return mul(g, two, x);
    }
    if let Some(merged) = merge_selects(g, x, y) {
        return merged;
    }
    g.add(x, y)
}

/// `if c { a } else { 0 } + if c { 0 } else { b }` → `if c { a } else { b }`, and the like.
fn merge_selects(g: &mut Graph, x: Id, y: Id) -> Option<Id> {
    if g.op(x) != Op::Select || g.op(y) != Op::Select || g.args(x)[0] != g.args(y)[0] {
        return None;
    }
    let ([c, a, b], [_, d, e]) = (three(g, x)?, three(g, y)?);
    let disjoint = |p: Id, q: Id| g.is_constant(p, 0.0) || g.is_constant(q, 0.0);
    if !disjoint(a, d) && !disjoint(b, e) {
        return None;
    }
    let (then, otherwise) = (add(g, a, d), add(g, b, e));
    Some(select(g, c, then, otherwise))
}

fn three(g: &Graph, x: Id) -> Option<[Id; 3]> {
    <[Id; 3]>::try_from(g.args(x)).ok()
}

/// `x - y`
pub fn sub(g: &mut Graph, x: Id, y: Id) -> Id {
    if g.is_constant(y, 0.0) {
        return x;
    }
    if g.is_constant(x, 0.0) {
        return neg(g, y);
    }
    if let Some(b) = negated(g, y) {
        return add(g, x, b);
    }
    if let Some(a) = negated(g, x) {
        let sum = add(g, a, y);
        return neg(g, sum);
    }
    if let Some(c) = g.as_constant(y).filter(|c| *c < 0.0) {
        let c = g.constant(-c);
        return add(g, x, c);
    }
    g.sub(x, y)
}

/// `x * y`
pub fn mul(g: &mut Graph, x: Id, y: Id) -> Id {
    match (negated(g, x), negated(g, y)) {
        (Some(a), Some(b)) => return mul(g, a, b),
        (Some(a), None) => {
            let product = mul(g, a, y);
            return neg(g, product);
        }
        (None, Some(b)) => {
            let product = mul(g, x, b);
            return neg(g, product);
        }
        _ => {}
    }
    // (a - b) * (b - a) = -(a - b)²: a square shows its sign
    if g.op(x) == Op::Fun(Fun::Sub) && g.op(y) == g.op(x) && x != y {
        let (&[a, b], &[c, d]) = (g.args(x), g.args(y)) else {
            return g.mul(x, y);
        };
        if (a, b) == (d, c) {
            let square = g.mul(x, x);
            return neg(g, square);
        }
    }
    for (c, other) in [(x, y), (y, x)] {
        let Some(c) = g.as_constant(c) else { continue };
        if c == 1.0 {
            return other;
        }
        if c == -1.0 {
            return neg(g, other);
        }
        if c < 0.0 && g.as_constant(other).is_none() {
            let c = g.constant(-c);
            let product = mul(g, c, other);
            return neg(g, product);
        }
        // 2 * (x / 2) and the like, where both factors are powers of two
        if is_power_of_two(c) && g.op(other) == Op::Fun(Fun::Mul) {
            let (a, b) = (g.args(other)[0], g.args(other)[1]);
            for (d, rest) in [(a, b), (b, a)] {
                if let Some(d) = g.as_constant(d).filter(|d| is_power_of_two(c * *d)) {
                    let c = g.constant(c * d);
                    return mul(g, c, rest);
                }
            }
        }
    }
    for (a, b) in [(x, y), (y, x)] {
        if g.op(b) != Op::Fun(Fun::Div) {
            continue;
        }
        let (above, below) = (g.args(b)[0], g.args(b)[1]);
        // w * (x / w) = x: two roundings less
        if below == a && is_unit(g, a) {
            return above;
        }
        // 2 * (x / (2 y)) = x / y, exactly
        if let Some(rest) = cofactor(g, below, a)
            && g.as_constant(a).is_some_and(is_power_of_two)
        {
            return div(g, above, rest);
        }
        // 2 * (c / y) = (2 c) / y, exactly
        if let (Some(c), Some(d)) = (g.as_constant(a), g.as_constant(above))
            && is_power_of_two(c)
            && g.as_constant(below).is_none()
        {
            let above = g.constant(c * d);
            return div(g, above, below);
        }
    }
    // |x| |x| = x x and |x| sign(x) = x
    for (a, b) in [(x, y), (y, x)] {
        if g.op(a) == Op::Fun(Fun::Abs) {
            let inner = g.args(a)[0];
            if a == b {
                return mul(g, inner, inner);
            }
            if g.op(b) == Op::Fun(Fun::Sign) && g.args(b)[0] == inner {
                return inner;
            }
        }
    }
    g.mul(x, y)
}

/// `x / y`
pub fn div(g: &mut Graph, x: Id, y: Id) -> Id {
    if g.is_constant(y, 1.0) {
        return x;
    }
    if let Some(c) = g.as_constant(y).filter(|c| is_power_of_two(c.abs())) {
        let inverse = g.constant(1.0 / c);
        return mul(g, inverse, x);
    }
    match (negated(g, x), negated(g, y)) {
        (Some(a), Some(b)) => return div(g, a, b),
        (Some(a), None) => {
            let ratio = div(g, a, y);
            return neg(g, ratio);
        }
        (None, Some(b)) => {
            let ratio = div(g, x, b);
            return neg(g, ratio);
        }
        _ => {}
    }
    // w * x / w = x and x / x = 1: two roundings less
    if is_unit(g, y) {
        if x == y {
            return g.constant(1.0);
        }
        if let Some(other) = cofactor(g, x, y) {
            return other;
        }
    }
    // The same of a factor farther down. A scale may be infinite, and its quotient with itself NaN: so it has to be a factor of
    // what is left too.
    let is_positive = matches!(g.op(y), Op::Arg(arg, _) if g.positive.contains(&arg));
    if let Some(other) = without_factor(g, x, y)
        && (is_unit(g, y) || is_positive && (other == y || without_factor(g, other, y).is_some()))
    {
        return other;
    }
    g.div(x, y)
}

fn powi(g: &mut Graph, x: Id, n: Id) -> Id {
    match g.as_constant(n) {
        Some(0.0) => g.constant(1.0),
        Some(1.0) => x,
        Some(2.0) => mul(g, x, x),
        Some(-1.0) => {
            let one = g.constant(1.0);
            div(g, one, x)
        }
        _ => g.fun2(Fun::Powi, x, n),
    }
}

/// `if c { x } else { y }`, of truth values as logic.
pub fn select(g: &mut Graph, c: Id, x: Id, y: Id) -> Id {
    if g.ty(x) == Type::Bool && x != y {
        let not_c = g.not(c);
        let (then, otherwise) = (g.and(c, x), g.and(not_c, y));
        return g.or(then, otherwise);
    }
    if g.op(c) == Op::Not {
        let c = g.args(c)[0];
        return select(g, c, y, x);
    }
    let x = if g.op(x) == Op::Select && g.args(x)[0] == c {
        g.args(x)[1]
    } else {
        x
    };
    let y = if g.op(y) == Op::Select && g.args(y)[0] == c {
        g.args(y)[2]
    } else {
        y
    };
    g.select(c, x, y)
}

/// Whether a number is a power of two whose product with any number of middling size is exact.
pub fn is_power_of_two(c: f64) -> bool {
    c > 0.0 && c.to_bits() << 12 == 0 && (1e-30..1e30).contains(&c)
}
