//! A body: `let`s and one expression.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::{Body, Expr, Let, Parsed, Parser};
use crate::error::{At, Errors, catalogue};
use crate::syntax::cursor::Cursor;

/// The body in these braces, `depth` levels deep. It always has a tail, if only one that stands for an error.
pub fn body(group: &Group, depth: usize, errors: &mut Errors) -> Body {
    let cursor = Cursor::over_expression(group.stream(), group.span_close());
    let mut parser = Parser::new(cursor, errors);
    parser.depth = depth;
    let mut lets = Vec::new();
    let mut has_dropped = false;
    let missing = Expr::error(At::new(group.span_open(), group.span_close()));
    loop {
        if parser.cursor.is_at_end() {
            if !has_dropped {
                let at = At::from(group.span_close());
                parser.errors.report(at, &catalogue::NO_TAIL, &[]);
            }
            return Body {
                lets,
                tail: missing,
            };
        }
        match parser.statement(&mut lets) {
            Ok(Some(tail)) => return Body { lets, tail },
            Ok(None) => has_dropped = false,
            Err(_) => {
                has_dropped = true;
                parser.skip_statement();
            }
        }
    }
}

impl Parser<'_> {
    /// A `let`, or the tail.
    fn statement(&mut self, lets: &mut Vec<Let>) -> Parsed<Option<Expr>> {
        if self.cursor.is_word("let") {
            self.cursor.skip(1);
            return self.binding(lets).map(|()| None);
        }
        if self.cursor.is_assigned()
            && let Some(name) = self.cursor.ident()
        {
            let help = format!("to name a value write `let {name} = …;`; values do not change");
            let at = self.cursor.at_next();
            let fill: [&dyn std::fmt::Display; 2] = [&"=", &help];
            self.errors.report(at, &catalogue::NO_SUCH_OPERATOR, &fill);
            return self.binding(lets).map(|()| None);
        }
        // As in Rust, an `if` that begins a statement is all of it.
        let is_choice = self.cursor.is_word("if");
        let expr = match is_choice {
            true => self.choice()?,
            false => self.expr()?,
        };
        if self.cursor.is_at_end() {
            return Ok(Some(expr));
        }
        if self.cursor.is_operator(";") || self.cursor.is_word("let") {
            return Err(self.errors.report(expr.at, &catalogue::DROPPED, &[]));
        }
        if is_choice {
            let next = self.cursor.operator().unwrap_or_default();
            return Err(self
                .errors
                .report(expr.at, &catalogue::IF_STATEMENT, &[&next]));
        }
        let help = self.missing_operator();
        Err(self.expected("an operator or the end of the formula", help))
    }

    /// `name = value;` behind the `let`.
    fn binding(&mut self, lets: &mut Vec<Let>) -> Parsed<()> {
        self.refuse_pattern(lets)?;
        let name = self.name("a name")?;
        let start = self.cursor.at();
        let value = self.bound_value();
        let value = match value {
            Ok(value) => value,
            Err(reported) => {
                // The name exists, so that its uses are no errors.
                lets.push(Let {
                    name,
                    value: Expr::error(start),
                });
                return Err(reported);
            }
        };
        lets.push(Let { name, value });
        if self.cursor.take_operator(";") {
            return Ok(());
        }
        if self.cursor.is_word("else") {
            let help = "nothing in a formula can fail to match: remove the `else`";
            let at = self.cursor.at();
            return Err(self.errors.report(at, &catalogue::LET_PATTERN, &[&help]));
        }
        let help = self.missing_operator();
        let at_let = self.cursor.is_word("let") || self.cursor.is_at_end();
        let reported = self.expected(
            "`;`",
            if at_let {
                "a `let` ends with `;`"
            } else {
                help
            },
        );
        Err(reported)
    }

    /// Refuses what is no name, and lets the names in it exist, so that their uses are no errors.
    fn refuse_pattern(&mut self, lets: &mut Vec<Let>) -> Parsed<()> {
        let at = self.cursor.at();
        if self.cursor.is_word("mut") || self.cursor.is_word("ref") {
            let help = "values do not change: `let x = x + 1;` names a new one";
            self.errors.report(at, &catalogue::LET_PATTERN, &[&help]);
            self.cursor.skip(1);
            return Ok(());
        }
        let pattern = match self.cursor.peek(0) {
            Some(TokenTree::Group(group)) if group.delimiter() != Delimiter::Brace => {
                group.stream()
            }
            Some(TokenTree::Punct(punct)) if punct.as_char() == '&' => TokenStream::new(),
            Some(TokenTree::Ident(ident)) if ident == "_" => TokenStream::new(),
            _ => return Ok(()),
        };
        for token in pattern {
            if let TokenTree::Ident(name) = token {
                let value = Expr::error(at);
                lets.push(Let { name, value });
            }
        }
        let help = "write one `let name = …;` for each value";
        Err(self.errors.report(at, &catalogue::LET_PATTERN, &[&help]))
    }

    fn bound_value(&mut self) -> Parsed<Expr> {
        if self.cursor.is_operator(":") {
            let at = self.cursor.at();
            let why = "a value is a number, a truth value or an index by what it is made from";
            return Err(self.errors.report(at, &catalogue::NO_TYPES, &[&why]));
        }
        if !self.cursor.take_operator("=") {
            return Err(self.expected("`=`", "write `let name = …;`"));
        }
        self.expr()
    }

    /// Goes on behind the next `;` or in front of the next `let`.
    fn skip_statement(&mut self) {
        while !self.cursor.is_at_end()
            && !self.cursor.is_word("let")
            && !self.cursor.take_operator(";")
        {
            self.cursor.skip(1);
        }
    }
}
