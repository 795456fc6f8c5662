//! A loss as the items that define it, by itself: with the helpers that it calls, without those of its block that it does not, and
//! without documentation.

use crate::explain::describe;
use crate::graph::{Formula, Scope};
use crate::syntax::{Block, Helper, display, print_body};

/// The helpers, each followed by an empty line, that `formula` calls, and then the loss. What stands before the word `loss`,
/// documentation and claims, is `before`.
pub fn definition(block: &Block, formula: &Formula, before: &str) -> String {
    let mut text = String::new();
    for helper in called(block, formula) {
        let params: Vec<String> = helper.params.iter().map(display).collect();
        let head = format!("fn {}({}) {{", display(&helper.name), params.join(", "));
        text += &format!("{head}\n{}\n}}\n\n", indented(&print_body(&helper.body)));
    }
    let kind = match formula.scope {
        Scope::Sample => "loss",
        Scope::Batch => "batch loss",
    };
    text += &format!("{before}pub {kind} {}(\n", formula.name);
    for arg in &formula.args {
        text += &format!("    {}: {},\n", arg.name, describe(formula, arg));
    }
    text + &format!(") {{\n{}\n}}\n", indented(&formula.source))
}

/// The body as written, after the helpers that it calls: what is needed to read it.
pub fn written(block: &Block, formula: &Formula) -> String {
    let mut text = String::new();
    for helper in called(block, formula) {
        let params: Vec<String> = helper.params.iter().map(display).collect();
        let head = format!("fn {}({})", display(&helper.name), params.join(", "));
        let body = print_body(&helper.body);
        text += &match body.contains('\n') || head.len() + body.len() > 100 {
            true => format!("{head} {{\n{}\n}}\n", indented(&body)),
            false => format!("{head} {{ {body} }}\n"),
        };
    }
    text + &formula.source
}

/// The helpers that a loss calls, and those that these call, in the order of the file.
fn called<'a>(block: &'a Block, formula: &Formula) -> Vec<&'a Helper> {
    let helpers = &block.helpers;
    let mut texts = vec![formula.source.clone()];
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

/// Four columns to the right.
pub fn indented(text: &str) -> String {
    let lines = text.lines().map(|line| match line {
        "" => String::new(),
        _ => format!("    {line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}
