//! A question as SQL.

use crate::{
    args::Question,
    failure::{Exit, Failure},
};
use loss_core::spec::{Arg, Kind};
use loss_datafusion::function_name;

/// The name of the table that the files are.
pub(crate) const TABLE: &str = "data";

/// The query; `known` are the columns of the files.
pub(crate) fn sql(question: &Question, known: &[String]) -> Result<String, Failure> {
    let spec = question.spec;
    let function = function_name(spec.name) + question.aggregate.suffix();
    let check = |column: &str, what: &str, instead: &str| match known.iter().any(|k| k == column) {
        true => Ok(quoted(column)),
        false => Err(Failure::new(
            Exit::Question,
            format!(
                "there is no column `{column}`{what}{instead}; the files have {}",
                known.join(", ")
            ),
        )),
    };
    let mut arguments = Vec::new();
    if let Some(weight) = &question.weight {
        arguments.push(check(weight, " for the weight", "")?);
    }
    for (arg, column) in &question.columns {
        let what = format!(" for `{arg}`");
        let option = arg.replace('_', "-");
        let instead = format!(": name one with --{option}");
        arguments.push(check(column, &what, &instead)?);
    }
    // NULL is a default; those at the end need not be said.
    let mut constants = Vec::new();
    for (index, arg) in spec.args.iter().enumerate() {
        if arg.is_per_call() {
            continue;
        }
        let given = question.params.iter().rev().find(|(at, _)| *at == index);
        constants.push(match given {
            Some((_, value)) => literal(arg, value)?,
            None => "NULL".to_owned(),
        });
    }
    while constants.last().is_some_and(|last| last == "NULL") {
        constants.pop();
    }
    arguments.extend(constants);
    let mut groups = Vec::new();
    for column in &question.group_by {
        groups.push(check(column, " to group by", "")?);
    }
    let cost = format!(
        "{function}({}) AS {}",
        arguments.join(", "),
        quoted(&function)
    );
    let filter = match &question.filter {
        Some(filter) => format!(" WHERE {filter}"),
        None => String::new(),
    };
    let table = quoted(TABLE);
    Ok(match groups.is_empty() {
        true => format!("SELECT {cost} FROM {table}{filter}"),
        false => {
            let groups = groups.join(", ");
            format!(
                "SELECT {groups}, {cost} FROM {table}{filter} GROUP BY {groups} ORDER BY {groups}"
            )
        }
    })
}

/// A name as SQL takes it, whatever its letters.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A parameter as SQL takes it.
fn literal(arg: &Arg, value: &str) -> Result<String, Failure> {
    let wrong = |what: &str| {
        Failure::new(
            Exit::Question,
            format!("--param {}={value}: it must be {what}", arg.name),
        )
    };
    if arg.kind == Kind::Flag {
        return match value {
            "true" | "false" => Ok(value.to_owned()),
            _ => Err(wrong("true or false")),
        };
    }
    let numbers: Result<Vec<f64>, _> = value.split(',').map(|x| x.trim().parse()).collect();
    let written = |x: f64| match x.is_finite() {
        true => format!("{x:?}"),
        false => format!("CAST('{x}' AS DOUBLE)"),
    };
    match (numbers.as_deref(), arg.axes.is_empty()) {
        (Ok(&[one]), _) => Ok(written(one)),
        (Ok(each), false) => {
            let each: Vec<String> = each.iter().map(|&x| written(x)).collect();
            Ok(format!("[{}]", each.join(", ")))
        }
        (_, true) => Err(wrong("a number")),
        (_, false) => Err(wrong("a number, or one for each class: 1,2,0.5")),
    }
}
