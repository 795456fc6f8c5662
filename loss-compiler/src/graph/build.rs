//! Constructors that read like the formula: `g.mul(a, b)`. They build what they say and fold only constants;
//! algebra belongs to the passes.

use std::collections::BTreeSet;

use super::{ArgId, Axis, Cmp, Fun, Graph, Id, Op, Operands};

impl Graph {
    /// A number.
    pub fn constant(&mut self, x: f64) -> Id {
        self.make(Op::Const(x.to_bits()), [])
    }
    /// The number a node is, if it is one.
    pub fn as_constant(&self, id: Id) -> Option<f64> {
        match self.op(id) {
            Op::Const(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }
    /// Whether a node is this number; 0 is also -0.
    pub fn is_constant(&self, id: Id, x: f64) -> bool {
        self.as_constant(id) == Some(x)
    }
    /// Whether it is made, by sums, products and quotients, of numbers that are declared to be more than 0.
    pub fn is_positive(&self, id: Id) -> bool {
        self.is_made_of(id, 8, |c| c > 0.0, &self.positive)
    }
    /// The same of numbers that are declared to be 0 or more.
    pub fn is_nonnegative(&self, id: Id) -> bool {
        self.is_made_of(id, 8, |c| c >= 0.0, &self.nonnegative)
    }
    fn is_made_of(
        &self,
        id: Id,
        depth: usize,
        number: fn(f64) -> bool,
        declared: &BTreeSet<ArgId>,
    ) -> bool {
        match self.op(id) {
            Op::Const(bits) => number(f64::from_bits(bits)),
            Op::Arg(arg, _) => declared.contains(&arg),
            Op::Fun(Fun::Add | Fun::Mul | Fun::Div) if depth > 0 => self
                .args(id)
                .iter()
                .all(|&arg| self.is_made_of(arg, depth - 1, number, declared)),
            _ => false,
        }
    }
    /// A function of one operand.
    pub fn fun1(&mut self, fun: Fun, x: Id) -> Id {
        self.make(Op::Fun(fun), [x])
    }
    /// A function of two operands.
    pub fn fun2(&mut self, fun: Fun, x: Id, y: Id) -> Id {
        self.make(Op::Fun(fun), [x, y])
    }
    /// `-x`
    pub fn neg(&mut self, x: Id) -> Id {
        match self.as_constant(x) {
            Some(c) => self.constant(-c),
            None => self.fun1(Fun::Neg, x),
        }
    }
    /// `x + y`
    pub fn add(&mut self, x: Id, y: Id) -> Id {
        self.fold2(Fun::Add, x, y, |a, b| a + b)
    }
    /// `x - y`
    pub fn sub(&mut self, x: Id, y: Id) -> Id {
        self.fold2(Fun::Sub, x, y, |a, b| a - b)
    }
    /// `x * y`
    pub fn mul(&mut self, x: Id, y: Id) -> Id {
        self.fold2(Fun::Mul, x, y, |a, b| a * b)
    }
    /// `x / y`
    pub fn div(&mut self, x: Id, y: Id) -> Id {
        self.fold2(Fun::Div, x, y, |a, b| a / b)
    }
    fn fold2(&mut self, fun: Fun, x: Id, y: Id, fold: fn(f64, f64) -> f64) -> Id {
        match (self.as_constant(x), self.as_constant(y)) {
            (Some(a), Some(b)) => self.constant(fold(a, b)),
            _ => self.fun2(fun, x, y),
        }
    }
    /// A comparison.
    pub fn compare(&mut self, cmp: Cmp, x: Id, y: Id) -> Id {
        self.make(Op::Compare(cmp), [x, y])
    }
    /// `x < y`
    pub fn lt(&mut self, x: Id, y: Id) -> Id {
        self.compare(Cmp::Lt, x, y)
    }
    /// `x <= y`
    pub fn le(&mut self, x: Id, y: Id) -> Id {
        self.compare(Cmp::Le, x, y)
    }
    /// `x == y`
    pub fn eq(&mut self, x: Id, y: Id) -> Id {
        self.compare(Cmp::Eq, x, y)
    }
    /// A truth value.
    pub fn truth(&mut self, x: bool) -> Id {
        self.make(Op::Truth(x), [])
    }
    /// `x && y`
    pub fn and(&mut self, x: Id, y: Id) -> Id {
        match (self.op(x), self.op(y)) {
            (Op::Truth(true), _) => y,
            (_, Op::Truth(true)) => x,
            (Op::Truth(false), _) => x,
            (_, Op::Truth(false)) => y,
            _ => self.joined(Op::And, x, y),
        }
    }
    /// `x || y`
    pub fn or(&mut self, x: Id, y: Id) -> Id {
        match (self.op(x), self.op(y)) {
            (Op::Truth(false), _) => y,
            (_, Op::Truth(false)) => x,
            (Op::Truth(true), _) => x,
            (_, Op::Truth(true)) => y,
            _ => self.joined(Op::Or, x, y),
        }
    }
    /// `x && y` or `x || y`, of truth values that are no constants; none stands in it twice: `a && (b && a)` → `a && b`,
    /// `a && (a || b)` → `a`, `a && !a` → `false`.
    fn joined(&mut self, op: Op, x: Id, y: Id) -> Id {
        let other = if op == Op::And { Op::Or } else { Op::And };
        let (left, right) = (self.parts(op, x), self.parts(op, y));
        let meet = |a: &[Id], b: &[Id]| a.iter().any(|id| b.contains(id));
        if left
            .iter()
            .any(|&a| right.iter().any(|&b| self.are_opposite(a, b)))
        {
            return self.truth(op == Op::Or);
        }
        let settles = |part: Id, by: &[Id]| {
            by.contains(&part) || self.op(part) == other && meet(self.args(part), by)
        };
        let unsettled = |parts: &[Id], by: &[Id]| -> Vec<Id> {
            let parts = parts.iter().copied();
            parts.filter(|&part| !settles(part, by)).collect()
        };
        let (fresh, kept) = (unsettled(&right, &left), unsettled(&left, &right));
        let mut onto = |all: Id, rest: Vec<Id>| {
            rest.into_iter()
                .fold(all, |all, part| self.make(op, [all, part]))
        };
        if fresh.len() < right.len() && (fresh.is_empty() || !kept.is_empty()) {
            return onto(x, fresh);
        }
        if kept.len() < left.len() {
            return onto(y, kept);
        }
        self.make(op, [x, y])
    }
    /// The operands of a conjunction, or an alternative, of several; of a long one the first few.
    fn parts(&self, op: Op, id: Id) -> Vec<Id> {
        let (mut parts, mut open) = (Vec::new(), vec![id]);
        while let Some(id) = open.pop() {
            match self.op(id) == op && parts.len() + open.len() < 16 {
                true => open.extend(self.args(id).iter().rev()),
                false => parts.push(id),
            }
        }
        parts
    }
    /// `!x`
    pub fn not(&mut self, x: Id) -> Id {
        match self.op(x) {
            Op::Truth(b) => self.truth(!b),
            Op::Not => self.args(x)[0],
            _ => self.make(Op::Not, [x]),
        }
    }
    fn are_opposite(&self, x: Id, y: Id) -> bool {
        (self.op(x) == Op::Not && self.args(x)[0] == y)
            || (self.op(y) == Op::Not && self.args(y)[0] == x)
    }
    /// `if c { x } else { y }`
    pub fn select(&mut self, c: Id, x: Id, y: Id) -> Id {
        match self.op(c) {
            Op::Truth(true) => x,
            Op::Truth(false) => y,
            Op::Not => {
                let c = self.args(c)[0];
                self.select(c, y, x)
            }
            _ if x == y => x,
            _ => self.make(Op::Select, [c, x, y]),
        }
    }
    /// The sum over an axis.
    pub fn sum(&mut self, axis: Axis, x: Id) -> Id {
        self.make(Op::Sum(axis), [x])
    }
    /// The length of an axis.
    pub fn len_of(&mut self, axis: Axis) -> Id {
        self.make(Op::Len(axis), [])
    }
    /// An operation with one operand.
    pub fn op1(&mut self, op: Op, x: Id) -> Id {
        self.make(op, [x])
    }

    /// Rebuilds the nodes that `roots` need into a fresh graph: `rewrite` gets each node with its operands already
    /// rebuilt and returns what to put in its place. Names follow their nodes. The shape of every pass.
    pub fn rebuild(
        &self,
        roots: &[Id],
        mut rewrite: impl FnMut(&mut Graph, Op, Operands) -> Id,
    ) -> (Graph, Vec<Id>) {
        let mut needed = vec![false; self.len()];
        for root in roots {
            needed[root.0 as usize] = true;
        }
        for id in self.ids().collect::<Vec<_>>().into_iter().rev() {
            if needed[id.0 as usize] {
                for arg in self.args(id) {
                    needed[arg.0 as usize] = true;
                }
            }
        }
        let mut out = self.fresh();
        out.reserve(needed.iter().filter(|&&is| is).count());
        let mut map = vec![Id(u32::MAX); self.len()];
        for id in self.ids().filter(|id| needed[id.0 as usize]) {
            let args = self
                .args(id)
                .iter()
                .map(|arg| map[arg.0 as usize])
                .collect();
            let new = rewrite(&mut out, self.op(id), args);
            map[id.0 as usize] = new;
            if let Some(name) = self.names.get(&id) {
                out.names.entry(new).or_insert_with(|| name.clone());
            }
        }
        (out, roots.iter().map(|root| map[root.0 as usize]).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{ArgId, Axes};
    use std::collections::BTreeMap;

    #[test]
    fn no_condition_stands_twice_in_another() {
        let mut g = Graph::new(BTreeMap::from([0, 1, 2].map(|i| (ArgId(i), Axes::NONE))));
        let zero = g.constant(0.0);
        let [a, b, c] = [0, 1, 2].map(|i| {
            let x = g.make(Op::Arg(ArgId(i), 0), []);
            g.lt(zero, x)
        });
        let (not_a, b_and_c) = (g.not(a), g.and(b, c));
        let b_and_a = g.and(b, a);
        assert_eq!(g.and(a, b_and_a), b_and_a);
        assert_eq!(g.and(b_and_a, a), b_and_a);
        let all = g.and(a, b_and_c);
        assert_eq!(g.and(all, b_and_a), all);
        assert_eq!(g.and(b_and_a, all), all);
        let never = g.truth(false);
        assert_eq!(g.and(not_a, b_and_a), never);
        let (a_or_b, always) = (g.or(a, b), g.truth(true));
        assert_eq!((g.and(a, a_or_b), g.and(a_or_b, a)), (a, a));
        assert_eq!((g.or(a, b_and_a), g.or(b_and_a, a)), (a, a));
        assert_eq!(g.or(a_or_b, a), a_or_b);
        assert_eq!(g.or(not_a, a_or_b), always);
    }
}
