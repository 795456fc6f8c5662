//! Indices and positions: `x[label]`, `b[0]`, `position`, `len`, `one_hot`, `rename`.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::checker::Checker;
use super::value::{Value, brief};
use super::walk;
use crate::error::{At, catalogue, listed};
use crate::graph::{Axis, Op, Type};
use crate::syntax::{Body, Call, Expr, ExprKind, display};

impl Checker<'_> {
    /// `x[index]`
    pub fn element(&mut self, expr: &Expr, x: &Expr, index: &Expr) -> Value {
        let value = self.value(x);
        let at_index = self.value(index);
        if matches!(value, Value::Error) || matches!(at_index, Value::Error) {
            return Value::Error;
        }
        let is_number = at_index.ty(&self.graph) == Some(Type::Real);
        match (&value, self.constant_of(&at_index)) {
            (Value::Many(lengths, ids), Some(number)) => {
                let count = lengths[0];
                let stride = ids.len() / count as usize;
                if number.fract() != 0.0 || number < 0.0 || number >= f64::from(count) {
                    let help = match (number.fract() != 0.0, number < 0.0) {
                        (true, _) => {
                            format!("a component is chosen by a whole number: `{}[0]`", brief(x))
                        }
                        (_, true) => format!(
                            "nothing is counted from the end; the last one is `{}[{}]`",
                            brief(x),
                            count - 1
                        ),
                        _ => format!(
                            "count from 0: the last one is `{}[{}]`",
                            brief(x),
                            count - 1
                        ),
                    };
                    let fill: [&dyn Display; 3] = [&number, &(count - 1), &help];
                    return self.report(index.at, &catalogue::COMPONENT_RANGE, &fill);
                }
                let start = number as usize * stride;
                match lengths.len() {
                    1 => Value::One(ids[start]),
                    _ => Value::Many(lengths[1..].to_vec(), ids[start..start + stride].to_vec()),
                }
            }
            (Value::Many(..), None) if is_number => {
                let what = "a component is chosen by a number that is known here";
                let help = format!("write `{}[0]`", brief(x));
                self.report(index.at, &catalogue::NOT_AN_INDEX, &[&what, &help])
            }
            (_, Some(_)) => {
                let what = "only fixed axes have numbered components";
                let help = "declare `x: input[4]`, or choose along a named axis by an `index(K)`";
                self.report(index.at, &catalogue::NOT_AN_INDEX, &[&what, &help])
            }
            _ => self.gather(expr, (value, x), (at_index, index)),
        }
    }

    /// The element along the label's range axis.
    fn gather(
        &mut self,
        expr: &Expr,
        (value, x): (Value, &Expr),
        (label, index): (Value, &Expr),
    ) -> Value {
        if let Value::Weighted(..) = label {
            return self.weighted_inside(index);
        }
        let is_index = label.ty(&self.graph) == Some(Type::Index);
        if !is_index {
            let what = "this is no index";
            let help = "choose by an argument of kind `index(K)`, or by `position::<K>()`";
            return self.report(index.at, &catalogue::NOT_AN_INDEX, &[&what, &help]);
        }
        let Some(axis) = label.ids().first().and_then(|&id| self.range_of(id)) else {
            return self.report(index.at, &catalogue::IDENTITY, &[]);
        };
        let value = self.number(value, x);
        if matches!(value, Value::Error) {
            return Value::Error;
        }
        let axes = value.axes(&self.graph);
        if !axes.contains(axis) {
            let label = brief(index);
            let help = match listed(self.axes.names(axes)) {
                none if none.is_empty() => {
                    format!("`{label}` chooses along it; this is one number")
                }
                some => format!("`{label}` chooses along it; this varies along {some}"),
            };
            let fill: [&dyn Display; 2] = [&self.axes.name(axis).to_owned(), &help];
            return self.report_axis(x.at, &catalogue::AXIS_ABSENT, &fill);
        }
        self.lift(expr, &[value, label], |checker, ids| {
            let graph = &mut checker.graph;
            match graph.op(ids[1]) {
                Op::Position(along) if along == axis => ids[0],
                // A component may not vary though another does.
                _ if !graph.axes(ids[0]).contains(axis) => ids[0],
                _ => graph.make(Op::Gather(axis), ids),
            }
        })
    }

    /// `position::<K>()`
    pub fn position(&mut self, call: &Call) -> Value {
        match self.axis_named(&call.axes[0]) {
            Some(axis) => Value::One(self.graph.make(Op::Position(axis), [])),
            None => Value::Error,
        }
    }

    /// `len::<K>()`
    pub fn length(&mut self, call: &Call) -> Value {
        match self.axis_named(&call.axes[0]) {
            Some(axis) => Value::One(self.graph.len_of(axis)),
            None => Value::Error,
        }
    }

    /// `one_hot(label)`: 1 where the position is the label.
    pub fn one_hot(&mut self, call: &Call) -> Value {
        let arg = &call.args[0];
        let label = self.value(arg);
        let Some(ty) = label.ty(&self.graph) else {
            return Value::Error;
        };
        if let Value::Weighted(..) = label {
            return self.weighted_inside(arg);
        }
        if ty != Type::Index {
            let what = "this is no index";
            let help = "`one_hot` takes an argument of kind `index(K)`";
            return self.report(arg.at, &catalogue::NOT_AN_INDEX, &[&what, &help]);
        }
        let Some(axis) = label.ids().first().and_then(|&id| self.range_of(id)) else {
            return self.report(arg.at, &catalogue::IDENTITY, &[]);
        };
        self.lift1(label, |graph, label| {
            let position = graph.make(Op::Position(axis), []);
            let same = graph.make(Op::Same, [position, label]);
            let (one, zero) = (graph.constant(1.0), graph.constant(0.0));
            graph.select(same, one, zero)
        })
    }

    /// `rename::<I, J>(x)`
    pub fn rename(&mut self, call: &Call) -> Value {
        let value = self.value(&call.args[0]);
        let Some(from) = self.axis_named(&call.axes[0]) else {
            return Value::Error;
        };
        let Some(to) = self.renamed(call, from) else {
            return Value::Error;
        };
        if let Value::Weighted(..) = value {
            return self.weighted_inside(&call.args[0]);
        }
        if matches!(value, Value::Error) {
            return Value::Error;
        }
        let axes = value.axes(&self.graph);
        if axes.contains(to) {
            let why = "is an axis of this value already";
            let at = At::from(&call.axes[1]);
            return self.report(at, &catalogue::AXIS_TAKEN, &[&display(&call.axes[1]), &why]);
        }
        if !axes.contains(from) {
            let has = match listed(self.axes.names(axes)) {
                none if none.is_empty() => "it has no axis".to_owned(),
                some => format!("it varies along {some}"),
            };
            let fill: [&dyn Display; 2] = [&display(&call.axes[0]), &has];
            return self.report_axis(call.args[0].at, &catalogue::AXIS_ABSENT, &fill);
        }
        self.lift1(value, |graph, x| match graph.axes(x).contains(from) {
            true => graph.op1(Op::Rename(from, to), x),
            false => x,
        })
    }

    /// The second axis of a `rename`, which is as long as the first.
    fn renamed(&mut self, call: &Call, from: Axis) -> Option<Axis> {
        let name = display(&call.axes[1]);
        let at = At::from(&call.axes[1]);
        match self.axes.find(&name) {
            Some(to) if self.axes.are_equally_long(from, to) => Some(to),
            Some(to) => {
                let root = self.axes.root(to);
                let why = match root == to {
                    true => "is an axis of an argument, with a length of its own".to_owned(),
                    false => format!("is as long as `{}` already", self.axes.name(root)),
                };
                self.report(at, &catalogue::AXIS_TAKEN, &[&name, &why]);
                None
            }
            None => {
                let to = self.axes.declare_as_long_as(&name, from);
                if to.is_none() {
                    let help = "give axes of one length one name";
                    let fill: [&dyn Display; 3] = [&crate::graph::Axes::MOST, &"axes", &help];
                    self.report(at, &catalogue::TOO_MANY, &fill);
                }
                to
            }
        }
    }

    /// Declares the axes of all `rename`s before the walk, so that `position::<J>()` may stand before the `rename` that makes
    /// J.
    pub fn declare_renamed(&mut self, body: &Body) {
        let mut pairs = Vec::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![body];
        while let Some(body) = open.pop() {
            walk::body(body, &mut |expr| {
                let ExprKind::Call(call) = &expr.kind else {
                    return;
                };
                let name = display(&call.name);
                if let ("rename", [from, to]) = (name.as_str(), call.axes.as_slice()) {
                    pairs.push((display(from), display(to)));
                }
                if let Some(helper) = self.helpers.find(&name)
                    && seen.insert(name)
                {
                    open.push(&helper.body);
                }
            });
        }
        // One may build on the axis of another, in any order.
        let mut is_changed = true;
        while is_changed {
            is_changed = false;
            for (from, to) in &pairs {
                if let (Some(from), None) = (self.axes.find(from), self.axes.find(to)) {
                    is_changed |= self.axes.declare_as_long_as(to, from).is_some();
                }
            }
        }
    }
}
