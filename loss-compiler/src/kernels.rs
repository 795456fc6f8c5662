//! The kernels of a loss: its own, and those for particular parameters. They are written once, and go two ways: to rustc, and as text to
//! whoever reads `EXPLAIN`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;

use crate::check::Item;
use crate::compile::Compiled;
use crate::emit::Holder;
use crate::emit::api::{Special, configuration};
use crate::emit::field_name;
use crate::emit::located::{RUN_TIME, located_kernel};
use crate::show::rust;

/// The code of a loss's kernels, with [`RUN_TIME`] where the run time's private module is named.
pub struct Kernels<'a> {
    loss: &'a Item,
    compiled: &'a Compiled,
    own: TokenStream,
    special: Vec<(Ident, TokenStream)>,
}

impl<'a> Kernels<'a> {
    pub fn new(loss: &'a Item, compiled: &'a Compiled) -> Kernels<'a> {
        let k = Ident::new(RUN_TIME, Span::call_site()).to_token_stream();
        let special = compiled.special.iter().enumerate().map(|(index, lowered)| {
            let plain = loss.name.unraw();
            let wrapper = format_ident!("{plain}Special{index}", span = Span::mixed_site());
            let holder = Holder {
                comments: true,
                ..Holder::wrapper(&wrapper)
            };
            let kernel = lowered.kernel(&k, &holder);
            (wrapper, kernel)
        });
        Kernels {
            special: special.collect(),
            own: compiled.kernel(&k, &Holder::loss(&loss.name)),
            loss,
            compiled,
        }
    }

    /// For rustc.
    pub fn code(&self, k: &TokenStream) -> TokenStream {
        let (name, own, configuration) =
            (&self.loss.name, &self.own, configuration(&self.loss.attrs));
        // A formula that says `PI`, or 3.14, is a number by the time it is code; the lint would name neither. And a body whose
        // branches on a flag need no method of the lanes brings their trait in all the same.
        let lint = quote!(#[allow(clippy::approx_constant, unused_imports)]);
        let special = self.special.iter().map(|(wrapper, kernel)| {
            quote! {
                #configuration
                struct #wrapper<'a>(&'a #name);
                #configuration
                #lint
                #kernel
            }
        });
        let kernels = quote! { #configuration #lint #own #(#special)* };
        located_kernel(kernels, name.span(), k)
    }

    /// When each kernel for particular parameters is chosen.
    pub fn special(&self) -> Vec<Special> {
        let formula = &self.loss.formula;
        let wrappers = self.special.iter().map(|(wrapper, _)| wrapper);
        let chosen = formula.specialise.iter().zip(wrappers);
        let chosen = chosen.map(|(values, wrapper)| {
            let values = values.iter().map(|&(arg, value)| {
                let arg = formula.arg(arg);
                (field_name(&arg.name), !arg.axes.is_empty(), value)
            });
            Special {
                values: values.collect(),
                wrapper: wrapper.clone(),
            }
        });
        chosen.collect()
    }

    /// For a person.
    pub fn reading(&self) -> String {
        let mut text = rust(&self.own);
        let conditions = self.compiled.explanation.special.iter();
        for (condition, (_, kernel)) in conditions.zip(&self.special) {
            text.push_str(&format!("\n// Chosen where {condition}.\n"));
            text.push_str(&rust(kernel));
        }
        text
    }
}

/// The generated code as `EXPLAIN` has it: the kernel, and those for particular parameters.
pub fn reading(loss: &Item, compiled: &Compiled) -> String {
    Kernels::new(loss, compiled).reading()
}
