//! Kernels of formulas without axes: a lane is a sample, and the body is straight-line code.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::branch::{Branches, Choice, Place};
use super::fixed::Fixed;
use super::{Emitter, Holder, below, count};
use crate::differentiate::{Derived, Partial};
use crate::graph::{Formula, Fun, Id, Kind, Op};
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
    let fixed = {
        let e = Emitter::new(k, holder, formula, &derived.graph);
        let needed = below(e.g, &roots);
        Fixed::new(e.g, &e.same, &needed, &roots, |id| e.is_inline(id))
    };
    let nothing = Fixed::default();
    let sample = body(k, holder, formula, derived, &roots, &fixed, |out| {
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
        Some(weight) => body(k, holder, formula, derived, &[weight], &nothing, |out| {
            out[0].clone()
        }),
        None => quote!(let _ = x; #k::c::<V>(t, 1.0)),
    };
    // A kernel made of derivatives has none.
    let has_curvature = derived.curvature.len() == derived.gradient.len();
    let curvature = has_curvature.then(|| {
        let curvature = body(
            k,
            holder,
            formula,
            derived,
            &ids(&derived.curvature),
            &nothing,
            |out| quote!([#(#out),*]),
        );
        quote! {
            #[inline(always)]
            fn curvature<V: #k::Lanes>(&self, t: V::Token, x: [V; #columns]) -> [V; #gradients] {
                #curvature
            }
        }
    });

    let (fixed_ty, compute) = (fixed.ty(k), once(k, holder, formula, derived, &fixed));
    let name = (!fixed.is_empty())
        .then(|| quote!(fixed))
        .unwrap_or(quote!(_));

    quote! {
        #[automatically_derived]
        impl #k::Pointwise<#columns, #gradients, #learnables> for #ty {
            const WEIGHTED: #k::bool = #weighted;
            const SHARES_NAN: #k::bool = #shares_nan;
            #fused
            type Fixed<E: #k::Real> = #fixed_ty;
            #[inline(always)]
            fn fixed<S: #k::Lanes>(&self, t: S::Token) -> Self::Fixed<S::Elem> {
                #compute
            }
            #[inline(always)]
            fn sample<V: #k::Lanes>(&self, t: V::Token, #name: &Self::Fixed<V::Elem>, x: [V; #columns]) -> #k::Sample<V, #gradients, #learnables> {
                #sample
            }
            #[inline(always)]
            fn sample_weight<V: #k::Lanes>(&self, t: V::Token, x: [V; #columns]) -> V {
                #weight
            }
            #curvature
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
    fixed: &Fixed,
    finish: impl FnOnce(&[TokenStream]) -> TokenStream,
) -> TokenStream {
    let mut e = Emitter::new(k, holder, formula, &derived.graph);
    e.read = fixed.params(e.g);
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

    let branches = Branches::new(e.g, &e.same, &needed, roots);
    let mut lines = Lines {
        branches: &branches,
        fixed,
        lines: BTreeMap::new(),
        done: BTreeSet::new(),
    };
    // Of what is the same for all, only what is asked for.
    let same = if fixed.is_empty() {
        BTreeSet::new()
    } else {
        e.same.clone()
    };
    for id in needed.difference(&same).chain(roots).copied() {
        lines.compute(&mut e, &lanes, id);
    }
    let lets = lines.take(&Place::new());
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
        #lets
        #finish
    }
}

/// What computes the numbers that are the same for all samples.
fn once(
    k: &TokenStream,
    holder: &Holder,
    formula: &Formula,
    derived: &Derived,
    fixed: &Fixed,
) -> TokenStream {
    if fixed.is_empty() {
        return quote!(let _ = t;);
    }
    let mut e = Emitter::new(k, holder, formula, &derived.graph);
    let (roots, nothing) = (fixed.all(), Fixed::default());
    let branches = Branches::default();
    let mut lines = Lines {
        branches: &branches,
        fixed: &nothing,
        lines: BTreeMap::new(),
        done: BTreeSet::new(),
    };
    let lanes = quote!(S);
    for id in below(e.g, &roots) {
        lines.compute(&mut e, &lanes, id);
    }
    let lets = lines.take(&Place::new());
    let out: Vec<TokenStream> = roots
        .iter()
        .map(|&root| operand(&mut e, &lanes, root))
        .collect();
    let (value, uses) = (fixed.value(k, &out), e.uses(false));
    quote!(#uses #lets #value)
}

/// The lines of a body, by where they stand.
struct Lines<'a> {
    fixed: &'a Fixed,
    branches: &'a Branches,
    lines: BTreeMap<Place, TokenStream>,
    done: BTreeSet<Id>,
}

