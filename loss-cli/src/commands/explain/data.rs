//! An explanation as data. Fields are only ever added.

use loss_compiler::compile::compile;
use loss_compiler::emit::api::documentation;
use loss_compiler::explain::{describe, domain};
use loss_compiler::graph::{Arg, Formula, Kind, Scope};
use loss_compiler::reading;
use loss_compiler::show::{latex, written};
use serde::Serialize;

use super::equations;
use crate::shipped;
use crate::source::Loss;

/// All that is known of a loss.
#[derive(Debug, Serialize)]
pub struct Explained {
    name: String,
    defined: String,
    batch: bool,
    summary: String,
    documentation: String,
    args: Vec<Argument>,
    formula: String,
    latex: String,
    gradient: Vec<Derivative>,
    second_derivative: Vec<Derivative>,
    kinks: Vec<String>,
    claims: Vec<String>,
    rules: Vec<String>,
    rewrites: Vec<Rewrite>,
    range: Vec<String>,
    loops: Vec<String>,
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
    latex: String,
}

/// What a rule was first applied to, and what it made of that; in the order of the rules.
#[derive(Debug, Serialize)]
struct Rewrite {
    before: String,
    after: String,
}

impl Explained {
    /// Of a loss.
    pub fn of(loss: &Loss) -> Explained {
        let formula = &loss.item.formula;
        let compiled = compile(formula);
        let rust = reading(&loss.item, &compiled);
        let [first, second] = [1, 2].map(|order| equations(&compiled, order));
        let explanation = compiled.explanation;
        let tokens = formula.args.iter().zip(&loss.item.args);
        Explained {
            name: formula.name.clone(),
            defined: loss.place.clone(),
            batch: formula.scope == Scope::Batch,
            summary: shipped::summary(loss),
            documentation: documentation(&loss.item.attrs),
            args: tokens
                .map(|(arg, tokens)| argument(formula, arg, documentation(&tokens.attrs)))
                .collect(),
            formula: written(&loss.block.block, formula),
            latex: latex::value(formula),
            gradient: derivatives(explanation.gradient, first),
            second_derivative: derivatives(explanation.curvature, second),
            kinks: explanation.kinks,
            claims: explanation.claims,
            rules: explanation.rules,
            rewrites: rewrites(explanation.rewrites),
            range: explanation.range,
            loops: explanation.schedule,
            cost: explanation.cost.join("\n"),
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

fn rewrites(texts: Vec<(String, String)>) -> Vec<Rewrite> {
    let rewrite = |(before, after)| Rewrite { before, after };
    texts.into_iter().map(rewrite).collect()
}

fn derivatives(texts: Vec<(String, String)>, equations: Vec<String>) -> Vec<Derivative> {
    let all = texts.into_iter().zip(equations);
    all.map(|((by, formula), latex)| Derivative { by, formula, latex })
        .collect()
}
