//! Takes out of the terms of a slope what they share, and drops guards of what is 0 anyway.
//!
//! ```text
//! (if c { 0 } else { x * k }) - (if c { 0 } else { y * k })     →     if c { 0 } else { (x - y) * k }
//! if label == 0 { 0 } else { label * sigmoid(x) }               →     label * sigmoid(x)
//! ```
//!
//! The first rounds in another order, no more often; it is for derivatives, whose terms the chain rule multiplies by the same
//! factors one by one. The second changes what an infinite argument outside of its domain gives, and the sign of a zero.

use std::collections::BTreeSet;

use super::regroup::{first_order, uses};
use super::unasked::Numbers;
use crate::algebra;
use crate::differentiate::Derived;
use crate::emit::below;
use crate::graph::{Cmp, Formula, Fun, Graph, Id, Op, Operands, Table};
use crate::simplify::{assume, put, simplify};

/// The same outputs of a formula without axes.
pub fn common(formula: &Formula, derived: &Derived) -> Derived {
    let mut graph = derived.graph.clone();
    let first = first_order(derived);
    let needed = below(&graph, &first);
    let kept: Vec<Id> = [derived.value].into_iter().chain(derived.weight).collect();
    let kept = below(&graph, &kept);
    let mut pass = Common {
        formula,
        uses: uses(&graph, &needed, &first),
        numbers: Numbers::of(derived.value),
        new: Table::default(),
    };
    // What the value is made of stays: its terms have been put so that they keep their digits. So does the weight, which says
    // of a sample that is NaN that it does not count.
    let slopes: Vec<Id> = needed.difference(&kept).copied().collect();
    let inner = inner(&graph, &slopes, &pass.uses);
    for id in slopes {
        pass.visit(&mut graph, id, &inner);
    }
    let mut roots = derived.roots();
    for root in &mut roots[..first.len()] {
        *root = pass.get(*root);
    }
    simplify(&derived.with(graph, &roots))
}

/// Sums of more terms are left: each is compared with each.
const MOST_TERMS: usize = 16;

struct Common<'a> {
    formula: &'a Formula,
    uses: Table<Id, usize>,
    numbers: Numbers,
    /// What stands for a node.
    new: Table<Id, Id>,
}

/// A term: a product, or 0 where a condition decides so.
#[derive(Clone, Debug)]
struct Term {
    is_negative: bool,
    /// The condition, and whether the term is 0 where it holds.
    unless: Option<(Id, bool)>,
    factors: Vec<Id>,
}

