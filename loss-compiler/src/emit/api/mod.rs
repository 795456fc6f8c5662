//! Everything around a kernel: the struct that holds the parameters, its methods, the gradient, the traits.
//!
//! ```text
//! Huber(prediction: input, target: data, delta: param = 1.0)   →   pub struct Huber { delta: f64 }
//!     impl Huber { new, with_delta, delta, value, value_and_grad, … }    pub struct HuberWith<'a> { … }
//!     impl Loss for Huber { … }    impl SampleLoss for Huber { … }
//! ```
//!
//! The methods are thin: each hands its arguments, as a tuple, to the trait, and the trait's methods are one call of the
//! run time. Every path starts at the run time's private module, so that nothing the user has in scope can get between.

mod call;
mod methods;
mod second;
mod structure;
mod text;
mod traits;

#[cfg(test)]
mod tests;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Visibility};

use crate::emit::located::located;
use crate::explain::Explanation;
use crate::graph::{Also, Arg, Formula, Kind, Scope};
use call::{Call, PerCall};
pub use text::documentation;

/// What is known of a loss when its public face is written.
#[derive(Clone)]
pub struct Api<'a> {
    /// The run time's private module: `$crate::__private`.
    pub k: &'a TokenStream,
    /// The user's attributes: documentation, `cfg` and the like.
    pub attrs: &'a [Attribute],
    /// The visibility.
    pub vis: &'a Visibility,
    /// The name; its span goes to the struct, so that errors about it are the user's.
    pub name: &'a Ident,
    /// The user's attributes of each argument, in the order of [`Formula::args`].
    pub arg_attrs: Vec<&'a [Attribute]>,
    /// The checked formula.
    pub formula: &'a Formula,
    /// Whether the kernel is `Pointwise`; else it is `Rowwise`.
    pub pointwise: bool,
    /// What `EXPLAIN` says.
    pub texts: &'a Texts,
    /// Kernels for particular parameters.
    pub special: Vec<Special>,
    /// What it has beyond value and gradient.
    pub also: Also,
}

/// What `EXPLAIN` says.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// Formula, gradient, kinks, rules.
    pub explanation: Explanation,
    /// The generated kernel.
    pub rust: String,
    /// The loss by itself, of which a picture is made where documentation is.
    pub definition: String,
    /// The file and line of its name, where the compiler tells them.
    pub place: Option<(String, usize)>,
}

/// A kernel for parameters at particular values, chosen once a call.
#[derive(Clone, Debug)]
pub struct Special {
    /// The field of each parameter, whether it is one number a class, and its value.
    pub values: Vec<(Ident, bool, f64)>,
    /// The struct that has the kernel: it holds a reference to the loss.
    pub wrapper: Ident,
}

/// Names of generated methods. A parameter of such a name would have a getter that hides one.
pub const METHODS: &[&str] = &[
    "new",
    "default",
    "options",
    "value",
    "value_and_grad",
    "value_and_grad_into",
    "each",
    "derivatives_into",
    "hessian_vector_into",
    "hessian_floor",
    "value_and_param_grad",
    "state",
    "reduce",
    "weights",
    "mask",
    "ignore_label",
    "checked",
];

/// Everything but the kernel.
pub fn item(api: &Api<'_>) -> TokenStream {
    let emit = Emit::new(api);
    let structure = emit.structure();
    let gradient = emit.gradient_struct();
    let with = emit.with_struct();
    let methods = emit.methods();
    let with_methods = emit.with_methods();
    let traits = emit.traits();
    let also = emit.also(api.also);
    let rest = quote! { #gradient #with #methods #with_methods #traits #also };
    let rest = located(rest, api.name.span());
    quote! { #structure #rest }
}

/// The `cfg` attributes, which every generated item repeats; the kernel too.
pub fn configuration(attrs: &[Attribute]) -> TokenStream {
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg"))
        .map(ToTokens::to_token_stream)
        .collect()
}

/// What the emitters of the parts share.
struct Emit<'a> {
    api: &'a Api<'a>,
    k: &'a TokenStream,
    cfg: TokenStream,
    call: Call<'a>,
}

impl<'a> Emit<'a> {
    fn new(api: &'a Api<'a>) -> Emit<'a> {
        let cfg = configuration(api.attrs);
        Emit {
            api,
            k: api.k,
            cfg,
            call: Call::new(api.formula),
        }
    }

    fn is_batch(&self) -> bool {
        self.api.formula.scope == Scope::Batch
    }

    /// The name without `r#`.
    fn plain_name(&self) -> String {
        self.api
            .name
            .to_string()
            .trim_start_matches("r#")
            .to_string()
    }

    /// `HuberWith`
    fn with_name(&self) -> Ident {
        format_ident!("{}With", self.plain_name(), span = Span::mixed_site())
    }

    /// `TripletGradient`, where the gradient is more than one array.
    fn gradient_name(&self) -> Option<Ident> {
        let name = || format_ident!("{}Gradient", self.plain_name(), span = Span::mixed_site());
        (!self.call.has_plain_gradient()).then(name)
    }

    /// The params, learnables and flags, with their index among all arguments.
    fn held(&self) -> impl Iterator<Item = (usize, &'a Arg)> {
        let args = self.api.formula.args.iter().enumerate();
        args.filter(|(_, arg)| matches!(arg.kind, Kind::Param | Kind::Learnable | Kind::Flag))
    }

    /// `Result<T, Error>`
    fn result(&self, ok: &TokenStream) -> TokenStream {
        let k = self.k;
        quote!(#k::Result<#ok, #k::Error>)
    }

    /// The type of the gradient that is returned.
    fn gradient_type(&self) -> TokenStream {
        let k = self.k;
        match self.gradient_name() {
            Some(name) => quote!(#name<E>),
            None => quote!(#k::Vec<E>),
        }
    }

    /// `[prediction.into(), target.into()]`
    fn inputs(&self) -> TokenStream {
        let k = self.k;
        let names = self.call.args.iter().map(|arg| &arg.name);
        quote!([#(#k::Into::into(#names)),*])
    }

    /// `(prediction, target)`
    fn tuple(&self) -> TokenStream {
        tuple(self.call.args.iter().map(|arg| arg.name.to_token_stream()))
    }

    /// `(prediction, label.into())`: labels come as anything that turns into them.
    fn tuple_of_call(&self) -> TokenStream {
        let k = self.k;
        tuple(
            self.call
                .args
                .iter()
                .map(|PerCall { name, arg, .. }| match arg.kind {
                    Kind::Index(_) | Kind::Identity => quote!(#k::Into::into(#name)),
                    _ => name.to_token_stream(),
                }),
        )
    }
}

/// A tuple, also of one.
fn tuple(parts: impl Iterator<Item = TokenStream>) -> TokenStream {
    quote!((#(#parts,)*))
}
