//! Walks a formula and builds its graph.
//!
//! ```text
//! let size = abs(prediction - target);       %0 = prediction, %1 = target, %2 = %0 - %1, %3 = abs(%2)   named `size`
//! ```
//!
//! Helpers are written out where they are called. A walk is bounded in depth and in steps, whatever helpers call each other.

use std::fmt::Display;

use super::axis::AxisTable;
use super::helpers::Helpers;
use super::nan::Nans;
use super::value::Value;
use super::{builtin, signature::Signature};
use crate::error::{At, Entry, Errors, catalogue, nearest};
use crate::graph::{Arg, ArgId, Extent, Graph, Id, Kind, Op, Scope};
use crate::syntax::{Body, Expr, ExprKind, Helper, Loss, constant, constant_names, display};

/// How many expressions a formula can have, with its helpers written out.
const MOST_STEPS: usize = 200_000;

/// How deeply expressions can be nested, with helpers written out: a quarter of what 2 MiB of stack hold in a debug build.
const MOST_DEPTH: usize = 256;

/// The state of a walk over one formula.
pub struct Checker<'a> {
    /// The graph so far.
    pub graph: Graph,
    /// The axes so far.
    pub axes: AxisTable,
    /// The arguments.
    pub args: &'a [Arg],
    /// One sample or the whole batch.
    pub scope: Scope,
    /// The helpers.
    pub helpers: &'a Helpers<'a>,
    /// Which nodes can be NaN.
    pub nans: Nans,
    /// Whether an error was met, reported now or at an earlier use of a helper.
    pub has_failed: bool,
    signature: &'a Signature,
    loss: &'a Loss,
    errors: &'a mut Errors,
    variables: Vec<(String, Value)>,
    /// Where the variables of the helper at hand begin.
    base: usize,
    steps: usize,
    depth: usize,
    /// Whether that was said already.
    is_too_deep: bool,
}

