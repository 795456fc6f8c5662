//! A derivative as a person writes it: no guard against what rounding and overflow do, products and quotients with their factors
//! cancelled. The same function wherever all of its parts are finite; what kernels compute is the simplified graph, which is as
//! exact where they are not.
//!
//! ```text
//! -((target - mean) * (0.5 / v) * 2)     →     (mean - target) / v
//! ```

use super::factored;
use super::product::Product;
use crate::algebra;
use crate::differentiate::{Derived, differentiate_for_reading};
use crate::graph::{Axis, Formula, Fun, Graph, Id, Op, Operands};
use crate::patience::Patience;
use crate::simplify::{put, simplify};

/// Nobody reads more operations than this: their sums are left as they stand.
const MOST: usize = 1000;

/// The derivatives of a formula, for reading.
pub fn readable(formula: &Formula) -> Derived {
    let plain = differentiate_for_reading(&in_plain_words(formula));
    let mut current = simplify(&without_guards(&plain));
    for _ in 0..4 {
        let patience = match current.graph.len() <= MOST {
            true => Patience::new(),
            false => Patience::none(),
        };
        let next = rebuilt(&current, |g, op, args| {
            patience.renew();
            tidy(g, &patience, op, args)
        });
        let same = next.graph.same_nodes(&current.graph) && next.roots() == current.roots();
        current = next;
        if same {
            break;
        }
    }
    current
}

/// Functions that only rules make as what they are, so that what their derivatives are made of can be cancelled.
fn in_plain_words(formula: &Formula) -> Formula {
    let rule = |g: &mut Graph, op: Op, args: Operands| match op {
        Op::Fun(Fun::LogHypot) => {
            let (square, half) = (g.mul(args[0], args[0]), g.constant(0.5));
            let log = g.fun1(Fun::Ln1p, square);
            g.mul(half, log)
        }
        _ => g.make(op, args),
    };
    let roots: Vec<Id> = [formula.value].into_iter().chain(formula.weight).collect();
    let (graph, roots) = formula.graph.rebuild(&roots, rule);
    Formula {
        graph,
        value: roots[0],
        weight: roots.get(1).copied(),
        ..formula.clone()
    }
}

/// Without the questions whether a number is one: that an `if` whose comparison sees NaN is NaN goes without saying.
pub(super) fn without_guards(derived: &Derived) -> Derived {
    rebuilt(derived, |g, op, args| match op {
        Op::Ordered => g.truth(true),
        _ => put(g, op, args),
    })
}

fn rebuilt(derived: &Derived, rule: impl FnMut(&mut Graph, Op, Operands) -> Id) -> Derived {
    let (graph, roots) = derived.graph.rebuild(&derived.roots(), rule);
    derived.with(graph, &roots)
}

pub(super) fn tidy(g: &mut Graph, patience: &Patience, op: Op, args: Operands) -> Id {
    let tidied = match op {
        Op::Fun(Fun::Mul | Fun::Div | Fun::Neg) => {
            let id = g.make(op, args);
            Product::of(g, id).map(|product| {
                factored::cancelled(g, patience, &product).unwrap_or_else(|| product.choice(g))
            })
        }
        Op::Fun(fun @ (Fun::Add | Fun::Sub)) => factored::sum(g, patience, fun, &args),
        Op::Select => factored::choice(g, patience, args[0], [args[1], args[2]]),
        Op::Sum(axis) => Some(sum(g, axis, args[0])),
        _ => None,
    };
    tidied.unwrap_or_else(|| put(g, op, args))
}

/// `Σ (c x)` → `c Σ x`
fn sum(g: &mut Graph, axis: Axis, x: Id) -> Id {
    let branches = g.operands(x);
    if let (Op::Select, &[c, a, b]) = (g.op(x), &*branches)
        && !g.axes(c).contains(axis)
        && [a, b].iter().any(|&branch| g.is_constant(branch, 0.0))
    {
        let [a, b] = [a, b].map(|branch| match g.is_constant(branch, 0.0) {
            true => branch,
            false => sum(g, axis, branch),
        });
        return algebra::select(g, c, a, b);
    }
    let Some(product) = Product::of(g, x) else {
        return put(g, Op::Sum(axis), [x]);
    };
    let part = |g: &Graph, inside: bool| {
        let is_inside = |id: Id| g.axes(id).contains(axis);
        let factors = product.factors.iter().copied();
        let factors = factors.filter(|&(id, _)| is_inside(id) == inside).collect();
        Product {
            scale: if inside { 1.0 } else { product.scale },
            factors,
        }
    };
    let (outside, inside) = (part(g, false), part(g, true));
    if inside.factors.is_empty() || (outside.factors.is_empty() && outside.scale == 1.0) {
        return put(g, Op::Sum(axis), [x]);
    }
    let inside = inside.node(g);
    let total = g.sum(axis, inside);
    let mut all = outside;
    all.factors.push((total, 1));
    all.choice(g)
}
