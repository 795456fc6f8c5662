//! What is known inside a branch: under `if c`, `c` is true, and every `if c` within is decided.
//!
//! ```text
//! if c { (if c { g } else { 0 }) * x } else { 0 }     →     if c { g * x } else { 0 }
//! ```

use crate::algebra;
use crate::graph::{Cmp, Graph, Id, Marks, Op, Operands, Table, Type};

/// How many nodes of a branch are looked at: keeps the pass linear in the size of the formula.
const FUEL: usize = 96;

/// How many nodes are asked whether there is anything to decide below them, before it is tried.
const QUESTIONS: usize = 4 * FUEL;

/// A selection whose branches know how its condition fell.
pub(crate) fn decide_branches(g: &mut Graph, args: &[Id]) -> Option<Id> {
    if !g.has_room() {
        return None;
    }
    let (c, x, y) = (args[0], args[1], args[2]);
    let then = assume(g, c, true, x);
    let otherwise = assume(g, c, false, y);
    (then != x || otherwise != y).then(|| algebra::select(g, c, then, otherwise))
}

/// A node where `condition` is known.
pub(crate) fn assume(g: &mut Graph, condition: Id, truth: bool, id: Id) -> Id {
    // Most branches have nothing to do with their conditions, and say so at once.
    if !g.below(id).may_meet(g.below(condition)) {
        return id;
    }
    let mut assumption = Assumption::new(g, condition, truth);
    match assumption.decides(g, id) {
        true => assumption.apply(g, id),
        false => id,
    }
}

struct Assumption {
    /// What is known to be true or false.
    known: Marks,
    /// The part of it that is true.
    holds: Marks,
    /// What is no NaN, since a comparison with it holds.
    numbers: Marks,
    /// The same for every element of the sample.
    is_scalar: bool,
    done: Table<Id, Id>,
    fuel: usize,
    condition: Id,
    /// The first of all these nodes: what is before it knows none of them.
    first: Id,
}

impl Assumption {
    fn new(g: &Graph, condition: Id, truth: bool) -> Assumption {
        let mut holds = Marks::up_to(condition);
        let (mut known, mut numbers) = (holds.clone(), holds.clone());
        let (mut first, mut stack) = (condition, vec![(condition, truth)]);
        while let Some((id, truth)) = stack.pop() {
            known.insert(id);
            first = first.min(id);
            match truth {
                true => holds.insert(id),
                false => holds.remove(id),
            };
            match (g.op(id), truth) {
                (Op::Compare(cmp), true) if cmp != Cmp::Ne => {
                    for &arg in g.args(id) {
                        numbers.insert(arg);
                        first = first.min(arg);
                    }
                }
                (Op::Ordered, true) => {
                    for &arg in g.args(id) {
                        numbers.insert(arg);
                        first = first.min(arg);
                    }
                }
                (Op::Not, _) => stack.push((g.args(id)[0], !truth)),
                (Op::And, true) | (Op::Or, false) => {
                    stack.extend(g.args(id).iter().map(|&arg| (arg, truth)))
                }
                _ => {}
            }
        }
        Assumption {
            known,
            holds,
            numbers,
            is_scalar: g.axes(condition).is_empty(),
            done: Table::default(),
            fuel: FUEL,
            condition,
            first,
        }
    }

    /// What a node is, if that is known.
    fn decided(&self, g: &Graph, id: Id) -> Option<bool> {
        if self.known.contains(&id) {
            return Some(self.holds.contains(&id));
        }
        let is_number =
            |x: &Id| self.numbers.contains(x) || g.as_constant(*x).is_some_and(|c| !c.is_nan());
        (g.op(id) == Op::Ordered && g.args(id).iter().all(is_number)).then_some(true)
    }

    /// Whether anything below a node is decided, or there is too much of it to tell: what costs less than to write it anew, and
    /// mostly finds nothing.
    fn decides(&self, g: &Graph, root: Id) -> bool {
        let facts = g.below(self.condition);
        let (mut seen, mut open) = (Marks::up_to(root), vec![root]);
        let mut left = QUESTIONS;
        while let Some(id) = open.pop() {
            if id < self.first || !g.below(id).may_meet(facts) || !seen.insert(id) {
                continue;
            }
            if left == 0 || self.decided(g, id).is_some() {
                return true;
            }
            left -= 1;
            open.extend_from_slice(g.args(id));
        }
        false
    }

    fn apply(&mut self, g: &mut Graph, id: Id) -> Id {
        if let Some(truth) = self.decided(g, id) {
            return g.truth(truth);
        }
        if let Some(&done) = self.done.get(&id) {
            return done;
        }
        let enters = g.op(id).is_elementwise() || (self.is_scalar && g.ty(id) == Type::Real);
        if self.fuel == 0 || !enters || g.args(id).is_empty() {
            return id;
        }
        self.fuel -= 1;
        let args = g.operands(id);
        let new: Operands = args.iter().map(|&arg| self.apply(g, arg)).collect();
        let result = if new == args {
            id
        } else {
            algebra::rewrite(g, g.op(id), new)
        };
        self.done.reserve(FUEL);
        self.done.insert(id, result);
        result
    }
}
