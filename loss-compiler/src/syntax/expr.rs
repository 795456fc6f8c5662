//! Expressions by precedence climbing.
//!
//! A chain of one precedence is collected in a loop, so ten thousand terms are one flat node. What does nest, brackets and
//! operators in front of or behind an operand, counts towards the bound of [`depth`](super::depth).

use proc_macro2::{Delimiter, TokenTree};

use super::operator::Infix;
use super::{COMPARISON_LEVEL, Expr, ExprKind, Parsed, Parser, depth};
use crate::error::{At, catalogue};
use crate::syntax::cursor::Cursor;

impl<'e> Parser<'e> {
    /// An expression, up to where it ends.
    pub(super) fn expr(&mut self) -> Parsed<Expr> {
        self.binary(0)
    }

    /// Operands joined by operators that bind at least as tightly as `floor`.
    fn binary(&mut self, floor: u8) -> Parsed<Expr> {
        let mut left = self.prefix()?;
        while let Some((infix, signs)) = self.infix()?
            && infix.level() >= floor
        {
            self.refuse_comparison_chain(&left, infix)?;
            let at = self.cursor.operator_at();
            self.cursor.skip(signs);
            let outside = self.depth;
            self.deeper(at)?;
            let right = self.binary(infix.level() + 1)?;
            self.depth = outside;
            left = join(left, infix, right);
        }
        Ok(left)
    }

    /// `a < b < c`; and `sum<K>(x)`, which is one too.
    fn refuse_comparison_chain(&mut self, left: &Expr, infix: Infix) -> Parsed<()> {
        let ExprKind::Compare(first, _, second) = &left.kind else {
            return Ok(());
        };
        if infix.level() != COMPARISON_LEVEL {
            return Ok(());
        }
        if let (ExprKind::Name(function), ExprKind::Name(axis)) = (&first.kind, &second.kind)
            && matches!(self.cursor.peek(1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
        {
            let at = left.at.to(self.cursor.at());
            let fill: [&dyn std::fmt::Display; 2] = [function, axis];
            return Err(self.errors.report(at, &catalogue::TURBOFISH, &fill));
        }
        let at = self.cursor.operator_at();
        Err(self.errors.report(at, &catalogue::COMPARISON_CHAIN, &[]))
    }

    /// `-x`, `!x`
    fn prefix(&mut self) -> Parsed<Expr> {
        let mut signs = Vec::new();
        let outside = self.depth;
        loop {
            let at = self.cursor.at();
            match self.cursor.operator() {
                Some("-") => signs.push((ExprKind::Neg as fn(Box<Expr>) -> ExprKind, at)),
                Some("!") => signs.push((ExprKind::Not as fn(Box<Expr>) -> ExprKind, at)),
                _ => break,
            }
            self.in_a_row(signs.len(), at)?;
            self.cursor.skip(1);
        }
        let mut expr = self.postfix()?;
        self.depth = outside;
        for (kind, at) in signs.into_iter().rev() {
            let at = at.to(expr.at);
            expr = Expr::new(kind(Box::new(expr)), at);
        }
        Ok(expr)
    }

    /// Counts an operator before or behind an operand, of which there are `count` in a row.
    pub(super) fn in_a_row(&mut self, count: usize, at: At) -> Parsed<()> {
        self.deeper(at)?;
        match count > depth::MOST {
            true => Err(self.errors.report(at, &catalogue::TOO_DEEP, &[])),
            false => Ok(()),
        }
    }

    /// Counts a level of nesting.
    pub(super) fn deeper(&mut self, at: At) -> Parsed<()> {
        self.depth += 1;
        match self.depth > depth::MOST_STEPS {
            true => Err(self.errors.report(at, &catalogue::TOO_DEEP, &[])),
            false => Ok(()),
        }
    }

    /// A parser over the tokens of a bracket, one level deeper.
    pub(super) fn inside(&mut self, group: &proc_macro2::Group) -> Parser<'_> {
        let end = match group.delimiter() {
            Delimiter::None => group.span(),
            _ => group.span_close(),
        };
        let mut inner = Parser::new(Cursor::over_expression(group.stream(), end), self.errors);
        inner.depth = self.depth + 1;
        inner
    }

    /// Says so if there is something behind the expression that should fill a bracket.
    pub(super) fn ended(&mut self) -> Parsed<()> {
        match self.cursor.is_at_end() {
            true => Ok(()),
            false => {
                let help = self.missing_operator();
                Err(self.expected("an operator", help))
            }
        }
    }

    /// What to say where an operand follows an operand.
    pub(super) fn missing_operator(&self) -> &'static str {
        match self.cursor.peek(0) {
            Some(TokenTree::Ident(_) | TokenTree::Literal(_)) => "a product is written with `*`",
            _ => "",
        }
    }
}

/// `left op right`, which continues the chain that `left` is.
fn join(left: Expr, infix: Infix, right: Expr) -> Expr {
    let at = left.at.to(right.at);
    let binary = match infix {
        Infix::Compare(comparison) => {
            let kind = ExprKind::Compare(Box::new(left), comparison, Box::new(right));
            return Expr::new(kind, at);
        }
        Infix::Binary(binary) => binary,
    };
    match left.kind {
        ExprKind::Chain(first, mut rest)
            if rest
                .last()
                .is_some_and(|(op, _)| op.level() == binary.level()) =>
        {
            rest.push((binary, right));
            Expr::new(ExprKind::Chain(first, rest), at)
        }
        _ => Expr::new(ExprKind::Chain(Box::new(left), vec![(binary, right)]), at),
    }
}
