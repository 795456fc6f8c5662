//! What stands between two operands, and what to say of operators that formulas do not have.

use super::{Binary, COMPARISON_LEVEL, Comparison, Parsed, Parser};
use crate::error::{Reported, catalogue};

/// An operator between two operands.
#[derive(Clone, Copy)]
pub enum Infix {
    /// One that chains.
    Binary(Binary),
    /// One that does not.
    Compare(Comparison),
}

impl Infix {
    /// How tightly it binds.
    pub fn level(self) -> u8 {
        match self {
            Infix::Binary(binary) => binary.level(),
            Infix::Compare(_) => COMPARISON_LEVEL,
        }
    }
    /// As written.
    pub fn symbol(self) -> &'static str {
        match self {
            Infix::Binary(binary) => binary.symbol(),
            Infix::Compare(comparison) => comparison.symbol(),
        }
    }
    fn of(operator: &str) -> Option<Infix> {
        Some(match operator {
            "||" => Infix::Binary(Binary::Or),
            "&&" => Infix::Binary(Binary::And),
            "+" => Infix::Binary(Binary::Add),
            "-" => Infix::Binary(Binary::Sub),
            "*" => Infix::Binary(Binary::Mul),
            "/" => Infix::Binary(Binary::Div),
            "<" => Infix::Compare(Comparison::Lt),
            "<=" => Infix::Compare(Comparison::Le),
            ">" => Infix::Compare(Comparison::Gt),
            ">=" => Infix::Compare(Comparison::Ge),
            "==" => Infix::Compare(Comparison::Eq),
            "!=" => Infix::Compare(Comparison::Ne),
            _ => return None,
        })
    }
}

/// What to write instead of an operator that formulas do not have.
fn instead(operator: &str) -> Option<&'static str> {
    Some(match operator {
        "%" => "there is no remainder: it has no useful gradient",
        "&" => "for both of two conditions write `&&`",
        "|" => "for one of two conditions write `||`",
        "<<" | ">>" => "to scale write `*` with a power of two",
        "=" => "to compare write `==`; to name a value write `let name = …;`",
        "+=" | "-=" | "*=" | "/=" | "%=" | "^=" | "&=" | "|=" | "<<=" | ">>=" => {
            "values do not change: give the new one a name, `let x = x + 1;`"
        }
        ".." | "..=" | "..." => "ranges stand in domains only: `x: param = 1.0 in 0.0..`",
        "?" => "nothing in a formula can fail",
        "=>" | "->" => "choose by `if … { … } else { … }`",
        "@" | "~" | "$" | "#" | "'" => "remove it",
        _ => return None,
    })
}

impl Parser<'_> {
    /// The operator between two operands that stands here, not yet taken; `None` where the expression ends, whether or not it should.
    pub(super) fn infix(&mut self) -> Parsed<Option<Infix>> {
        if self.cursor.is_word("as") {
            let at = self.cursor.at();
            let help = "every number is real already: remove `as …`";
            return Err(self
                .errors
                .report(at, &catalogue::NOT_IN_A_FORMULA, &[&"a cast", &help]));
        }
        let Some(operator) = self.cursor.operator() else {
            return Ok(None);
        };
        let at = self.cursor.operator_at();
        if operator == "^" {
            return Err(self.errors.report(at, &catalogue::POWER, &[&operator]));
        }
        // `a ** b` would otherwise be a product with a dereferenced `b`.
        if operator == "*" && self.is_twice('*') {
            let both = self.cursor.at().to(self.at_next());
            return Err(self.errors.report(both, &catalogue::POWER, &[&"**"]));
        }
        match (Infix::of(operator), instead(operator)) {
            (Some(infix), _) => Ok(Some(infix)),
            (None, Some(help)) => Err(self.no_operator(operator, help)),
            (None, None) => Ok(None),
        }
    }

    pub(super) fn no_operator(&mut self, operator: &str, help: &str) -> Reported {
        let at = self.cursor.operator_at();
        self.errors
            .report(at, &catalogue::NO_SUCH_OPERATOR, &[&operator, &help])
    }

    fn is_twice(&self, c: char) -> bool {
        (0..2).all(|ahead| {
            matches!(self.cursor.peek(ahead), Some(proc_macro2::TokenTree::Punct(punct)) if punct.as_char() == c)
        })
    }

    fn at_next(&self) -> crate::error::At {
        self.cursor
            .peek(1)
            .map_or_else(|| self.cursor.at(), |token| token.span().into())
    }
}
