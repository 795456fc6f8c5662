//! Operands: numbers, names, calls, brackets, `if`, and what follows them, `.method(…)` and `[index]`.

use proc_macro2::{Delimiter, Group, Ident, TokenTree};

use super::{Body, Call, Expr, ExprKind, Parsed, Parser, body, number};
use crate::error::{At, Reported, catalogue};

impl Parser<'_> {
    /// An operand with its methods and indices.
    pub(super) fn postfix(&mut self) -> Parsed<Expr> {
        let outside = self.depth;
        let mut expr = self.primary()?;
        for count in 1.. {
            let at = self.cursor.at();
            if self.cursor.is_operator(".") {
                self.in_a_row(count, at)?;
                self.cursor.skip(1);
                expr = self.method(expr)?;
            } else if let Some(group) = self.cursor.take_group(Delimiter::Bracket) {
                self.in_a_row(count, at)?;
                expr = self.element(expr, &group);
            } else if self.cursor.group(Delimiter::Parenthesis).is_some() {
                let fill: [&dyn std::fmt::Display; 1] = [&"this"];
                return Err(self
                    .errors
                    .report(expr.at, &catalogue::NOT_A_FUNCTION, &fill));
            } else {
                break;
            }
        }
        self.depth = outside;
        Ok(expr)
    }

    /// `name::<K>(args)` behind the dot.
    fn method(&mut self, receiver: Expr) -> Parsed<Expr> {
        let Some(name) = self.cursor.ident().cloned() else {
            let at = receiver.at.to(self.cursor.at());
            let help = "a component is `x[0]`, a function `x.abs()`";
            return Err(self
                .errors
                .report(at, &catalogue::NOT_IN_A_FORMULA, &[&"a field", &help]));
        };
        self.cursor.skip(1);
        let axes = self.turbofish()?;
        let Some(group) = self.cursor.take_group(Delimiter::Parenthesis) else {
            let at = receiver.at.to(At::from(&name));
            let help = format!("values have no fields; a function is called, `x.{name}()`");
            return Err(self
                .errors
                .report(at, &catalogue::NOT_IN_A_FORMULA, &[&"a field", &help]));
        };
        let at = receiver.at.to(self.cursor.behind());
        let mut args = vec![receiver];
        self.arguments(&group, &mut args);
        let call = Call {
            name,
            axes,
            args,
            method: true,
        };
        Ok(Expr::new(ExprKind::Call(Box::new(call)), at))
    }

    /// `x[index]`
    fn element(&mut self, expr: Expr, group: &Group) -> Expr {
        let at = expr.at.to(self.cursor.behind());
        let index = match self.position_in(group) {
            Ok(index) => index,
            Err(_) => Expr::error(at),
        };
        Expr::new(ExprKind::Element(Box::new(expr), Box::new(index)), at)
    }

    fn position_in(&mut self, group: &Group) -> Parsed<Expr> {
        let mut inner = self.inside(group);
        let index = inner.expr()?;
        if inner.cursor.is_operator(",") {
            return Err(inner.expected("`]`", "one axis at a time: `x[a][b]`"));
        }
        inner.ended()?;
        Ok(index)
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let at = self.cursor.at();
        match self.cursor.peek(0).cloned() {
            Some(TokenTree::Literal(literal)) => {
                self.cursor.skip(1);
                Ok(match number::number(&literal, at, self.errors) {
                    Ok(value) => number_expr(value, literal.to_string(), at),
                    Err(_) => Expr::error(at),
                })
            }
            Some(TokenTree::Ident(ident)) => self.word(ident),
            Some(TokenTree::Group(group)) => {
                self.cursor.skip(1);
                // Whatever is wrong inside, what stands behind the bracket can be read.
                Ok(self
                    .bracketed(&group, at)
                    .unwrap_or_else(|_| Expr::error(at)))
            }
            _ => Err(self.refuse_operand()),
        }
    }

    /// What begins with a word.
    fn word(&mut self, ident: Ident) -> Parsed<Expr> {
        let at = At::from(&ident);
        match ident.to_string().as_str() {
            "if" => return self.choice(),
            // It is meant as a name, and was refused where it was declared.
            word if self.errors.has_keyword(word) => {
                if !matches!(self.cursor.peek(1), Some(TokenTree::Group(_))) {
                    self.cursor.skip(1);
                    return Ok(Expr::error(at));
                }
            }
            "true" | "false" => {
                self.cursor.skip(1);
                return Ok(Expr::new(ExprKind::Truth(ident == "true"), at));
            }
            _ => self.refuse_keyword(&ident)?,
        }
        self.cursor.skip(1);
        if self.cursor.is_operator("!")
            && let Some(TokenTree::Group(_)) = self.cursor.peek(1)
        {
            self.cursor.skip(1);
            let at = at.to(self.cursor.at());
            self.cursor.skip(1);
            self.refuse(
                at,
                "a macro call",
                "call a function, or a helper `fn` in the same block",
            );
            return Ok(Expr::error(at));
        }
        let is_path = matches!(self.cursor.peek(2), Some(TokenTree::Ident(_)));
        if is_path && self.cursor.take_operator("::") {
            self.refuse_path(&ident);
            let at = at.to(self.cursor.behind());
            self.cursor.take_group(Delimiter::Parenthesis);
            return Ok(Expr::error(at));
        }
        let axes = self.turbofish()?;
        match self.cursor.take_group(Delimiter::Parenthesis) {
            Some(group) => {
                let at = at.to(self.cursor.behind());
                let mut args = Vec::new();
                self.arguments(&group, &mut args);
                let call = Call {
                    name: ident,
                    axes,
                    args,
                    method: false,
                };
                Ok(Expr::new(ExprKind::Call(Box::new(call)), at))
            }
            None if axes.is_empty() => Ok(Expr::new(ExprKind::Name(ident), at)),
            None => Err(self.expected("`(`", &format!("call it: `{ident}::<{}>(…)`", axes[0]))),
        }
    }

    /// `::<I, J>`, or nothing.
    fn turbofish(&mut self) -> Parsed<Vec<Ident>> {
        let mut axes = Vec::new();
        if !self.cursor.take_operator("::") {
            return Ok(axes);
        }
        if !self.cursor.take_char('<') {
            return Err(self.expected("`<` and an axis", "write `sum::<K>(x)`"));
        }
        loop {
            match self.cursor.ident().cloned() {
                Some(axis) if axis != "_" => axes.push(axis),
                _ => return Err(self.expected("the name of an axis", "write `sum::<K>(x)`")),
            }
            self.cursor.skip(1);
            let goes_on = self.cursor.take_operator(",");
            if self.cursor.take_char('>') {
                return Ok(axes);
            }
            if !goes_on {
                return Err(self.expected("`,` or `>`", "write `sum::<K>(x)`"));
            }
        }
    }

    /// The arguments of a call; one that cannot be read does not hide the errors of the others.
    fn arguments(&mut self, group: &Group, args: &mut Vec<Expr>) {
        let mut inner = self.inside(group);
        while !inner.cursor.is_at_end() {
            let at = inner.cursor.at();
            if inner.cursor.is_assigned() {
                let help =
                    "arguments have no names, only an order; an axis is named as in `sum::<K>(x)`";
                inner.refuse(at, "a named argument", help);
                args.push(Expr::error(at));
                inner.skip_behind_comma();
                continue;
            }
            match inner.expr() {
                Ok(expr) => {
                    args.push(expr);
                    if !inner.cursor.is_at_end() && !inner.cursor.is_operator(",") {
                        let help = inner.missing_operator();
                        inner.expected("`,` or an operator", help);
                    }
                }
                Err(_) => args.push(Expr::error(at)),
            }
            inner.skip_behind_comma();
        }
    }

    /// What stands in a bracket of any kind.
    fn bracketed(&mut self, group: &Group, at: At) -> Parsed<Expr> {
        match group.delimiter() {
            Delimiter::Brace => Err(self.refuse(
                at,
                "a block",
                "name its parts with `let` at the beginning of the formula, and use parentheses",
            )),
            Delimiter::Bracket => Err(self.refuse(
                at,
                "an array",
                "values along an axis come from the arguments: `x: input[K]`",
            )),
            Delimiter::Parenthesis | Delimiter::None => {
                if group.stream().is_empty() {
                    return Err(self.refuse(
                        at,
                        "an empty pair of parentheses",
                        "write a value in them",
                    ));
                }
                let mut inner = self.inside(group);
                let expr = inner.expr()?;
                if inner.cursor.is_operator(",") {
                    let help = "a formula has one value at a time: name each with `let`";
                    return Err(self.refuse(at, "a tuple", help));
                }
                inner.ended()?;
                Ok(Expr::new(ExprKind::Paren(Box::new(expr)), at))
            }
        }
    }

    /// `if c { a } else if d { b } else { e }`
    pub(super) fn choice(&mut self) -> Parsed<Expr> {
        let start = self.cursor.at();
        let mut arms = Vec::new();
        loop {
            self.cursor.skip(1); // the `if`
            if self.cursor.is_word("let") {
                let at = self.cursor.at();
                self.cursor.skip(1);
                return Err(self.refuse(
                    at,
                    "`if let`",
                    "a condition is a comparison: `if x > 0 { … } else { … }`",
                ));
            }
            if self.cursor.group(Delimiter::Brace).is_some() {
                return Err(self.expected("a condition", "write `if x > 0 { … } else { … }`"));
            }
            let condition = self.expr()?;
            arms.push((
                condition,
                self.branch("`{` and the value where the condition holds")?,
            ));
            if !self.cursor.take_word("else") {
                let at = start.to(self.cursor.behind());
                return Err(self.errors.report(at, &catalogue::IF_WITHOUT_ELSE, &[]));
            }
            if !self.cursor.is_word("if") {
                let last = self.branch("`{` and the value where no condition holds")?;
                let at = start.to(self.cursor.behind());
                return Ok(Expr::new(ExprKind::If(arms, Box::new(last)), at));
            }
        }
    }

    fn branch(&mut self, what: &str) -> Parsed<Body> {
        match self.cursor.take_group(Delimiter::Brace) {
            Some(group) => Ok(body::body(&group, self.depth + 1, self.errors)),
            None => {
                let help = self.missing_operator();
                Err(self.expected(what, help))
            }
        }
    }

    pub(super) fn refuse(&mut self, at: At, what: &str, help: &str) -> Reported {
        self.errors
            .report(at, &catalogue::NOT_IN_A_FORMULA, &[&what, &help])
    }
}

/// A number; a token can have its sign inside, where a macro made it.
fn number_expr(value: f64, written: String, at: At) -> Expr {
    match written.strip_prefix('-') {
        Some(rest) => {
            let number = Expr::new(ExprKind::Number(-value, rest.to_owned()), at);
            Expr::new(ExprKind::Neg(Box::new(number)), at)
        }
        None => Expr::new(ExprKind::Number(value, written), at),
    }
}