impl<'a> Checker<'a> {
    /// Before the first step.
    pub fn new(
        loss: &'a Loss,
        signature: &'a Signature,
        helpers: &'a Helpers<'a>,
        errors: &'a mut Errors,
    ) -> Checker<'a> {
        let args = &signature.args;
        let ids = (0..).map(ArgId);
        let arg_axes = ids.clone().zip(args.iter().map(Arg::named_axes)).collect();
        let mut checker = Checker {
            graph: Graph::new(arg_axes),
            axes: signature.axes.clone(),
            args,
            scope: loss.scope,
            helpers,
            nans: Nans::default(),
            has_failed: false,
            signature,
            loss,
            errors,
            variables: Vec::new(),
            base: 0,
            steps: 0,
            depth: 0,
            is_too_deep: false,
        };
        for ((id, arg), is_known) in ids.zip(args).zip(&signature.is_known) {
            let value = match is_known {
                true => checker.argument(id, arg),
                false => Value::Error,
            };
            checker.variables.push((arg.name.clone(), value));
        }
        checker
    }

    fn argument(&mut self, id: ArgId, arg: &Arg) -> Value {
        match arg.kind {
            Kind::Flag => Value::One(self.graph.make(Op::Flag(id), [])),
            Kind::Index(_) | Kind::Identity => Value::One(self.graph.make(Op::Label(id), [])),
            Kind::Input | Kind::Data | Kind::Param | Kind::Learnable => {
                let fixed = arg.axes.iter().filter_map(|extent| match extent {
                    Extent::Fixed(length) => Some(*length),
                    Extent::Named(_) => None,
                });
                let lengths: Vec<u32> = fixed.collect();
                let mut component = |i| self.graph.make(Op::Arg(id, i), []);
                match lengths.is_empty() {
                    true => Value::One(component(0)),
                    false => Value::Many(lengths, (0..arg.components()).map(component).collect()),
                }
            }
        }
    }

    /// Reports an error; what it stands at is worth nothing more.
    pub fn report(&mut self, at: At, entry: &'static Entry, fill: &[&dyn Display]) -> Value {
        self.has_failed = true;
        self.errors.report(at, entry, fill);
        Value::Error
    }

    /// What is wrong was said where it was declared, or may be a matter of what could not be read.
    pub fn silent(&mut self) -> Value {
        self.has_failed = true;
        Value::Error
    }

    /// Reports that an axis is not there, unless what was said of the arguments may be why.
    pub fn report_axis(&mut self, at: At, entry: &'static Entry, fill: &[&dyn Display]) -> Value {
        let is_unread = self.loss.missing.parts && entry == &catalogue::UNKNOWN_AXIS;
        match is_unread || self.signature.lacks_axes {
            true => self.silent(),
            false => self.report(at, entry, fill),
        }
    }

    /// Whether a keyword was refused as the name of what is called here.
    pub fn is_refused(&self, name: &str) -> bool {
        self.helpers.may_be_more || self.errors.has_keyword(name)
    }

    /// Whether a name has a value here.
    pub fn is_variable(&self, name: &str) -> bool {
        self.variables[self.base..]
            .iter()
            .any(|(known, _)| known == name)
    }

    /// The value of an expression.
    pub fn value(&mut self, expr: &Expr) -> Value {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            // Said once: every further step comes here.
            if self.steps == MOST_STEPS + 1 {
                let fill: [&dyn Display; 2] = [&display(&self.loss.name), &MOST_STEPS];
                self.report(At::from(&self.loss.name), &catalogue::TOO_LARGE, &fill);
            }
            return Value::Error;
        }
        if self.depth >= MOST_DEPTH {
            if !std::mem::replace(&mut self.is_too_deep, true) {
                self.report(expr.at, &catalogue::TOO_DEEP, &[]);
            }
            return Value::Error;
        }
        self.depth += 1;
        let value = self.value_of_kind(expr);
        self.depth -= 1;
        value
    }

    fn value_of_kind(&mut self, expr: &Expr) -> Value {
        match &expr.kind {
            ExprKind::Number(number, _) => Value::One(self.graph.constant(*number)),
            ExprKind::Truth(truth) => Value::One(self.graph.truth(*truth)),
            ExprKind::Name(ident) => self.variable(&display(ident), expr),
            ExprKind::Paren(inner) => self.value(inner),
            ExprKind::Neg(x) => self.negative(x),
            ExprKind::Not(x) => self.opposite(x),
            ExprKind::Chain(first, rest) => self.chain(first, rest),
            ExprKind::Compare(x, comparison, y) => self.comparison(expr, x, *comparison, y),
            ExprKind::Element(x, index) => self.element(expr, x, index),
            ExprKind::If(arms, last) => self.choice(expr, arms, last),
            ExprKind::Call(call) => self.call(expr, call),
            ExprKind::Error => self.silent(),
        }
    }

    /// The value of a body, its names in scope for it alone.
    pub fn body(&mut self, body: &Body) -> Value {
        let outside = self.variables.len();
        for binding in &body.lets {
            let value = self.value(&binding.value);
            let name = display(&binding.name);
            if constant(&name).is_some() {
                let at = At::from(&binding.name);
                self.report(at, &catalogue::RESERVED_NAME, &[&name, &"is a constant"]);
            }
            self.give_name(&name, &value);
            self.variables.push((name, value));
        }
        let value = self.value(&body.tail);
        self.variables.truncate(outside);
        value
    }

    /// Keeps the user's name for what was computed; arguments and numbers have names enough.
    fn give_name(&mut self, name: &str, value: &Value) {
        let ids = value.ids();
        for (i, &id) in ids.iter().enumerate() {
            let is_computed = !self.graph.args(id).is_empty()
                || matches!(self.graph.op(id), Op::Position(_) | Op::Len(_));
            if is_computed {
                let name = match ids.len() {
                    1 => name.to_owned(),
                    _ => format!("{name}_{i}"),
                };
                self.graph.names.entry(id).or_insert(name);
            }
        }
    }

    /// The value of a helper with these arguments. It sees nothing of the place that calls it but the axes.
    pub fn inline(&mut self, helper: &Helper, values: Vec<Value>) -> Value {
        let (outside, base) = (self.variables.len(), self.base);
        self.base = outside;
        let names = helper.params.iter().map(display);
        self.variables.extend(names.zip(values));
        let value = self.body(&helper.body);
        self.variables.truncate(outside);
        self.base = base;
        value
    }

    fn variable(&mut self, name: &str, expr: &Expr) -> Value {
        let known = &self.variables[self.base..];
        if let Some((_, value)) = known.iter().rev().find(|(known, _)| known == name) {
            return value.clone();
        }
        if let Some(number) = constant(name) {
            return Value::One(self.graph.constant(number));
        }
        if let Some(row) = builtin::find(name) {
            return self.report(expr.at, &catalogue::NOT_CALLED, &[&name, &row.usage()]);
        }
        if let Some(helper) = self.helpers.find(name) {
            let params: Vec<String> = helper.params.iter().map(display).collect();
            let usage = format!("{name}({})", params.join(", "));
            return self.report(expr.at, &catalogue::NOT_CALLED, &[&name, &usage]);
        }
        if self.base == 0 && self.loss.missing.names {
            return self.silent();
        }
        let help = self.unknown_name_help(name);
        self.report(expr.at, &catalogue::UNKNOWN_NAME, &[&name, &help])
    }

    fn unknown_name_help(&self, name: &str) -> String {
        let known = &self.variables[self.base..];
        let names = known.iter().map(|(name, _)| name.as_str());
        if let Some(near) = nearest(name, names.chain(constant_names())) {
            return format!("did you mean `{near}`?");
        }
        if self.axes.find(name).is_some() {
            return format!(
                "axes stand in brackets and behind `::` only; the length of this one is `len::<{name}>()`"
            );
        }
        if self.base > 0 {
            return "a helper sees its own parameters only: pass it on".to_owned();
        }
        match name {
            "e" => "the constant is `E`; for a power of it write `exp(x)`".to_owned(),
            "pi" | "Pi" => "the constant is `PI`".to_owned(),
            "inf" | "infinity" => "the constant is `INFINITY`".to_owned(),
            _ => "declare it as an argument, or give it a value with `let`".to_owned(),
        }
    }

    /// A number known now.
    pub fn constant_of(&self, value: &Value) -> Option<f64> {
        match value {
            Value::One(id) => self.graph.as_constant(*id),
            _ => None,
        }
    }

    /// The axis that an index points into; `None` for an identity.
    pub fn range_of(&self, id: Id) -> Option<crate::graph::Axis> {
        let mut id = id;
        loop {
            match self.graph.op(id) {
                Op::Position(axis) => return Some(axis),
                Op::Label(arg) => match self.args[usize::from(arg.0)].kind {
                    Kind::Index(axis) => return Some(axis),
                    _ => return None,
                },
                _ => id = *self.graph.args(id).first()?,
            }
        }
    }
}