impl Common<'_> {
    fn get(&self, id: Id) -> Id {
        self.new.get(&id).copied().unwrap_or(id)
    }

    /// After its operands. Of sums in sums the outermost is looked at, for all.
    fn visit(&mut self, g: &mut Graph, id: Id, inner: &BTreeSet<Id>) {
        let old = g.operands(id);
        let args: Operands = old.iter().map(|&arg| self.get(arg)).collect();
        let same = args == old;
        let new = match g.op(id) {
            Op::Fun(Fun::Add | Fun::Sub) if !inner.contains(&id) => self.gathered(g, id),
            Op::Select => self.idle(g, &args),
            _ => None,
        };
        let new = new.unwrap_or_else(|| match same {
            true => id,
            false => put(g, g.op(id), args),
        });
        if new != id {
            let uses = self.uses.get(&id).copied().unwrap_or_default();
            self.uses.entry(new).or_insert(uses);
            self.new.insert(id, new);
        }
    }

    /// A sum whose terms share something.
    fn gathered(&self, g: &mut Graph, id: Id) -> Option<Id> {
        let mut terms = Vec::new();
        self.terms(g, id, true, false, &mut terms);
        let before = terms.len();
        if before > MOST_TERMS {
            return None;
        }
        while let Some((i, j)) = pair(&terms) {
            let second = terms.remove(j);
            let first = terms.remove(i);
            terms.insert(i, both(g, first, second));
        }
        if terms.len() == before {
            return None;
        }
        // One that is added leads.
        let lead = terms.iter().position(|term| !term.is_negative).unwrap_or(0);
        let first = terms.remove(lead);
        let mut sum = whole(g, &first);
        if first.is_negative {
            sum = algebra::neg(g, sum);
        }
        Some(terms.into_iter().fold(sum, |sum, term| {
            let fun = if term.is_negative { Fun::Sub } else { Fun::Add };
            let term = whole(g, &term);
            put(g, Op::Fun(fun), [sum, term])
        }))
    }

    /// The terms of a sum, and of the sums of products in it that nobody else asks for. A difference of other things, as `p - y`,
    /// is a term: it is next to 0 where it matters, and has its digits as it stands.
    fn terms(&self, g: &Graph, id: Id, is_top: bool, is_negative: bool, terms: &mut Vec<Term>) {
        let is_part = is_top || self.uses.get(&id) == Some(&1);
        match (g.op(id), g.args(id)) {
            (Op::Fun(Fun::Neg), &[x]) if is_part => self.terms(g, x, false, !is_negative, terms),
            (Op::Fun(fun @ (Fun::Add | Fun::Sub)), &[x, y])
                if is_part && (is_top || [x, y].iter().all(|&x| is_of_products(g, x, 8))) =>
            {
                self.terms(g, x, false, is_negative, terms);
                self.terms(g, y, false, is_negative != (fun == Fun::Sub), terms);
            }
            _ => {
                let new = self.get(id);
                let (unless, product) = match (g.op(new), g.args(new)) {
                    (Op::Select, &[c, zero, x]) if is_part && g.is_constant(zero, 0.0) => {
                        (Some((c, true)), x)
                    }
                    (Op::Select, &[c, x, zero]) if is_part && g.is_constant(zero, 0.0) => {
                        (Some((c, false)), x)
                    }
                    _ => (None, new),
                };
                let mut factors = Vec::new();
                self.factors(g, product, &mut factors);
                terms.push(Term {
                    is_negative,
                    unless,
                    factors,
                });
            }
        }
    }

    /// The factors of a product, and of those in it that nobody else asks for.
    fn factors(&self, g: &Graph, id: Id, factors: &mut Vec<Id>) {
        match (g.op(id), g.args(id)) {
            (Op::Fun(Fun::Mul), &[x, y]) if self.uses.get(&id) == Some(&1) => {
                self.factors(g, x, factors);
                self.factors(g, y, factors);
            }
            _ => factors.push(id),
        }
    }

    /// `if c { 0 } else { x }` → `x`, and the other way round, where x is a product that has a factor which is 0 there, beside
    /// others that are finite.
    fn idle(&mut self, g: &mut Graph, args: &[Id]) -> Option<Id> {
        let (c, x, is_zero_where) = match *args {
            [c, zero, x] if g.is_constant(zero, 0.0) => (c, x, true),
            [c, x, zero] if g.is_constant(zero, 0.0) => (c, x, false),
            _ => return None,
        };
        if !g.has_room() {
            return None;
        }
        let mut zeros = Vec::new();
        zeros_where(g, c, is_zero_where, &mut zeros);
        if zeros.contains(&numerator(g, x)) {
            return self.numbers.has(g, &[numerator(g, x)]).then_some(x);
        }
        let mut factors = Vec::new();
        all_factors(g, x, &mut factors);
        let (mut vanishes, mut leaves) = (false, Vec::new());
        for factor in factors {
            if zeros.contains(&factor) {
                leaves.push(factor);
                vanishes = true;
                continue;
            }
            let there = assume(g, c, is_zero_where, factor);
            let zero = Some(numerator(g, there)).filter(|zero| zeros.contains(zero));
            if zero.is_some() || g.is_constant(there, 0.0) {
                leaves.extend(zero);
                vanishes = true;
            } else if !self.is_bounded(g, factor, 8, &mut leaves) {
                return None;
            }
        }
        (vanishes && self.numbers.has(g, &leaves)).then_some(x)
    }

    /// Whether a node is finite, for all numbers that its leaves may be.
    fn is_bounded(&self, g: &Graph, id: Id, depth: usize, leaves: &mut Vec<Id>) -> bool {
        let args = g.args(id);
        match g.op(id) {
            Op::Const(bits) => f64::from_bits(bits).abs() < 1e9,
            Op::Arg(arg, _) => {
                leaves.push(id);
                let domain = self.formula.arg(arg).domain;
                [domain.low, domain.high]
                    .iter()
                    .all(|end| end.is_some_and(|end| end.at.abs() < 1e9))
            }
            Op::Fun(Fun::Sigmoid | Fun::Tanh | Fun::Sign) => {
                leaves.push(algebra::negated(g, args[0]).unwrap_or(args[0]));
                true
            }
            Op::Fun(Fun::Neg | Fun::Add | Fun::Sub | Fun::Mul) if depth > 0 => args
                .iter()
                .all(|&arg| self.is_bounded(g, arg, depth - 1, leaves)),
            Op::Select if depth > 0 => args[1..]
                .iter()
                .all(|&arg| self.is_bounded(g, arg, depth - 1, leaves)),
            _ => false,
        }
    }
}

