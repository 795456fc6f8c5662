//! Calls: functions of the language and helpers.

use std::fmt::Display;

use super::builtin::{self, Builtin, Row};
use super::checker::Checker;
use super::instead;
use super::value::Value;
use crate::error::{At, catalogue};
use crate::graph::{Fun, Id, Kind, Op, Scope};
use crate::syntax::{Call, Expr, ExprKind, Helper, display};

/// The largest exponent of `powi`.
const MOST_EXPONENT: f64 = 1024.0;

impl Checker<'_> {
    pub fn call(&mut self, expr: &Expr, call: &Call) -> Value {
        let name = display(&call.name);
        if let Some(error) = self.of_module(call, &name) {
            return error;
        }
        if let Some(row) = builtin::find(&name) {
            return self.builtin(expr, call, &row);
        }
        if let Some(helper) = self.helpers.find(&name) {
            return self.helper(call, &name, helper);
        }
        // The arguments may have errors of their own.
        for arg in &call.args {
            self.value(arg);
        }
        if self.is_refused(&name) {
            return self.silent();
        }
        let help = instead::function(&name, self.helpers.names());
        self.report(
            At::from(&call.name),
            &catalogue::UNKNOWN_FUNCTION,
            &[&name, &help],
        )
    }

    /// `np.log(x)`: one error, about the module and the function.
    fn of_module(&mut self, call: &Call, name: &str) -> Option<Value> {
        let ExprKind::Name(module) = &call.args.first().filter(|_| call.method)?.kind else {
            return None;
        };
        if !instead::is_module(&display(module)) || self.is_variable(&display(module)) {
            return None;
        }
        for arg in &call.args[1..] {
            self.value(arg);
        }
        let help = match builtin::find(name) {
            Some(row) => format!("functions have no path: write `{}`", row.usage()),
            None => instead::function(name, self.helpers.names()),
        };
        let at = At::from(module).to(At::from(&call.name));
        Some(self.report(at, &catalogue::NOT_IN_A_FORMULA, &[&"a path", &help]))
    }

    fn helper(&mut self, call: &Call, name: &str, helper: &Helper) -> Value {
        let values: Vec<Value> = call.args.iter().map(|arg| self.value(arg)).collect();
        let params: Vec<String> = helper.params.iter().map(display).collect();
        let usage = format!("{name}({})", params.join(", "));
        if let Some(axis) = call.axes.first() {
            let fill: [&dyn Display; 3] = [&name, &"no axis", &usage];
            return self.report(At::from(axis), &catalogue::AXES_FORM, &fill);
        }
        if self.helpers.is_broken(name) {
            return self.silent();
        }
        if values.len() != params.len() {
            return self.wrong_arity(call, name, (params.len(), params.len()), &usage);
        }
        self.inline(helper, values)
    }

    fn wrong_arity(
        &mut self,
        call: &Call,
        name: &str,
        takes: (usize, usize),
        usage: &str,
    ) -> Value {
        // One that could not be read may be several.
        let is_unread = |arg: &Expr| matches!(arg.kind, ExprKind::Error);
        if call.args.iter().any(is_unread) {
            return self.silent();
        }
        let counted = |count: usize| match count {
            0 => "no value".to_owned(),
            1 => "one value".to_owned(),
            2 => "two values".to_owned(),
            3 => "three values".to_owned(),
            more => format!("{more} values"),
        };
        let takes = match takes {
            (1, 2) => "one or two values".to_owned(),
            (_, most) => counted(most),
        };
        let found = call.args.len().to_string();
        let fill: [&dyn Display; 4] = [&name, &takes, &found, &usage];
        self.report(At::from(&call.name), &catalogue::ARITY, &fill)
    }

    fn builtin(&mut self, expr: &Expr, call: &Call, row: &Row) -> Value {
        let is_element_wise = matches!(row.builtin, Builtin::Element(_))
            || call.args.len() == 2 && row.values == (1, 2);
        if let (Some(axis), true) = (call.axes.first(), is_element_wise) {
            for arg in &call.args {
                self.value(arg);
            }
            return self.report(At::from(axis), &catalogue::NO_AXES_HERE, &[&row.name]);
        }
        let counts = call.args.len();
        if counts < row.values.0 || counts > row.values.1 {
            for arg in &call.args {
                self.value(arg);
            }
            return self.wrong_arity(call, row.name, row.values, &row.usage());
        }
        if call.axes.len() < row.axes.0 || call.axes.len() > row.axes.1 {
            for arg in &call.args {
                self.value(arg);
            }
            let takes = match row.axes {
                (_, 0) => "no axis",
                (0, 1) => "at most one axis",
                (_, 1) => "one axis",
                _ => "two axes",
            };
            let at = call
                .axes
                .last()
                .map_or_else(|| At::from(&call.name), At::from);
            return self.report(
                at,
                &catalogue::AXES_FORM,
                &[&row.name, &takes, &row.usage()],
            );
        }
        match row.builtin {
            Builtin::Element(fun) => self.element_wise(expr, call, fun),
            Builtin::Extreme(fun) if counts == 2 => self.element_wise(expr, call, fun),
            Builtin::Extreme(Fun::Max) => self.reduce(call, builtin::Reduce::Max),
            Builtin::Extreme(_) => self.reduce(call, builtin::Reduce::Min),
            Builtin::Reduce(reduce) => self.reduce(call, reduce),
            Builtin::Tally(tally) => self.tally(call, tally),
            Builtin::Along(along) => self.along(call, along),
            Builtin::Dot => self.dot(expr, call),
            Builtin::Position => self.position(call),
            Builtin::Len => self.length(call),
            Builtin::Rename => self.rename(call),
            Builtin::OneHot => self.one_hot(call),
            Builtin::StopGradient => {
                let value = self.number_of(&call.args[0]);
                self.lift1(value, |graph, id| graph.op1(Op::StopGradient, id))
            }
            Builtin::Weighted => self.weighted(expr, call),
        }
    }

    fn element_wise(&mut self, expr: &Expr, call: &Call, fun: Fun) -> Value {
        let values: Vec<Value> = call.args.iter().map(|arg| self.number_of(arg)).collect();
        if fun == Fun::Powi && !matches!(values[1], Value::Error) {
            let is_whole = |n: f64| n.fract() == 0.0 && n.abs() <= MOST_EXPONENT;
            if !self.constant_of(&values[1]).is_some_and(is_whole) {
                return self.report(call.args[1].at, &catalogue::POWI_EXPONENT, &[]);
            }
        }
        if fun == Fun::Clamp
            && let (Some(low), Some(high)) =
                (self.constant_of(&values[1]), self.constant_of(&values[2]))
            && low > high
        {
            return self.report(expr.at, &catalogue::CLAMP_ORDER, &[&low, &high]);
        }
        self.lift(expr, &values, |checker, ids| {
            checker.graph.make(Op::Fun(fun), ids)
        })
    }

    /// `weighted(value, weight)`
    fn weighted(&mut self, expr: &Expr, call: &Call) -> Value {
        let value = self.number_of(&call.args[0]);
        let weight = self.number_of(&call.args[1]);
        if self.scope == Scope::Batch {
            let why = "has no meaning in a `batch loss`: there are no samples to count";
            let help = "write the weighted mean as a formula: `sum(w * x) / sum(w)`";
            return self.report(expr.at, &catalogue::WEIGHTED_PLACE, &[&why, &help]);
        }
        let value = self.single(value, &call.args[0], "the value");
        let weight = self.single(weight, &call.args[1], "the weight");
        let (Some(value), Some(weight)) = (value, weight) else {
            return Value::Error;
        };
        if let Some(name) = self.varying_argument(weight) {
            let name = format!("`{name}`");
            return self.report(call.args[1].at, &catalogue::WEIGHT_VARIES, &[&name]);
        }
        Value::Weighted(value, weight)
    }

    /// An input or learnable that a node depends on.
    fn varying_argument(&self, root: Id) -> Option<String> {
        let mut needed = vec![false; self.graph.len()];
        needed[root.0 as usize] = true;
        for index in (0..self.graph.len()).rev() {
            let id = Id(index as u32);
            if !needed[index] {
                continue;
            }
            if let Op::Arg(arg, _) = self.graph.op(id) {
                let arg = &self.args[usize::from(arg.0)];
                if matches!(arg.kind, Kind::Input | Kind::Learnable) {
                    return Some(arg.name.clone());
                }
            }
            for operand in self.graph.args(id) {
                needed[operand.0 as usize] = true;
            }
        }
        None
    }

    /// A number without axes, what a result must be.
    pub fn single(&mut self, value: Value, expr: &Expr, what: &str) -> Option<Id> {
        let axes = value.axes(&self.graph);
        match value {
            Value::One(id) if axes.is_empty() => Some(id),
            Value::Error | Value::Weighted(..) => None,
            Value::One(_) | Value::Many(..) => {
                let names = self.axes.names(axes);
                let (has, example) = match names.as_slice() {
                    [] => ("components".to_owned(), "sum(…)".to_owned()),
                    [one] => (format!("the axis `{one}`"), format!("sum::<{one}>(…)")),
                    many => (
                        format!("the axes {}", crate::error::listed(many)),
                        format!("sum::<{}>(sum::<{}>(…))", many[0], many[1]),
                    ),
                };
                self.report(expr.at, &catalogue::RESULT_AXES, &[&what, &has, &example]);
                None
            }
        }
    }
}
