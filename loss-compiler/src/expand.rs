//! From the tokens of `loss!` to those of its expansion.

use proc_macro2::TokenStream;
use quote::quote;

use crate::check::{Item, front};
use crate::compile::compile;
use crate::emit::api::{self, Api, Texts};
use crate::emit::is_pointwise;

/// Expands `($crate) items…`.
pub fn expand(tokens: TokenStream) -> TokenStream {
    let (root, items, errors) = front(tokens);
    // Without a path there is nothing that code could call.
    let items = root.map(|root| {
        let k = quote!(#root::__private);
        items
            .iter()
            .map(|item| expand_item(&k, item))
            .collect::<TokenStream>()
    });
    let errors = errors.to_compile_errors();
    quote!(#errors #items)
}

fn expand_item(k: &TokenStream, item: &Item) -> TokenStream {
    let compiled = compile(&item.formula);
    let kernel = compiled.kernel(k, &item.name);
    let readable = compiled.kernel(&quote!(loss_core::__private), &item.name);
    let texts = Texts {
        explanation: compiled.explanation.clone(),
        rust: syn::parse2(readable)
            .map(|file| prettyplease::unparse(&file))
            .unwrap_or_default(),
        ..Texts::default()
    };
    let api = api::item(&Api {
        k,
        attrs: &item.attrs,
        vis: &item.vis,
        name: &item.name,
        arg_attrs: item.args.iter().map(|arg| &arg.attrs[..]).collect(),
        formula: &item.formula,
        pointwise: is_pointwise(&item.formula),
        texts: &texts,
        special: Vec::new(),
    });
    let cfg = api::configuration(&item.attrs);
    quote!(#api #cfg #kernel)
}
