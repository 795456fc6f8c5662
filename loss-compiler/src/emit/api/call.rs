//! The arguments of a call and the outputs of its gradient.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::emit::field_name;
use crate::graph::{Arg, Formula, Kind, Scope};

/// An argument that comes with each call.
pub(super) struct PerCall<'a> {
    pub(super) name: Ident,
    pub(super) arg: &'a Arg,
    /// Its index among all arguments.
    pub(super) index: usize,
    /// How many axes a sample of it has, or in a batch loss a row.
    axes: usize,
}

/// What is differentiated.
pub(super) struct Output<'a> {
    /// The field of the gradient.
    pub(super) field: Ident,
    /// The argument for the first derivative.
    pub(super) gradient: Ident,
    /// The argument for the second derivative.
    pub(super) hessian: Ident,
    pub(super) arg: &'a Arg,
    pub(super) index: usize,
}

/// The arguments of a call and the outputs of its gradient, with names that do not meet.
pub(super) struct Call<'a> {
    pub(super) args: Vec<PerCall<'a>>,
    /// The inputs, then the learnables.
    pub(super) outputs: Vec<Output<'a>>,
    taken: Vec<String>,
}

impl<'a> Call<'a> {
    pub(super) fn new(formula: &'a Formula) -> Call<'a> {
        let batch = formula.scope == Scope::Batch;
        let all = || formula.args.iter().enumerate();
        let per_call = |kind| {
            matches!(
                kind,
                Kind::Input | Kind::Data | Kind::Index(_) | Kind::Identity
            )
        };
        let args: Vec<PerCall<'a>> = all()
            .filter(|(_, arg)| per_call(arg.kind))
            .map(|(index, arg)| PerCall {
                name: field_name(&arg.name),
                arg,
                index,
                axes: if batch {
                    arg.axes.len().saturating_sub(1)
                } else {
                    arg.axes.len()
                },
            })
            .collect();
        let mut call = Call {
            args,
            outputs: Vec::new(),
            taken: Vec::new(),
        };
        call.taken = call.args.iter().map(|arg| arg.name.to_string()).collect();
        let of_kind = |kind| all().filter(move |(_, arg)| arg.kind == kind);
        for (index, arg) in of_kind(Kind::Input).chain(of_kind(Kind::Learnable)) {
            let plain = arg.name.trim_start_matches("r#");
            let (gradient, hessian) = (
                call.fresh(&format!("{plain}_gradient")),
                call.fresh(&format!("{plain}_hessian")),
            );
            for name in [&gradient, &hessian] {
                call.taken.push(name.to_string());
            }
            call.outputs.push(Output {
                field: field_name(&arg.name),
                gradient,
                hessian,
                arg,
                index,
            });
        }
        call
    }

    /// A variable that no argument is called.
    pub(super) fn fresh(&self, wish: &str) -> Ident {
        let mut name = wish.to_string();
        while self.taken.contains(&name) {
            name.push('_');
        }
        Ident::new(&name, Span::mixed_site())
    }

    /// Whether the gradient is one array.
    pub(super) fn has_plain_gradient(&self) -> bool {
        self.outputs.len() == 1
    }

    /// The outputs that are arrays: one an input.
    pub(super) fn arrays(&self) -> impl Iterator<Item = &Output<'a>> {
        self.outputs
            .iter()
            .filter(|output| output.arg.kind == Kind::Input)
    }

    /// The outputs that are one number each: the learnables.
    pub(super) fn numbers(&self) -> impl Iterator<Item = &Output<'a>> {
        self.outputs
            .iter()
            .filter(|output| output.arg.kind == Kind::Learnable)
    }

    /// The generic parameters of a method: with labels, their lifetime has to be named.
    pub(super) fn generics(&self, k: &TokenStream) -> TokenStream {
        let is_label = |arg: &PerCall<'_>| matches!(arg.arg.kind, Kind::Index(_) | Kind::Identity);
        let labels = self.args.iter().any(is_label).then(|| quote!('l,));
        quote!(<#labels E: #k::Elem>)
    }

    /// Whether there is a label per sample, which `ignore_label` can look at.
    pub(super) fn has_label(&self) -> bool {
        self.args
            .iter()
            .any(|arg| matches!(arg.arg.kind, Kind::Index(_)) && arg.arg.axes.is_empty())
    }
}

impl PerCall<'_> {
    /// Its type, with an explicit lifetime or none.
    pub(super) fn ty(&self, k: &TokenStream, lifetime: Option<&TokenStream>) -> TokenStream {
        let borrow = lifetime.cloned().unwrap_or_default();
        let parameter = lifetime.cloned().unwrap_or(quote!('_));
        match (self.arg.kind, self.axes) {
            (Kind::Index(_) | Kind::Identity, _) => quote!(#k::Labels<#parameter>),
            (_, 0) => quote!(& #borrow [E]),
            (_, 1) => quote!(#k::Rows<#parameter, E>),
            (_, axes) => quote!(#k::Rows<#parameter, E, #axes>),
        }
    }

    /// The type a method takes.
    pub(super) fn method_ty(&self, k: &TokenStream) -> TokenStream {
        match self.arg.kind {
            Kind::Index(_) | Kind::Identity => quote!(impl #k::Into<#k::Labels<'l>>),
            _ => self.ty(k, None),
        }
    }
}
