//! The arguments of a loss and the parameters of a helper.

use proc_macro2::{Delimiter, Group, Ident, TokenTree};

use super::{Arg, Default, Extent, Kind, Parsed, Parser, number};
use crate::error::{At, Errors, catalogue, nearest};
use crate::syntax::cursor::Cursor;

/// The kinds, by name.
const KINDS: [&str; 6] = ["input", "data", "index", "param", "learnable", "flag"];

/// The arguments of a loss, and whether there may be more than could be read.
pub fn args(group: &Group, errors: &mut Errors) -> (Vec<Arg>, bool) {
    let cursor = Cursor::over_structure(group.stream(), group.span_close());
    let mut parser = Parser::new(cursor, errors);
    let mut args = Vec::new();
    let mut lacks_names = false;
    while !parser.cursor.is_at_end() {
        let (before, place) = (parser.errors.len(), parser.cursor.place());
        match parser.arg() {
            Some(arg) => args.push(arg),
            None => lacks_names = true,
        }
        let is_ended = parser.cursor.is_at_end() || parser.cursor.is_operator(",");
        if !is_ended && parser.errors.len() == before {
            parser.expected(
                "`,`",
                "an argument is `name: kind[axes] = default in domain`",
            );
        }
        if parser.cursor.place() == place {
            parser.cursor.skip(1);
        }
        lacks_names |= parser.skip_to_arg();
    }
    (args, lacks_names)
}

/// The parameters of a helper.
pub fn params(group: &Group, errors: &mut Errors) -> Vec<Ident> {
    let cursor = Cursor::over_structure(group.stream(), group.span_close());
    let mut parser = Parser::new(cursor, errors);
    let mut params: Vec<Ident> = Vec::new();
    while !parser.cursor.is_at_end() {
        if let Ok(name) = parser.name("the name of a parameter") {
            let is_taken = params.contains(&name);
            let at = At::from(&name);
            if is_taken {
                let name = super::display(&name);
                let fill: [&dyn std::fmt::Display; 2] = [&"the parameter", &name];
                parser.errors.report(at, &catalogue::DUPLICATE_NAME, &fill);
            }
            if parser.cursor.is_operator(":") {
                let at = parser.cursor.at();
                let why = "a parameter of a helper is whatever the call gives it";
                parser.errors.report(at, &catalogue::NO_TYPES, &[&why]);
            } else if !parser.cursor.is_at_end() && !parser.cursor.is_operator(",") {
                parser.expected("`,`", "");
            }
            params.push(name);
        }
        parser.skip_behind_comma();
    }
    params
}

