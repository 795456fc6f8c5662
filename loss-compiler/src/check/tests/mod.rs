//! The front end as a whole: formula text in, items and errors out.

mod reference;

use super::{Item, front};
use crate::error::Errors;
use proc_macro2::TokenStream;

/// What the front end makes of this text.
fn run(text: &str) -> (Vec<Item>, Errors) {
    let tokens: TokenStream = text.parse().expect("the text is tokens");
    let (_, items, errors) = front(tokens);
    (items, errors)
}

/// The items of a text without errors.
fn sound(text: &str) -> Vec<Item> {
    let (items, errors) = run(text);
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "{text}\n{}", said.join("\n"));
    assert!(items.iter().all(|item| !item.is_stub), "{text}");
    items
}
