//! Kernels of formulas without axes: a lane is a sample, and the body is straight-line code.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::branch::Branches;
use super::fixed::Fixed;
use super::lines::Lines;
use super::trust::trusting;
use super::{Emitter, Holder, below, count};
use crate::differentiate::{Derived, Partial};
use crate::graph::{Formula, Id, Kind, Op};

pub(super) fn kernel(
    k: &TokenStream,
    holder: &Holder,
    formula: &Formula,
    derived: &Derived,
) -> TokenStream {
    let columns = formula
        .args
        .iter()
        .filter(|arg| matches!(arg.kind, Kind::Input | Kind::Data))
        .map(|arg| arg.components() as usize)
        .sum::<usize>();
    let (columns, gradients, learnables) = (
        count(columns),
        count(derived.gradient.len()),
        count(derived.learnable.len()),
    );
    let ty = &holder.ty;
    let fused = holder.fused.then(|| quote!(const FUSED: #k::bool = true;));
    let weighted = derived.weight.is_some();

    let trust = trusting(formula, derived);
    // The same, and what it is without what hardly ever matters.
    let derived = trust.as_ref().map_or(derived, |trust| &trust.derived);
    let ids = |partials: &[Partial]| partials.iter().map(|p| p.id).collect::<Vec<_>>();
    let with = |value: Id, slopes: &[Id]| {
        let mut roots = vec![value];
        roots.extend(derived.weight);
        roots.extend(slopes);
        roots
    };
    let careful = with(derived.value, &derived.slopes());
    let (trusts, nothing) = (trust.is_some(), BTreeSet::new());
    let (roots, finite) = match &trust {
        Some(trust) => (with(trust.value, &trust.slopes), &trust.finite),
        None => (careful.clone(), &nothing),
    };
    let e = Emitter::new(k, holder, formula, &derived.graph);
    let all: Vec<Id> = roots.iter().chain(&careful).copied().collect();
    let needed = below(e.g, &all);
    let fixed = Fixed::new(e.g, &e.same, &needed, &all, |id| e.is_inline(id));
    let unfixed = Fixed::default();
    let source = Source {
        k,
        holder,
        formula,
        derived,
    };
    let sample = |roots: &[Id], finite: &BTreeSet<Id>| {
        source.body(roots, &fixed, finite, |out| {
            let value = &out[0];
            let weight = if weighted {
                out[1].clone()
            } else {
                quote!(#k::c::<V>(t, 1.0))
            };
            let rest = &out[1 + usize::from(weighted)..];
            let (gradient, learnable) = rest.split_at(derived.gradient.len());
            quote!(#k::Sample { value: #value, weight: #weight, gradient: [#(#gradient),*], learnable: [#(#learnable),*] })
        })
    };
    let name = (!fixed.is_empty())
        .then(|| quote!(fixed))
        .unwrap_or(quote!(_));
    let kernel = |of: TokenStream, body: TokenStream| {
        quote! {
            #[inline(always)]
            fn #of<V: #k::Lanes>(&self, t: V::Token, #name: &Self::Fixed<V::Elem>, x: [V; #columns]) -> #k::Sample<V, #gradients, #learnables> {
                #body
            }
        }
    };
    let trusts = trusts.then(|| quote!(const TRUSTS: #k::bool = true;));
    let careful = trust
        .is_some()
        .then(|| kernel(quote!(careful), sample(&careful, &nothing)));
    let sample = kernel(quote!(sample), sample(&roots, finite));
    let weight = match derived.weight {
        Some(weight) => source.body(&[weight], &unfixed, &nothing, |out| out[0].clone()),
        None => quote!(let _ = x; #k::c::<V>(t, 1.0)),
    };
    // A kernel made of derivatives has none.
    let has_curvature = derived.curvature.len() == derived.gradient.len();
    let curvature = has_curvature.then(|| {
        let roots = ids(&derived.curvature);
        let curvature = source.body(&roots, &unfixed, &nothing, |out| quote!([#(#out),*]));
        quote! {
            #[inline(always)]
            fn curvature<V: #k::Lanes>(&self, t: V::Token, x: [V; #columns]) -> [V; #gradients] {
                #curvature
            }
        }
    });

    let (fixed_ty, compute) = (fixed.ty(k), source.once(&fixed));
    quote! {
        #[automatically_derived]
        impl #k::Pointwise<#columns, #gradients, #learnables> for #ty {
            const WEIGHTED: #k::bool = #weighted;
            #trusts
            #fused
            type Fixed<E: #k::Real> = #fixed_ty;
            #[inline(always)]
            fn fixed<S: #k::Lanes>(&self, t: S::Token) -> Self::Fixed<S::Elem> {
                #compute
            }
            #sample
            #careful
            #[inline(always)]
            fn sample_weight<V: #k::Lanes>(&self, t: V::Token, x: [V; #columns]) -> V {
                #weight
            }
            #curvature
        }
    }
}

/// What bodies are made of.
struct Source<'a> {
    k: &'a TokenStream,
    holder: &'a Holder,
    formula: &'a Formula,
    derived: &'a Derived,
}

impl Source<'_> {
    fn emitter(&self) -> Emitter<'_> {
        Emitter::new(self.k, self.holder, self.formula, &self.derived.graph)
    }

    /// The `let`s that compute `roots`, and what `finish` makes of their names.
    fn body(
        &self,
        roots: &[Id],
        fixed: &Fixed,
        finite: &BTreeSet<Id>,
        finish: impl FnOnce(&[TokenStream]) -> TokenStream,
    ) -> TokenStream {
        let mut e = self.emitter();
        e.read = fixed.params(e.g);
        let needed = below(e.g, roots);
        let lanes = quote!(V);

        // let [prediction, target] = x;
        let mut columns = Vec::new();
        for (id, arg) in self
            .formula
            .arg_ids()
            .filter(|(_, arg)| matches!(arg.kind, Kind::Input | Kind::Data))
        {
            for component in 0..arg.components() {
                let leaf = needed
                    .iter()
                    .copied()
                    .find(|&n| e.g.op(n) == Op::Arg(id, component));
                columns.push(match leaf {
                    Some(leaf) => {
                        let wish = if arg.components() == 1 {
                            arg.name.clone()
                        } else {
                            format!("{}_{component}", arg.name)
                        };
                        let name = e.names.fresh(&wish);
                        e.names.set(leaf, name.clone());
                        quote!(#name)
                    }
                    None => quote!(_),
                });
            }
        }

        let branches = Branches::new(e.g, &e.same, &needed, roots);
        let of = (&needed, roots);
        let mut lines = Lines::new(&e, self.derived, (&branches, fixed), of, finite);
        // Of what is the same for all, only what is asked for.
        let same = if fixed.is_empty() {
            BTreeSet::new()
        } else {
            e.same.clone()
        };
        for id in needed.difference(&same).chain(roots).copied() {
            lines.compute(&mut e, &lanes, id);
        }
        let (lets, out) = lines.end(&mut e, &lanes, roots);
        let finish = finish(&out);
        let uses = e.uses(false);
        let unused = (needed.is_empty()).then(|| quote!(let _ = t;));
        quote! {
            #uses
            #unused
            let [#(#columns),*] = x;
            #lets
            #finish
        }
    }

    /// What computes the numbers that are the same for all samples.
    fn once(&self, fixed: &Fixed) -> TokenStream {
        if fixed.is_empty() {
            return quote!(let _ = t;);
        }
        let mut e = self.emitter();
        let (roots, nothing) = (fixed.all(), Fixed::default());
        let branches = Branches::default();
        let mut lines = Lines::plain(&branches, &nothing);
        let lanes = quote!(S);
        for id in below(e.g, &roots) {
            lines.compute(&mut e, &lanes, id);
        }
        let (lets, out) = lines.end(&mut e, &lanes, &roots);
        let (value, uses) = (fixed.value(self.k, &out), e.uses(false));
        quote!(#uses #lets #value)
    }
}