impl Parser<'_> {
    /// Goes on behind the next `,`, or in front of what can only be an argument whose comma is missing. Says whether the
    /// name of an argument may have been passed: behind a word each is one, else the first is what was refused.
    fn skip_to_arg(&mut self) -> bool {
        let mut names = 0;
        let refused = usize::from(!self.cursor.is_behind_word());
        while !self.cursor.is_at_end() && !self.cursor.take_operator(",") {
            if self.cursor.is_named() || self.cursor.is_operator("#") {
                break;
            }
            names += usize::from(self.cursor.ident().is_some());
            self.cursor.skip(1);
        }
        names > refused
    }

    /// An argument, as far as it can be read: its name is known to the formula even if its kind is not.
    fn arg(&mut self) -> Option<Arg> {
        let attributes = self.attributes();
        attributes.refuse_on_arg(self.errors);
        let name = self.name("the name of an argument").ok()?;
        let mut arg = Arg {
            attrs: attributes.rest,
            name,
            kind: Kind::Unknown,
            kind_at: self.cursor.at(),
            axes: Vec::new(),
            default: None,
            domain: None,
        };
        // What is missing was reported.
        let _ = self.rest_of_arg(&mut arg);
        Some(arg)
    }

    fn rest_of_arg(&mut self, arg: &mut Arg) -> Parsed<()> {
        if !self.cursor.take_operator(":") {
            return Err(self.expected(
                "`:` and a kind",
                "an argument is `name: kind[axes] = default in domain`",
            ));
        }
        let (kind, at) = self.kind()?;
        (arg.kind, arg.kind_at) = (kind, at);
        if let Some(group) = self.cursor.take_group(Delimiter::Bracket) {
            arg.axes = self.axes(&group);
        }
        if self.cursor.take_operator("=") {
            arg.default = Some(self.default(arg)?);
        }
        if self.cursor.take_word("in") {
            arg.domain = Some(self.domain()?);
        }
        Ok(())
    }

    fn kind(&mut self) -> Parsed<(Kind, At)> {
        let at = self.cursor.at();
        let written = self
            .cursor
            .ident()
            .map(Ident::to_string)
            .unwrap_or_default();
        let kind = match written.as_str() {
            "input" => Kind::Input,
            "data" => Kind::Data,
            "param" => Kind::Param,
            "learnable" => Kind::Learnable,
            "flag" => Kind::Flag,
            "index" => return self.index(),
            _ => {
                let found = self.cursor.found();
                let help = match nearest(&written, KINDS) {
                    Some(kind) => format!("did you mean `{kind}`?"),
                    None => {
                        "the kinds are `input`, `data`, `index(K)`, `param`, `learnable` and `flag`"
                            .to_owned()
                    }
                };
                return Err(self
                    .errors
                    .report(at, &catalogue::UNKNOWN_KIND, &[&found, &help]));
            }
        };
        self.cursor.skip(1);
        Ok((kind, at))
    }

    /// `index(K)` or `index(_)`
    fn index(&mut self) -> Parsed<(Kind, At)> {
        let start = self.cursor.at();
        self.cursor.skip(1);
        let Some(group) = self.cursor.take_group(Delimiter::Parenthesis) else {
            return Err(self.errors.report(start, &catalogue::INDEX_FORM, &[]));
        };
        let at = start.to(self.cursor.behind());
        let inner = Cursor::over_structure(group.stream(), group.span_close());
        match (inner.ident(), inner.peek(1)) {
            (Some(ident), None) if ident == "_" => Ok((Kind::Index(None), at)),
            (Some(ident), None) => Ok((Kind::Index(Some(ident.clone())), at)),
            _ => Err(self.errors.report(at, &catalogue::INDEX_FORM, &[])),
        }
    }

    /// `[K, 4]`
    fn axes(&mut self, group: &Group) -> Vec<Extent> {
        let cursor = Cursor::over_structure(group.stream(), group.span_close());
        let mut inner = Parser::new(cursor, self.errors);
        let mut axes = Vec::new();
        let help = "an axis is a name, `[K]`, or a number of components, `[4]`";
        if inner.cursor.is_at_end() {
            inner.expected("an axis", help);
        }
        while !inner.cursor.is_at_end() {
            let at = inner.cursor.at();
            let before = inner.errors.len();
            match inner.cursor.peek(0).cloned() {
                Some(TokenTree::Literal(literal)) => match literal.to_string().parse() {
                    Ok(count) => {
                        inner.cursor.skip(1);
                        axes.push(Extent::Fixed(count, at));
                    }
                    Err(_) => drop(inner.expected("an axis", help)),
                },
                Some(TokenTree::Ident(ident)) if ident != "_" => {
                    inner.cursor.skip(1);
                    axes.push(Extent::Named(ident));
                }
                _ => drop(inner.expected("an axis", help)),
            }
            let is_ended = inner.cursor.is_at_end() || inner.cursor.is_operator(",");
            if !is_ended && inner.errors.len() == before {
                inner.expected("`,`", help);
            }
            inner.skip_behind_comma();
        }
        axes
    }

    fn default(&mut self, arg: &Arg) -> Parsed<(Default, At)> {
        let at = self.cursor.at();
        if self.cursor.take_word("true") {
            return Ok((Default::Truth(true), at));
        }
        if self.cursor.take_word("false") {
            return Ok((Default::Truth(false), at));
        }
        if number::starts_signed(&self.cursor) {
            let (value, at) = self.signed_number()?;
            return Ok((Default::Number(value), at));
        }
        let (what, example) = match arg.kind {
            Kind::Flag => ("a flag is `true` or `false`", "= false"),
            _ => ("a number is written out", "= 1.0"),
        };
        Err(self.expected("a default", &format!("the default of {what}: `{example}`")))
    }
}
