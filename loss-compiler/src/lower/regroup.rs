//! Brings together the factors of a product that are the same for all samples: one number, computed once a call.
//!
//! ```text
//! 2 * (u * (3 * (s * s * w))) / s     →     u * ((6 * s) * w)
//! ```
//!
//! It rounds no more often than before. Factors that others use too stay as they are. Of several parameters that do not cancel
//! only constants come together: their product may overflow though the whole does not. What is multiplied and divided by one
//! number, which is 0, is itself then, not NaN.

use std::collections::BTreeSet;

use crate::algebra;
use crate::differentiate::Derived;
use crate::emit::{below, same_for_all};
use crate::graph::{Formula, Fun, Graph, Id, Op, Operands, Table, Type};
use crate::simplify::{put, simplify};

/// The same outputs of a formula without axes. Second derivatives, which have nothing computed once, stay as they are.
pub fn regroup(formula: &Formula, derived: &Derived) -> Derived {
    let mut graph = derived.graph.clone();
    let first = first_order(derived);
    let needed = below(&graph, &first);
    let mut regroup = Regroup {
        same: same_for_all(formula, &graph),
        uses: uses(&graph, &needed, &first),
        new: Table::default(),
    };
    for id in needed {
        regroup.visit(&mut graph, id);
    }
    let mut roots = derived.roots();
    for root in &mut roots[..first.len()] {
        *root = regroup.get(*root);
    }
    simplify(&derived.with(graph, &roots))
}

/// The outputs but for second derivatives, which are the first of [`Derived::roots`].
pub(super) fn first_order(derived: &Derived) -> Vec<Id> {
    let mut roots = derived.roots();
    roots.truncate(roots.len() - derived.curvature.len());
    roots
}

/// How often each node is an operand or an output.
pub(crate) fn uses(g: &Graph, needed: &BTreeSet<Id>, roots: &[Id]) -> Table<Id, usize> {
    let operands = needed.iter().flat_map(|&id| g.args(id));
    let mut uses = Table::default();
    for &id in operands.chain(roots) {
        *uses.entry(id).or_insert(0) += 1;
    }
    uses
}

struct Regroup {
    same: BTreeSet<Id>,
    uses: Table<Id, usize>,
    /// What stands for a node.
    new: Table<Id, Id>,
}

/// A factor that is the same for all samples, or what is divided by.
#[derive(Clone, Copy)]
struct Factor {
    id: Id,
    divides: bool,
}

impl Regroup {
    fn get(&self, id: Id) -> Id {
        self.new.get(&id).copied().unwrap_or(id)
    }

    /// A node as it was, of what its operands are now.
    fn kept(&self, g: &mut Graph, id: Id) -> Id {
        let old = g.operands(id);
        let args: Operands = old.iter().map(|&arg| self.get(arg)).collect();
        match args == old {
            true => id,
            false => put(g, g.op(id), args),
        }
    }

    /// Whether a node is a part of the product that it is in: nobody else asks for it.
    fn is_part(&self, g: &Graph, id: Id) -> bool {
        matches!(g.op(id), Op::Fun(Fun::Mul | Fun::Div | Fun::Neg))
            && !self.same.contains(&id)
            && self.uses.get(&id) == Some(&1)
    }

    /// After its operands.
    fn visit(&mut self, g: &mut Graph, id: Id) {
        if self.same.contains(&id) {
            return;
        }
        let mut factors = Vec::new();
        if matches!(g.op(id), Op::Fun(Fun::Mul | Fun::Div)) {
            self.factors(g, id, &mut factors);
        }
        let new = if let Some(x) = self.cancelled(g, id) {
            self.get(x)
        } else if let Some((c, x, y)) = self.flagged(g, id) {
            let (x, y) = (self.get(x), self.get(y));
            let sum = put(g, g.op(id), [x, y]);
            algebra::select(g, c, sum, x)
        } else if factors.len() > 1 {
            self.regrouped(g, id, &factors)
        } else {
            self.kept(g, id)
        };
        if new != id {
            self.new.insert(id, new);
        }
    }

