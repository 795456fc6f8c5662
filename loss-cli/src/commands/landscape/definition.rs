//! A loss as the Rust that defines it, to be copied: with the helpers that it calls, without its long documentation.

use loss_compiler::explain::describe;
use loss_compiler::graph::Scope;
use loss_compiler::syntax::{Helper, display, print_body};

use crate::commands::explain::claims;
use crate::shipped;
use crate::source::Loss;

/// The definition.
pub fn definition(loss: &Loss) -> String {
    let formula = &loss.item.formula;
    let mut text = String::from("loss_core::loss! {\n");
    for helper in called(loss) {
        let params: Vec<String> = helper.params.iter().map(display).collect();
        let head = format!("fn {}({}) {{", display(&helper.name), params.join(", "));
        text += &format!(
            "    {head}\n{}\n    }}\n\n",
            indented(&print_body(&helper.body))
        );
    }
    let summary = shipped::summary(loss);
    if !summary.is_empty() {
        text += &format!("    /// {summary}\n");
    }
    let claims = claims(formula);
    if !claims.is_empty() {
        text += &format!("    #[claims({})]\n", claims.join(", "));
    }
    let kind = match formula.scope {
        Scope::Sample => "loss",
        Scope::Batch => "batch loss",
    };
    text += &format!("    pub {kind} {}(\n", formula.name);
    for arg in &formula.args {
        text += &format!("        {}: {},\n", arg.name, describe(formula, arg));
    }
    text + &format!("    ) {{\n{}\n    }}\n}}\n", indented(&formula.source))
}

/// The helpers that a loss calls, and those that these call, in the order of the file.
fn called(loss: &Loss) -> Vec<&Helper> {
    let helpers = &loss.block.block.helpers;
    let mut texts = vec![loss.item.formula.source.clone()];
    let mut is_called = vec![false; helpers.len()];
    while let Some(text) = texts.pop() {
        let words = || text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        for (helper, is_called) in helpers.iter().zip(&mut is_called) {
            let name = display(&helper.name);
            if !*is_called && words().any(|word| word == name) {
                *is_called = true;
                texts.push(print_body(&helper.body));
            }
        }
    }
    let both = helpers.iter().zip(is_called);
    both.filter_map(|(helper, is_called)| is_called.then_some(helper))
        .collect()
}

fn indented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("        {line}")).collect();
    lines.join("\n")
}
