//! From the definition of a loss to the graph of its value and gradient, once.

use super::element;
use super::scalar::{Scalar, scalars};
use super::subject::Subject;
use crate::error::Error;
use loss_compiler::check::front;
use loss_compiler::compile::specialised;
use loss_compiler::differentiate::{Derived, differentiate};
use loss_compiler::graph::{Arg, ArgId, Formula, Id, Kind, Op};
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
        let plan = Plan {
            args: stable.args,
            same_length: stable
                .same_length
                .iter()
                .map(|axis| usize::from(axis.0))
                .collect(),
            derived,
        };
        plan.expressible(loss.name, &numbers)?;
        Ok(plan)
    }

    /// The outputs that a call may ask for.
    fn roots(&self) -> Vec<Id> {
        let derived = &self.derived;
        let partials = derived.gradient.iter().chain(&derived.learnable);
        let mut roots = vec![derived.value];
        roots.extend(derived.weight);
        roots.extend(partials.map(|partial| partial.id));
        roots
    }

    /// Whether Burn has all functions of what varies, in branches that can be taken with these flags.
    fn expressible(&self, loss: &'static str, numbers: &[Option<f64>]) -> Result<(), Error> {
        let graph = &self.derived.graph;
        let scalars = scalars(graph, numbers, None);
        let mut seen = vec![false; graph.len()];
        let mut stack = self.roots();
        // The value first: its functions are those that the formula says.
        stack.reverse();
        while let Some(id) = stack.pop() {
            let index = id.0 as usize;
            if std::mem::replace(&mut seen[index], true) || scalars[index].is_some() {
                continue;
            }
            let operands = graph.args(id);
            match graph.op(id) {
                Op::Fun(fun) if element::is_missing(fun) => {
                    return Err(Error::Function {
                        loss,
                        function: fun.name(),
                    });
                }
                Op::Select => match scalars[operands[0].0 as usize] {
                    Some(Scalar::Truth(true)) => stack.push(operands[1]),
                    Some(Scalar::Truth(false)) => stack.push(operands[2]),
                    _ => stack.extend(operands),
                },
                _ => stack.extend(operands),
            }
        }
        Ok(())
    }
}