    /// `x` of `d * (x / d)`, whoever else asks for the quotient.
    fn cancelled(&self, g: &Graph, id: Id) -> Option<Id> {
        let (Op::Fun(Fun::Mul), &[x, y]) = (g.op(id), g.args(id)) else {
            return None;
        };
        [(x, y), (y, x)]
            .into_iter()
            .find_map(|(d, ratio)| match (g.op(ratio), g.args(ratio)) {
                (Op::Fun(Fun::Div), &[above, below]) => {
                    (below == d && self.same.contains(&d)).then_some(above)
                }
                _ => None,
            })
    }

    /// `x + (if c { y } else { 0 })`, whose condition is the same for all: as `if c { x + y } else { x }` it adds nothing where
    /// there is nothing.
    fn flagged(&self, g: &Graph, id: Id) -> Option<(Id, Id, Id)> {
        let (Op::Fun(Fun::Add), &[x, y]) = (g.op(id), g.args(id)) else {
            return None;
        };
        [(x, y), (y, x)]
            .into_iter()
            .find_map(|(x, chosen)| match (g.op(chosen), g.args(chosen)) {
                (Op::Select, &[c, y, zero]) if self.same.contains(&c) => {
                    g.is_constant(zero, 0.0).then_some((c, x, y))
                }
                _ => None,
            })
    }

    /// The factors of a product and of the products in it, in the order of [`Regroup::rebuild`].
    fn factors(&self, g: &Graph, id: Id, factors: &mut Vec<Factor>) {
        let args = g.args(id);
        for (i, &arg) in args.iter().enumerate() {
            let divides = g.op(id) == Op::Fun(Fun::Div) && i == 1;
            if self.same.contains(&arg) && g.ty(arg) == Type::Real {
                factors.push(Factor { id: arg, divides });
            } else if !divides && self.is_part(g, arg) {
                self.factors(g, arg, factors);
            }
        }
    }

    /// A product whose factors that are the same for all are one number, or its constants are.
    fn regrouped(&self, g: &mut Graph, id: Id, factors: &[Factor]) -> Id {
        let mut all = product(g, factors);
        let is_one = is_multiple(g, all, factors);
        let constants: Vec<Factor> = factors
            .iter()
            .copied()
            .filter(|factor| is_one || g.as_constant(factor.id).is_some())
            .collect();
        if !is_one {
            if constants.len() < 2 {
                return self.kept(g, id);
            }
            all = product(g, &constants);
        }
        let mut merge = Merge {
            taken: constants.iter().map(|factor| factor.id).collect(),
            pending: (!g.is_constant(all, 1.0)).then_some(all),
        };
        let whole = self.rebuild(g, id, true, &mut merge);
        whole.unwrap_or_else(|| g.constant(1.0))
    }

    /// A product with what is `pending` in the place of the innermost of the factors that it is made of. `None` is 1.
    fn rebuild(&self, g: &mut Graph, id: Id, is_top: bool, merge: &mut Merge) -> Option<Id> {
        if merge.taken.contains(&id) {
            return merge.pending.take();
        }
        if self.same.contains(&id) {
            return Some(id);
        }
        if !is_top && !self.is_part(g, id) {
            return Some(self.get(id));
        }
        let (op, args) = (g.op(id), g.operands(id));
        match (op, &args[..]) {
            (Op::Fun(Fun::Neg), &[x]) => {
                let x = self.rebuild(g, x, false, merge);
                let x = x.unwrap_or_else(|| g.constant(1.0));
                Some(algebra::neg(g, x))
            }
            (Op::Fun(Fun::Div), &[x, y]) if merge.taken.contains(&y) => {
                let x = self.rebuild(g, x, false, merge);
                times(g, x, merge.pending.take())
            }
            (Op::Fun(Fun::Div), &[x, y]) => {
                let x = self.rebuild(g, x, false, merge);
                let x = x.unwrap_or_else(|| g.constant(1.0));
                let y = self.get(y);
                Some(put(g, op, [x, y]))
            }
            (Op::Fun(Fun::Mul), &[x, y]) => {
                let (first, second) = match self.same.contains(&x) {
                    true => (y, x),
                    false => (x, y),
                };
                let first = self.rebuild(g, first, false, merge);
                let second = self.rebuild(g, second, false, merge);
                times(g, first, second)
            }
            _ => Some(self.get(id)),
        }
    }
}

