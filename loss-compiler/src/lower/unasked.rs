//! Drops what is decided for NaN alone, and asked by nobody.
//!
//! A guard goes where the branch that a comparison takes with NaN is NaN itself, if need be with the branches exchanged:
//!
//! ```text
//! if numbers(x, 1) { if x <= 1 { x * x } else { 1 } } else { NaN }     →     if 1 < x { 1 } else { x * x }
//! ```
//!
//! And where a value is NaN its sample has no gradient: what a formula would make of it there is overwritten, so that a
//! gradient need not tell a comparison that fails from one with NaN.

use crate::algebra;
use crate::differentiate::Derived;
use crate::emit::below;
use crate::graph::{Cmp, Fun, Graph, Id, Op, Operands, Table};
use crate::simplify::{assume, drop_guard, put, simplify, spreads};

/// The same outputs of a formula without axes, but for gradients where the value is NaN.
pub fn unasked(derived: &Derived) -> Derived {
    let (graph, roots) = derived.graph.rebuild(&derived.roots(), |g, op, args| {
        let id = put(g, op, args);
        turned(g, id).unwrap_or(id)
    });
    let turned = derived.with(graph, &roots);
    let mut graph = turned.graph.clone();
    let slopes = turned.slopes();
    let new = careless(&mut graph, turned.value, &slopes);
    let roots: Vec<Id> = turned
        .roots()
        .into_iter()
        .map(|root| new.get(&root).copied().unwrap_or(root))
        .collect();
    simplify(&turned.with(graph, &roots))
}

/// A guarded choice without its guard, or with less of it, the branch that NaN takes being the one that is NaN.
fn turned(g: &mut Graph, id: Id) -> Option<Id> {
    let (Op::Select, &[ordered, choice, nan]) = (g.op(id), g.args(id)) else {
        return None;
    };
    let (Op::Select, &[condition, x, y]) = (g.op(choice), g.args(choice)) else {
        return None;
    };
    if g.op(ordered) != Op::Ordered || !g.as_constant(nan).is_some_and(f64::is_nan) {
        return None;
    }
    let (cmp, b, a) = opposite(g, condition)?;
    let opposite = g.compare(cmp, b, a);
    let other = g.select(opposite, y, x);
    let mut operands = g.args(ordered).to_vec();
    let (all, zero) = (operands.len(), g.constant(0.0));
    operands.retain(|&operand| {
        let alone = g.make(Op::Ordered, [operand, zero]);
        drop_guard(g, &[alone, other, nan]).is_none()
    });
    match operands[..] {
        [] => Some(other),
        [one] if all > 1 => {
            let rest = g.make(Op::Ordered, [one, zero]);
            Some(g.select(rest, other, nan))
        }
        _ => None,
    }
}

/// The comparison that holds where this one fails, but for NaN.
fn opposite(g: &Graph, condition: Id) -> Option<(Cmp, Id, Id)> {
    let (Op::Compare(cmp), &[a, b]) = (g.op(condition), g.args(condition)) else {
        return None;
    };
    match cmp {
        Cmp::Lt => Some((Cmp::Le, b, a)),
        Cmp::Le => Some((Cmp::Lt, b, a)),
        Cmp::Eq | Cmp::Ne => None,
    }
}

/// What is no NaN where the value is none.
pub(super) struct Numbers {
    value: Id,
    known: Table<Id, bool>,
}

impl Numbers {
    pub(super) fn of(value: Id) -> Numbers {
        Numbers {
            value,
            known: Table::default(),
        }
    }

    /// Whether all of these are.
    pub(super) fn has(&mut self, g: &Graph, ids: &[Id]) -> bool {
        ids.iter().all(|&id| {
            let known = *self.known.entry(id).or_insert_with(|| {
                spreads(g, id, self.value) || g.as_constant(id).is_some_and(|c| !c.is_nan())
            });
            known || origin(g, id).is_some_and(|x| self.has(g, &[x]))
        })
    }
}

