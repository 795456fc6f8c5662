//! The parts of Rust that formulas leave out, each with what to write instead.

use proc_macro2::{Ident, TokenTree};

use super::{Parsed, Parser, number};
use crate::error::{At, Reported, catalogue};

/// What a keyword of Rust stands for, and what to write instead.
fn keyword(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "match" => ("`match`", "choose by `if … { … } else { … }`"),
        "for" | "while" | "loop" => (
            "a loop",
            "work along an axis: `sum::<K>(…)`, `cumsum::<K>(…)`",
        ),
        "return" | "break" | "continue" | "yield" => {
            ("a jump", "the last expression is the result")
        }
        "let" => (
            "`let` inside an expression",
            "put it before the expression: `let name = …;`",
        ),
        "mut" | "ref" => (
            "a variable that changes",
            "give the new value a name: `let x = x + 1;`",
        ),
        "move" => (
            "a closure",
            "write a helper beside the loss: `fn name(x) { … }`",
        ),
        "fn" => (
            "a function inside a formula",
            "write the helper beside the loss: `fn name(x) { … }`",
        ),
        "self" | "Self" | "super" | "crate" => (
            "a path",
            "a formula knows its arguments, its `let`s and its functions",
        ),
        "else" => (
            "an `else` without its `if`",
            "write `if … { … } else { … }`",
        ),
        "unsafe" | "async" | "await" | "try" | "dyn" | "impl" | "box" | "do" => {
            ("this part of Rust", "remove it")
        }
        "struct" | "enum" | "use" | "mod" | "const" | "static" | "trait" | "type" | "extern"
        | "macro" | "pub" => (
            "an item",
            "only `let`s and one expression stand in a formula",
        ),
        "where" => ("`where`", "to choose write `if c { a } else { b }`"),
        "in" | "as" | "abstract" | "become" | "final" | "override" | "priv" | "typeof"
        | "unsized" | "virtual" | "gen" => (
            "a keyword of Rust",
            "if it is meant as a name, write `r#` before it",
        ),
        "_" => ("`_`", "write a name or a value"),
        _ => return None,
    })
}

impl Parser<'_> {
    /// Refuses a word that means something else to Rust.
    pub(super) fn refuse_keyword(&mut self, ident: &Ident) -> Parsed<()> {
        match keyword(&ident.to_string()) {
            Some((what, help)) => Err(self.refuse(At::from(ident), what, help)),
            None => Ok(()),
        }
    }

    /// Something that begins no operand stands here.
    pub(super) fn refuse_operand(&mut self) -> Reported {
        let at = self.cursor.operator_at();
        let (what, help) = match self.cursor.operator() {
            Some("|" | "||") => (
                "a closure",
                "write a helper beside the loss: `fn name(x) { … }`",
            ),
            Some("&" | "&&") => ("a reference", "remove the `&`: there is nothing to borrow"),
            Some("*") => (
                "a dereference",
                "remove the `*`: there is nothing to follow",
            ),
            Some(".." | "..=" | "...") => (
                "a range",
                "ranges stand in domains only: `x: param = 1.0 in 0.0..`",
            ),
            Some("+") => ("a `+` before a value", "remove it"),
            Some("'") => ("a label", "remove it"),
            Some("#") => ("an attribute", "attributes stand on losses and arguments"),
            Some("::" | "<") => (
                "a path",
                "a formula knows its arguments, its `let`s and its functions",
            ),
            _ => return self.expected("a value", ""),
        };
        self.refuse(at, what, help)
    }

    /// `f64::abs`, `std::f64::consts::PI`: the cursor stands behind the first `::`.
    pub(super) fn refuse_path(&mut self, first: &Ident) -> Reported {
        let mut last = None;
        while let Some(ident) = self.cursor.ident().cloned() {
            self.cursor.skip(1);
            last = Some(ident);
            if !self.cursor.take_operator("::") {
                break;
            }
        }
        let at = At::from(first).to(self.cursor.behind());
        let is_call = matches!(self.cursor.peek(0), Some(TokenTree::Group(_)));
        let help = match last {
            Some(last) if is_call => format!("functions have no path: write `{last}(…)`"),
            Some(last) if number::constant(&last.to_string()).is_some() => {
                format!("write `{last}`")
            }
            _ => "a formula knows its arguments, its `let`s and its functions".to_owned(),
        };
        self.errors
            .report(at, &catalogue::NOT_IN_A_FORMULA, &[&"a path", &help])
    }
}
