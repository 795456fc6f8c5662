//! What a kernel leaves out because it hardly ever matters, and shows where it does.
//!
//! ```text
//! if y == 0 { 0 } else { y * z }            →   y * z
//! if q == inf { 1 } else { q / (1 + q) }    →   q / (1 + q)
//! ```
//!
//! What is left out matters where z or q is infinite. It is left out of value and gradient only if the value is NaN there, which the
//! sum of a block tells without looking at a sample: then the samples are computed again, by the kernel that leaves out nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::below;
use crate::differentiate::Derived;
use crate::graph::{Cmp, Fun, Graph, Id, Op};
use crate::simplify::{one_more, spreads};

/// Value and gradient without what hardly ever matters.
pub(super) struct Trusting {
    /// Both, the careful one and this, in one graph.
    pub(super) derived: Derived,
    /// The value.
    pub(super) value: Id,
    /// The derivatives: by inputs, by learnables.
    pub(super) slopes: Vec<Id>,
    /// Numbers that are finite, or the value is NaN.
    pub(super) finite: BTreeSet<Id>,
}

/// A selection that may be left out.
#[derive(Clone, Copy)]
enum Guard {
    /// `if y == 0 { 0 } else { y * z }`: y.
    Zero(Id),
    /// `if q == inf { … } else { … }`: q.
    Infinite(Id),
}

/// Leaves out what may be; `None` if nothing may.
pub(super) fn trusting(derived: &Derived) -> Option<Trusting> {
    let slopes: Vec<Id> = derived
        .gradient
        .iter()
        .chain(&derived.learnable)
        .map(|partial| partial.id)
        .collect();
    let mut roots = vec![derived.value];
    roots.extend(&slopes);
    let needed = below(&derived.graph, &roots);
    let mut guards: BTreeMap<Id, Guard> = needed
        .iter()
        .filter_map(|&id| Some((id, guard(&derived.graph, id)?)))
        .collect();
    while !guards.is_empty() {
        let mut g = derived.graph.clone();
        let at = without(&mut g, &needed, &guards);
        let value = at[&derived.value];
        let before = guards.len();
        guards.retain(|&id, &mut guard| shows(&g, value, at[&id], guard, &at));
        if guards.len() < before {
            continue;
        }
        let finite = guards.values().filter_map(|guard| match guard {
            Guard::Infinite(q) => Some(at[q]),
            Guard::Zero(_) => None,
        });
        return Some(Trusting {
            value,
            slopes: slopes.iter().map(|id| at[id]).collect(),
            finite: finite.collect(),
            derived: Derived {
                graph: g,
                ..derived.clone()
            },
        });
    }
    None
}

/// Adds the nodes again, without the guards: what each of them has become.
fn without(g: &mut Graph, needed: &BTreeSet<Id>, guards: &BTreeMap<Id, Guard>) -> BTreeMap<Id, Id> {
    let mut at = BTreeMap::new();
    for &id in needed {
        let args: Vec<Id> = g.args(id).iter().map(|arg| at[arg]).collect();
        let new = match guards.contains_key(&id) {
            true => args[2],
            false => g.make(g.op(id), args),
        };
        if let Some(name) = g.names.get(&id).cloned() {
            g.names.entry(new).or_insert(name);
        }
        at.insert(id, new);
    }
    at
}

fn guard(g: &Graph, id: Id) -> Option<Guard> {
    let (Op::Select, &[condition, there, elsewhere]) = (g.op(id), g.args(id)) else {
        return None;
    };
    let (Op::Compare(Cmp::Eq), &[a, b]) = (g.op(condition), g.args(condition)) else {
        return None;
    };
    let (x, of) = match (g.as_constant(a), g.as_constant(b)) {
        (Some(of), None) => (b, of),
        (None, Some(of)) => (a, of),
        _ => return None,
    };
    if of == f64::INFINITY {
        return Some(Guard::Infinite(x));
    }
    let is_zero = of == 0.0 && g.is_constant(there, 0.0);
    (is_zero && factors(g, elsewhere).contains(&x)).then_some(Guard::Zero(x))
}

