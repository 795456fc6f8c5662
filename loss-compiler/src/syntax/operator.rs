//! What stands between two operands, and what to say of operators that formulas do not have.

use proc_macro2::TokenTree;

use super::{Binary, COMPARISON_LEVEL, Comparison, Parsed, Parser};
use crate::error::catalogue;

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

/// What to read an operator as that was refused, so that the errors of its operands come in the same run.
fn read_as(refused: &str) -> Option<Infix> {
    Some(Infix::Binary(match refused {
        "&" => Binary::And,
        "|" => Binary::Or,
        "^" | "%" | "<<" | ">>" => Binary::Mul,
        _ => return None,
    }))
}

impl Parser<'_> {
    /// The operator between two operands that stands here and how many signs it has; it is not yet taken. `None` where the
    /// expression ends, whether or not it should.
    pub(super) fn infix(&mut self) -> Parsed<Option<(Infix, usize)>> {
        if self.cursor.is_word("as") {
            let at = self.cursor.at();
            return Err(self.refuse(at, "a cast", "every number is real already: remove `as …`"));
        }
        let Some(operator) = self.cursor.operator() else {
            return Ok(None);
        };
        // `a ** b` would otherwise be a product with a dereferenced `b`.
        if operator == "*" && self.is_twice('*') {
            let both = self.cursor.at().to(self.cursor.at_next());
            self.errors.report(both, &catalogue::POWER, &[&"**"]);
            return Ok(Some((Infix::Binary(Binary::Mul), 2)));
        }
        if let Some(infix) = Infix::of(operator) {
            return Ok(Some((infix, operator.len())));
        }
        let at = self.cursor.operator_at();
        let reported = match (operator, instead(operator)) {
            ("^", _) => self.errors.report(at, &catalogue::POWER, &[&operator]),
            (_, None) => return Ok(None),
            (_, Some(help)) => {
                let fill: [&dyn std::fmt::Display; 2] = [&operator, &help];
                self.errors.report(at, &catalogue::NO_SUCH_OPERATOR, &fill)
            }
        };
        match read_as(operator) {
            Some(infix) => Ok(Some((infix, operator.len()))),
            None => Err(reported),
        }
    }

    fn is_twice(&self, c: char) -> bool {
        (0..2).all(|ahead| matches!(self.cursor.peek(ahead), Some(TokenTree::Punct(punct)) if punct.as_char() == c))
    }
}
