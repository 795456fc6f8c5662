//! The items of a block: losses and helpers.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

use super::attribute::Attributes;
use super::{Block, Body, Expr, Helper, Loss, Missing, Parsed, Parser, body, depth, signature};
use crate::error::{At, Errors, catalogue, nearest};
use crate::graph::Scope;
use crate::syntax::cursor::Cursor;

/// Reads `($crate) items…`.
pub fn block(tokens: TokenStream, errors: &mut Errors) -> Block {
    let cursor = Cursor::over_structure(tokens, Span::call_site());
    let mut parser = Parser::new(cursor, errors);
    let mut block = Block {
        root: parser.root(),
        ..Block::default()
    };
    while !parser.cursor.is_at_end() {
        parser.item(&mut block);
    }
    block
}

impl Parser<'_> {
    /// The crate that the expansion calls: a path in parentheses before the first item.
    fn root(&mut self) -> Option<syn::Path> {
        let group = self.cursor.group(Delimiter::Parenthesis)?.clone();
        depth::check(&group, self.errors).ok()?;
        let path = syn::parse2(group.stream()).ok()?;
        self.cursor.skip(1);
        Some(path)
    }

    fn item(&mut self, block: &mut Block) {
        let before = self.errors.len();
        let attributes = self.attributes();
        let vis = self.visibility();
        let scope = if self.cursor.is_word("loss") {
            self.cursor.skip(1);
            Some(Scope::Sample)
        } else if self.cursor.is_word("batch") {
            self.cursor.skip(1);
            if !self.cursor.take_word("loss") {
                self.expected("`loss`", "write `batch loss Name(…) { … }`");
            }
            Some(Scope::Batch)
        } else if self.cursor.is_word("fn") {
            self.cursor.skip(1);
            None
        } else {
            match self.no_item() {
                Some("fn") => None,
                Some(_) => Some(Scope::Sample),
                None => {
                    block.lacks_items = true;
                    return self.skip_item();
                }
            }
        };
        match scope {
            Some(scope) => {
                if let Ok(mut loss) = self.loss(scope, attributes, vis) {
                    loss.broken = self.errors.len() > before;
                    block.losses.push(loss);
                } else {
                    block.lacks_items = true;
                }
            }
            None => {
                attributes.refuse_on_helper(self.errors);
                if let Ok(mut helper) = self.helper(&vis) {
                    helper.broken = self.errors.len() > before;
                    block.helpers.push(helper);
                } else {
                    block.lacks_items = true;
                }
            }
        }
    }

    /// Says that no item begins here. A word that is all but `loss` or `fn` is taken for it.
    fn no_item(&mut self) -> Option<&'static str> {
        let at = self.cursor.at();
        let found = self.cursor.found();
        let written = self
            .cursor
            .ident()
            .map(Ident::to_string)
            .unwrap_or_default();
        let near = nearest(&written, ["loss", "batch", "fn"]);
        let help = match near {
            Some(word) => format!("did you mean `{word}`?"),
            None if self.cursor.is_operator(";") => "remove it: items need no `;`".to_owned(),
            None => "a block holds losses, `pub loss Name(x: input) { … }`, and helpers, `fn name(x) { … }`".to_owned(),
        };
        self.errors
            .report(at, &catalogue::EXPECTED_ITEM, &[&found, &help]);
        let near = near.filter(|word| {
            let named = 1 + usize::from(*word == "batch");
            matches!(self.cursor.peek(named), Some(TokenTree::Ident(_)))
        })?;
        self.cursor.skip(1 + usize::from(near == "batch"));
        Some(near)
    }

    /// Goes on behind the next body, or behind a `;`.
    fn skip_item(&mut self) {
        while let Some(token) = self.cursor.take() {
            match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
                TokenTree::Punct(punct) if punct.as_char() == ';' => return,
                _ => {}
            }
        }
    }

    fn visibility(&mut self) -> syn::Visibility {
        let Some(word) = self.cursor.ident().filter(|ident| *ident == "pub").cloned() else {
            return syn::Visibility::Inherited;
        };
        self.cursor.skip(1);
        let mut tokens = TokenStream::from(TokenTree::Ident(word));
        let mut at = self.cursor.behind();
        if let Some(restriction) = self.cursor.take_group(Delimiter::Parenthesis) {
            at = at.to(self.cursor.behind());
            if depth::check(&restriction, self.errors).is_err() {
                return syn::Visibility::Inherited;
            }
            tokens.extend([TokenTree::Group(restriction)]);
        }
        syn::parse2(tokens).unwrap_or_else(|_| {
            let help = "write `pub`, `pub(crate)`, `pub(super)` or `pub(in path)`";
            self.errors.report(
                at,
                &catalogue::EXPECTED,
                &[&"a visibility", &"something else", &help],
            );
            syn::Visibility::Inherited
        })
    }

    fn loss(&mut self, scope: Scope, attributes: Attributes, vis: syn::Visibility) -> Parsed<Loss> {
        let name = self.name_or_skip("the name of the loss")?;
        self.no_generics("a loss has no type parameters: the element type is chosen at the call");
        let before = self.errors.len();
        let (args, names) = match self.declared(&name) {
            Some(group) => signature::args(&group, self.errors),
            None => (Vec::new(), true),
        };
        let missing = Missing {
            names,
            parts: self.errors.len() > before,
        };
        let body = self.item_body();
        Ok(Loss {
            attrs: attributes.rest,
            claims: attributes.claims,
            specialise: attributes.specialise,
            also: attributes.also,
            vis,
            scope,
            name,
            args,
            body,
            broken: false,
            missing,
        })
    }

    fn helper(&mut self, vis: &syn::Visibility) -> Parsed<Helper> {
        let name = self.name_or_skip("the name of the helper")?;
        if !matches!(vis, syn::Visibility::Inherited) {
            let found = "`pub`";
            let help = "a helper lives in its block alone: remove `pub`";
            self.errors.report(
                At::from(&name),
                &catalogue::EXPECTED,
                &[&"a helper", &found, &help],
            );
        }
        self.no_generics("a helper has no type parameters, and may use any axis by name");
        let help = format!("write `fn {name}(x) {{ … }}`");
        let params = match self.parentheses("`(` and the parameters", &help) {
            Some(group) => signature::params(&group, self.errors),
            None => Vec::new(),
        };
        let body = self.item_body();
        Ok(Helper {
            name,
            params,
            body,
            broken: false,
        })
    }

    fn name_or_skip(&mut self, what: &str) -> Parsed<Ident> {
        self.name(what).inspect_err(|_| self.skip_item())
    }

    /// `<T>` behind a name.
    fn no_generics(&mut self, help: &str) {
        if self.cursor.is_operator("<") {
            self.expected("`(`", help);
            while !self.cursor.is_at_end()
                && self.cursor.group(Delimiter::Parenthesis).is_none()
                && self.cursor.group(Delimiter::Brace).is_none()
            {
                self.cursor.skip(1);
            }
        }
    }

    /// The bracket with the arguments of a loss; `None` if there is none, or it is nested too deeply to look into.
    fn declared(&mut self, name: &Ident) -> Option<Group> {
        let help =
            format!("the arguments stand before the formula: `{name}(x: input, y: data) {{ … }}`");
        self.parentheses("`(` and the arguments", &help)
    }

    fn parentheses(&mut self, what: &str, help: &str) -> Option<Group> {
        let Some(group) = self.cursor.take_group(Delimiter::Parenthesis) else {
            self.expected(what, help);
            self.skip_to_body();
            return None;
        };
        depth::check(&group, self.errors).is_ok().then_some(group)
    }

    /// Goes on in front of the next body.
    fn skip_to_body(&mut self) {
        while !self.cursor.is_at_end()
            && self.cursor.group(Delimiter::Brace).is_none()
            && !self.cursor.is_operator(";")
        {
            self.cursor.skip(1);
        }
    }

    /// The body in braces, with what should not stand before it.
    fn item_body(&mut self) -> Body {
        if self.cursor.is_operator("->") {
            let at = self.cursor.operator_at();
            self.errors
                .report(at, &catalogue::NO_TYPES, &[&"the result is a number"]);
            while !self.cursor.is_at_end() && self.cursor.group(Delimiter::Brace).is_none() {
                self.cursor.skip(1);
            }
        }
        let at = self.cursor.at();
        let unreadable = Body {
            lets: Vec::new(),
            tail: Expr::error(at),
        };
        match self.cursor.take_group(Delimiter::Brace) {
            Some(group) => match depth::check(&group, self.errors) {
                Ok(()) => body::body(&group, 0, self.errors),
                Err(_) => unreadable,
            },
            None => {
                self.expected(
                    "the formula in braces",
                    "write `{ … }` behind the arguments",
                );
                unreadable
            }
        }
    }
}
