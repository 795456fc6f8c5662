//! What a kernel leaves out because it hardly ever matters, and shows where it does.
//!
//! ```text
//! if y == 0 { 0 } else { y * z }            →   y * z
//! if q == inf { 1 } else { q / (1 + q) }    →   q / (1 + q)
//! max(a * e, b * e)                         →   if a * e < b * e { b * e } else { a * e }
//! ```
//!
//! What is left out matters where z, q or e is infinite or NaN. It is left out of value and gradient only if the value is no finite number there,
//! which the sum of a block tells without looking at a sample: then the samples are computed again, by the kernel that leaves out
//! nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::below;
use super::lines::is_nonnegative;
use crate::algebra::is_power_of_two;
use crate::differentiate::Derived;
use crate::graph::{Cmp, Formula, Fun, Graph, Id, Kind, Op, Operands};
use crate::lower::is_size;
use crate::simplify::{one_more, spreads};

/// Value and gradient without what hardly ever matters.
pub(super) struct Trusting {
    /// Both, the careful one and this, in one graph.
    pub(super) derived: Derived,
    /// The value.
    pub(super) value: Id,
    /// The derivatives: by inputs, by learnables.
    pub(super) slopes: Vec<Id>,
    /// Numbers that are finite, or the value is not.
    pub(super) finite: BTreeSet<Id>,
}

/// A selection that may be left out.
#[derive(Clone, Copy)]
enum Guard {
    /// `if y == 0 { 0 } else { y * z }`: y.
    Zero(Id),
    /// `if q == inf { … } else { … }`: q.
    Infinite(Id),
    /// A maximum of two multiples of a number, which of them is less being asked anyway: that, and the other.
    Max([Id; 2]),
}

/// So many selections are left out at most.
const MOST: usize = 64;

