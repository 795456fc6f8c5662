//! What is known inside a branch: under `if c`, `c` is true, and every `if c` within is decided.
//!
//! ```text
//! if c { (if c { g } else { 0 }) * x } else { 0 }     →     if c { g * x } else { 0 }
//! ```

use crate::algebra;
use crate::graph::{Cmp, Graph, Id, Marks, Op, Operands, Table, Type};

/// How many nodes of a branch are looked at: keeps the pass linear in the size of the formula.
const FUEL: usize = 96;

/// A selection whose branches know how its condition fell.
pub(crate) fn decide_branches(g: &mut Graph, args: &[Id]) -> Option<Id> {
    if !g.has_room() {
        return None;
    }
    let (c, x, y) = (args[0], args[1], args[2]);
    let then = Assumption::new(g, c, true).apply(g, x);
    let otherwise = Assumption::new(g, c, false).apply(g, y);
    (then != x || otherwise != y).then(|| algebra::select(g, c, then, otherwise))
}

/// A node where `condition` is known.
pub(crate) fn assume(g: &mut Graph, condition: Id, truth: bool, id: Id) -> Id {
    Assumption::new(g, condition, truth).apply(g, id)
}

struct Assumption {
    facts: Table<Id, bool>,
    /// What is no NaN, since a comparison with it holds.
    numbers: Marks<Id>,
    /// The same for every element of the sample.
    is_scalar: bool,
    done: Table<Id, Id>,
    fuel: usize,
}

impl Assumption {
    fn new(g: &Graph, condition: Id, truth: bool) -> Assumption {
        let (mut facts, mut numbers) = (Table::default(), Marks::default());
        let mut stack = vec![(condition, truth)];
        while let Some((id, truth)) = stack.pop() {
            facts.insert(id, truth);
            match (g.op(id), truth) {
                (Op::Compare(cmp), true) if cmp != Cmp::Ne => numbers.extend(g.args(id)),
                (Op::Ordered, true) => numbers.extend(g.args(id)),
                (Op::Not, _) => stack.push((g.args(id)[0], !truth)),
                (Op::And, true) | (Op::Or, false) => {
                    stack.extend(g.args(id).iter().map(|&arg| (arg, truth)))
                }
                _ => {}
            }
        }
        Assumption {
            facts,
            numbers,
            is_scalar: g.axes(condition).is_empty(),
            done: Table::default(),
            fuel: FUEL,
        }
    }

    fn apply(&mut self, g: &mut Graph, id: Id) -> Id {
        if let Some(&truth) = self.facts.get(&id) {
            return g.truth(truth);
        }
        let is_number =
            |x: &Id| self.numbers.contains(x) || g.as_constant(*x).is_some_and(|c| !c.is_nan());
        if g.op(id) == Op::Ordered && g.args(id).iter().all(is_number) {
            return g.truth(true);
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
        self.done.insert(id, result);
        result
    }
}
