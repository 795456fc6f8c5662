//! Tokens to syntax tree.
//!
//! ```text
//! pub loss Huber(prediction: input, …) { let size = abs(prediction - target); … }
//!     →  Loss { name: Huber, args: [Arg { name: prediction, kind: Input, … }, …], body: Body { lets: [size = …], tail: … } }
//! ```
//!
//! A parser of its own rather than `syn::Expr`: formulas are a small part of Rust, what is not in it deserves a word about what to
//! write instead, the tree stays flat where a formula is long, and `0.0<..1.0` is no expression at all.

mod attribute;
mod body;
mod cursor;
mod depth;
mod expr;
mod item;
mod number;
mod operator;
mod primary;
mod print;
mod range;
mod refuse;
mod signature;
mod tree;

use proc_macro2::TokenStream;

use crate::error::{At, Errors, Reported, catalogue};
use cursor::Cursor;

pub use number::constant;
pub use print::{body as print_body, expr as print_expr};
pub use tree::*;

/// Reads `($crate) items…`.
pub fn parse(tokens: TokenStream, errors: &mut Errors) -> Block {
    item::block(tokens, errors)
}

/// What was read, or the proof that an error was reported.
type Parsed<T> = Result<T, Reported>;

/// A parser over one bracket's tokens.
struct Parser<'e> {
    cursor: Cursor,
    errors: &'e mut Errors,
    /// How deeply the expression at hand is nested, operators before and after an operand included.
    depth: usize,
}

impl<'e> Parser<'e> {
    fn new(cursor: Cursor, errors: &'e mut Errors) -> Parser<'e> {
        Parser {
            cursor,
            errors,
            depth: 0,
        }
    }

    /// Says that `what` should stand here.
    fn expected(&mut self, what: &str, help: &str) -> Reported {
        let found = self.cursor.found();
        let at = self.cursor.at();
        self.errors
            .report(at, &catalogue::EXPECTED, &[&what, &found, &help])
    }

    /// A name that the user chooses.
    fn name(&mut self, what: &str) -> Parsed<proc_macro2::Ident> {
        let Some(ident) = self.cursor.ident().cloned() else {
            return Err(self.expected(what, ""));
        };
        let written = ident.to_string();
        if written == "_" {
            return Err(self.expected(
                what,
                "give it a name; one that begins with `_` may stay unused",
            ));
        }
        let is_keyword = written == "gen" || syn::parse_str::<syn::Ident>(&written).is_err();
        if is_keyword {
            let at = At::from(&ident);
            self.errors.note_keyword(&written);
            return Err(self
                .errors
                .report(at, &catalogue::KEYWORD_NAME, &[&written]));
        }
        self.cursor.skip(1);
        Ok(ident)
    }
}

/// The names of the constants.
pub fn constant_names<'a>() -> impl Iterator<Item = &'a str> {
    number::CONSTANTS.iter().map(|(name, _)| *name)
}