/// Leaves out what may be; `None` if nothing may.
pub(super) fn trusting(formula: &Formula, derived: &Derived) -> Option<Trusting> {
    let slopes = derived.slopes();
    let mut roots = vec![derived.value];
    roots.extend(&slopes);
    let needed = below(&derived.graph, &roots);
    let mut guards: BTreeMap<Id, Guard> = needed
        .iter()
        .filter_map(|&id| Some((id, guard(formula, &derived.graph, &needed, id)?)))
        .collect();
    // Of more, what has to be proved would take longer than in step with the formula.
    while (1..=MOST).contains(&guards.len()) {
        let mut g = derived.graph.clone();
        let at = without(&mut g, &needed, &guards);
        let value = at[&derived.value];
        let before = guards.len();
        let shown = Shown {
            formula,
            g: &g,
            value,
        };
        guards.retain(|&id, &mut guard| shown.has(at[&id], guard, &at));
        if guards.len() < before {
            continue;
        }
        let finite = guards.values().filter_map(|guard| match guard {
            Guard::Infinite(q) => Some(at[q]),
            Guard::Zero(_) | Guard::Max(_) => None,
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
        let args: Operands = g.args(id).iter().map(|arg| at[arg]).collect();
        let new = match guards.get(&id) {
            Some(Guard::Zero(y)) => constant_first(g, at[y], args[2]),
            Some(Guard::Infinite(_)) => args[2],
            Some(Guard::Max(parts)) => {
                let [a, b] = parts.map(|id| at[&id]);
                let less = g.make(Op::Compare(Cmp::Lt), [a, b]);
                g.make(Op::Select, [less, b, a])
            }
            None => g.make(g.op(id), args),
        };
        if let Some(name) = g.names.get(&id).cloned() {
            g.names.entry(new).or_insert(name);
        }
        at.insert(id, new);
    }
    at
}

fn guard(formula: &Formula, g: &Graph, needed: &BTreeSet<Id>, id: Id) -> Option<Guard> {
    if let (Op::Fun(Fun::Max), &[a, b]) = (g.op(id), g.args(id)) {
        let e = multiple(formula, g, a).filter(|e| multiple(formula, g, b) == Some(*e));
        let compared = [(a, b), (b, a)].into_iter().find_map(|(a, b)| {
            let less = g.find(Op::Compare(Cmp::Lt), [a, b])?;
            needed.contains(&less).then_some(Guard::Max([a, b]))
        });
        return e.and(compared);
    }
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
    (is_zero && factors(g, elsewhere, x).contains(&x)).then_some(Guard::Zero(x))
}

/// `y * (c * z)` as `(c * y) * z` for a power of two c of 1 or more and a y of 1 or less: where z does not overflow, nothing does.
fn constant_first(g: &mut Graph, y: Id, product: Id) -> Id {
    let pairs = |g: &Graph, id: Id| match (g.op(id), g.args(id)) {
        (Op::Fun(Fun::Mul), &[a, b]) => vec![(a, b), (b, a)],
        _ => Vec::new(),
    };
    let is_power = |g: &Graph, c: Id| {
        let c = g.as_constant(c);
        c.is_some_and(|c| c >= 1.0 && is_power_of_two(c))
    };
    if !is_small(g, y) {
        return product;
    }
    let other = pairs(g, product).into_iter().find(|&(a, _)| a == y);
    let parts = other.and_then(|(_, rest)| {
        let parts = pairs(g, rest).into_iter();
        parts.into_iter().find(|&(c, _)| is_power(g, c))
    });
    match parts {
        Some((c, z)) => {
            let first = g.make(Op::Fun(Fun::Mul), [c, y]);
            g.make(Op::Fun(Fun::Mul), [first, z])
        }
        None => product,
    }
}

/// Whether a number is no more than 1, if it is no NaN.
fn is_small(g: &Graph, id: Id) -> bool {
    match g.op(id) {
        Op::Fun(Fun::Sigmoid | Fun::Tanh | Fun::Sign) => true,
        Op::Fun(Fun::Mul) => g.args(id).iter().all(|&part| is_small(g, part)),
        Op::Const(bits) => f64::from_bits(bits).abs() <= 1.0,
        _ => false,
    }
}

/// What the value shows.
struct Shown<'a> {
    formula: &'a Formula,
    g: &'a Graph,
    value: Id,
}

impl Shown<'_> {
    /// Whether the value is no finite number where a guard, of which `rest` is left, would matter.
    fn has(&self, rest: Id, guard: Guard, at: &BTreeMap<Id, Id>) -> bool {
        let g = self.g;
        match guard {
            Guard::Zero(y) => {
                // 0, or NaN where another factor is infinite or NaN, or several overflow. The value shows that, or it does not happen:
                // all others are small but one at most, and that is infinite only where the value is.
                let mut others = factors(g, rest, at[&y]);
                others.retain(|&z| z != at[&y] && !self.is_tame(z));
                spreads(g, rest, self.value)
                    || match others[..] {
                        [] => true,
                        [z] => self.is_sound(z),
                        _ => false,
                    }
            }
            // Where e is infinite or NaN, so is either multiple of it, and nowhere else is one NaN.
            Guard::Max(_) => keeps(g, rest, self.value, &mut BTreeMap::new()),
            // inf / (1 + inf) is NaN.
            Guard::Infinite(q) => {
                let q = at[&q];
                let is_size = g.op(q) == Op::Fun(Fun::Abs);
                let of = is_size.then(|| g.args(q)[0]).into_iter().chain([q]);
                let mut of = of.map(|q| keeps(g, q, self.value, &mut BTreeMap::new()));
                if of.any(|shows| shows) {
                    return true;
                }
                below(g, &[self.value]).into_iter().any(|id| {
                    let is_ratio = g.op(id) == Op::Fun(Fun::Div) && g.args(id)[0] == q;
                    is_ratio && one_more(g, g.args(id)[1]) == Some(q) && spreads(g, id, self.value)
                })
            }
        }
    }

    /// Whether a number is no more than 1, and NaN only where the value is.
    fn is_tame(&self, z: Id) -> bool {
        let g = self.g;
        match g.op(z) {
            _ if !is_small(g, z) => false,
            Op::Const(_) => true,
            Op::Fun(Fun::Mul) => g.args(z).iter().all(|&part| self.is_tame(part)),
            _ => spreads(g, g.args(z)[0], self.value),
        }
    }

    /// Whether a number is finite wherever the value is: what the value is made of by sums and products, or no more than that.
    fn is_sound(&self, z: Id) -> bool {
        let g = self.g;
        if keeps(g, z, self.value, &mut BTreeMap::new()) {
            return true;
        }
        match (g.op(z), g.args(z)) {
            (Op::Fun(Fun::Neg), &[x]) => self.is_sound(x),
            (Op::Fun(Fun::Mul), &[x, y]) => {
                (self.is_tame(x) && self.is_sound(y)) || (self.is_tame(y) && self.is_sound(x))
            }
            // No difference of two numbers from 0 on overflows.
            (Op::Fun(Fun::Sub), &[x, y]) => {
                let is_sound = |id| is_nonnegative(self.formula, g, id, 8) && self.is_sound(id);
                is_sound(x) && is_sound(y)
            }
            _ => false,
        }
    }
}

/// The number that a node is a finite multiple of, by parameters.
fn multiple(formula: &Formula, g: &Graph, id: Id) -> Option<Id> {
    let (Op::Fun(Fun::Mul), &[x, y]) = (g.op(id), g.args(id)) else {
        return None;
    };
    [(x, y), (y, x)]
        .into_iter()
        .find_map(|(e, by)| is_bounded(formula, g, by, 4).then_some(e))
}

