//! The struct, how it is made, and the structs beside it.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};

use super::{Emit, METHODS};
use crate::emit::field_name;
use crate::emit::located::located;
use crate::graph::{Arg, Kind};

/// How a parameter is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Number,
    PerClass,
    Flag,
}

fn held(arg: &Arg) -> Held {
    match arg.kind {
        Kind::Flag => Held::Flag,
        _ if arg.axes.is_empty() => Held::Number,
        _ => Held::PerClass,
    }
}

/// A number as a literal expression; the constants that a formula can name by their names, since clippy wants that of users.
pub(super) fn number(k: &TokenStream, x: f64) -> TokenStream {
    use std::f64::consts::{E, PI};
    let size = if x.is_infinite() {
        quote!(#k::INFINITY)
    } else if x.abs() == PI {
        quote!(#k::PI)
    } else if x.abs() == E {
        quote!(#k::E)
    } else {
        let literal = Literal::f64_unsuffixed(x.abs());
        quote!(#literal)
    };
    if x.is_sign_negative() {
        quote!(-#size)
    } else {
        size
    }
}

impl Emit<'_> {
    /// `pub struct Huber { delta: f64 }`
    pub(super) fn structure(&self) -> TokenStream {
        let k = self.k;
        let (vis, name) = (self.api.vis, self.api.name);
        let attrs = self.api.attrs;
        let docs = self.struct_docs();
        let fields: Vec<TokenStream> = self
            .held()
            .map(|(_, arg)| {
                let (field, ty) = (field_name(&arg.name), self.field_type(arg));
                quote!(#field: #ty)
            })
            .collect();
        let copy = self
            .held()
            .all(|(_, arg)| held(arg) != Held::PerClass)
            .then(|| quote!(#k::Copy,));
        let default = fields.is_empty().then(|| quote!(#k::Default,));
        let body = if fields.is_empty() {
            quote!(;)
        } else {
            quote!({ #(#fields),* })
        };
        let default_impl = self.default_impl();
        let at = name.span();
        let derive = located(
            quote!(#docs #[derive(#k::Clone, #copy #default #k::Debug, #k::PartialEq)]),
            at,
        );
        let rest = located(quote!(struct #name #body #default_impl), at);
        quote!(#(#attrs)* #derive #vis #rest)
    }

    fn field_type(&self, arg: &Arg) -> TokenStream {
        let k = self.k;
        match held(arg) {
            Held::Number => quote!(#k::f64),
            Held::PerClass => quote!(#k::PerClass),
            Held::Flag => quote!(#k::bool),
        }
    }

    /// The type a constructor or setter takes, and its argument as a field.
    fn taken(&self, arg: &Arg, value: &Ident) -> (TokenStream, TokenStream) {
        let k = self.k;
        match held(arg) {
            Held::PerClass => (
                quote!(impl #k::Into<#k::PerClass>),
                quote!(#k::Into::into(#value)),
            ),
            _ => (self.field_type(arg), quote!(#value)),
        }
    }

    fn default_impl(&self) -> Option<TokenStream> {
        let k = self.k;
        let (cfg, name) = (&self.cfg, self.api.name);
        let mut fields = Vec::new();
        for (_, arg) in self.held() {
            let field = field_name(&arg.name);
            let default = arg.default?;
            let value = match held(arg) {
                Held::Flag if default != 0.0 => quote!(true),
                Held::Flag => quote!(false),
                Held::Number => number(k, default),
                Held::PerClass => {
                    let default = number(k, default);
                    quote!(#k::PerClass::One(#default))
                }
            };
            fields.push(quote!(#field: #value));
        }
        (!fields.is_empty()).then(|| {
            quote! {
                #cfg
                #[automatically_derived]
                impl #k::Default for #name {
                    fn default() -> Self {
                        Self { #(#fields),* }
                    }
                }
            }
        })
    }

    /// `new`, and for each parameter `with_delta` and `delta`.
    pub(super) fn constructors(&self) -> TokenStream {
        let new = self.new_function();
        let accessors = self.held().map(|(index, arg)| {
            let (setter, getter) = (self.setter(index, arg), self.getter(index, arg));
            quote!(#setter #getter)
        });
        quote!(#new #(#accessors)*)
    }

    fn new_function(&self) -> Option<TokenStream> {
        let mut takes = Vec::new();
        let mut fields = Vec::new();
        let mut fallible = false;
        for (_, arg) in self.held() {
            let field = field_name(&arg.name);
            let (ty, value) = self.taken(arg, &field);
            takes.push(quote!(#field: #ty));
            fields.push(match held(arg) {
                Held::PerClass => quote!(#field: #value),
                _ => quote!(#field),
            });
            fallible |= held(arg) != Held::Flag;
        }
        if takes.is_empty() {
            return None;
        }
        let docs = self.new_docs(fallible);
        let checked = self.checked(fallible, &quote!(Self { #(#fields),* }));
        let ty = if fallible {
            self.result(&quote!(Self))
        } else {
            quote!(Self)
        };
        let many = (takes.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        Some(quote! {
            #docs
            #many
            pub fn new(#(#takes),*) -> #ty {
                #checked
            }
        })
    }

    /// Hands on a loss if its parameters are in their domains.
    fn checked(&self, fallible: bool, loss: &TokenStream) -> TokenStream {
        let k = self.k;
        if fallible {
            quote!(#k::checked(#loss))
        } else {
            quote!(#loss)
        }
    }

    fn setter(&self, index: usize, arg: &Arg) -> TokenStream {
        let field = field_name(&arg.name);
        let setter = format_ident!("with_{}", plain(arg), span = Span::mixed_site());
        let (ty, value) = self.taken(arg, &field);
        let fallible = held(arg) != Held::Flag;
        let docs = self.setter_docs(index, fallible);
        let checked = self.checked(fallible, &quote!(self));
        let result = if fallible {
            self.result(&quote!(Self))
        } else {
            quote!(Self)
        };
        let must_use = (!fallible).then(|| quote!(#[must_use]));
        quote! {
            #docs
            #must_use
            pub fn #setter(mut self, #field: #ty) -> #result {
                self.#field = #value;
                #checked
            }
        }
    }

    fn getter(&self, index: usize, arg: &Arg) -> TokenStream {
        let field = field_name(&arg.name);
        let getter = if METHODS.contains(&plain(arg)) {
            format_ident!("{}_", plain(arg), span = Span::mixed_site())
        } else {
            field.clone()
        };
        let docs = self.getter_docs(index);
        let ty = self.field_type(arg);
        let (ty, value) = match held(arg) {
            Held::PerClass => (quote!(&#ty), quote!(&self.#field)),
            _ => (ty, quote!(self.#field)),
        };
        quote! {
            #docs
            #[must_use]
            pub fn #getter(&self) -> #ty {
                #value
            }
        }
    }

    /// `pub struct TripletGradient<E> { pub anchor: Vec<E>, … }`
    pub(super) fn gradient_struct(&self) -> Option<TokenStream> {
        let k = self.k;
        let (cfg, vis, name) = (&self.cfg, self.api.vis, self.gradient_name()?);
        let docs = self.line(&format!("The gradient of [`{}`].", self.plain_name()));
        let fields = self.call.outputs.iter().map(|output| {
            let field = &output.field;
            let docs = self.line(&format!("The derivative by `{}`.", output.arg.name));
            let ty = match output.arg.kind {
                Kind::Learnable => quote!(E),
                _ => quote!(#k::Vec<E>),
            };
            quote!(#docs pub #field: #ty)
        });
        Some(quote! {
            #cfg
            #docs
            #[derive(#k::Clone, #k::Debug, #k::PartialEq)]
            #vis struct #name<E> { #(#fields),* }
        })
    }

    /// `pub struct HuberWith<'a> { … }`
    pub(super) fn with_struct(&self) -> TokenStream {
        let k = self.k;
        let (cfg, vis, name, with) = (&self.cfg, self.api.vis, self.api.name, self.with_name());
        let docs = self.line(&format!(
            "[`{}`] with what a caller may say beyond the arguments.",
            self.plain_name()
        ));
        quote! {
            #cfg
            #docs
            #[derive(#k::Clone, #k::Copy, #k::Debug)]
            #[must_use]
            #vis struct #with<'a> {
                loss: &'a #name,
                options: #k::Options<'a>,
            }
        }
    }
}

fn plain(arg: &Arg) -> &str {
    arg.name.trim_start_matches("r#")
}