/// Factors that become one.
struct Merge {
    taken: BTreeSet<Id>,
    /// What they are together, until it has its place.
    pending: Option<Id>,
}

/// Whether a number is one of the factors, a parameter, or one over it, but for a constant: it overflows no sooner than they do.
fn is_multiple(g: &Graph, all: Id, factors: &[Factor]) -> bool {
    let is_known = |id: Id| {
        let is_factor = factors.iter().any(|factor| factor.id == id);
        is_factor || matches!(g.op(id), Op::Arg(..)) || g.as_constant(id).is_some()
    };
    match (g.op(all), g.args(all)) {
        (Op::Fun(Fun::Mul | Fun::Div), &[x, y]) if !is_known(all) => {
            is_known(x) && is_known(y) && [x, y].iter().any(|&x| g.as_constant(x).is_some())
        }
        _ => is_known(all),
    }
}

/// A product of two, of which `None` is 1.
fn times(g: &mut Graph, x: Option<Id>, y: Option<Id>) -> Option<Id> {
    match (x, y) {
        (Some(x), Some(y)) => Some(put(g, Op::Fun(Fun::Mul), [x, y])),
        (x, y) => x.or(y),
    }
}

/// All factors as one number: constants first, and nothing over itself.
fn product(g: &mut Graph, factors: &[Factor]) -> Id {
    let (mut constant, mut above, mut below) = (1.0, Vec::new(), Vec::new());
    for factor in factors {
        match (g.as_constant(factor.id), factor.divides) {
            (Some(c), false) => constant *= c,
            (Some(c), true) => constant /= c,
            (None, false) => above.push(factor.id),
            (None, true) => below.push(factor.id),
        }
    }
    below.retain(|&by| {
        let same = above.iter().position(|&x| x == by);
        same.map(|i| above.remove(i)).is_none()
    });
    let constant = g.constant(constant);
    let all = above
        .into_iter()
        .fold(constant, |all, x| algebra::mul(g, all, x));
    below
        .into_iter()
        .fold(all, |all, x| algebra::div(g, all, x))
}

#[cfg(test)]
mod tests {
    use crate::emit::sample_code as kernel;

    #[test]
    fn factors_that_are_the_same_for_all_are_one() {
        let code = kernel(
            "x: input, a: param = 1.0 in 0.0<..",
            "2 * (sin(x) * (a * a * x)) / a * 3",
        );
        assert!(!code.contains("over("), "{code}");
        assert!(!code.contains("2.0") && !code.contains("3.0"), "{code}");
    }

    #[test]
    fn parameters_that_might_overflow_together_stay_apart() {
        let code = kernel("x: input, a: param = 1.0, b: param = 1.0", "a * sin(x) * b");
        assert!(code.contains("b * product"), "{code}");
    }

    #[test]
    fn a_quotient_by_one_number_stays_one() {
        let code = kernel("x: input, a: param = 1.0", "exp(x / a)");
        assert_eq!(code.matches("over(").count(), 2, "{code}");
    }

    #[test]
    fn a_product_that_others_use_stays_whole() {
        let code = kernel(
            "x: data, y: input, a: param = 1.0",
            "3 * (a * x) * y + exp(a * x)",
        );
        assert_eq!(code.matches("exp(").count(), 1, "{code}");
    }
}
