//! `loss explain`: what a loss is, for people or programs.

mod data;
mod text;

use loss_compiler::compile::{Compiled, compile};
use loss_compiler::graph::Formula;
use loss_compiler::reading;
use loss_compiler::show::{Diagram, dot, latex, mermaid};
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
        Form::Latex => each(&latex),
        Form::Dot => each(&|loss| dot(&diagram(loss)) + "\n"),
        Form::Mermaid => each(&|loss| mermaid(&diagram(loss)) + "\n"),
        Form::Json => json(&losses.iter().map(data::Explained::of).collect::<Vec<_>>()),
    }
}

/// The equations of a loss: value, gradient, second derivative.
fn latex(loss: &Loss) -> String {
    let formula = &loss.item.formula;
    let compiled = compile(formula);
    let mut text = format!("% {}\n{}\n", loss.name(), latex::value(formula));
    for equation in [1, 2]
        .into_iter()
        .flat_map(|order| equations(&compiled, order))
    {
        text += &format!("\n{equation}\n");
    }
    text
}

/// The derivatives of an order in LaTeX, as they are explained; those that are too long to explain as they are computed.
fn equations(compiled: &Compiled, order: usize) -> Vec<String> {
    let (stable, derived) = (&compiled.stable, &compiled.simplified);
    let explanation = &compiled.explanation;
    let (texts, set) = match order {
        1 => (&explanation.gradient, &explanation.latex.gradient),
        _ => (&explanation.curvature, &explanation.latex.curvature),
    };
    let partials: Vec<_> = match order {
        1 => derived.gradient.iter().chain(&derived.learnable).collect(),
        _ => derived.curvature.iter().collect(),
    };
    let all = texts.iter().zip(partials);
    all.map(|((by, _), partial)| {
        let explained = set.iter().find(|(this, _)| this == by);
        explained.map_or_else(
            || latex::derivative(stable, &derived.graph, partial, order),
            |(_, text)| text.clone(),
        )
    })
    .collect()
}

fn diagram(loss: &Loss) -> Diagram {
    let compiled = compile(&loss.item.formula);
    Diagram::of_derived(&compiled.stable, &compiled.simplified)
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
