//! Pictures of a loss: value, gradient and second derivative along one argument, for several values of another.
//!
//! The numbers are the interpreter's, so that nothing is compiled to draw them. The documentation of a loss has the first two panels,
//! the command `loss plot` all three; the terminal's picture is in that command.

pub mod curves;
pub mod scale;
pub mod svg;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::LitStr;

use crate::check::front;
use crate::function::Values;
use curves::{Wish, curves};
use svg::Look;

/// Value and gradient side by side, for the documentation of the loss that the text in this literal ends with; nothing if there is
/// nothing to draw.
pub fn documentation(literal: TokenStream) -> String {
    let definition = syn::parse2::<LitStr>(literal).map(|text| text.value());
    definition.map_or_else(|_| String::new(), |text| picture(&text))
}

fn picture(definition: &str) -> String {
    let Ok(tokens) = definition.parse::<TokenStream>() else {
        return String::new();
    };
    let (_, items, errors) = front(tokens);
    let (Some(item), true) = (items.last(), errors.is_empty()) else {
        return String::new();
    };
    match curves(&item.formula, &Values::default(), &Wish::default()) {
        // What stands between empty lines is a block of HTML, in which Markdown changes nothing.
        Ok(curves) => format!("\n\n{}\n\n", svg::draw(&curves, Look::Inline)),
        Err(_) => String::new(),
    }
}
