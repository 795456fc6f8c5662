//! Attributes: what the language knows is taken out, the rest is handed on as it stands.
//!
//! Their values are not parsed as expressions: nothing here looks into them, and `syn` recurses where they are deep.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::token;

use super::{Claim, Parsed, Parser, Specialise, depth, number};
use crate::error::{At, Errors, catalogue};
use crate::graph::Also;
use crate::syntax::cursor::Cursor;

/// The attributes of one item.
#[derive(Default)]
pub struct Attributes {
    /// Those of Rust.
    pub rest: Vec<syn::Attribute>,
    /// `#[claims(…)]`
    pub claims: Vec<Claim>,
    /// `#[specialise(…)]`
    pub specialise: Vec<Vec<Specialise>>,
    /// `#[also(…)]`
    pub also: Also,
    /// Where `also`, `claims` and `specialise` stand.
    own: Vec<(At, &'static str)>,
}

impl Attributes {
    /// A helper vanishes, so only words about it can stand on it.
    pub fn refuse_on_helper(&self, errors: &mut Errors) {
        self.refuse("a helper", errors);
    }
    /// An argument becomes a part of functions and docs, so only words about it can stand on it.
    pub fn refuse_on_arg(&self, errors: &mut Errors) {
        self.refuse("an argument", errors);
    }
    fn refuse(&self, place: &str, errors: &mut Errors) {
        for (at, name) in &self.own {
            errors.report(*at, &catalogue::ATTRIBUTE_PLACE, &[name, &place]);
        }
        for attr in &self.rest {
            if !attr.path().is_ident("doc")
                && let Some(name) = attr.path().segments.last()
            {
                let at = At::from(&name.ident);
                errors.report(at, &catalogue::ATTRIBUTE_PLACE, &[&name.ident, &place]);
            }
        }
    }
}

impl Parser<'_> {
    /// All attributes that stand here.
    pub(super) fn attributes(&mut self) -> Attributes {
        let mut found = Attributes::default();
        while self.cursor.is_operator("#") {
            let pound = self.cursor.at().start;
            self.cursor.skip(1);
            match self.cursor.take_group(Delimiter::Bracket) {
                Some(group) => {
                    // An error was reported, and the next attribute may be sound.
                    let _ = self.attribute(pound, &group, &mut found);
                }
                None => {
                    let at = self.cursor.behind().to(self.cursor.at());
                    self.errors.report(at, &catalogue::ATTRIBUTE, &[]);
                    // The `!` and the bracket of an inner attribute.
                    if self.cursor.take_operator("!") {
                        self.cursor.take_group(Delimiter::Bracket);
                    }
                }
            }
        }
        found
    }

    fn attribute(&mut self, pound: Span, group: &Group, found: &mut Attributes) -> Parsed<()> {
        depth::check(group, self.errors)?;
        let cursor = Cursor::over_structure(group.stream(), group.span_close());
        let mut inner = Parser::new(cursor, self.errors);
        if inner.cursor.is_word("claims")
            && matches!(inner.cursor.peek(1), Some(TokenTree::Group(_)) | None)
        {
            found.own.push((inner.cursor.at(), "claims"));
            inner.cursor.skip(1);
            return inner.entries("write `#[claims(convex, symmetric)]`", |entry| {
                found.claims.push(entry.claim()?);
                Ok(())
            });
        }
        if inner.cursor.is_word("specialise")
            && matches!(inner.cursor.peek(1), Some(TokenTree::Group(_)) | None)
        {
            found.own.push((inner.cursor.at(), "specialise"));
            inner.cursor.skip(1);
            return inner.entries("write `#[specialise(gamma = 2.0)]`", |entry| {
                found.specialise.push(entry.specialise()?);
                Ok(())
            });
        }
        if inner.cursor.is_word("also")
            && matches!(inner.cursor.peek(1), Some(TokenTree::Group(_)) | None)
        {
            found.own.push((inner.cursor.at(), "also"));
            inner.cursor.skip(1);
            let help = "write `#[also(hessian)]`, `#[also(param_gradient)]` or both";
            return inner.entries(help, |entry| {
                let of = &mut found.also;
                if entry.cursor.take_word("hessian") {
                    of.hessian = true;
                } else if entry.cursor.take_word("param_gradient") {
                    of.param_gradient = true;
                } else {
                    return Err(entry.expected("`hessian` or `param_gradient`", help));
                }
                Ok(())
            });
        }
        let meta = inner.meta(At::new(pound, group.span_close()))?;
        found.rest.push(syn::Attribute {
            pound_token: token::Pound(pound),
            style: syn::AttrStyle::Outer,
            bracket_token: token::Bracket(group.delim_span()),
            meta,
        });
        Ok(())
    }

