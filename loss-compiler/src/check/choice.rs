//! `if`, the derivative of which is an `if`.

use super::checker::Checker;
use super::value::Value;
use crate::error::catalogue;
use crate::graph::{Id, Op, Type};
use crate::syntax::{Body, Expr};

impl Checker<'_> {
    /// `if c { a } else if d { b } else { e }`, built from the end.
    pub fn choice(&mut self, expr: &Expr, arms: &[(Expr, Body)], last: &Body) -> Value {
        let mut conditions = Vec::new();
        let mut branches = Vec::new();
        for (condition, body) in arms {
            conditions.push(self.truth_of(condition));
            branches.push((self.body(body), &body.tail));
        }
        branches.push((self.body(last), &last.tail));
        let types = branches
            .iter()
            .filter_map(|(value, _)| value.ty(&self.graph));
        let types: Vec<Type> = types.collect();
        let is_logic = types.first() == Some(&Type::Bool);
        let mut values = Vec::new();
        for (value, tail) in branches {
            let differs = value
                .ty(&self.graph)
                .is_some_and(|ty| (ty == Type::Bool) != is_logic);
            values.push(match (differs, is_logic) {
                (true, _) => self.report(tail.at, &catalogue::BRANCHES, &[]),
                (false, true) => self.truth(value, tail),
                (false, false) => self.number(value, tail),
            });
        }
        let Some(mut value) = values.pop() else {
            return Value::Error;
        };
        while let (Some(condition), Some(branch)) = (conditions.pop(), values.pop()) {
            value = self.lift(expr, &[condition, branch, value], |checker, ids| {
                checker.choose(ids[0], ids[1], ids[2])
            });
        }
        value
    }

    /// The node of an `if`: NaN where a comparison in its condition sees NaN.
    pub fn choose(&mut self, condition: Id, then: Id, otherwise: Id) -> Id {
        let mut chosen = self.graph.select(condition, then, otherwise);
        if self.graph.ty(chosen) == Type::Real {
            for guard in self.guards(condition).into_iter().rev() {
                let nan = self.graph.constant(f64::NAN);
                chosen = self.graph.make(Op::Select, [guard, chosen, nan]);
            }
        }
        chosen
    }
}
