//! An explanation as data. Fields are only ever added.

use loss_compiler::compile::compile;
use loss_compiler::emit::api::documentation;
use loss_compiler::emit::cost::describe as cost;
use loss_compiler::explain::{describe, domain};
use loss_compiler::graph::{Arg, Formula, Kind, Scope};
use loss_compiler::reading;
use serde::Serialize;

use crate::shipped;
use crate::source::Loss;

/// All that is known of a loss.
#[derive(Debug, Serialize)]
pub struct Explained {
    name: String,
    batch: bool,
    summary: String,
    documentation: String,
    args: Vec<Argument>,
    formula: String,
    gradient: Vec<Derivative>,
    second_derivative: Vec<Derivative>,
    kinks: Vec<String>,
    claims: Vec<String>,
    rules: Vec<String>,
    cost: String,
    rust: String,
}

#[derive(Debug, Serialize)]
struct Argument {
    name: String,
    kind: &'static str,
    declared: String,
    default: Option<f64>,
    domain: String,
    documentation: String,
}

#[derive(Debug, Serialize)]
struct Derivative {
    by: String,
    formula: String,
}

impl Explained {
    /// Of a loss.
    pub fn of(loss: &Loss) -> Explained {
        let formula = &loss.item.formula;
        let compiled = compile(formula);
        let rust = reading(&loss.item, &compiled);
        let cost = cost(&compiled.lowered);
        let explanation = compiled.explanation;
        let tokens = formula.args.iter().zip(&loss.item.args);
        Explained {
            name: formula.name.clone(),
            batch: formula.scope == Scope::Batch,
            summary: shipped::summary(loss),
            documentation: documentation(&loss.item.attrs),
            args: tokens
                .map(|(arg, tokens)| argument(formula, arg, documentation(&tokens.attrs)))
                .collect(),
            formula: explanation.formula,
            gradient: derivatives(explanation.gradient),
            second_derivative: derivatives(explanation.curvature),
            kinks: explanation.kinks,
            claims: explanation.claims,
            rules: explanation.rules,
            cost,
            rust,
        }
    }
}

fn argument(formula: &Formula, arg: &Arg, documentation: String) -> Argument {
    Argument {
        name: arg.name.clone(),
        kind: match arg.kind {
            Kind::Input => "input",
            Kind::Data => "data",
            Kind::Index(_) => "index",
            Kind::Identity => "identity",
            Kind::Param => "param",
            Kind::Learnable => "learnable",
            Kind::Flag => "flag",
        },
        declared: describe(formula, arg),
        default: arg.default,
        domain: domain(&arg.domain),
        documentation,
    }
}

fn derivatives(texts: Vec<(String, String)>) -> Vec<Derivative> {
    let derivative = |(by, formula)| Derivative { by, formula };
    texts.into_iter().map(derivative).collect()
}
