//! Functions over an axis. Over a fixed axis they are plain arithmetic over its components.

use std::fmt::Display;

use proc_macro2::Ident;

use super::builtin::{Along, Reduce, Tally};
use super::checker::Checker;
use super::value::Value;
use crate::error::{At, catalogue, listed, nearest};
use crate::graph::{Axis, Fun, Graph, Id, Op, Scope};
use crate::syntax::{Call, Expr, display};

/// What a function works over.
#[derive(Clone, Copy)]
enum Over {
    Axis(Axis),
    /// The only fixed axis.
    Components,
}

impl Checker<'_> {
    /// The axis of a name between `::<` and `>`.
    pub fn axis_named(&mut self, ident: &Ident) -> Option<Axis> {
        let name = display(ident);
        if let Some(axis) = self.axes.find(&name) {
            return Some(axis);
        }
        let help = match nearest(&name, self.axes.all_names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => match listed(self.axes.all_names()) {
                none if none.is_empty() => {
                    "no argument has an axis; declare one as in `x: input[K]`".to_owned()
                }
                some => format!("there is {some}; declare another on an argument, or by `rename`"),
            },
        };
        self.report_axis(At::from(ident), &catalogue::UNKNOWN_AXIS, &[&name, &help]);
        None
    }

    /// What to work over: the axis named, or the only one there is.
    fn over(&mut self, call: &Call, value: &Value) -> Option<Over> {
        if let Value::Error = value {
            // The axis may be wrong on its own account.
            call.axes.first().map(|axis| self.axis_named(axis));
            return None;
        }
        let name = display(&call.name);
        let axes = value.axes(&self.graph);
        let whole = call.args[0].at.to(call.args[call.args.len() - 1].at);
        if let Some(ident) = call.axes.first() {
            let axis = self.axis_named(ident)?;
            if axes.contains(axis) {
                return Some(Over::Axis(axis));
            }
            let has = match listed(self.axes.names(axes)) {
                none if none.is_empty() => "it has no axis".to_owned(),
                some => format!("it varies along {some}"),
            };
            self.report_axis(whole, &catalogue::AXIS_ABSENT, &[&display(ident), &has]);
            return None;
        }
        match (axes.len(), value.fixed()) {
            (1, []) => return axes.iter().next().map(Over::Axis),
            (0, [_]) => return Some(Over::Components),
            (0, []) => {
                let help = match self.scope {
                    Scope::Sample => {
                        "the formula is that of one sample, and the mean over the batch is not part of it; to work along an \
                         axis, declare it: `x: input[K]`"
                    }
                    Scope::Batch => "it is reduced already, or made of params alone",
                };
                self.report_axis(whole, &catalogue::NO_AXIS, &[&name, &help]);
            }
            _ => {
                let mut names: Vec<String> = self
                    .axes
                    .names(axes)
                    .into_iter()
                    .map(str::to_owned)
                    .collect();
                let example = match names.first() {
                    Some(first) => format!("{name}::<{first}>(…)"),
                    None => format!("{name}(x[0])"),
                };
                names.extend(value.fixed().iter().map(u32::to_string));
                let fill: [&dyn Display; 3] = [&name, &listed(names), &example];
                self.report(At::from(&call.name), &catalogue::SEVERAL_AXES, &fill);
            }
        }
        None
    }

    /// `sum::<K>(x)` and the like.
    pub fn reduce(&mut self, call: &Call, reduce: Reduce) -> Value {
        let value = self.number_of(&call.args[0]);
        self.reduce_value(call, reduce, value)
    }

    /// `dot(x, y)`, the sum of the products.
    pub fn dot(&mut self, expr: &Expr, call: &Call) -> Value {
        let (x, y) = (self.number_of(&call.args[0]), self.number_of(&call.args[1]));
        let product = self.lift(expr, &[x, y], |checker, ids| {
            checker.graph.mul(ids[0], ids[1])
        });
        self.reduce_value(call, Reduce::Sum, product)
    }

    fn reduce_value(&mut self, call: &Call, reduce: Reduce, value: Value) -> Value {
        match self.over(call, &value) {
            None => Value::Error,
            Some(Over::Axis(axis)) => {
                self.lift1(value, |graph, x| over_axis(graph, reduce, axis, x))
            }
            Some(Over::Components) => Value::One(self.over_components(reduce, value.ids())),
        }
    }

    /// `count`, `any`, `all` of a condition along an axis.
    pub fn tally(&mut self, call: &Call, tally: Tally) -> Value {
        let value = self.truth_of(&call.args[0]);
        let Some(over) = self.over(call, &value) else {
            return Value::Error;
        };
        match over {
            Over::Axis(axis) => self.lift(&call.args[0], &[value], |checker, ids| {
                let count = checker.count(tally, axis, ids[0]);
                checker.verdict(tally, count)
            }),
            Over::Components => {
                let ids = value.ids();
                let one_each: Vec<Id> = ids.iter().map(|&id| counted(self, tally, id)).collect();
                let count = fold(&mut self.graph, &one_each, Graph::add);
                Value::One(self.verdict(tally, count))
            }
        }
    }

    /// How many hold; for `all`, how many do not.
    fn count(&mut self, tally: Tally, axis: Axis, condition: Id) -> Id {
        let one = counted(self, tally, condition);
        // Constant along the axis if it was folded: then it counts as often as the axis is long.
        match self.graph.axes(one).contains(axis) {
            true => self.graph.sum(axis, one),
            false => {
                let length = self.graph.len_of(axis);
                self.graph.mul(one, length)
            }
        }
    }

    fn verdict(&mut self, tally: Tally, count: Id) -> Id {
        let zero = self.graph.constant(0.0);
        match tally {
            Tally::Count => count,
            Tally::Any => self.graph.lt(zero, count),
            Tally::All => self.graph.eq(count, zero),
        }
    }

    /// `softmax::<K>(x)` and the like.
    pub fn along(&mut self, call: &Call, along: Along) -> Value {
        let value = self.value(&call.args[0]);
        let value = match along {
            // Anything can be put in reverse order.
            Along::Reverse if !matches!(value, Value::Weighted(..)) => value,
            _ => self.number(value, &call.args[0]),
        };
        match self.over(call, &value) {
            None => Value::Error,
            Some(Over::Axis(axis)) => {
                let op = match along {
                    Along::Softmax => Op::Softmax(axis),
                    Along::LogSoftmax => Op::LogSoftmax(axis),
                    Along::Cumsum => Op::Cumsum(axis),
                    Along::Reverse => Op::Reverse(axis),
                };
                self.lift1(value, |graph, x| graph.op1(op, x))
            }
            Some(Over::Components) => {
                let ids = self.along_components(along, value.ids());
                Value::Many(value.fixed().to_vec(), ids)
            }
        }
    }

    fn over_components(&mut self, reduce: Reduce, ids: &[Id]) -> Id {
        let graph = &mut self.graph;
        match reduce {
            Reduce::Sum => fold(graph, ids, Graph::add),
            Reduce::Mean => {
                let sum = fold(graph, ids, Graph::add);
                let count = graph.constant(ids.len() as f64);
                graph.div(sum, count)
            }
            Reduce::Max => fold(graph, ids, |graph, x, y| graph.fun2(Fun::Max, x, y)),
            Reduce::Min => fold(graph, ids, |graph, x, y| graph.fun2(Fun::Min, x, y)),
            Reduce::Norm => match ids {
                [one] => graph.fun1(Fun::Abs, *one),
                _ => fold(graph, ids, |graph, x, y| graph.fun2(Fun::Hypot, x, y)),
            },
            Reduce::LogSumExp => {
                let (largest, sum, _) = self.exponentials(ids);
                let graph = &mut self.graph;
                let log = graph.fun1(Fun::Ln, sum);
                let value = graph.add(largest, log);
                // Nothing but -INFINITY: `largest - largest` would be NaN.
                let nothing = graph.constant(f64::NEG_INFINITY);
                let is_nothing = graph.eq(largest, nothing);
                graph.select(is_nothing, nothing, value)
            }
        }
    }

    /// The largest, as a constant to the gradient, then the sum of `exp(x - largest)` and these terms.
    fn exponentials(&mut self, ids: &[Id]) -> (Id, Id, Vec<Id>) {
        let graph = &mut self.graph;
        let largest = fold(graph, ids, |graph, x, y| graph.fun2(Fun::Max, x, y));
        let largest = graph.op1(Op::StopGradient, largest);
        let mut terms = Vec::new();
        for &x in ids {
            let shifted = graph.sub(x, largest);
            terms.push(graph.fun1(Fun::Exp, shifted));
        }
        let sum = fold(graph, &terms, Graph::add);
        (largest, sum, terms)
    }

    fn along_components(&mut self, along: Along, ids: &[Id]) -> Vec<Id> {
        match along {
            Along::Reverse => ids.iter().rev().copied().collect(),
            Along::Cumsum => {
                let mut sums: Vec<Id> = Vec::new();
                for &x in ids {
                    let sum = sums.last().copied();
                    sums.push(sum.map_or(x, |sum| self.graph.add(sum, x)));
                }
                sums
            }
            Along::Softmax => {
                let (_, sum, terms) = self.exponentials(ids);
                terms
                    .into_iter()
                    .map(|term| self.graph.div(term, sum))
                    .collect()
            }
            Along::LogSoftmax => {
                let (largest, sum, _) = self.exponentials(ids);
                let log = self.graph.fun1(Fun::Ln, sum);
                let shifted = ids.iter().map(|&x| {
                    let shifted = self.graph.sub(x, largest);
                    self.graph.sub(shifted, log)
                });
                shifted.collect()
            }
        }
    }
}

