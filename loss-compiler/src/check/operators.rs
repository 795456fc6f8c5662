//! Operators: arithmetic over the union of axes, logic, comparisons.

use super::checker::Checker;
use super::value::Value;
use super::walk;
use crate::error::catalogue;
use crate::graph::{Axis, Cmp, Graph, Id, Op, Type};
use crate::syntax::{Binary, Comparison, Expr, ExprKind};

impl Checker<'_> {
    pub fn negative(&mut self, x: &Expr) -> Value {
        let value = self.number_of(x);
        self.lift1(value, Graph::neg)
    }

    pub fn opposite(&mut self, x: &Expr) -> Value {
        let value = self.truth_of(x);
        self.lift1(value, Graph::not)
    }

    /// `a + b - c …`, from the left.
    pub fn chain(&mut self, first: &Expr, rest: &[(Binary, Expr)]) -> Value {
        let is_logic = rest
            .first()
            .is_some_and(|(op, _)| matches!(op, Binary::And | Binary::Or));
        let mut read = |expr: &Expr| match is_logic {
            true => self.truth_of(expr),
            false => self.number_of(expr),
        };
        let mut value = read(first);
        for (op, operand) in rest {
            let right = match is_logic {
                true => self.truth_of(operand),
                false => self.number_of(operand),
            };
            if *op == Binary::Div && self.is_written_zero(operand, &right) {
                value = self.report(operand.at, &catalogue::DIVISION_BY_ZERO, &[]);
                continue;
            }
            value = self.lift(operand, &[value, right], |checker, ids| {
                let (graph, x, y) = (&mut checker.graph, ids[0], ids[1]);
                match op {
                    Binary::Or => graph.or(x, y),
                    Binary::And => graph.and(x, y),
                    Binary::Add => graph.add(x, y),
                    Binary::Sub => graph.sub(x, y),
                    Binary::Mul => graph.mul(x, y),
                    Binary::Div => graph.div(x, y),
                }
            });
        }
        value
    }

    /// Whether the formula says 0 here in so many words; what a helper is called with may be 0 in a branch not taken.
    fn is_written_zero(&self, expr: &Expr, value: &Value) -> bool {
        let mut is_written = true;
        walk::expr(expr, &mut |part| {
            is_written &= !matches!(part.kind, ExprKind::Name(_))
        });
        is_written && self.constant_of(value) == Some(0.0)
    }

    pub fn comparison(&mut self, expr: &Expr, x: &Expr, comparison: Comparison, y: &Expr) -> Value {
        let (left, right) = (self.value(x), self.value(y));
        let types = (left.ty(&self.graph), right.ty(&self.graph));
        let is_equality = matches!(comparison, Comparison::Eq | Comparison::Ne);
        let is_negated = comparison == Comparison::Ne;
        match types {
            (None, _) | (_, None) => Value::Error,
            (Some(Type::Index), Some(Type::Index)) if is_equality => {
                if let Err(error) = self.check_same_range(expr, &left, &right) {
                    return error;
                }
                self.lift(expr, &[left, right], |checker, ids| {
                    let same = checker.graph.make(Op::Same, ids);
                    negate_if(is_negated, &mut checker.graph, same)
                })
            }
            (Some(Type::Bool), Some(Type::Bool)) if is_equality => {
                let (left, right) = (self.truth(left, x), self.truth(right, y));
                self.lift(expr, &[left, right], |checker, ids| {
                    let same = agree(&mut checker.graph, ids[0], ids[1]);
                    negate_if(is_negated, &mut checker.graph, same)
                })
            }
            _ => {
                let (left, right) = (self.number(left, x), self.number(right, y));
                self.lift(expr, &[left, right], |checker, ids| {
                    let (graph, x, y) = (&mut checker.graph, ids[0], ids[1]);
                    match comparison {
                        Comparison::Lt => graph.lt(x, y),
                        Comparison::Le => graph.le(x, y),
                        Comparison::Gt => graph.lt(y, x),
                        Comparison::Ge => graph.le(y, x),
                        Comparison::Eq => graph.eq(x, y),
                        Comparison::Ne => graph.compare(Cmp::Ne, x, y),
                    }
                })
            }
        }
    }

    /// Two indices can be equal only if they point into the same axis, or into equally long ones.
    fn check_same_range(&mut self, expr: &Expr, left: &Value, right: &Value) -> Result<(), Value> {
        let range = |checker: &Checker<'_>, value: &Value| -> Option<Axis> {
            value.ids().first().and_then(|&id| checker.range_of(id))
        };
        let name = |checker: &Checker<'_>, range: Option<Axis>| match range {
            Some(axis) => checker.axes.name(axis).to_owned(),
            None => "_".to_owned(),
        };
        let (a, b) = (range(self, left), range(self, right));
        let is_comparable = match (a, b) {
            (Some(a), Some(b)) => self.axes.are_equally_long(a, b),
            (None, None) => true,
            _ => false,
        };
        if is_comparable {
            return Ok(());
        }
        let (a, b) = (name(self, a), name(self, b));
        Err(self.report(expr.at, &catalogue::INDEX_MISMATCH, &[&a, &b]))
    }
}

fn negate_if(is_negated: bool, graph: &mut Graph, x: Id) -> Id {
    match is_negated {
        true => graph.not(x),
        false => x,
    }
}

/// Whether two truth values are equal.
fn agree(graph: &mut Graph, x: Id, y: Id) -> Id {
    let both = graph.and(x, y);
    let (not_x, not_y) = (graph.not(x), graph.not(y));
    let neither = graph.and(not_x, not_y);
    graph.or(both, neither)
}
