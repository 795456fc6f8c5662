//! What an expression is worth while it is checked.
//!
//! A value over a fixed axis, `input[4]`, is its components, and whatever is done to it is done to each: the graph never
//! hears of fixed axes.

use super::checker::Checker;
use crate::error::catalogue;
use crate::graph::{Axes, Graph, Id, Op, Type};
use crate::syntax::{Expr, print_expr};

/// What an expression is worth.
#[derive(Clone, Debug)]
pub enum Value {
    /// An error was reported; nothing about it is news.
    Error,
    /// A node.
    One(Id),
    /// Components over fixed axes of these lengths, the last one fastest.
    Many(Vec<u32>, Vec<Id>),
    /// `weighted(value, weight)`, which only the whole formula can be.
    Weighted(Id, Id),
}

impl Value {
    /// The nodes.
    pub fn ids(&self) -> &[Id] {
        match self {
            Value::Error => &[],
            Value::One(id) | Value::Weighted(id, _) => std::slice::from_ref(id),
            Value::Many(_, ids) => ids,
        }
    }
    /// The type of its elements.
    pub fn ty(&self, graph: &Graph) -> Option<Type> {
        self.ids().first().map(|&id| graph.ty(id))
    }
    /// The named axes along which it varies.
    pub fn axes(&self, graph: &Graph) -> Axes {
        self.ids()
            .iter()
            .fold(Axes::NONE, |all, &id| all.union(graph.axes(id)))
    }
    /// The lengths of its fixed axes.
    pub fn fixed(&self) -> &[u32] {
        match self {
            Value::Many(lengths, _) => lengths,
            _ => &[],
        }
    }
}

impl Checker<'_> {
    /// The value as a number: an index that counts along an axis is converted.
    pub fn number(&mut self, value: Value, expr: &Expr) -> Value {
        if let Value::Weighted(..) = value {
            return self.weighted_inside(expr);
        }
        match value.ty(&self.graph) {
            None | Some(Type::Real) => value,
            Some(Type::Bool) => self.report(expr.at, &catalogue::EXPECTED_NUMBER, &[&brief(expr)]),
            Some(Type::Index) => {
                if value.ids().iter().any(|&id| self.range_of(id).is_none()) {
                    return self.report(expr.at, &catalogue::IDENTITY, &[]);
                }
                self.lift1(value, |graph, id| graph.op1(Op::Number, id))
            }
        }
    }

    /// The value as a condition.
    pub fn truth(&mut self, value: Value, expr: &Expr) -> Value {
        if let Value::Weighted(..) = value {
            return self.weighted_inside(expr);
        }
        let found = match value.ty(&self.graph) {
            None | Some(Type::Bool) => return value,
            Some(Type::Real) => "a number",
            Some(Type::Index) => "an index",
        };
        self.report(expr.at, &catalogue::EXPECTED_TRUTH, &[&found])
    }

    /// The expression's value as a number.
    pub fn number_of(&mut self, expr: &Expr) -> Value {
        let value = self.value(expr);
        self.number(value, expr)
    }

    /// The expression's value as a condition.
    pub fn truth_of(&mut self, expr: &Expr) -> Value {
        let value = self.value(expr);
        self.truth(value, expr)
    }

    pub fn weighted_inside(&mut self, expr: &Expr) -> Value {
        let fill: [&dyn std::fmt::Display; 2] = [
            &"is not the outermost operation here",
            &"make it the result of the formula: `weighted(value, weight)`",
        ];
        self.report(expr.at, &catalogue::WEIGHTED_PLACE, &fill)
    }

    /// Builds from each component.
    pub fn lift1(&mut self, value: Value, mut build: impl FnMut(&mut Graph, Id) -> Id) -> Value {
        match value {
            Value::One(id) => Value::One(build(&mut self.graph, id)),
            Value::Many(lengths, ids) => {
                let ids = ids
                    .into_iter()
                    .map(|id| build(&mut self.graph, id))
                    .collect();
                Value::Many(lengths, ids)
            }
            Value::Error | Value::Weighted(..) => Value::Error,
        }
    }

    /// Builds from each component of all operands together; what has no components meets each of the others'.
    pub fn lift(
        &mut self,
        expr: &Expr,
        values: &[Value],
        mut build: impl FnMut(&mut Checker<'_>, &[Id]) -> Id,
    ) -> Value {
        let mut lengths: &[u32] = &[];
        for value in values {
            match value {
                Value::Error | Value::Weighted(..) => return Value::Error,
                Value::One(_) => {}
                Value::Many(others, _) if lengths.is_empty() || lengths == others => {
                    lengths = others
                }
                Value::Many(others, _) => {
                    let fill: [&dyn std::fmt::Display; 2] = [&counts(lengths), &counts(others)];
                    return self.report(expr.at, &catalogue::COMPONENTS_DIFFER, &fill);
                }
            }
        }
        let part = |value: &Value, i: usize| match value.ids() {
            [one] => *one,
            many => many[i],
        };
        if lengths.is_empty() {
            let ids: Vec<Id> = values.iter().map(|value| part(value, 0)).collect();
            return Value::One(build(self, &ids));
        }
        let count: u32 = lengths.iter().product();
        let lengths = lengths.to_vec();
        let made = (0..count as usize).map(|i| {
            let ids: Vec<Id> = values.iter().map(|value| part(value, i)).collect();
            build(self, &ids)
        });
        let made = made.collect();
        Value::Many(lengths, made)
    }
}

/// `2 × 3`
fn counts(lengths: &[u32]) -> String {
    let all: Vec<String> = lengths.iter().map(u32::to_string).collect();
    all.join(" × ")
}

/// An expression to quote in a message, if it is short.
pub fn brief(expr: &Expr) -> String {
    let text = print_expr(expr.bare());
    match text.chars().count() <= 40 && !text.contains('`') {
        true => text,
        false => "c".to_owned(),
    }
}
