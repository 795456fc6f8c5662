//! `loss explain`: what a loss is, for people or programs.

mod data;
mod text;

use loss_compiler::compile::compile;
use loss_compiler::graph::Formula;
use loss_compiler::reading;
use serde::Serialize;

use crate::answer::{Answer, Failed};
use crate::args::{Explain, Form};
use crate::commands::stages;
use crate::source::{Loss, load};

/// The explanation of every loss asked for.
pub fn run(args: &Explain) -> Result<Answer, Failed> {
    let losses = load(&args.which)?;
    match args.stage {
        Some(stage) => Ok(stages::run(&losses, stage)),
        None => explained(&losses, args.form),
    }
}

/// The losses in a form.
pub fn explained(losses: &[Loss], form: Form) -> Result<Answer, Failed> {
    let each = |text: &dyn Fn(&Loss) -> String| {
        let texts: Vec<String> = losses.iter().map(text).collect();
        Ok(Answer::yes(texts.join("\n")))
    };
    match form {
        Form::Text => each(&text::text),
        Form::Rust => each(&|loss| reading(&loss.item, &compile(&loss.item.formula))),
        Form::Json => json(&losses.iter().map(data::Explained::of).collect::<Vec<_>>()),
    }
}

/// JSON that a person can read too.
pub fn json<T: Serialize>(value: &T) -> Result<Answer, Failed> {
    match serde_json::to_string_pretty(value) {
        Ok(text) => Ok(Answer::yes(text + "\n")),
        Err(error) => Err(Answer::error(&format!("cannot write JSON: {error}"))),
    }
}

/// `["convex", "lipschitz = delta"]`
pub fn claims(formula: &Formula) -> Vec<String> {
    let claim = |claim: &loss_compiler::graph::Claim| match &claim.constant {
        Some(constant) => format!("{} = {constant}", claim.name),
        None => claim.name.clone(),
    };
    formula.claims.iter().map(claim).collect()
}
