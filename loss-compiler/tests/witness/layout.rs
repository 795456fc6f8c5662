//! The generated Rust as `EXPLAIN` shows it: the tokens that rustc gets, laid out.

use loss_compiler::compile::compile;
use loss_compiler::emit::Holder;
use loss_compiler::show::rust;
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::quote;

use crate::second::library;

/// Words and marks, without what a layout may change: documentation, the paths of the run time, a comma after the last element.
fn tokens(code: TokenStream, out: &mut Vec<String>) {
    let mut code = code.into_iter().peekable();
    while let Some(token) = code.next() {
        let next = code.peek();
        let is_attribute = |names: &[&str]| {
            let Some(TokenTree::Group(group)) = next else {
                return false;
            };
            let text = group.stream().to_string();
            group.delimiter() == Delimiter::Bracket
                && names.iter().any(|name| text.starts_with(name))
        };
        match &token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                out.push(open.to_string());
                tokens(group.stream(), out);
                let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
                let commas = group.stream().into_iter().filter(is_comma).count();
                let is_tuple_of_one = open == "(" && commas == 1;
                if out.last().is_some_and(|last| last == ",") && !is_tuple_of_one {
                    out.pop();
                }
                out.push(close.to_string());
            }
            TokenTree::Punct(mark)
                if mark.as_char() == '#' && is_attribute(&["doc", "automatically_derived"]) =>
            {
                code.next();
            }
            TokenTree::Ident(name)
                if (name == "__k" || name == "math")
                    && matches!(next, Some(TokenTree::Punct(mark)) if mark.as_char() == ':') =>
            {
                code.next();
                code.next();
            }
            other => out.push(other.to_string()),
        }
    }
}

#[test]
fn the_layout_changes_no_token_of_any_loss() {
    let mut lines = 0;
    for formula in library() {
        let name = Ident::new(&formula.name, Span::call_site());
        let compiled = compile(&formula);
        let mut kernels = vec![compiled.kernel(&quote!(__k), &Holder::loss(&name))];
        let special = compiled.special.iter();
        kernels.extend(special.map(|k| k.kernel(&quote!(__k), &Holder::wrapper(&name))));
        for kernel in kernels {
            let text = rust(&kernel);
            let again: TokenStream = text.parse().expect("Rust's tokens");
            let [mut is, mut was] = [Vec::new(), Vec::new()];
            tokens(again, &mut is);
            tokens(kernel, &mut was);
            let differ = is.iter().zip(&was).position(|(a, b)| a != b);
            assert!(
                is == was,
                "{}: {:?} is {:?}\n{text}",
                formula.name,
                differ.map(|at| &was[at.saturating_sub(5)..(at + 5).min(was.len())]),
                differ.map(|at| &is[at.saturating_sub(5)..(at + 5).min(is.len())]),
            );
            syn::parse_file(&text).expect("items");
            lines += text.lines().count();
            for line in text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
            {
                assert!(line.len() <= 100, "{}: {line}", formula.name);
                assert_eq!(line.trim_end(), line, "{}", formula.name);
            }
        }
    }
    assert!(lines > 20_000, "{lines}");
}

/// What a reader sees: an item of each kind that kernels have.
#[test]
fn a_kernel_is_laid_out_as_by_hand() {
    let code = quote! {
        #[automatically_derived]
        impl<'a, W: __k::Walk> __k::Rowwise<2, W> for Loss<'a> {
            const WEIGHTED: __k::bool = false;
            #[inline(always)]
            fn sample<V: __k::Lanes>(&self, t: V::Token, fixed: &'a mut [V::Elem; 2], x: [V; 2], scratch: &mut [V]) -> __k::Sample<V, 1> {
                let [a, b] = x;
                let limit = if self.0 { -1.0 } else { a[2 * (1 + b)] as f64 };
                #[doc = " total = sum::<K>(a)"]
                for at in 0..x.len[0] {
                    w.each(x.len[0], #[inline(always)] |at| { total += __k::exp(t, !a && b < c); });
                }
                if let Some(total) = <V as Lanes>::first(total) { return *total; } else if a { b } else { c }
                let value = aaaaaaaaaaaaaaaaaaaaaaaaa * bbbbbbbbbbbbbbbbbbbbb + ccccccccccccccccccccc * ddddddddddddddd + eeee;
                __k::Sample { value, weight: __k::c::<V>(t, 1.0), gradient: [a,], learnable: (b,) }
            }
        }
    };
    assert_eq!(
        rust(&code),
        "\
impl<'a, W: Walk> Rowwise<2, W> for Loss<'a> {
    const WEIGHTED: bool = false;
    #[inline(always)]
    fn sample<V: Lanes>(
        &self,
        t: V::Token,
        fixed: &'a mut [V::Elem; 2],
        x: [V; 2],
        scratch: &mut [V],
    ) -> Sample<V, 1> {
        let [a, b] = x;
        let limit = if self.0 { -1.0 } else { a[2 * (1 + b)] as f64 };
        // total = sum::<K>(a)
        for at in 0..x.len[0] {
            w.each(
                x.len[0],
                #[inline(always)]
                |at| {
                    total += math::exp(t, !a && b < c);
                },
            );
        }
        if let Some(total) = <V as Lanes>::first(total) {
            return *total;
        } else if a {
            b
        } else {
            c
        }
        let value = aaaaaaaaaaaaaaaaaaaaaaaaa * bbbbbbbbbbbbbbbbbbbbb
            + ccccccccccccccccccccc * ddddddddddddddd + eeee;
        Sample { value, weight: c::<V>(t, 1.0), gradient: [a], learnable: (b,) }
    }
}
"
    );
}
