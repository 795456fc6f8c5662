//! `Loss` and `SampleLoss`: one call of the run time a method.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::{Emit, Special, tuple};
use crate::emit::field_name;
use crate::graph::Kind;

impl Emit<'_> {
    /// The call with the kernel that fits the parameters; `loss` is the struct. Where multiplication and addition do not fuse,
    /// that is the general one: it costs least to compile.
    pub(super) fn each_kernel(
        &self,
        loss: &TokenStream,
        options: &TokenStream,
        call: impl Fn(&TokenStream) -> TokenStream,
    ) -> TokenStream {
        let k = self.k;
        let general = call(loss);
        let special = self.api.special.iter().map(|Special { values, wrapper }| {
            let call = call(&quote!(&#wrapper(#loss)));
            let conditions = values.iter().map(|(field, per_class, value)| {
                if *per_class {
                    quote!(#loss.#field.is_all(#value))
                } else {
                    quote!(#loss.#field == #value)
                }
            });
            quote!(if #(#conditions)&&* && #k::Options::fuses(#options) { return #call; })
        });
        quote!(#(#special)* #general)
    }

    /// `Loss`, and for a loss of one sample `SampleLoss`.
    pub(super) fn traits(&self) -> TokenStream {
        let k = self.k;
        let (cfg, name, spec, number) = (&self.cfg, self.api.name, self.spec(), self.number());
        let set_number = self.set_number();
        let lifetime = quote!('a);
        let inputs = tuple(self.call.args.iter().map(|arg| arg.ty(k, Some(&lifetime))));
        let gradient = self.gradient_type();
        let gradient_mut = tuple(
            self.call
                .outputs
                .iter()
                .map(|output| match output.arg.kind {
                    Kind::Learnable => quote!(&'a mut E),
                    _ => quote!(&'a mut [E]),
                }),
        );
        let (value, grad, into) = (
            self.value_with(),
            self.value_and_grad_with(),
            self.write_with(),
        );
        let sample_loss = (!self.is_batch()).then(|| {
            let each = self.plain_call("each", &quote!(#k::Vec<E>));
            let state = self.plain_call("state", &quote!(#k::CostState));
            let counts = self.api.formula.weight.is_some().then(|| {
                self.plain_call(
                    "each_and_counts",
                    &quote!((#k::Vec<E>, #k::Option<#k::Vec<E>>)),
                )
            });
            quote! {
                #cfg
                #[automatically_derived]
                impl #k::SampleLoss for #name { #each #state #counts }
            }
        });
        quote! {
            #cfg
            #[automatically_derived]
            impl #k::Loss for #name {
                const SPEC: &'static #k::Spec = #spec;
                const EXPLAIN: #k::Explain = Self::EXPLAIN;
                const TRAITS: &'static [#k::Trait] = Self::TRAITS;
                type Inputs<'a, E: #k::Elem> = #inputs;
                type Gradient<E: #k::Elem> = #gradient;
                type GradientMut<'a, E: #k::Elem> = #gradient_mut;
                #number
                #set_number
                #value
                #grad
                #into
            }
            #sample_loss
        }
    }

    /// The parameter, learnable or flag of an argument's index.
    fn number(&self) -> TokenStream {
        let k = self.k;
        let arms: Vec<TokenStream> = self
            .held()
            .map(|(index, arg)| {
                let field = field_name(&arg.name);
                match arg.axes.is_empty() {
                    true if arg.kind == Kind::Flag => {
                        quote!(#index => #k::Class::One(if self.#field { 1.0 } else { 0.0 }),)
                    }
                    true => quote!(#index => #k::Class::One(self.#field),),
                    false => quote!(#index => self.#field.as_class(),),
                }
            })
            .collect();
        let body = if arms.is_empty() {
            quote!(let _ = arg; #k::Class::One(0.0))
        } else {
            quote!(match arg { #(#arms)* _ => #k::Class::One(0.0) })
        };
        quote! {
            fn number(&self, arg: #k::usize) -> #k::Class<'_> { #body }
        }
    }

    /// Sets the parameter, learnable or flag of an argument's index, and the numbers of one along an axis; nothing where there
    /// is none, which is what the trait does.
    fn set_number(&self) -> Option<TokenStream> {
        let k = self.k;
        let (mut numbers, mut classes) = (Vec::new(), Vec::new());
        for (index, arg) in self.held() {
            let field = field_name(&arg.name);
            if arg.kind == Kind::Flag {
                numbers.push(quote!(#index => self.#field = to != 0.0,));
            } else if arg.axes.is_empty() {
                numbers.push(quote!(#index => self.#field = to,));
            } else {
                numbers.push(quote!(#index => self.#field = #k::PerClass::One(to),));
                classes.push(quote!(#index => self.#field = to,));
            }
        }
        let method = |name: &str, ty: TokenStream, arms: &[TokenStream]| {
            let name = Ident::new(name, Span::mixed_site());
            (!arms.is_empty()).then(|| {
                quote! {
                    #[allow(clippy::single_match)]
                    fn #name(&mut self, arg: #k::usize, to: #ty) { match arg { #(#arms)* _ => {} } }
                }
            })
        };
        let numbers = method("set_number", quote!(#k::f64), &numbers)?;
        let classes = method("set_classes", quote!(#k::PerClass), &classes);
        Some(quote!(#numbers #classes))
    }

    /// `&[Trait::Convex, Trait::Lipschitz("delta")]`
    pub(super) fn claimed(&self) -> TokenStream {
        let k = self.k;
        let traits = self.api.formula.claims.iter().map(|claim| {
            let words = claim.name.split('_').map(|word| {
                let (first, rest) = word.split_at(word.len().min(1));
                format!("{}{rest}", first.to_uppercase())
            });
            let variant = Ident::new(&words.collect::<String>(), Span::mixed_site());
            match &claim.constant {
                Some(constant) => quote!(#k::Trait::#variant(#constant)),
                None => quote!(#k::Trait::#variant),
            }
        });
        quote!(&[#(#traits),*])
    }

    pub(super) fn module(&self) -> Ident {
        Ident::new(
            if self.api.pointwise {
                "pointwise"
            } else {
                "rowwise"
            },
            Span::mixed_site(),
        )
    }

    /// `value_with` and its like: the options and the inputs go in, a result comes out.
    fn plain_call(&self, what: &str, ok: &TokenStream) -> TokenStream {
        let k = self.k;
        let module = self.module();
        let function = Ident::new(what, Span::mixed_site());
        let method = Ident::new(&format!("{what}_with"), Span::mixed_site());
        let options = self.call.fresh("options");
        let (names, inputs, result) = (self.tuple(), self.inputs(), self.result(ok));
        let body = self.each_kernel(
            &quote!(self),
            &quote!(#options),
            |kernel| quote!(#k::#module::#function(self, #kernel, #options, #inputs)),
        );
        quote! {
            fn #method<E: #k::Elem>(&self, #options: &#k::Options<'_>, #names: Self::Inputs<'_, E>) -> #result {
                #body
            }
        }
    }

    fn value_with(&self) -> TokenStream {
        let k = self.k;
        self.plain_call("value", &quote!(#k::f64))
    }

    fn value_and_grad_with(&self) -> TokenStream {
        let k = self.k;
        let [options, cost, gradient] =
            ["options", "cost", "gradient"].map(|wish| self.call.fresh(wish));
        let (names, result) = (
            self.tuple(),
            self.result(&quote!((#k::f64, Self::Gradient<E>))),
        );
        let zeros = |index: usize| {
            let arg = self
                .call
                .args
                .iter()
                .find(|arg| arg.index == index)
                .map(|arg| &arg.name);
            quote!(#k::zeros(#arg))
        };
        let make = match self.gradient_name() {
            None => zeros(self.call.outputs[0].index),
            Some(name) => {
                let fields = self.call.outputs.iter().map(|output| {
                    let field = &output.field;
                    let value = match output.arg.kind {
                        Kind::Learnable => quote!(<E as #k::Elem>::ZERO),
                        _ => zeros(output.index),
                    };
                    quote!(#field: #value)
                });
                quote!(#name { #(#fields),* })
            }
        };
        let outputs = tuple(self.call.outputs.iter().map(|output| {
            let field = &output.field;
            if self.call.has_plain_gradient() {
                quote!(&mut #gradient)
            } else {
                quote!(&mut #gradient.#field)
            }
        }));
        quote! {
            fn value_and_grad_with<E: #k::Elem>(
                &self,
                #options: &#k::Options<'_>,
                #names: Self::Inputs<'_, E>,
            ) -> #result {
                let mut #gradient = #make;
                let #cost = #k::Loss::value_and_grad_into_with(self, #options, #names, #outputs)?;
                #k::Ok((#cost, #gradient))
            }
        }
    }

    fn write_with(&self) -> TokenStream {
        let k = self.k;
        let module = self.module();
        let [options, learnable, cost] =
            ["options", "learnable", "cost"].map(|wish| self.call.fresh(wish));
        let (names, inputs, result) = (self.tuple(), self.inputs(), self.result(&quote!(#k::f64)));
        let outputs = tuple(self.call.outputs.iter().map(|output| {
            let name = &output.gradient;
            quote!(#name)
        }));
        let arrays: Vec<&Ident> = self.call.arrays().map(|output| &output.gradient).collect();
        let count = self.call.numbers().count();
        let run = |numbers: &TokenStream| {
            self.each_kernel(&quote!(self), &quote!(#options), |kernel| {
                quote!(#k::#module::gradient(self, #kernel, #options, #inputs, [#(#arrays),*], #numbers))
            })
        };
        let body = match self
            .call
            .numbers()
            .map(|output| &output.gradient)
            .collect::<Vec<_>>()[..]
        {
            [] => run(&quote!(&mut [])),
            // The numbers are written where the call has succeeded, and only there.
            [one] => run(&quote!(#k::from_mut(#one))),
            ref several => {
                let pairs = several
                    .iter()
                    .enumerate()
                    .map(|(i, name)| quote!(*#name = #learnable[#i];));
                let run = run(&quote!(&mut #learnable));
                quote! {
                    let mut #learnable = [<E as #k::Elem>::ZERO; #count];
                    let #cost = (|| { #run })()?;
                    #(#pairs)*
                    #k::Ok(#cost)
                }
            }
        };
        quote! {
            fn value_and_grad_into_with<E: #k::Elem>(
                &self,
                #options: &#k::Options<'_>,
                #names: Self::Inputs<'_, E>,
                #outputs: Self::GradientMut<'_, E>,
            ) -> #result {
                #body
            }
        }
    }
}
