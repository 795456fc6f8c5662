//! From the definition of a loss to the graph of its value and gradient, once.

use super::subject::Subject;
use crate::error::Error;
use loss_compiler::check::front;
use loss_compiler::compile::specialised;
use loss_compiler::differentiate::{Derived, differentiate};
use loss_compiler::graph::{Arg, ArgId, Formula, Kind};
use loss_compiler::lower::{lower, signs};
use loss_compiler::simplify::simplify;
use loss_compiler::stabilise::stabilise;

/// A loss, ready to be evaluated.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) args: Vec<Arg>,
    /// For each axis the one whose length it has.
    pub(super) same_length: Vec<usize>,
    pub(super) derived: Derived,
}

/// The formula as it was when the crate of the loss was compiled.
fn formula(loss: &Subject<'_>, definition: &str) -> Result<Formula, Error> {
    let unreadable = |text: String| Error::Definition {
        loss: loss.name,
        text,
    };
    let tokens: proc_macro2::TokenStream = definition
        .parse()
        .map_err(|error: proc_macro2::LexError| unreadable(error.to_string()))?;
    let (_, mut items, errors) = front(tokens);
    if let Some(error) = errors.iter().next() {
        return Err(unreadable(error.message.clone()));
    }
    match items.pop() {
        Some(item) => Ok(item.formula),
        None => Err(unreadable("there is no definition".into())),
    }
}

impl Plan {
    pub(super) fn new(loss: &Subject<'_>, definition: &str) -> Result<Plan, Error> {
        let numbers = loss.single_numbers();
        let mut formula = formula(loss, definition)?;
        // Where the formula names particular parameters, its general form has no value for them.
        let holds = |&(arg, value): &(ArgId, f64)| {
            let index = usize::from(arg.0);
            let is_param = formula.arg(arg).kind == Kind::Param;
            is_param && numbers.get(index) == Some(&Some(value))
        };
        if let Some(values) = formula.specialise.iter().find(|all| all.iter().all(holds)) {
            formula = specialised(&formula, values);
        }
        let (stable, _) = stabilise(&formula);
        let simplified = simplify(&differentiate(&stable));
        let derived = signs(&simplify(&lower(&simplified)));
        Ok(Plan {
            args: stable.args,
            same_length: stable
                .same_length
                .iter()
                .map(|axis| usize::from(axis.0))
                .collect(),
            derived,
        })
    }
}
