//! Kernels of formulas without axes: a lane is a sample, and the body is straight-line code.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::branch::{Branches, Choice, Place};
use super::fixed::Fixed;
use super::{Emitter, Holder, below, count};
use crate::differentiate::{Derived, Partial};
use crate::graph::{Cmp, Formula, Fun, Graph, Id, Kind, Op};
use crate::lower::uses;
use crate::simplify::{one_more, shares_nan};

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
    let ids = |partials: &[Partial]| partials.iter().map(|p| p.id).collect::<Vec<_>>();
    let mut roots = vec![derived.value];
    roots.extend(derived.weight);
    roots.extend(ids(&derived.gradient));
    roots.extend(ids(&derived.learnable));
    let e = Emitter::new(k, holder, formula, &derived.graph);
    let needed = below(e.g, &roots);
    let fixed = Fixed::new(e.g, &e.same, &needed, &roots, |id| e.is_inline(id));
    let shares_nan = shares_nan(e.g, &e.same, derived.value, &slopes);
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
    let fused = fused(&e, derived, &branches, &needed, roots);
    let mut lines = Lines {
        branches: &branches,
        fixed,
        done: fused.values().copied().collect(),
        fused,
        shared: shared_divisors(e.g, &needed, roots),
        inverses: BTreeMap::new(),
        lines: BTreeMap::new(),
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
        fused: BTreeMap::new(),
        shared: BTreeSet::new(),
        inverses: BTreeMap::new(),
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
    /// Sums with the product among their operands that is computed with them, rounded once.
    fused: BTreeMap<Id, Id>,
    /// What several quotients are by, and one over it.
    shared: BTreeSet<Id>,
    inverses: BTreeMap<Id, Ident>,
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
            let line = quote!(let #name = #lanes::splat(t, fixed.numbers[#i]););
            return self.write(self.branches.place(id), line);
        }
        let args = e.g.args(id).to_vec();
        if e.g.op(id) == Op::Fun(Fun::Div)
            && let Some(i) = self.fixed.divisor(args[1])
        {
            self.compute(e, lanes, args[0]);
            let (k, x) = (e.k, operand(e, lanes, args[0]));
            let name = e.name(id);
            let line = quote!(let #name = #k::over(t, #x, &fixed.divisors[#i]););
            return self.write(self.branches.place(id), line);
        }
        if let Some(&product) = self.fused.get(&id) {
            return self.fuse(e, lanes, id, product);
        }
        for &arg in &args {
            self.compute(e, lanes, arg);
        }
        if e.g.op(id) == Op::Fun(Fun::Div) && self.shared.contains(&args[1]) {
            return self.quotient(e, lanes, id, args[0], args[1]);
        }
        if e.is_inline(id) || matches!(e.g.op(id), Op::Arg(..)) {
            return;
        }
        let args: Vec<TokenStream> = args.iter().map(|&arg| operand(e, lanes, arg)).collect();
        let expression = e.apply(lanes, id, &args);
        let name = e.name(id);
        self.write(self.branches.place(id), quote!(let #name = #expression;));
    }

    /// Writes a sum with a product, `x * y + z`, `x * y - z` or `z - x * y`.
    fn fuse(&mut self, e: &mut Emitter<'_>, lanes: &TokenStream, id: Id, product: Id) {
        let (op, args) = (e.g.op(id), e.g.args(id).to_vec());
        let factors = e.g.args(product).to_vec();
        let is_first = args[0] == product;
        let other = args[usize::from(is_first)];
        for arg in [factors[0], factors[1], other] {
            self.compute(e, lanes, arg);
        }
        let (x, y) = (operand(e, lanes, factors[0]), operand(e, lanes, factors[1]));
        let z = operand(e, lanes, other);
        let sum = match (op, is_first) {
            (Op::Fun(Fun::Add), _) => quote!(#x.fma(#y, #z)),
            (_, true) => quote!(#x.fma(#y, -#z)),
            (_, false) => quote!((-#x).fma(#y, #z)),
        };
        let name = e.name(id);
        self.write(self.branches.place(id), quote!(let #name = #sum;));
    }

    /// Writes a quotient by what others are divided by too.
    fn quotient(&mut self, e: &mut Emitter<'_>, lanes: &TokenStream, id: Id, x: Id, by: Id) {
        let (k, above, below) = (e.k, operand(e, lanes, x), operand(e, lanes, by));
        let inverse = match self.inverses.get(&by) {
            Some(inverse) => inverse.clone(),
            None => {
                let inverse = e.names.fresh("inverse");
                let line = quote!(let #inverse = #k::c::<#lanes>(t, 1.0) / #below;);
                // Where what it is of stands: everyone who divides by that can see it there.
                self.write(self.branches.place(by), line);
                self.inverses.insert(by, inverse.clone());
                inverse
            }
        };
        let name = e.name(id);
        let line = match e.g.is_constant(x, 1.0) {
            true => quote!(let #name = #inverse;),
            false => quote!(let #name = #k::over_lanes(t, #above, #below, #inverse);),
        };
        self.write(self.branches.place(id), line);
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

/// The products that are computed with a sum: nobody else asks for them, and the other operand is no product, so that neither
/// of two products that might cancel is rounded alone.
fn fused(
    e: &Emitter<'_>,
    derived: &Derived,
    branches: &Branches,
    needed: &BTreeSet<Id>,
    roots: &[Id],
) -> BTreeMap<Id, Id> {
    let (g, same) = (e.g, &e.same);
    // A weight is computed alone too, and has to be the same there.
    let weight: Vec<Id> = derived.weight.into_iter().collect();
    let weight = below(g, &weight);
    let uses = uses(g, needed, roots);
    let is_product = |id: Id| g.op(id) == Op::Fun(Fun::Mul);
    let sums = needed.iter().copied().filter(|id| {
        let is_sum = matches!(g.op(*id), Op::Fun(Fun::Add | Fun::Sub));
        is_sum && !same.contains(id) && !weight.contains(id)
    });
    sums.filter_map(|id| {
        let &[x, y] = g.args(id) else { return None };
        let (product, other) = match (is_product(x), is_product(y)) {
            (true, false) => (x, y),
            (false, true) => (y, x),
            _ => return None,
        };
        let is_alone = uses.get(&product) == Some(&1) && !same.contains(&product);
        let is_here = branches.place(product) == branches.place(id);
        // `x * y - x` is rounded as it is written: of y next to 1 both parts are as large, and cancel.
        (is_alone && is_here && !g.args(product).contains(&other)).then_some((id, product))
    })
    .collect()
}

/// The numbers that several quotients are by, each 1 and a number q of 0 or more, if no quotient counts where q is infinite:
/// `if q == inf { 1 } else { q / (1 + q) }`, and the like of its derivatives.
fn shared_divisors(g: &Graph, needed: &BTreeSet<Id>, roots: &[Id]) -> BTreeSet<Id> {
    let mut quotients: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for &id in needed.iter().filter(|&&id| g.op(id) == Op::Fun(Fun::Div)) {
        quotients.entry(g.args(id)[1]).or_default().push(id);
    }
    quotients.retain(|&by, quotients| {
        let Some(q) = one_more(g, by).filter(|_| quotients.len() > 1) else {
            return false;
        };
        let infinity = g.find(Op::Const(f64::INFINITY.to_bits()), &[]);
        let is_infinite = infinity.and_then(|infinity| {
            let mut compared = [q, infinity];
            compared.sort_unstable();
            g.find(Op::Compare(Cmp::Eq), &compared)
        });
        let Some(is_infinite) = is_infinite else {
            return false;
        };
        let is_finite = |x: Id| {
            let is_number = g.as_constant(x).is_some() || matches!(g.op(x), Op::Arg(..));
            x == q || is_number || quotients.contains(&x)
        };
        quotients
            .iter()
            .all(|&id| is_finite(g.args(id)[0]) && is_left_out(g, needed, roots, id, is_infinite))
    });
    quotients.into_keys().collect()
}

/// Whether nothing of a node is left where a condition holds.
fn is_left_out(g: &Graph, needed: &BTreeSet<Id>, roots: &[Id], id: Id, condition: Id) -> bool {
    let (mut open, mut seen) = (vec![id], BTreeSet::new());
    while let Some(id) = open.pop() {
        let users: Vec<Id> = needed
            .range(id..)
            .copied()
            .filter(|&user| g.args(user).contains(&id))
            .collect();
        if roots.contains(&id) || users.is_empty() || seen.len() > 16 {
            return false;
        }
        for user in users {
            match (g.op(user), g.args(user)) {
                (Op::Select, &[c, x, _]) if c == condition && x != id => {}
                (Op::Fun(Fun::Mul | Fun::Div | Fun::Neg), _) => {
                    if seen.insert(user) {
                        open.push(user);
                    }
                }
                _ => return false,
            }
        }
    }
    true
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
