//! Kernels of formulas without axes: a lane is a sample, and the body is straight-line code.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, Holder, below, count};
use crate::differentiate::{Derived, Partial};
use crate::graph::{Formula, Id, Kind, Op};
use crate::simplify::shares_nan;

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

    let slopes: Vec<Id> = derived
        .gradient
        .iter()
        .chain(&derived.learnable)
        .map(|p| p.id)
        .collect();
    let shares_nan = shares_nan(&derived.graph, derived.value, &slopes);

    let ids = |partials: &[Partial]| partials.iter().map(|p| p.id).collect::<Vec<_>>();
    let mut roots = vec![derived.value];
    roots.extend(derived.weight);
    roots.extend(ids(&derived.gradient));
    roots.extend(ids(&derived.learnable));
    let sample = body(k, holder, formula, derived, &roots, |out| {
        let value = &out[0];
        let weight = if weighted {
            out[1].clone()
        } else {
            quote!(#k::c::<V>(t, 1.0))
        };
        let rest = &out[1 + usize::from(weighted)..];
        let (gradient, learnable) = rest.split_at(derived.gradient.len());
        quote!(#k::Sample { value: #value, weight: #weight, gradient: [#(#gradient),*], learnable: [#(#learnable),*] })
    });
    let weight = match derived.weight {
        Some(weight) => body(k, holder, formula, derived, &[weight], |out| out[0].clone()),
        None => quote!(let _ = x; #k::c::<V>(t, 1.0)),
    };
    let curvature = body(
        k,
        holder,
        formula,
        derived,
        &ids(&derived.curvature),
        |out| quote!([#(#out),*]),
    );

    quote! {
        #[automatically_derived]
        impl #k::Pointwise<#columns, #gradients, #learnables> for #ty {
            const WEIGHTED: #k::bool = #weighted;
            const SHARES_NAN: #k::bool = #shares_nan;
            #fused
            #[inline(always)]
            fn sample<V: #k::Lanes>(&self, t: V::Token, x: [V; #columns]) -> #k::Sample<V, #gradients, #learnables> {
                #sample
            }
            #[inline(always)]
            fn sample_weight<V: #k::Lanes>(&self, t: V::Token, x: [V; #columns]) -> V {
                #weight
            }
            #[inline(always)]
            fn curvature<V: #k::Lanes>(&self, t: V::Token, x: [V; #columns]) -> [V; #gradients] {
                #curvature
            }
        }
    }
}

/// The `let`s that compute `roots`, and what `finish` makes of their names.
fn body(
    k: &TokenStream,
    holder: &Holder,
    formula: &Formula,
    derived: &Derived,
    roots: &[Id],
    finish: impl FnOnce(&[TokenStream]) -> TokenStream,
) -> TokenStream {
    let mut e = Emitter::new(k, holder, formula, &derived.graph);
    let needed = below(e.g, roots);
    let lanes = quote!(V);

    // let [prediction, target] = x;
    let mut columns = Vec::new();
    for (id, arg) in formula
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

    let mut lets = Vec::new();
    for id in needed.iter().copied() {
        if e.is_inline(id) || matches!(e.g.op(id), Op::Arg(..)) {
            continue;
        }
        let args: Vec<TokenStream> =
            e.g.args(id)
                .to_vec()
                .into_iter()
                .map(|arg| operand(&mut e, &lanes, arg))
                .collect();
        let expression = e.apply(&lanes, id, &args);
        let name = e.name(id);
        lets.push(quote!(let #name = #expression;));
    }
    let out: Vec<TokenStream> = roots
        .iter()
        .map(|&root| operand(&mut e, &lanes, root))
        .collect();
    let finish = finish(&out);
    let uses = e.uses(false);
    let unused = (needed.is_empty()).then(|| quote!(let _ = t;));
    quote! {
        #uses
        #unused
        let [#(#columns),*] = x;
        #(#lets)*
        #finish
    }
}

fn operand(e: &mut Emitter<'_>, lanes: &TokenStream, id: Id) -> TokenStream {
    let k = e.k;
    match e.g.op(id) {
        Op::Arg(arg, _) if e.is_inline(id) => {
            let field = e.field(arg);
            quote!(#k::c::<#lanes>(t, #field))
        }
        _ if e.is_inline(id) => {
            let args: Vec<TokenStream> =
                e.g.args(id)
                    .to_vec()
                    .into_iter()
                    .map(|arg| operand(e, lanes, arg))
                    .collect();
            e.apply(lanes, id, &args)
        }
        _ => {
            let name = e.name(id);
            quote!(#name)
        }
    }
}
