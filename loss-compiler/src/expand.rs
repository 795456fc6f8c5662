//! The whole way: from the tokens of `loss! { … }` to those that take its place.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use crate::ahead::ahead;
use crate::check::{Item, check};
use crate::compile::{Compiled, compile};
use crate::emit::api::{Api, Texts, configuration, item};
use crate::emit::is_pointwise;
use crate::error::Errors;
use crate::explain::Explanation;
use crate::graph::{Also, Formula};
use crate::kernels::Kernels;
use crate::show::{definition, written};
use crate::syntax::{self, Block};

/// Expands `($crate) items…`: the errors, and for every loss its struct, methods and kernel. A loss with an error gets
/// them too, for a formula that is 0, so that its uses bring no errors of their own.
pub fn expand(tokens: TokenStream) -> TokenStream {
    expand_where(tokens, &|_| true, Also::default(), &|_| None)
}

/// The same, with more than value and gradient for every loss, and with the file and line that the compiler knows for the name of
/// each; `file!` and `line!` are those of the whole block.
pub fn expand_located(tokens: TokenStream, also: Also, place: &Place<'_>) -> TokenStream {
    expand_where(tokens, &|_| true, also, place)
}

/// The file and the line of a span.
type Place<'a> = dyn Fn(Span) -> Option<(String, usize)> + 'a;

/// The same for the losses of these names alone; the errors of all.
pub fn expand_only(tokens: TokenStream, is_wanted: impl Fn(&str) -> bool) -> TokenStream {
    expand_where(tokens, &is_wanted, Also::default(), &|_| None)
}

fn expand_where(
    tokens: TokenStream,
    is_wanted: &dyn Fn(&str) -> bool,
    also: Also,
    place: &Place<'_>,
) -> TokenStream {
    let mut errors = Errors::new();
    let block = syntax::parse(tokens, &mut errors);
    let mut items = check(&block, &mut errors);
    items.retain(|item| is_wanted(&item.formula.name));
    let k = match &block.root {
        Some(root) => quote!(#root::__private),
        None => quote!(::loss_core::__private),
    };
    let mut out = errors.to_compile_errors();
    let (opaque_items, items): (Vec<Item>, Vec<Item>) =
        items.into_iter().partition(|item| item.is_opaque);
    out.extend(opaque_items.iter().map(|item| opaque(item, &errors)));
    let formulas: Vec<&Formula> = items.iter().map(|item| &item.formula).collect();
    ahead(
        &formulas,
        |formula| compile(formula),
        |index, compiled| {
            let item = &items[index];
            out.extend(loss(
                &k,
                &block,
                item,
                compiled,
                also.or(item.also),
                place(item.name.span()),
            ));
        },
    );
    out
}

/// A loss of whose arguments too little is known to say what its methods take: any use of it must compile. The type of an
/// array whose length is an error is an error too, and rustc says nothing of what is done with such a type.
fn opaque(loss: &Item, errors: &Errors) -> TokenStream {
    let (configuration, vis, name) = (configuration(&loss.attrs), &loss.vis, &loss.name);
    let error = errors.as_expression();
    let plain = name.unraw();
    let [with, gradient] = ["With", "Gradient"].map(|end| format_ident!("{plain}{end}"));
    let aliases = [
        quote!(type #name = [(); #error];),
        quote!(const #name: #name = [(); #error];),
        quote!(type #with<'a> = (&'a (), #name);),
        quote!(type #gradient<E> = (E, #name);),
    ];
    quote! {
        #(
            #configuration
            #[doc(hidden)]
            #[allow(dead_code, non_upper_case_globals)]
            #vis #aliases
        )*
    }
}

fn loss(
    k: &TokenStream,
    block: &Block,
    loss: &Item,
    compiled: &Compiled,
    also: Also,
    place: Option<(String, usize)>,
) -> TokenStream {
    let kernels = Kernels::new(loss, compiled);
    let texts = Texts {
        rust: kernels.reading(),
        definition: match loss.is_stub {
            true => String::new(),
            false => definition(block, &loss.formula, ""),
        },
        explanation: Explanation {
            formula: written(block, &loss.formula),
            ..compiled.explanation.clone()
        },
        place,
    };
    let api = item(&Api {
        k,
        attrs: &loss.attrs,
        vis: &loss.vis,
        name: &loss.name,
        arg_attrs: loss.args.iter().map(|arg| arg.attrs.as_slice()).collect(),
        formula: &loss.formula,
        pointwise: is_pointwise(&loss.formula),
        texts: &texts,
        special: kernels.special(),
        also: if loss.is_stub { Also::default() } else { also },
    });
    let code = kernels.code(k);
    quote! { #api #code }
}