/// What is 0, if it is no NaN, where a condition holds, or where it does not.
fn zeros_where(g: &Graph, condition: Id, holds: bool, zeros: &mut Vec<Id>) {
    match (g.op(condition), g.args(condition)) {
        (Op::Not, &[x]) => zeros_where(g, x, !holds, zeros),
        (Op::And, args) if holds => args.iter().for_each(|&x| zeros_where(g, x, holds, zeros)),
        (Op::Or, args) if !holds => args.iter().for_each(|&x| zeros_where(g, x, holds, zeros)),
        (Op::Compare(cmp), &[x, y]) => {
            let zero = match (cmp, g.is_constant(x, 0.0), g.is_constant(y, 0.0)) {
                (Cmp::Eq, true, false) if holds => Some(y),
                (Cmp::Eq, false, true) if holds => Some(x),
                (Cmp::Lt, true, false) if !holds => g.find(Op::Fun(Fun::Relu), [y]),
                _ => None,
            };
            zeros.extend(zero);
        }
        _ => {}
    }
}

/// A number but for its sign, and for what is more than 0 and divides it.
fn numerator(g: &Graph, id: Id) -> Id {
    match (g.op(id), g.args(id)) {
        (Op::Fun(Fun::Neg), &[x]) => numerator(g, x),
        (Op::Fun(Fun::Div), &[x, y]) if g.is_positive(y) => numerator(g, x),
        _ => id,
    }
}

/// The factors of a product, of whatever sign.
pub(super) fn all_factors(g: &Graph, id: Id, factors: &mut Vec<Id>) {
    match (g.op(id), g.args(id)) {
        (Op::Fun(Fun::Mul), &[x, y]) if factors.len() < 16 => {
            all_factors(g, x, factors);
            all_factors(g, y, factors);
        }
        (Op::Fun(Fun::Neg), &[x]) => all_factors(g, x, factors),
        _ => factors.push(id),
    }
}

/// The sums whose only user is a sum that takes their terms for its own.
fn inner(g: &Graph, nodes: &[Id], uses: &Table<Id, usize>) -> BTreeSet<Id> {
    let is_sum = |id: Id| matches!(g.op(id), Op::Fun(Fun::Add | Fun::Sub | Fun::Neg));
    let takes = |id: Id| uses.get(&id) == Some(&1) && is_of_products(g, id, 8);
    let sums = nodes.iter().copied().filter(|&id| is_sum(id));
    sums.flat_map(|id| g.operands(id))
        .filter(|&id| is_sum(id) && takes(id))
        .collect()
}

/// Whether a node is a product, or 0 or a product by a condition, or a sum of such.
fn is_of_products(g: &Graph, id: Id, depth: usize) -> bool {
    match (g.op(id), g.args(id)) {
        (Op::Fun(Fun::Mul), _) => true,
        (Op::Select, &[_, x, y]) => {
            let is_product = |id: Id| g.op(id) == Op::Fun(Fun::Mul) || g.is_constant(id, 0.0);
            is_product(x) && is_product(y)
        }
        (Op::Fun(Fun::Add | Fun::Sub | Fun::Neg), args) => {
            depth > 0 && args.iter().all(|&x| is_of_products(g, x, depth - 1))
        }
        _ => false,
    }
}

