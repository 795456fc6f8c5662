//! What each stage makes of a formula, as text that a person reads and a test compares.
//!
//! ```text
//! parsed → graph → stabilised → gradient → simplified → schedule
//! ```
//!
//! Every function here is pure, and shows all there is: what [`explain`](crate::explain) leaves out so that a formula
//! reads well (guards against NaN, shared nodes) stands here. Operands come before the nodes that need them.

mod list;
mod loops;
mod tree;

use crate::compile::compile;
use crate::differentiate::{Derived, Partial, differentiate};
use crate::emit::is_pointwise;
use crate::graph::{Formula, Id};
use crate::schedule::schedule;
use crate::stabilise::stabilise;

pub use tree::parsed;

/// A stage after parsing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The typed graph of the formula as written.
    Graph,
    /// The rules that fired, and the graph they left.
    Stabilised,
    /// Value and derivatives as differentiation leaves them.
    Gradient,
    /// The same, simplified.
    Simplified,
    /// The loops, in the operations that loops have.
    Schedule,
}

/// The text of a stage.
///
/// ```
/// use loss_compiler::check::front;
/// use loss_compiler::stage::{Stage, show};
///
/// let tokens = "(::loss_core) loss Half(prediction: input, target: data) { powi(prediction - target, 2) / 2 }";
/// let (_, items, errors) = front(tokens.parse().unwrap());
/// assert!(errors.is_empty());
/// let text = show(Stage::Graph, &items[0].formula);
/// assert!(text.contains("%2 = sub %0 %1"), "{text}");
/// ```
pub fn show(stage: Stage, formula: &Formula) -> String {
    match stage {
        Stage::Graph => list::list(formula, &formula.graph, &results(formula)),
        Stage::Stabilised => {
            let (stable, fired) = stabilise(formula);
            let rules = fired.iter().map(|(rule, times)| match times {
                1 => format!("rule {rule}\n"),
                _ => format!("rule {rule}  ({times} times)\n"),
            });
            rules.collect::<String>() + &list::list(&stable, &stable.graph, &results(&stable))
        }
        Stage::Gradient => {
            let (stable, _) = stabilise(formula);
            derivatives(&stable, &differentiate(&stable))
        }
        Stage::Simplified => {
            let compiled = compile(formula);
            derivatives(&compiled.stable, &compiled.simplified)
        }
        Stage::Schedule => {
            let compiled = compile(formula);
            if is_pointwise(formula) {
                return "one sample a lane, no loop but the one over the batch\n\n".to_string()
                    + &derivatives(&compiled.stable, &without_curvature(&compiled.lowered));
            }
            loops::loops(
                &compiled.stable,
                &schedule(&compiled.stable, &compiled.lowered),
            )
        }
    }
}

/// Kernels of value and gradient have no second derivatives.
fn without_curvature(derived: &Derived) -> Derived {
    Derived {
        curvature: Vec::new(),
        ..derived.clone()
    }
}

fn results(formula: &Formula) -> Vec<(String, Id)> {
    let mut results = vec![("value".to_string(), formula.value)];
    results.extend(formula.weight.map(|weight| ("weight".to_string(), weight)));
    results
}

fn derivatives(formula: &Formula, derived: &Derived) -> String {
    let mut results = vec![("value".to_string(), derived.value)];
    results.extend(derived.weight.map(|weight| ("weight".to_string(), weight)));
    let first = derived.gradient.iter().chain(&derived.learnable);
    results.extend(first.map(|p| (format!("d/{}", by(formula, p)), p.id)));
    let second = derived.curvature.iter();
    results.extend(second.map(|p| (format!("d²/{}", by(formula, p)), p.id)));
    list::list(formula, &derived.graph, &results)
}

/// `prediction`, or `box[2]` of an argument with components.
fn by(formula: &Formula, partial: &Partial) -> String {
    let arg = formula.arg(partial.arg);
    match arg.components() {
        1 => arg.name.clone(),
        _ => format!("{}[{}]", arg.name, partial.component),
    }
}
