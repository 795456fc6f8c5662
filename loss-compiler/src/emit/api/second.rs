//! What a loss has beyond value and gradient: second derivatives, and the gradient by its parameters. Each is a kernel of its own,
//! of a formula made of derivatives, in a struct that holds a reference to the loss.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::{Emit, tuple};
use crate::compile;
use crate::differentiate::{along_vectors, by_params, hessian_diagonal, vector_name};
use crate::emit::{Holder, field_name};
use crate::graph::{Also, Arg, ArgId, Formula, Kind, Scope};
use crate::stabilise::stabilise;

impl Emit<'_> {
    /// Everything that was asked for beside the loss: its structs, kernels, traits and methods.
    pub(super) fn also(&self, also: Also) -> TokenStream {
        let formula = self.api.formula;
        if formula.scope != Scope::Sample {
            return TokenStream::new();
        }
        let (stable, _) = stabilise(formula);
        let hessian = also.hessian.then(|| {
            let (products, diagonal) = (self.products(&stable), self.diagonal(&stable));
            quote!(#products #diagonal)
        });
        let params = also.param_gradient.then(|| self.param_gradient());
        quote!(#hessian #params)
    }

    fn beside(&self, end: &str) -> Ident {
        format_ident!("{}{end}", self.plain_name(), span = Span::mixed_site())
    }

    /// The kernel of a formula, on a struct that holds a reference to the loss.
    fn kernel_of(&self, holder: &Ident, kernel: impl Fn(&Holder) -> TokenStream) -> TokenStream {
        let cfg = &self.cfg;
        let holder = Holder {
            fused: false,
            ..Holder::wrapper(holder)
        };
        let kernel = kernel(&holder);
        quote! {
            #cfg
            #[allow(clippy::approx_constant, unused_imports)]
            #kernel
        }
    }

    /// What the drivers have to know of a formula made of derivatives.
    fn model(&self, holder: &Ident, formula: &Formula) -> TokenStream {
        let (k, cfg, spec) = (self.k, &self.cfg, self.spec_of(formula));
        quote! {
            #cfg
            #[automatically_derived]
            impl #k::Model for #holder<'_> {
                const SPEC: &'static #k::Spec = #spec;
                fn number(&self, arg: #k::usize) -> #k::Class<'_> {
                    #k::Loss::number(self.0, arg)
                }
            }
        }
    }

    /// `hessian_vector_into`
    fn products(&self, stable: &Formula) -> TokenStream {
        let (k, cfg, name, with) = (self.k, &self.cfg, self.api.name, self.with_name());
        let along = along_vectors(stable);
        let holder = self.beside("HessianVector");
        let kernel = self.kernel_of(&holder, |holder| compile::kernel(k, holder, &along));
        let model = self.model(&holder, &along);
        let module = self.module();
        let arrays: Vec<&Ident> = self.call.arrays().map(|output| &output.gradient).collect();
        let inputs: Vec<Ident> = self
            .call
            .arrays()
            .map(|output| field_name(&output.arg.name))
            .collect();
        let vectors: Vec<Ident> = self
            .call
            .arrays()
            .map(|output| self.call.fresh(&vector_name(stable, &output.arg.name)))
            .collect();
        let products: Vec<Ident> = self
            .call
            .arrays()
            .map(|output| {
                let plain = output.arg.name.trim_start_matches("r#");
                self.call.fresh(&format!("{plain}_product"))
            })
            .collect();
        let (names, takes, handed) = (self.tuple(), self.takes(), self.tuple_of_call());
        let plain = self.call.args.iter().map(|arg| &arg.name);
        let options = self.call.fresh("options");
        let result = self.result(&quote!(#k::f64));
        let generics = self.call.generics(k);
        let many = self.many(2 * arrays.len());
        let docs = self.method_docs(
            "The derivative of the cost along vectors, one an input; the Hessian of the cost times the vectors is written where the caller says.",
        );
        let with_docs = self.with_docs("hessian_vector_into");
        let [vector_tuple, product_tuple] =
            [&vectors, &products].map(|names| tuple(names.iter().map(|name| quote!(#name))));
        let [vector_types, product_types] = [quote!(&'a [E]), quote!(&'a mut [E])]
            .map(|ty| tuple(arrays.iter().map(|_| ty.clone())));
        let all = self.call.args.iter().map(|arg| &arg.name);
        quote! {
            #cfg
            struct #holder<'a>(&'a #name);
            #kernel
            #model
            #cfg
            #[automatically_derived]
            impl #k::HessianVector for #name {
                type Vectors<'a, E: #k::Elem> = #vector_types;
                type Products<'a, E: #k::Elem> = #product_types;
                fn hessian_vector_into_with<E: #k::Elem>(
                    &self,
                    #options: &#k::Options<'_>,
                    #names: Self::Inputs<'_, E>,
                    #vector_tuple: Self::Vectors<'_, E>,
                    #product_tuple: Self::Products<'_, E>,
                ) -> #result {
                    #k::#module::gradient(
                        &#holder(self),
                        &#holder(self),
                        #options,
                        [#(#k::Into::into(#all),)* #(#k::alike(#inputs, #vectors)),*],
                        [#(#products),*],
                        &mut [],
                    )
                }
            }
            #cfg
            impl #name {
                #docs
                #many
                pub fn hessian_vector_into #generics(&self, #takes, #(#vectors: &[E],)* #(#products: &mut [E]),*) -> #result {
                    self.options(#k::Default::default())
                        .hessian_vector_into(#(#plain,)* #(#vectors,)* #(#products),*)
                }
            }
            #cfg
            impl #with<'_> {
                #with_docs
                #many
                pub fn hessian_vector_into #generics(&self, #takes, #(#vectors: &[E],)* #(#products: &mut [E]),*) -> #result {
                    #k::HessianVector::hessian_vector_into_with(
                        self.loss, &self.options, #handed, #vector_tuple, #product_tuple,
                    )
                }
            }
        }
    }

    /// `derivatives_into` of a loss of rows; pointwise losses have it anyway.
    fn diagonal(&self, stable: &Formula) -> Option<TokenStream> {
        if self.api.pointwise {
            return None;
        }
        let (k, cfg, name, with) = (self.k, &self.cfg, self.api.name, self.with_name());
        let (formula, derived) = hessian_diagonal(stable)?;
        let holder = self.beside("HessianDiagonal");
        let kernel = self.kernel_of(&holder, |holder| {
            compile::kernel_of_derived(k, holder, &formula, &derived)
        });
        let options = self.call.fresh("options");
        let inputs = self.inputs();
        let (names, takes, handed) = (self.tuple(), self.takes(), self.tuple_of_call());
        let plain = self.call.args.iter().map(|arg| &arg.name);
        let gradients: Vec<&Ident> = self.call.arrays().map(|output| &output.gradient).collect();
        let hessians: Vec<&Ident> = self.call.arrays().map(|output| &output.hessian).collect();
        let [gradient_tuple, hessian_tuple] =
            [&gradients, &hessians].map(|names| tuple(names.iter().map(|name| quote!(#name))));
        let types = tuple(gradients.iter().map(|_| quote!(&'a mut [E])));
        let (takes_outputs, outputs) = self.derivative_args();
        let generics = self.call.generics(k);
        let many = self.many(2 * gradients.len());
        let result = self.result(&quote!(()));
        let docs = self.method_docs(
            "First and second derivatives of each sample, each by one element of an input, over no divisor: for boosting.",
        );
        let with_docs = self.with_docs("derivatives_into");
        let call = self.each_kernel(&quote!(self), &quote!(#options), |kernel| {
            quote! {
                #k::rowwise::derivatives(
                    self,
                    #kernel,
                    &#holder(self, #k::Options::least_hessian(#options)),
                    #options,
                    #inputs,
                    [#(#gradients),*],
                    [#(#hessians),*],
                )
            }
        });
        Some(quote! {
            #cfg
            struct #holder<'a>(&'a #name, #k::f64);
            #kernel
            #cfg
            #[automatically_derived]
            impl #k::HessianDiagonal for #name {
                type Derivatives<'a, E: #k::Elem> = #types;
                fn derivatives_into_with<E: #k::Elem>(
                    &self,
                    #options: &#k::Options<'_>,
                    #names: Self::Inputs<'_, E>,
                    #gradient_tuple: Self::Derivatives<'_, E>,
                    #hessian_tuple: Self::Derivatives<'_, E>,
                ) -> #result {
                    #call
                }
            }
            #cfg
            impl #name {
                #docs
                #many
                pub fn derivatives_into #generics(&self, #takes, #takes_outputs) -> #result {
                    self.options(#k::Default::default()).derivatives_into(#(#plain,)* #outputs)
                }
            }
            #cfg
            impl #with<'_> {
                #with_docs
                #many
                pub fn derivatives_into #generics(&self, #takes, #takes_outputs) -> #result {
                    #k::HessianDiagonal::derivatives_into_with(
                        self.loss, &self.options, #handed, #gradient_tuple, #hessian_tuple,
                    )
                }
            }
        })
    }

    /// `value_and_param_grad`
    fn param_gradient(&self) -> Option<TokenStream> {
        let (k, cfg, name, with) = (self.k, &self.cfg, self.api.name, self.with_name());
        let vis = self.api.vis;
        let by = by_params(self.api.formula)?;
        let (holder, gradient) = (self.beside("ByParams"), self.beside("ParamGradient"));
        let kernel = self.kernel_of(&holder, |holder| compile::kernel(k, holder, &by));
        let model = self.model(&holder, &by);
        let of_kind = |kind: Kind| -> Vec<(ArgId, &Arg)> {
            by.arg_ids().filter(|(_, arg)| arg.kind == kind).collect()
        };
        let (arrays, numbers) = (of_kind(Kind::Input), of_kind(Kind::Learnable));
        let [options, cost, each, learnable, classes] =
            ["options", "cost", "each", "learnable", "classes"].map(|wish| self.call.fresh(wish));
        // The arguments in the order declared, the parameters along an axis among them.
        let mut next = 0usize..;
        let args = by.arg_ids().filter_map(|(id, arg)| match arg.kind {
            Kind::Input => {
                let at = next.next().unwrap_or(0);
                Some(quote!(#k::Into::into(&#classes[#at])))
            }
            Kind::Data | Kind::Index(_) | Kind::Identity => {
                let index = usize::from(id.0);
                let found = self.call.args.iter().find(|arg| arg.index == index)?;
                let name = &found.name;
                Some(quote!(#k::Into::into(#name)))
            }
            _ => None,
        });
        let args: Vec<TokenStream> = args.collect();
        let inputs = self.inputs();
        let wanted = arrays.iter().map(|(id, _)| usize::from(id.0));
        let axes = (0..by.axes.len()).map(|_| quote!(()));
        let fields = self.held().filter_map(|(index, _)| {
            let arg = &by.args[index];
            let field = field_name(&arg.name);
            let at =
                |all: &[(ArgId, &Arg)]| all.iter().position(|(id, _)| usize::from(id.0) == index);
            let docs = self.line(&format!("The derivative by `{}`.", arg.name));
            match arg.kind {
                Kind::Learnable => {
                    let at = at(&numbers)?;
                    let ty = quote!(E);
                    Some((index, field, docs, ty, quote!(#learnable[#at]), false))
                }
                Kind::Input => {
                    let at = at(&arrays)?;
                    let ty = quote!(#k::Vec<E>);
                    Some((
                        index,
                        field,
                        docs,
                        ty,
                        quote!(#k::take(&mut #each[#at])),
                        true,
                    ))
                }
                _ => None,
            }
        });
        let fields: Vec<_> = fields.collect();
        let declared = fields
            .iter()
            .map(|(_, field, docs, ty, ..)| quote!(#docs pub #field: #ty));
        let filled = fields
            .iter()
            .map(|(_, field, _, _, value, _)| quote!(#field: #value));
        let listed = fields
            .iter()
            .map(|(index, field, _, _, _, is_array)| match is_array {
                true => quote!((#index, gradient.#field)),
                false => quote!((#index, #k::vec![gradient.#field])),
            });
        let run = if self.api.pointwise {
            let count = numbers.len();
            quote! {
                let mut #learnable = [<E as #k::Elem>::ZERO; #count];
                let #cost = #k::pointwise::gradient(
                    &#holder(self), &#holder(self), #options, [#(#args),*], [], &mut #learnable,
                )?;
            }
        } else {
            let spread = (!arrays.is_empty()).then(|| {
                quote! {
                    let #classes = #k::rowwise::spread(self, #options, #inputs, [#(#wanted),*], [#(#axes),*])?;
                }
            });
            let (each, learnable) = match (arrays.is_empty(), numbers.is_empty()) {
                (true, _) => (quote!(_), quote!(#learnable)),
                (_, true) => (quote!(mut #each), quote!(_)),
                _ => (quote!(mut #each), quote!(#learnable)),
            };
            quote! {
                #spread
                let (#cost, #each, #learnable) = #k::rowwise::param_gradient(
                    &#holder(self), &#holder(self), #options, [#(#args),*],
                )?;
            }
        };
        let (names, takes, handed) = (self.tuple(), self.takes(), self.tuple_of_call());
        let plain = self.call.args.iter().map(|arg| &arg.name);
        let generics = self.call.generics(k);
        let many = self.many(0);
        let result = self.result(&quote!((#k::f64, #gradient<E>)));
        let of_trait = self.result(&quote!((#k::f64, Self::ParamGradient<E>)));
        let struct_docs = self.line(&format!(
            "The derivatives of the cost by the parameters of [`{}`].",
            self.plain_name()
        ));
        let docs = self.method_docs(
            "The cost: the mean over the batch, and its derivatives by the parameters.",
        );
        let with_docs = self.with_docs("value_and_param_grad");
        Some(quote! {
            #cfg
            #struct_docs
            #[derive(#k::Clone, #k::Debug, #k::PartialEq)]
            #vis struct #gradient<E> { #(#declared),* }
            #cfg
            struct #holder<'a>(&'a #name);
            #kernel
            #model
            #cfg
            #[automatically_derived]
            impl #k::ParamGradient for #name {
                type ParamGradient<E: #k::Elem> = #gradient<E>;
                fn value_and_param_grad_with<E: #k::Elem>(
                    &self,
                    #options: &#k::Options<'_>,
                    #names: Self::Inputs<'_, E>,
                ) -> #of_trait {
                    #run
                    #k::Ok((#cost, #gradient { #(#filled),* }))
                }
                fn param_arrays<E: #k::Elem>(gradient: #gradient<E>) -> #k::Vec<(#k::usize, #k::Vec<E>)> {
                    #k::vec![#(#listed),*]
                }
            }
            #cfg
            impl #name {
                #docs
                #many
                pub fn value_and_param_grad #generics(&self, #takes) -> #result {
                    self.options(#k::Default::default()).value_and_param_grad(#(#plain),*)
                }
            }
            #cfg
            impl #with<'_> {
                #with_docs
                #many
                pub fn value_and_param_grad #generics(&self, #takes) -> #result {
                    #k::ParamGradient::value_and_param_grad_with(self.loss, &self.options, #handed)
                }
            }
        })
    }
}