/// The operand without which a node is no NaN.
fn origin(g: &Graph, id: Id) -> Option<Id> {
    let is_finite = |id: Id| g.as_constant(id).is_some_and(f64::is_finite);
    match (g.op(id), g.args(id)) {
        (Op::Fun(Fun::Neg | Fun::Abs | Fun::Sign | Fun::Relu), &[x]) => Some(x),
        (Op::Fun(Fun::Add | Fun::Sub), &[x, y]) if is_finite(y) => Some(x),
        (Op::Fun(Fun::Add | Fun::Sub), &[x, y]) if is_finite(x) => Some(y),
        _ => None,
    }
}

/// What stands for each node below `slopes`.
fn careless(g: &mut Graph, value: Id, slopes: &[Id]) -> Table<Id, Id> {
    let of_value = below(g, &[value]);
    let mut new = Table::default();
    let mut numbers = Numbers::of(value);
    for id in below(g, slopes) {
        // What the value has anyway is not computed twice.
        if of_value.contains(&id) && g.op(id) != Op::Ordered {
            continue;
        }
        let old = g.operands(id);
        let args: Operands = old.iter().map(|arg| *new.get(arg).unwrap_or(arg)).collect();
        let replaced = match g.op(id) {
            Op::Ordered if numbers.has(g, &old) => g.truth(true),
            // A comparison that fails, as the other that the value has anyway.
            Op::Not => {
                let compared = g.operands(old[0]);
                let other = opposite(g, old[0]).filter(|_| numbers.has(g, &compared));
                other
                    .and_then(|(cmp, a, b)| g.find(Op::Compare(cmp), [a, b]))
                    .filter(|other| of_value.contains(other))
                    .unwrap_or_else(|| algebra::rewrite(g, Op::Not, args))
            }
            Op::Select => {
                let compared = g.operands(old[0]);
                let is_free = !of_value.contains(&old[0]) && numbers.has(g, &compared);
                let other = opposite(g, old[0]).filter(|_| is_free);
                match other.and_then(|(cmp, a, b)| g.find(Op::Compare(cmp), [a, b])) {
                    Some(other) if of_value.contains(&other) => choose(g, other, args[2], args[1]),
                    _ => choose(g, args[0], args[1], args[2]),
                }
            }
            Op::Fun(fun @ (Fun::Add | Fun::Sub)) => three_way(g, fun, &args, &mut numbers)
                .unwrap_or_else(|| algebra::rewrite(g, Op::Fun(fun), args)),
            _ if args == old => id,
            op => algebra::rewrite(g, op, args),
        };
        if replaced != id {
            new.insert(id, replaced);
        }
    }
    new
}

/// `if !c && d { x } else if c { y } else { z }` → `if c { y } else if d { x } else { z }`: no condition is made of others.
/// The same of `c && d`; and `if a && b { x } else if a && !b { y } else { z }` → `if a { if b { x } else { y } } else { z }`.
fn choose(g: &mut Graph, condition: Id, x: Id, otherwise: Id) -> Id {
    if let (Op::Select, &[c, y, z]) = (g.op(otherwise), g.args(otherwise))
        && g.op(condition) == Op::And
    {
        let not_c = g.not(c);
        if let Some(rest) = without(g, condition, not_c) {
            let rest = choose(g, rest, x, z);
            return algebra::select(g, c, y, rest);
        }
        if let Some(rest) = without(g, condition, c) {
            let rest = choose(g, rest, x, y);
            return algebra::select(g, c, rest, z);
        }
        let parts = g.operands(condition);
        for (a, b) in [(parts[0], parts[1]), (parts[1], parts[0])] {
            let not_b = g.not(b);
            if g.and(a, not_b) == c {
                let one = choose(g, b, x, y);
                return algebra::select(g, a, one, z);
            }
        }
    }
    algebra::select(g, condition, x, otherwise)
}

