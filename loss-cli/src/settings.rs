//! `--set NAME=VALUE`: the values of arguments.

use loss_compiler::explain::domain;
use loss_compiler::function::{Outside, Values, find};
use loss_compiler::graph::Formula;

use crate::answer::{Answer, Failed};
use crate::source::nearest;

/// What the user sets, by name.
#[derive(Clone, Debug, Default)]
pub struct Settings(Vec<(String, f64)>);

impl Settings {
    /// Reads `NAME=VALUE`.
    pub fn parse(texts: &[String]) -> Result<Settings, Failed> {
        let mut settings = Vec::new();
        for text in texts {
            let (name, numbers) = parse_numbers(text)?;
            let [number] = numbers.as_slice() else {
                return Err(Answer::help(
                    &format!("`--set {text}` has several values"),
                    &"`--set` takes one; `loss plot` has `--vary` for several",
                ));
            };
            settings.push((name, *number));
        }
        Ok(Settings(settings))
    }

    /// The values for a formula. A name that it lacks is an error unless another of the `formulas` has it.
    pub fn of(&self, formula: &Formula, formulas: &[&Formula]) -> Result<Values, Failed> {
        let mut values = Values::default();
        for (name, value) in &self.0 {
            match find(formula, name) {
                Some((id, arg)) => values.set(id, arg, *value)?,
                None if formulas.iter().any(|f| find(f, name).is_some()) => {}
                None => return Err(no_argument(formula, name)),
            }
        }
        Ok(values)
    }
}

impl From<Outside> for Failed {
    fn from(outside: Outside) -> Failed {
        let Outside { arg, value } = outside;
        Answer::help(
            &format!("{value:?} is outside the domain of `{}`", arg.name),
            &format!("it is declared in {}", domain(&arg.domain)),
        )
    }
}

/// That there is no such argument.
pub fn no_argument(formula: &Formula, name: &str) -> Failed {
    let names: Vec<&str> = formula.args.iter().map(|arg| arg.name.as_str()).collect();
    let near = nearest(name, names.iter().copied());
    let help = match near.first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it has {}", names.join(", ")),
    };
    Answer::help(&format!("{} has no argument `{name}`", formula.name), &help)
}

/// `NAME=A,B,…`
pub fn parse_numbers(text: &str) -> Result<(String, Vec<f64>), Failed> {
    let wrong = || {
        Answer::help(
            &format!("`{text}` is not NAME=VALUE"),
            &"write a name of an argument and a number, such as `delta=1.5`; flags are `true` or `false`",
        )
    };
    let (name, values) = text.split_once('=').ok_or_else(wrong)?;
    let number = |text: &str| match text.trim() {
        "true" => Ok(1.0),
        "false" => Ok(0.0),
        number => number
            .parse()
            .ok()
            .filter(|x: &f64| !x.is_nan())
            .ok_or_else(wrong),
    };
    let values: Result<Vec<f64>, Failed> = values.split(',').map(number).collect();
    Ok((name.trim().to_owned(), values?))
}
