//! A loss as the Rust that defines it, to be copied: with the helpers that it calls, without its long documentation.

use loss_compiler::show::{definition as items, indented};

use crate::commands::explain::claims;
use crate::shipped;
use crate::source::Loss;

/// The definition.
pub fn definition(loss: &Loss) -> String {
    let formula = &loss.item.formula;
    let mut before = String::new();
    let summary = shipped::summary(loss);
    if !summary.is_empty() {
        before += &format!("/// {summary}\n");
    }
    let claims = claims(formula);
    if !claims.is_empty() {
        before += &format!("#[claims({})]\n", claims.join(", "));
    }
    let items = items(&loss.block.block, formula, &before);
    format!("loss_core::loss! {{\n{}\n}}\n", indented(&items))
}
