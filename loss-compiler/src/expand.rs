//! The whole way: from the tokens of `loss! { … }` to those that take its place.

use proc_macro2::TokenStream;
use quote::quote;

use crate::check::{Item, front};
use crate::compile::compile;
use crate::emit::api::{Api, Texts, configuration, item};
use crate::emit::{cost, is_pointwise};

/// Expands `($crate) items…`: the errors, and for every loss its struct, methods and kernel. A loss with an error gets
/// them too, for a formula that is 0, so that its uses bring no errors of their own.
pub fn expand(tokens: TokenStream) -> TokenStream {
    let (root, items, errors) = front(tokens);
    let k = match root {
        Some(root) => quote!(#root::__private),
        None => quote!(::loss_core::__private),
    };
    let mut out = errors.to_compile_errors();
    for item in &items {
        out.extend(loss(&k, item));
    }
    out
}

fn loss(k: &TokenStream, loss: &Item) -> TokenStream {
    let compiled = compile(&loss.formula);
    let kernel = compiled.kernel(k, &loss.name);
    let texts = Texts {
        rust: readable(&compiled.kernel(&quote!(loss_core), &loss.name)),
        cost: cost::describe(&compiled.lowered),
        explanation: compiled.explanation,
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
        special: Vec::new(),
    });
    let configuration = configuration(&loss.attrs);
    quote! { #api #configuration #kernel }
}

/// Generated code as a person would format it.
fn readable(code: &TokenStream) -> String {
    match syn::parse2(code.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => code.to_string(),
    }
}
