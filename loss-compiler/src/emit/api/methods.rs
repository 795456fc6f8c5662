//! The methods of the struct, and of the struct with options. All hand on to the traits.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::{Emit, tuple};
use crate::graph::Kind;

/// An option, as a method of both structs.
struct Setting {
    name: &'static str,
    docs: &'static str,
    takes: TokenStream,
    hands: TokenStream,
}

impl Emit<'_> {
    fn settings(&self) -> Vec<Setting> {
        let k = self.k;
        let checked = Setting {
            name: "checked",
            docs: "With every element checked against the domain of its argument.",
            takes: quote!(),
            hands: quote!(),
        };
        if self.is_batch() {
            return vec![checked];
        }
        let mut settings = vec![
            Setting {
                name: "reduce",
                docs: "With another reduction than the mean.",
                takes: quote!(reduction: #k::Reduction),
                hands: quote!(reduction),
            },
            Setting {
                name: "weights",
                docs: "With one weight per sample, finite and not negative; a sample of weight 0 is left out.",
                takes: quote!(weights: impl #k::Into<#k::Weights<'a>>),
                hands: quote!(weights),
            },
            Setting {
                name: "mask",
                docs: "Without the samples whose mask is `false`.",
                takes: quote!(mask: &'a [#k::bool]),
                hands: quote!(mask),
            },
        ];
        if self.call.has_label() {
            settings.push(Setting {
                name: "ignore_label",
                docs: "Without the samples that have this label, which need not be a class.",
                takes: quote!(label: #k::i64),
                hands: quote!(label),
            });
        }
        if self.api.pointwise || self.api.also.hessian {
            settings.push(Setting {
                name: "hessian_floor",
                docs: "With no second derivative of `derivatives_into` below this.",
                takes: quote!(least: #k::f64),
                hands: quote!(least),
            });
        }
        settings.push(checked);
        settings
    }

    /// `prediction: &[E], target: &[E]`
    pub(super) fn takes(&self) -> TokenStream {
        let args = self.call.args.iter().map(|arg| {
            let (name, ty) = (&arg.name, arg.method_ty(self.k));
            quote!(#name: #ty)
        });
        quote!(#(#args),*)
    }

    /// `prediction_gradient: &mut [E]`
    fn takes_gradient(&self) -> TokenStream {
        let outputs = self.call.outputs.iter().map(|output| {
            let name = &output.gradient;
            match output.arg.kind {
                Kind::Learnable => quote!(#name: &mut E),
                _ => quote!(#name: &mut [E]),
            }
        });
        quote!(#(#outputs),*)
    }

    /// More than seven arguments with `self` are as many as the formula has: clippy need not count them.
    pub(super) fn many(&self, outputs: usize) -> Option<TokenStream> {
        let count = 1 + self.call.args.len() + outputs;
        (count > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]))
    }

    /// The methods of the struct.
    pub(super) fn methods(&self) -> TokenStream {
        let k = self.k;
        let (cfg, name, with) = (&self.cfg, self.api.name, self.with_name());
        let (plain, explain, constructors) =
            (self.plain_name(), self.explain(), self.constructors());
        let calls = self.calls(None);
        let derivatives = self.derivatives_of_struct();
        let settings = self.settings().into_iter().map(|Setting { name, docs, takes, hands }| {
            let name = Ident::new(name, Span::mixed_site());
            quote! {
                #[doc = #docs]
                pub fn #name<'a>(&'a self, #takes) -> #with<'a> {
                    #with { loss: self, options: #k::Options::#name(#k::Default::default(), #hands) }
                }
            }
        });
        let claimed = self.claimed();
        quote! {
            #cfg
            impl #name {
                /// Its name.
                pub const NAME: &'static #k::str = #plain;
                /// Formula, gradient, domains, kinks: print it.
                pub const EXPLAIN: #k::Explain = #explain;
                /// What it claims of itself; each is a test.
                pub const TRAITS: &'static [#k::Trait] = #claimed;
                #constructors
                #calls
                #derivatives
                #(#settings)*
                /// With all that a caller may say beyond the arguments.
                pub fn options<'a>(&'a self, options: #k::Options<'a>) -> #with<'a> {
                    #with { loss: self, options }
                }
            }
        }
    }

    /// The methods of the struct with options.
    pub(super) fn with_methods(&self) -> TokenStream {
        let k = self.k;
        let (cfg, with) = (&self.cfg, self.with_name());
        let calls = self.calls(Some(()));
        let derivatives = self.derivatives_with_options();
        let settings = self.settings().into_iter().map(
            |Setting {
                 name,
                 docs,
                 takes,
                 hands,
             }| {
                let name = Ident::new(name, Span::mixed_site());
                quote! {
                    #[doc = #docs]
                    pub fn #name(self, #takes) -> Self {
                        Self { loss: self.loss, options: #k::Options::#name(self.options, #hands) }
                    }
                }
            },
        );
        quote! {
            #cfg
            impl<'a> #with<'a> {
                #(#settings)*
                #calls
                #derivatives
            }
        }
    }

    /// `value`, `value_and_grad`, `value_and_grad_into`, and for a loss of one sample `each` and `state`.
    fn calls(&self, with: Option<()>) -> TokenStream {
        let k = self.k;
        let (takes, takes_gradient) = (self.takes(), self.takes_gradient());
        let generics = self.call.generics(k);
        let (many, many_into) = (self.many(0), self.many(self.call.outputs.len()));
        let inputs = self.tuple_of_call();
        let outputs = tuple(self.call.outputs.iter().map(|output| {
            let name = &output.gradient;
            quote!(#name)
        }));
        let cost = self.result(&quote!(#k::f64));
        let gradient = self.gradient_type();
        let both = self.result(&quote!((#k::f64, #gradient)));
        let each = self.result(&quote!(#k::Vec<E>));
        let state = self.result(&quote!(#k::CostState));
        let (mean, written) = if self.is_batch() {
            (
                "The cost of the batch",
                "the gradient is written where the caller says.",
            )
        } else {
            (
                "The cost: the mean over the batch",
                "its gradient is written where the caller says.",
            )
        };
        let docs = |name: &str, what: &str| match with {
            Some(()) => self.with_docs(name),
            None => self.method_docs(what),
        };
        let call = |name: &str, of: TokenStream, more: Option<&TokenStream>| {
            let more = more.map(|more| quote!(, #more));
            if with.is_some() {
                let name = Ident::new(&format!("{name}_with"), Span::mixed_site());
                quote!(#of::#name(self.loss, &self.options, #inputs #more))
            } else {
                let name = Ident::new(name, Span::mixed_site());
                quote!(#of::#name(self, #inputs #more))
            }
        };
        let value_docs = docs("value", &format!("{mean}."));
        let grad_docs = docs("value_and_grad", &format!("{mean}, and its gradient."));
        let into_docs = docs("value_and_grad_into", &format!("{mean}; {written}"));
        let value_call = call("value", quote!(#k::Loss), None);
        let grad_call = call("value_and_grad", quote!(#k::Loss), None);
        let into_call = call("value_and_grad_into", quote!(#k::Loss), Some(&outputs));
        let of_samples = (!self.is_batch()).then(|| {
            let each_docs = docs("each", "The loss of each sample.");
            let state_docs = docs(
                "state",
                "The sums behind the cost, to be merged with those of other samples.",
            );
            let each_call = call("each", quote!(#k::SampleLoss), None);
            let state_call = call("state", quote!(#k::SampleLoss), None);
            quote! {
                #each_docs
                #many
                pub fn each #generics(&self, #takes) -> #each { #each_call }
                #state_docs
                #many
                pub fn state #generics(&self, #takes) -> #state { #state_call }
            }
        });
        quote! {
            #value_docs
            #many
            pub fn value #generics(&self, #takes) -> #cost { #value_call }
            #grad_docs
            #many
            pub fn value_and_grad #generics(&self, #takes) -> #both { #grad_call }
            #into_docs
            #many_into
            pub fn value_and_grad_into #generics(&self, #takes, #takes_gradient) -> #cost { #into_call }
            #of_samples
        }
    }

    /// One pair of outputs an input: gradient, hessian.
    pub(super) fn derivative_args(&self) -> (TokenStream, TokenStream) {
        let pairs = || {
            self.call
                .arrays()
                .flat_map(|output| [&output.gradient, &output.hessian])
        };
        let (names, also) = (pairs(), pairs());
        (quote!(#(#names: &mut [E]),*), quote!(#(#also),*))
    }

    fn derivatives_of_struct(&self) -> Option<TokenStream> {
        let k = self.k;
        let (takes, (takes_outputs, outputs)) = (self.takes(), self.derivative_args());
        let names = self.call.args.iter().map(|arg| &arg.name);
        let result = self.result(&quote!(()));
        let many = self.many(2 * self.call.arrays().count());
        let docs = self.method_docs(
            "First and second derivatives of each sample, over no divisor: for boosting.",
        );
        self.api.pointwise.then(|| {
            quote! {
                #docs
                #many
                pub fn derivatives_into<E: #k::Elem>(&self, #takes, #takes_outputs) -> #result {
                    self.options(#k::Default::default()).derivatives_into(#(#names,)* #outputs)
                }
            }
        })
    }

    fn derivatives_with_options(&self) -> Option<TokenStream> {
        let k = self.k;
        let (takes, (takes_outputs, _)) = (self.takes(), self.derivative_args());
        let inputs = self.inputs();
        let gradients = self.call.arrays().map(|output| &output.gradient);
        let hessians = self.call.arrays().map(|output| &output.hessian);
        let result = self.result(&quote!(()));
        let many = self.many(2 * self.call.arrays().count());
        let docs = self.with_docs("derivatives_into");
        let hand = quote!(#inputs, [#(#gradients),*], [#(#hessians),*]);
        let call = self.each_kernel(
            &quote!(self.loss),
            &quote!(&self.options),
            |kernel| quote!(#k::pointwise::derivatives(self.loss, #kernel, &self.options, #hand)),
        );
        self.api.pointwise.then(|| {
            quote! {
                #docs
                #many
                pub fn derivatives_into<E: #k::Elem>(&self, #takes, #takes_outputs) -> #result {
                    #call
                }
            }
        })
    }
}