/// 1 where the condition counts, else 0.
fn counted(checker: &mut Checker<'_>, tally: Tally, condition: Id) -> Id {
    let (one, zero) = (checker.graph.constant(1.0), checker.graph.constant(0.0));
    match tally {
        Tally::All => checker.choose(condition, zero, one),
        Tally::Count | Tally::Any => checker.choose(condition, one, zero),
    }
}

fn over_axis(graph: &mut Graph, reduce: Reduce, axis: Axis, x: Id) -> Id {
    match reduce {
        Reduce::Sum => graph.sum(axis, x),
        Reduce::Mean => {
            let sum = graph.sum(axis, x);
            let length = graph.len_of(axis);
            graph.div(sum, length)
        }
        Reduce::Max => graph.op1(Op::Max(axis), x),
        Reduce::Min => graph.op1(Op::Min(axis), x),
        Reduce::LogSumExp => graph.op1(Op::LogSumExp(axis), x),
        Reduce::Norm => graph.op1(Op::Norm(axis), x),
    }
}

fn fold(graph: &mut Graph, ids: &[Id], mut join: impl FnMut(&mut Graph, Id, Id) -> Id) -> Id {
    let mut all = ids.iter().copied();
    let first = all.next();
    match first {
        Some(first) => all.fold(first, |x, y| join(graph, x, y)),
        None => graph.constant(0.0),
    }
}
