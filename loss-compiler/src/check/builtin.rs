//! The functions of the language that are more than element-wise: a table of names, uses and counts.

use crate::graph::Fun;

/// What a function does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builtin {
    /// An element-wise function.
    Element(Fun),
    /// Over an axis with one operand, element-wise with two: `max`, `min`.
    Extreme(Fun),
    /// Removes an axis of numbers.
    Reduce(Reduce),
    /// Removes an axis of truth values.
    Tally(Tally),
    /// Keeps its axis.
    Along(Along),
    /// `sum(a * b)`
    Dot,
    /// `position::<K>()`
    Position,
    /// `len::<K>()`
    Len,
    /// `rename::<I, J>(x)`
    Rename,
    /// `one_hot(label)`
    OneHot,
    /// `stop_gradient(x)`
    StopGradient,
    /// `weighted(value, weight)`
    Weighted,
}

/// A reduction of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names are those of the language
pub enum Reduce {
    Sum,
    Mean,
    Max,
    Min,
    LogSumExp,
    Norm,
}

/// A reduction of truth values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names are those of the language
pub enum Tally {
    Count,
    Any,
    All,
}

/// A function along an axis that stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names are those of the language
pub enum Along {
    Softmax,
    LogSoftmax,
    Cumsum,
    Reverse,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What it does.
    pub builtin: Builtin,
    /// Its name.
    pub name: &'static str,
    /// How it is written.
    pub usage: &'static str,
    /// The fewest and the most values it takes.
    pub values: (usize, usize),
    /// The fewest and the most axes it takes.
    pub axes: (usize, usize),
}

const fn row(
    builtin: Builtin,
    name: &'static str,
    usage: &'static str,
    values: (usize, usize),
    axes: (usize, usize),
) -> Row {
    Row {
        builtin,
        name,
        usage,
        values,
        axes,
    }
}

const TABLE: &[Row] = &[
    row(
        Builtin::Extreme(Fun::Max),
        "max",
        "max(x, y)`, or over an axis `max::<K>(x)",
        (1, 2),
        (0, 1),
    ),
    row(
        Builtin::Extreme(Fun::Min),
        "min",
        "min(x, y)`, or over an axis `min::<K>(x)",
        (1, 2),
        (0, 1),
    ),
    row(
        Builtin::Reduce(Reduce::Sum),
        "sum",
        "sum::<K>(x)",
        (1, 1),
        (0, 1),
    ),
    row(
        Builtin::Reduce(Reduce::Mean),
        "mean",
        "mean::<K>(x)",
        (1, 1),
        (0, 1),
    ),
    row(
        Builtin::Reduce(Reduce::LogSumExp),
        "logsumexp",
        "logsumexp::<K>(x)",
        (1, 1),
        (0, 1),
    ),
    row(
        Builtin::Reduce(Reduce::Norm),
        "norm",
        "norm::<K>(x)",
        (1, 1),
        (0, 1),
    ),
    row(
        Builtin::Tally(Tally::Count),
        "count",
        "count::<K>(x > 0)",
        (1, 1),
        (0, 1),
    ),
    row(
        Builtin::Tally(Tally::Any),
        "any",
        "any::<K>(x > 0)",
        (1, 1),
        (0, 1),
    ),
    row(
        Builtin::Tally(Tally::All),
        "all",
        "all::<K>(x > 0)",
        (1, 1),
        (0, 1),
    ),
    row(
        Builtin::Along(Along::Softmax),
        "softmax",
        "softmax::<K>(x)",
        (1, 1),
        (0, 1),
    ),
    row(
        Builtin::Along(Along::LogSoftmax),
        "log_softmax",
        "log_softmax::<K>(x)",
        (1, 1),
        (0, 1),
    ),
    row(
        Builtin::Along(Along::Cumsum),
        "cumsum",
        "cumsum::<K>(x)",
        (1, 1),
        (0, 1),
    ),
    row(
        Builtin::Along(Along::Reverse),
        "reverse",
        "reverse::<K>(x)",
        (1, 1),
        (0, 1),
    ),
    row(Builtin::Dot, "dot", "dot::<K>(x, y)", (2, 2), (0, 1)),
    row(
        Builtin::Position,
        "position",
        "position::<K>()",
        (0, 0),
        (1, 1),
    ),
    row(Builtin::Len, "len", "len::<K>()", (0, 0), (1, 1)),
    row(
        Builtin::Rename,
        "rename",
        "rename::<I, J>(x)",
        (1, 1),
        (2, 2),
    ),
    row(Builtin::OneHot, "one_hot", "one_hot(label)", (1, 1), (0, 0)),
    row(
        Builtin::StopGradient,
        "stop_gradient",
        "stop_gradient(x)",
        (1, 1),
        (0, 0),
    ),
    row(
        Builtin::Weighted,
        "weighted",
        "weighted(value, weight)",
        (2, 2),
        (0, 0),
    ),
];

/// The function of a name.
pub fn find(name: &str) -> Option<Row> {
    if let Some(row) = TABLE.iter().find(|row| row.name == name) {
        return Some(*row);
    }
    let fun = Fun::named(name)?;
    let (arity, name) = (fun.row().arity, fun.name());
    let usage = match fun {
        Fun::Clamp => "clamp(x, low, high)",
        Fun::Pow => "pow(x, p)",
        Fun::Powi => "powi(x, 2)",
        Fun::Hypot => "hypot(x, y)",
        Fun::Xlogy => "xlogy(x, y)",
        _ => name,
    };
    Some(row(
        Builtin::Element(fun),
        name,
        usage,
        (arity, arity),
        (0, 0),
    ))
}

impl Row {
    /// How it is written.
    pub fn usage(&self) -> String {
        match self.usage == self.name {
            true => format!("{}(x)", self.name),
            false => self.usage.to_owned(),
        }
    }
}

/// The names of all functions.
pub fn names<'a>() -> impl Iterator<Item = &'a str> {
    let element_wise = crate::graph::TABLE.iter().filter(|row| row.callable);
    TABLE
        .iter()
        .map(|row| row.name)
        .chain(element_wise.map(|row| row.name))
}
