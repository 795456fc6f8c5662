//! Formulas from their source.

use loss_compiler::check::front;
use loss_compiler::graph::Formula;

/// The formulas of a text without errors.
pub fn formulas(text: &str) -> Vec<Formula> {
    let tokens = text.parse().expect("Rust's tokens");
    let (_, items, errors) = front(tokens);
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "{text}\n{}", said.join("\n"));
    items.into_iter().map(|item| item.formula).collect()
}

/// The only formula of a text.
pub fn formula(text: &str) -> Formula {
    formulas(text).pop().expect("a formula")
}