/// Whether the value is NaN where a guard, of which `rest` is left, would matter.
fn shows(g: &Graph, value: Id, rest: Id, guard: Guard, at: &BTreeMap<Id, Id>) -> bool {
    match guard {
        Guard::Zero(y) => {
            // 0 or NaN, and NaN where another factor is, or is infinite.
            let is_quiet = |z: &Id| *z == at[&y] || is_tame(g, *z, value);
            spreads(g, rest, value) || factors(g, rest).iter().all(is_quiet)
        }
        // inf / (1 + inf) is NaN.
        Guard::Infinite(q) => {
            let q = at[&q];
            below(g, &[value]).into_iter().any(|id| {
                let is_ratio = g.op(id) == Op::Fun(Fun::Div) && g.args(id)[0] == q;
                is_ratio && one_more(g, g.args(id)[1]) == Some(q) && spreads(g, id, value)
            })
        }
    }
}

/// Whether a number is never infinite, and NaN only where the value is.
fn is_tame(g: &Graph, z: Id, value: Id) -> bool {
    let is_bounded = matches!(g.op(z), Op::Fun(Fun::Sigmoid | Fun::Tanh | Fun::Sign));
    is_bounded && spreads(g, g.args(z)[0], value)
}

fn factors(g: &Graph, id: Id) -> Vec<Id> {
    let (mut open, mut factors) = (vec![id], Vec::new());
    while let Some(id) = open.pop() {
        match g.op(id) {
            // Of a graph that shares its nodes, a product may have any number.
            Op::Fun(Fun::Mul | Fun::Neg) if factors.len() + open.len() < 8 => {
                open.extend_from_slice(g.args(id));
            }
            _ => factors.push(id),
        }
    }
    factors
}

#[cfg(test)]
mod tests {
    use crate::emit::code;

    /// What the kernels compute: that which trusts, and the careful one.
    fn kernels(args: &str, body: &str) -> (String, Option<String>) {
        let code = code(&format!("pub loss Form({args}) {{ {body} }}"));
        let (_, code) = code.split_once("fn sample").expect("a kernel");
        let (code, _) = code.split_once("fn sample_weight").expect("its end");
        match code.split_once("fn careful") {
            Some((sample, careful)) => (sample.to_owned(), Some(careful.to_owned())),
            None => (code.to_owned(), None),
        }
    }

    #[test]
    fn a_product_that_shows_in_the_value_is_computed_as_it_stands() {
        let (sample, careful) = kernels("x: input, y: data in 0..=1", "xlogy(y, sigmoid(x)) + x");
        let careful = careful.expect("a careful kernel");
        assert!(!sample.contains("select"), "{sample}");
        assert!(careful.contains("select"), "{careful}");
    }

    #[test]
    fn what_the_value_may_hide_is_kept() {
        // tanh(-inf) is a number, tanh(NaN) is not seen where the other branch is taken.
        let body = "if x < 1 { xlogy(y, sigmoid(x)) } else { 0 }";
        let (sample, careful) = kernels("x: input, y: data in 0..=1", body);
        assert!(sample.contains("select"), "{sample}");
        assert!(careful.is_none(), "{careful:?}");
    }

    #[test]
    fn a_ratio_to_one_more_shows_an_infinite_number() {
        let body = "let q = x * x; if q == INFINITY { 1 } else { q / (1 + q) }";
        let (sample, careful) = kernels("x: input", body);
        let careful = careful.expect("a careful kernel");
        assert!(!sample.contains("select"), "{sample}");
        assert!(careful.contains("select"), "{careful}");
    }

    #[test]
    fn what_nothing_is_left_out_of_has_one_kernel() {
        let (_, careful) = kernels("x: input, y: data", "(x - y) * (x - y)");
        assert!(careful.is_none(), "{careful:?}");
    }
}