    /// `(entry, entry, …)` to the end of the attribute.
    fn entries(
        &mut self,
        help: &str,
        mut read: impl FnMut(&mut Parser<'_>) -> Parsed<()>,
    ) -> Parsed<()> {
        let Some(group) = self.cursor.take_group(Delimiter::Parenthesis) else {
            return Err(self.expected("`(…)`", help));
        };
        let cursor = Cursor::over_structure(group.stream(), group.span_close());
        let mut inner = Parser::new(cursor, self.errors);
        if inner.cursor.is_at_end() {
            return Err(inner.expected("a name", help));
        }
        while !inner.cursor.is_at_end() {
            let entry = read(&mut inner);
            let ended = entry.is_err() || inner.cursor.is_at_end() || inner.cursor.is_operator(",");
            if !ended {
                inner.expected("`,`", help);
            }
            inner.skip_behind_comma();
        }
        Ok(())
    }

    /// Goes on behind the next `,`.
    pub(super) fn skip_behind_comma(&mut self) {
        while !self.cursor.is_at_end() {
            if self.cursor.take_operator(",") {
                return;
            }
            self.cursor.skip(1);
        }
    }

    /// `convex` or `lipschitz = delta`.
    fn claim(&mut self) -> Parsed<Claim> {
        let name = self.name("the name of a trait")?;
        let constant = if self.cursor.take_operator("=") {
            Some(self.expr()?)
        } else {
            None
        };
        Ok(Claim { name, constant })
    }

    /// `gamma = 2.0`, or `weight = 1.0 && smoothing = 0.0`
    fn specialise(&mut self) -> Parsed<Vec<Specialise>> {
        let mut values = vec![self.parameter_value()?];
        while self.cursor.take_operator("&&") {
            values.push(self.parameter_value()?);
        }
        Ok(values)
    }

    fn parameter_value(&mut self) -> Parsed<Specialise> {
        let name = self.name("the name of a param")?;
        let start = self.cursor.at();
        if !self.cursor.take_operator("=") || !number::starts_signed(&self.cursor) {
            let at = At::from(&name).to(start);
            return Err(self.errors.report(at, &catalogue::SPECIALISE_FORM, &[]));
        }
        let (value, at) = self.signed_number()?;
        Ok(Specialise { name, value, at })
    }

    /// The inside of an attribute of Rust: a path, and behind it nothing, a group, or `=` and a value.
    fn meta(&mut self, at: At) -> Parsed<syn::Meta> {
        let path = self.attribute_path(at)?;
        if self.cursor.is_at_end() {
            return Ok(syn::Meta::Path(path));
        }
        if self.cursor.is_operator("=") {
            let eq_token = token::Eq(self.cursor.at().start);
            self.cursor.skip(1);
            let value: TokenStream = std::iter::from_fn(|| self.cursor.take()).collect();
            return match value.is_empty() {
                true => Err(self.errors.report(at, &catalogue::ATTRIBUTE, &[])),
                false => Ok(syn::Meta::NameValue(syn::MetaNameValue {
                    path,
                    eq_token,
                    value: attribute_value(value),
                })),
            };
        }
        match self.cursor.take() {
            Some(TokenTree::Group(group)) if self.cursor.is_at_end() => {
                let span = group.delim_span();
                let delimiter = match group.delimiter() {
                    Delimiter::Brace => syn::MacroDelimiter::Brace(token::Brace(span)),
                    Delimiter::Bracket => syn::MacroDelimiter::Bracket(token::Bracket(span)),
                    _ => syn::MacroDelimiter::Paren(token::Paren(span)),
                };
                Ok(syn::Meta::List(syn::MetaList {
                    path,
                    delimiter,
                    tokens: group.stream(),
                }))
            }
            _ => Err(self.errors.report(at, &catalogue::ATTRIBUTE, &[])),
        }
    }

    fn attribute_path(&mut self, at: At) -> Parsed<syn::Path> {
        let mut segments: Punctuated<syn::PathSegment, token::PathSep> = Punctuated::new();
        loop {
            let Some(ident) = self.cursor.ident().cloned() else {
                return Err(self.errors.report(at, &catalogue::ATTRIBUTE, &[]));
            };
            self.cursor.skip(1);
            segments.push_value(Ident::into(ident));
            let separator = self.cursor.at().start;
            if !self.cursor.take_operator("::") {
                break;
            }
            segments.push_punct(token::PathSep([separator; 2]));
        }
        Ok(syn::Path {
            leading_colon: None,
            segments,
        })
    }
}

/// A literal as `syn` has it, so that documentation can be read; anything else as it stands.
fn attribute_value(tokens: TokenStream) -> syn::Expr {
    let mut all = tokens.clone().into_iter();
    match (all.next(), all.next()) {
        (Some(TokenTree::Literal(literal)), None) => syn::Expr::Lit(syn::ExprLit {
            attrs: Vec::new(),
            lit: syn::Lit::new(literal),
        }),
        _ => syn::Expr::Verbatim(tokens),
    }
}