impl Lines<'_> {
    /// Writes what computes a node, after what computes its operands.
    fn compute(&mut self, e: &mut Emitter<'_>, lanes: &TokenStream, id: Id) {
        if !self.done.insert(id) {
            return;
        }
        if let Some(&choice) = self.branches.choice.get(&id) {
            self.choose(e, lanes, choice);
            return;
        }
        if let Some(i) = self.fixed.number(id) {
            let name = e.name(id);
            let line = quote!(let #name = #lanes::splat(t, fixed.0[#i]););
            return self.write(self.branches.place(id), line);
        }
        let args = e.g.args(id).to_vec();
        if e.g.op(id) == Op::Fun(Fun::Div)
            && let Some(i) = self.fixed.divisor(args[1])
        {
            self.compute(e, lanes, args[0]);
            let (k, x) = (e.k, operand(e, lanes, args[0]));
            let name = e.name(id);
            let line = quote!(let #name = #k::over(t, #x, &fixed.1[#i]););
            return self.write(self.branches.place(id), line);
        }
        for &arg in &args {
            self.compute(e, lanes, arg);
        }
        if e.is_inline(id) || matches!(e.g.op(id), Op::Arg(..)) {
            return;
        }
        let args: Vec<TokenStream> = args.iter().map(|&arg| operand(e, lanes, arg)).collect();
        let expression = e.apply(lanes, id, &args);
        let name = e.name(id);
        self.write(self.branches.place(id), quote!(let #name = #expression;));
    }

    /// Writes all selections under one condition as one jump.
    fn choose(&mut self, e: &mut Emitter<'_>, lanes: &TokenStream, choice: Choice) {
        let all: Vec<Id> = self.branches.of(choice).collect();
        self.done.extend(&all);
        let args: Vec<Vec<Id>> = all.iter().map(|&id| e.g.args(id).to_vec()).collect();
        for &arg in args.iter().flatten() {
            self.compute(e, lanes, arg);
        }
        let (condition, _) = choice;
        let condition = match e.flag_condition(condition) {
            Some(flag) => flag,
            None => {
                e.imports.mask = true;
                let mask = operand(e, lanes, condition);
                quote!(#mask.any())
            }
        };
        // One around all of them: the places of their operands say where that is.
        let places: Vec<Place> = all.iter().map(|&id| self.branches.place(id)).collect();
        let depth = (0..).take_while(|&i| {
            let first = places[0].get(i);
            first.is_some() && places.iter().all(|place| place.get(i) == first)
        });
        let outside = places[0][..depth.count()].to_vec();
        let mut side = |taken: bool, at: usize| {
            let mut inside = outside.clone();
            inside.push((choice, taken));
            let lines = self.take(&inside);
            let values = args.iter().map(|args| operand(e, lanes, args[at]));
            let values = one_or_tuple(values.collect());
            quote!({ #lines #values })
        };
        let (taken, other) = (side(true, 1), side(false, 2));
        let names = all.iter().map(|&id| e.name(id)).map(|name| quote!(#name));
        let names = one_or_tuple(names.collect());
        self.write(
            outside,
            quote!(let #names = if #condition #taken else #other;),
        );
    }

    fn write(&mut self, place: Place, line: TokenStream) {
        self.lines.entry(place).or_default().extend(line);
    }

    fn take(&mut self, place: &Place) -> TokenStream {
        self.lines.remove(place).unwrap_or_default()
    }
}

fn one_or_tuple(all: Vec<TokenStream>) -> TokenStream {
    match &all[..] {
        [one] => one.clone(),
        _ => quote!((#(#all),*)),
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