/// `(if a <= b { x } else { 0 }) + (if b <= a { y } else { 0 })`, of numbers, →
/// `if a < b { x } else if b < a { y } else { x + y }`, each as it is there: what a maximum gives to its operands.
fn three_way(g: &mut Graph, fun: Fun, args: &[Id], numbers: &mut Numbers) -> Option<Id> {
    let part = |id: Id| match (g.op(id), g.args(id)) {
        (Op::Select, &[c, x, zero]) if g.is_constant(zero, 0.0) => match (g.op(c), g.args(c)) {
            (Op::Compare(Cmp::Le), &[a, b]) => Some((a, b, x)),
            _ => None,
        },
        _ => None,
    };
    let ((a, b, x), (c, d, y)) = (part(args[0])?, part(args[1])?);
    if (a, b) != (d, c) || !numbers.has(g, &[a, b]) {
        return None;
    }
    let (below, above, equal) = (g.lt(a, b), g.lt(b, a), g.eq(a, b));
    let zero = g.constant(0.0);
    let (x_alone, y_alone) = (assume(g, equal, false, x), assume(g, equal, false, y));
    let (x, y) = (assume(g, equal, true, x), assume(g, equal, true, y));
    let mut apply = |x: Id, y: Id| put(g, Op::Fun(fun), [x, y]);
    let (first, second, both) = (apply(x_alone, zero), apply(zero, y_alone), apply(x, y));
    let rest = g.select(above, second, both);
    Some(g.select(below, first, rest))
}

/// A conjunction without one of its parts.
fn without(g: &mut Graph, all: Id, part: Id) -> Option<Id> {
    let (Op::And, &[a, b]) = (g.op(all), g.args(all)) else {
        return None;
    };
    if a == part {
        return Some(b);
    }
    if b == part {
        return Some(a);
    }
    if let Some(rest) = without(g, a, part) {
        return Some(g.and(rest, b));
    }
    let rest = without(g, b, part)?;
    Some(g.and(a, rest))
}

#[cfg(test)]
mod tests {
    use crate::emit::sample_code as kernel;

    #[test]
    fn a_guard_goes_where_nan_takes_the_branch_that_is_nan() {
        for body in [
            "if x <= 1 { x * x } else { 1 }",
            "if x < 1 { x * x } else { 1 }",
            "if x > 1 { 1 } else { x * x }",
            "if x >= 1 { 1 } else { x * x }",
        ] {
            let code = kernel("x: input", body);
            assert!(!code.contains("NAN"), "{code}");
        }
    }

    #[test]
    fn a_guard_stays_where_neither_branch_is_nan() {
        let code = kernel("x: input, y: data", "if y <= 1 { x * x } else { x }");
        assert!(code.contains("NAN"), "{code}");
    }

    #[test]
    fn a_guard_against_less_is_less() {
        let code = kernel("x: input, y: data", "if x <= y { x * x } else { 1 }");
        assert!(
            code.contains("y.eq(y)") && !code.contains("x.eq(x)"),
            "{code}"
        );
    }

    #[test]
    fn a_maximum_is_compared_twice() {
        let code = kernel("x: input, tau: param = 0.5", "max(tau * x, (tau - 1) * x)");
        assert_eq!(code.matches(".lt(").count(), 2, "{code}");
        assert_eq!(code.matches("select(").count(), 2, "{code}");
    }

    #[test]
    fn branches_of_a_gradient_are_those_of_the_value() {
        let code = kernel(
            "x: input, y: data",
            "let a = x * y; if a >= 1 { 0 } else if a <= -1 { -a } else { (1 - a) * (1 - a) }",
        );
        assert_eq!(code.matches("select(").count(), 5, "{code}");
        let code = kernel(
            "x: input, y: data",
            "if y > 0 { x } else { relu(1 - x) * 2 }",
        );
        assert!(!code.contains(".and("), "{code}");
        assert!(!code.contains(".not("), "{code}");
    }

    #[test]
    fn a_gradient_leaves_nan_to_the_value() {
        let code = kernel(
            "x: input, y: data",
            "if y > 0 { x * x } else { relu(1 - x) }",
        );
        assert_eq!(code.matches("ordered").count(), 2, "{code}");
        assert!(!code.contains(".and("), "{code}");
        assert!(!code.contains(".not("), "{code}");
    }
}