/// Two terms that share the most.
fn pair(terms: &[Term]) -> Option<(usize, usize)> {
    let mut best = (0, None);
    for (i, x) in terms.iter().enumerate() {
        for (j, y) in terms.iter().enumerate().skip(i + 1) {
            if x.unless != y.unless {
                continue;
            }
            let shared = shared(x, y).len() + usize::from(x.unless.is_some());
            if shared > best.0 {
                best = (shared, Some((i, j)));
            }
        }
    }
    best.1
}

/// The factors of both.
fn shared(x: &Term, y: &Term) -> Vec<Id> {
    let mut rest = y.factors.clone();
    let mut is_shared = |factor: &Id| {
        let at = rest.iter().position(|other| other == factor);
        at.map(|at| rest.remove(at)).is_some()
    };
    let shared = x.factors.iter().filter(|factor| is_shared(factor));
    shared.copied().collect()
}

/// The sum of two terms under one condition.
fn both(g: &mut Graph, x: Term, y: Term) -> Term {
    let shared = shared(&x, &y);
    let mut rest = |term: &Term| {
        let mut factors = term.factors.clone();
        for factor in &shared {
            let at = factors.iter().position(|other| other == factor);
            at.map(|at| factors.remove(at));
        }
        product(g, &factors)
    };
    let (a, b) = (rest(&x), rest(&y));
    let sum = match x.is_negative == y.is_negative {
        true => put(g, Op::Fun(Fun::Add), [a, b]),
        false => put(g, Op::Fun(Fun::Sub), [a, b]),
    };
    let mut factors = vec![sum];
    factors.extend(shared);
    Term { factors, ..x }
}

fn product(g: &mut Graph, factors: &[Id]) -> Id {
    let one = g.constant(1.0);
    factors.iter().fold(one, |product, &factor| {
        put(g, Op::Fun(Fun::Mul), [product, factor])
    })
}

/// A term but for its sign.
fn whole(g: &mut Graph, term: &Term) -> Id {
    let product = product(g, &term.factors);
    let zero = g.constant(0.0);
    match term.unless {
        Some((c, true)) => put(g, Op::Select, [c, zero, product]),
        Some((c, false)) => put(g, Op::Select, [c, product, zero]),
        None => product,
    }
}

#[cfg(test)]
mod tests {
    use crate::emit::careful_code as kernel;

    #[test]
    fn a_product_with_what_is_0_needs_no_guard() {
        let code = kernel("x: input, y: data in 0.0..=1.0", "xlogy(y, sigmoid(x)) + x");
        // Once in the value, whose logarithm may be infinite, and not in the slope.
        assert_eq!(code.matches("select(").count(), 1, "{code}");
    }

    #[test]
    fn a_guard_against_what_is_unbounded_stays() {
        let code = kernel("x: input, y: data", "xlogy(y, 1 + x * x) + x");
        assert_eq!(code.matches("select(").count(), 1, "{code}");
    }

    #[test]
    fn a_weight_keeps_its_guard() {
        let code = kernel(
            "x: input, y: data in 0.0..=1.0, z: data",
            "weighted(softplus(x), if y == 0 { 0 } else { y * sigmoid(z) })",
        );
        assert_eq!(code.matches("select(").count(), 1, "{code}");
    }

    #[test]
    fn a_difference_that_is_no_difference_of_products_stays() {
        let code = kernel(
            "x: input, y: data, w: param = 1.0",
            "w * (x * tanh(x)) + softplus(x) - y * x",
        );
        let differences = [" - y;", "sigmoid_x - y", "(-y)"];
        assert!(differences.iter().any(|d| code.contains(d)), "{code}");
    }

    #[test]
    fn a_factor_of_two_terms_is_one_of_their_sum() {
        let code = kernel(
            "x: input, y: data",
            "let p = sigmoid(x); y * exp(p) - (1 - y) * exp(-p)",
        );
        // By p in one product, of the sum of what stands beside it.
        assert_eq!(code.matches(" * ").count(), 4, "{code}");
    }
}
