//! The lines of straight-line code: each node a `let`, after those of its operands; a product and a sum as one, quotients by one
//! number sharing a division, selections under one condition as one jump.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::branch::{Branches, Choice, Place};
use super::fixed::Fixed;
use super::{Emitter, below};
use crate::algebra::is_power_of_two;
use crate::differentiate::Derived;
use crate::graph::{Cmp, Formula, Fun, Graph, Id, Marks, Op, Operands, Range};
use crate::lower::uses;
use crate::simplify::one_more;

/// The lines of a body, by where they stand.
pub(super) struct Lines<'a> {
    fixed: &'a Fixed,
    branches: &'a Branches,
    /// Sums with the product among their operands that is computed with them, rounded once.
    fused: BTreeMap<Id, Id>,
    /// What several quotients are by, and one over it.
    shared: BTreeSet<Id>,
    inverses: BTreeMap<Id, Ident>,
    lines: BTreeMap<Place, TokenStream>,
    done: Marks,
}

impl<'a> Lines<'a> {
    /// Those of some nodes, in jumps or not, of which `finite` are not infinite where it matters.
    pub(super) fn new(
        e: &Emitter<'_>,
        derived: &Derived,
        (branches, fixed): (&'a Branches, &'a Fixed),
        (needed, roots): (&BTreeSet<Id>, &[Id]),
        finite: &BTreeSet<Id>,
    ) -> Lines<'a> {
        let mut lines = Lines {
            fused: fused(e, derived, branches, needed, roots),
            shared: shared_divisors(e.g, needed, roots, finite),
            ..Lines::plain(branches, fixed)
        };
        lines.done.extend(lines.fused.values().copied());
        lines
    }

    /// Each node by itself.
    pub(super) fn plain(branches: &'a Branches, fixed: &'a Fixed) -> Lines<'a> {
        Lines {
            branches,
            fixed,
            fused: BTreeMap::new(),
            shared: BTreeSet::new(),
            inverses: BTreeMap::new(),
            lines: BTreeMap::new(),
            done: Marks::default(),
        }
    }

    /// Writes what computes a node, after what computes its operands.
    pub(super) fn compute(&mut self, e: &mut Emitter<'_>, lanes: &TokenStream, id: Id) {
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
        let args = e.g.operands(id);
        if e.g.op(id) == Op::Fun(Fun::Div)
            && let Some(i) = self.fixed.divisor(args[1])
        {
            self.compute(e, lanes, args[0]);
            let (k, x) = (e.k, operand(e, lanes, args[0]));
            let name = e.name(id);
            let line = quote!(let #name = #k::over(t, #x, &fixed.divisors[#i]););
            return self.write(self.branches.place(id), line);
        }
        if let Some(inverse) = next_ratio(e.g, id) {
            self.compute(e, lanes, args[0]);
            let (k, ratio) = (e.k, operand(e, lanes, args[0]));
            let other = match inverse {
                1.0 => ratio.clone(),
                _ => quote!((#ratio * #k::c::<#lanes>(t, #inverse))),
            };
            let name = e.name(id);
            let line = quote!(let #name = #other * #ratio;);
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
        let (op, args) = (e.g.op(id), e.g.operands(id));
        let factors = e.g.operands(product);
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
        self.done.extend(all.iter().copied());
        let args: Vec<Operands> = all.iter().map(|&id| e.g.operands(id)).collect();
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

    /// All lines that stand in no branch, and what the roots are called in them.
    pub(super) fn end(
        &mut self,
        e: &mut Emitter<'_>,
        lanes: &TokenStream,
        roots: &[Id],
    ) -> (TokenStream, Vec<TokenStream>) {
        let lets = self.take(&Place::new());
        let names = roots.iter().map(|&root| operand(e, lanes, root));
        (lets, names.collect())
    }

    fn take(&mut self, place: &Place) -> TokenStream {
        self.lines.remove(place).unwrap_or_default()
    }
}

/// The products that are computed with a sum: nobody else asks for them, and the other operand is no product, so that neither
/// of two products that might cancel is rounded alone, or neither is less than 0.
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
            (true, true) if g.op(id) == Op::Fun(Fun::Add) => {
                let is_free = uses.get(&x) == Some(&1) && !same.contains(&x);
                let is_sound = [x, y].iter().all(|&id| is_nonnegative(e.formula, g, id, 8));
                match is_free {
                    _ if !is_sound => return None,
                    true => (x, y),
                    false => (y, x),
                }
            }
            _ => return None,
        };
        let is_alone = uses.get(&product) == Some(&1) && !same.contains(&product);
        let is_here = branches.place(product) == branches.place(id);
        // `x * y - x` is rounded as it is written: of y next to 1 both parts are as large, and cancel.
        (is_alone && is_here && !g.args(product).contains(&other)).then_some((id, product))
    })
    .collect()
}

/// Whether a number is 0 or more, if what comes in is as declared.
pub(super) fn is_nonnegative(formula: &Formula, g: &Graph, id: Id, depth: usize) -> bool {
    let is = |id: Id| depth > 0 && is_nonnegative(formula, g, id, depth - 1);
    match (g.op(id), g.args(id)) {
        (Op::Fun(Fun::Mul), &[x, y]) if x == y => true,
        (Op::Fun(Fun::Mul | Fun::Div | Fun::Add), &[x, y]) => is(x) && is(y),
        (Op::Fun(Fun::Sub), &[one, x]) => match g.op(x) {
            Op::Arg(arg, _) if g.is_constant(one, 1.0) => {
                let high = formula.arg(arg).domain.high;
                high.is_some_and(|end| end.at <= 1.0)
            }
            _ => false,
        },
        (Op::Fun(fun), _) => matches!(fun.row().range, Range::NonNegative | Range::Unit),
        (Op::Select, &[_, x, y]) => is(x) && is(y),
        _ => g.is_nonnegative(id),
    }
}

/// The numbers that several quotients are by, each 1 and a number q of 0 or more, if no quotient counts where q is infinite:
/// since q is among the `finite`, or by `if q == inf { 1 } else { q / (1 + q) }`, and the like of its derivatives.
fn shared_divisors(
    g: &Graph,
    needed: &BTreeSet<Id>,
    roots: &[Id],
    finite: &BTreeSet<Id>,
) -> BTreeSet<Id> {
    let mut quotients: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for &id in needed.iter().filter(|&&id| g.op(id) == Op::Fun(Fun::Div)) {
        quotients.entry(g.args(id)[1]).or_default().push(id);
    }
    quotients.retain(|&by, quotients| {
        let Some(q) = one_more(g, by).filter(|_| quotients.len() > 1) else {
            return false;
        };
        let is_left_out: &dyn Fn(Id) -> bool = match infinite(g, q) {
            _ if finite.contains(&q) => &|_| true,
            Some(is_infinite) => &move |id| is_left_out(g, needed, roots, id, is_infinite),
            None => return false,
        };
        let is_finite = |x: Id| {
            let is_number = g.as_constant(x).is_some() || matches!(g.op(x), Op::Arg(..));
            x == q || is_number || quotients.contains(&x)
        };
        quotients
            .iter()
            .all(|&id| is_finite(g.args(id)[0]) && is_left_out(id))
    });
    quotients.into_keys().collect()
}

/// `(c / x) / x`, as the slope of `c / x` is, is the square of `c / x` over c, which is no division where c is a power of two: one over c.
fn next_ratio(g: &Graph, id: Id) -> Option<f64> {
    let ratio = |id: Id| match (g.op(id), g.args(id)) {
        (Op::Fun(Fun::Div), &[above, below]) => Some((above, below)),
        _ => None,
    };
    let (first, x) = ratio(id)?;
    let (c, y) = ratio(first)?;
    let c = g.as_constant(c)?;
    (x == y && is_power_of_two(c.abs())).then(|| 1.0 / c)
}

/// The condition that q is infinite, if somebody asks.
fn infinite(g: &Graph, q: Id) -> Option<Id> {
    let infinity = g.find(Op::Const(f64::INFINITY.to_bits()), [])?;
    let mut compared = [q, infinity];
    compared.sort_unstable();
    g.find(Op::Compare(Cmp::Eq), compared)
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
