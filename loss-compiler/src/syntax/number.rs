//! Numbers: literals, and the signed ones of defaults and domains.

use proc_macro2::{Literal, TokenTree};

use super::{Parsed, Parser};
use crate::error::{At, Errors, catalogue};
use crate::syntax::cursor::Cursor;

/// The constants, by name.
pub const CONSTANTS: [(&str, f64); 3] = [
    ("PI", std::f64::consts::PI),
    ("E", std::f64::consts::E),
    ("INFINITY", f64::INFINITY),
];

/// The constant of a name.
pub fn constant(name: &str) -> Option<f64> {
    CONSTANTS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| *value)
}

/// The number of a literal. An integer is a real number; a type is not the formula's to choose.
pub fn number(literal: &Literal, at: At, errors: &mut Errors) -> Parsed<f64> {
    let (digits, suffix) = match syn::Lit::new(literal.clone()) {
        syn::Lit::Int(int) => (int.base10_digits().to_owned(), int.suffix().to_owned()),
        syn::Lit::Float(float) => (float.base10_digits().to_owned(), float.suffix().to_owned()),
        _ => {
            let help = "formulas are about numbers; a choice is a `flag`, a class an `index(K)`";
            return Err(errors.report(at, &catalogue::NOT_IN_A_FORMULA, &[&"text", &help]));
        }
    };
    if !suffix.is_empty() {
        let written = literal.to_string();
        let bare = written.strip_suffix(&suffix).unwrap_or(&written);
        let bare = bare.trim_end_matches('_');
        return Err(errors.report(at, &catalogue::NUMBER_SUFFIX, &[&bare]));
    }
    let value: f64 = digits.parse().unwrap_or(f64::NAN);
    let mantissa = digits.split(['e', 'E']).next().unwrap_or_default();
    let vanished = value == 0.0 && mantissa.contains(|c: char| ('1'..='9').contains(&c));
    if !value.is_finite() {
        let fill: [&dyn std::fmt::Display; 3] = [
            literal,
            &"large",
            &"the largest is about 1.8e308; infinity is INFINITY",
        ];
        return Err(errors.report(at, &catalogue::NUMBER_RANGE, &fill));
    }
    if vanished {
        let fill: [&dyn std::fmt::Display; 3] = [
            literal,
            &"small",
            &"it would be 0; the smallest is about 4.9e-324",
        ];
        return Err(errors.report(at, &catalogue::NUMBER_RANGE, &fill));
    }
    Ok(value)
}

/// Whether a signed number or a constant stands here.
pub fn starts_signed(cursor: &Cursor) -> bool {
    match cursor.peek(0) {
        Some(TokenTree::Literal(_)) => true,
        Some(TokenTree::Ident(ident)) => constant(&ident.to_string()).is_some(),
        _ => cursor.is_operator("-"),
    }
}

impl Parser<'_> {
    /// `2.0`, `-1`, `PI`, `-INFINITY`
    pub(super) fn signed_number(&mut self) -> Parsed<(f64, At)> {
        let start = self.cursor.at();
        let sign = if self.cursor.take_operator("-") {
            -1.0
        } else {
            1.0
        };
        let at = self.cursor.at();
        let value = match self.cursor.peek(0).cloned() {
            Some(TokenTree::Literal(literal)) => number(&literal, at, self.errors)?,
            Some(TokenTree::Ident(ident)) if constant(&ident.to_string()).is_some() => {
                constant(&ident.to_string()).unwrap_or_default()
            }
            _ => {
                return Err(self.expected(
                    "a number",
                    "a number is written out, or is PI, E or INFINITY",
                ));
            }
        };
        self.cursor.skip(1);
        Ok((sign * value, start.to(at)))
    }
}