/// Whether a number is finite by the domains of parameters, which are checked.
fn is_bounded(formula: &Formula, g: &Graph, id: Id, depth: usize) -> bool {
    match g.op(id) {
        Op::Const(bits) => f64::from_bits(bits).abs() < 1e9,
        Op::Arg(arg, _) => {
            let arg = formula.arg(arg);
            let ends = [arg.domain.low, arg.domain.high];
            arg.kind == Kind::Param
                && ends
                    .iter()
                    .flatten()
                    .filter(|end| end.at.abs() < 1e9)
                    .count()
                    == 2
        }
        Op::Fun(Fun::Neg | Fun::Add | Fun::Sub) if depth > 0 => {
            let args = g.args(id).iter();
            args.copied()
                .all(|arg| is_bounded(formula, g, arg, depth - 1))
        }
        _ => false,
    }
}

/// Whether x is infinite or NaN wherever `source` is: a sum, difference or product is, where an operand is.
fn keeps(g: &Graph, source: Id, x: Id, memo: &mut BTreeMap<Id, bool>) -> bool {
    if x <= source {
        return x == source;
    }
    if let Some(&known) = memo.get(&x) {
        return known;
    }
    let is_kept = match g.op(x) {
        Op::Fun(Fun::Neg | Fun::Add | Fun::Sub | Fun::Mul | Fun::Abs | Fun::Hypot) => {
            let args = g.operands(x);
            args.into_iter().any(|arg| keeps(g, source, arg, memo))
        }
        // What is near 0 is another branch.
        Op::Select => {
            let [condition, _, far] = [0, 1, 2].map(|i| g.args(x)[i]);
            let is_near = match (g.op(condition), g.args(condition)) {
                (Op::Compare(Cmp::Lt | Cmp::Le), &[size, edge]) => {
                    size == source
                        && g.as_constant(edge).is_some_and(|c| (c as f32).is_finite())
                        && is_size(g, size)
                }
                _ => false,
            };
            is_near && keeps(g, source, far, memo)
        }
        _ => false,
    };
    memo.insert(x, is_kept);
    is_kept
}

/// The factors of a product, of which `y` is one that is taken as it is, together with a constant beside it.
fn factors(g: &Graph, id: Id, y: Id) -> Vec<Id> {
    let (mut open, mut factors) = (vec![id], Vec::new());
    while let Some(id) = open.pop() {
        let args = g.args(id);
        match g.op(id) {
            _ if id == y => factors.push(y),
            Op::Fun(Fun::Mul)
                if args.contains(&y) && args.iter().any(|&c| g.as_constant(c).is_some()) =>
            {
                factors.push(y);
            }
            // Of a graph that shares its nodes, a product may have any number.
            Op::Fun(Fun::Mul | Fun::Neg) if factors.len() + open.len() < 8 => {
                open.extend_from_slice(args);
            }
            _ => factors.push(id),
        }
    }
    factors
}

#[cfg(test)]
mod tests {
    use crate::emit::sample_codes as kernels;

    #[test]
    fn a_product_that_shows_in_the_value_is_computed_as_it_stands() {
        let (sample, careful) = kernels("x: input, y: data in 0..=1", "xlogy(y, sigmoid(x)) + x");
        let careful = careful.expect("a careful kernel");
        assert!(!sample.contains("select"), "{sample}");
        assert!(careful.contains("select"), "{careful}");
    }

    #[test]
    fn a_product_that_is_infinite_only_where_the_value_is_is_computed_as_it_stands() {
        // The slope has p (1 - p), 0 at both ends, times what is infinite only where the value is.
        let body = "let p = sigmoid(x); -pow(1 - p, 2) * ln(p)";
        let (sample, careful) = kernels("x: input", body);
        assert!(!sample.contains("select"), "{sample}");
        assert!(careful.is_some_and(|careful| careful.contains("select")));
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
    fn a_maximum_of_multiples_that_are_compared_anyway_is_a_selection() {
        let args = "x: input, a: param = 0.5 in 0.0..=1.0";
        let (sample, careful) = kernels(args, "max(a * x, (a - 1) * x)");
        assert!(!sample.contains(".max("), "{sample}");
        assert!(careful.is_some_and(|careful| careful.contains(".max(")));
        // A parameter without bounds may be infinite, and the product NaN where x is 0.
        let (sample, careful) = kernels("x: input, a: param = 0.5", "max(a * x, (a - 1) * x)");
        assert!(sample.contains(".max("), "{sample}");
        assert!(careful.is_none(), "{careful:?}");
    }

    #[test]
    fn of_very_many_selections_none_is_left_out() {
        let term = |i| format!("xlogy(abs(y - {i}), sigmoid(x + {i}))");
        let body = |terms| (0..terms).map(term).collect::<Vec<_>>().join(" + ");
        let (_, careful) = kernels("x: input, y: data", &body(8));
        assert!(careful.is_some());
        let (_, careful) = kernels("x: input, y: data", &body(70));
        assert!(careful.is_none());
    }

    #[test]
    fn what_nothing_is_left_out_of_has_one_kernel() {
        let (_, careful) = kernels("x: input, y: data", "(x - y) * (x - y)");
        assert!(careful.is_none(), "{careful:?}");
    }
}
