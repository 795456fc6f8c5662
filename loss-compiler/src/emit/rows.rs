//! Kernels of formulas with axes: the loops of a schedule.

mod access;
mod block;
mod pass;
mod product;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Emitter, Holder, below, count, same_for_all};
use crate::differentiate::Derived;
use crate::graph::{Arg, ArgId, Axis, Extent, Formula, Fun, Id, Kind, Marks, Op, Scope};
use crate::schedule::{Blocks, Level, Part, Schedule, Target};
use crate::simplify::spreads;

pub(super) fn kernel(
    k: &TokenStream,
    holder: &Holder,
    formula: &Formula,
    schedule: &Schedule,
) -> TokenStream {
    let of_kind = |test: fn(Kind) -> bool| formula.args.iter().filter(|arg| test(arg.kind)).count();
    let reals = count(of_kind(is_per_sample));
    let classes = formula
        .args
        .iter()
        .filter(|arg| arg.kind == Kind::Param && !arg.axes.is_empty())
        .count();
    let gradients = count(of_kind(|kind| kind == Kind::Input));
    let learnables = count(of_kind(|kind| kind == Kind::Learnable));
    let axes = count(formula.axes.len());
    let ty = &holder.ty;
    let fused = holder.fused.then(|| quote!(const FUSED: #k::bool = true;));
    let weighted = schedule.derived.weight.is_some();
    let weight_reads = weight_reads(formula, schedule);
    let picks = picks(formula, schedule).then(|| quote!(const PICKS: #k::bool = true;));
    let adds = adds(formula, &schedule.derived).then(|| quote!(const ADDS: #k::bool = true;));
    let waits = waits(&schedule.derived).then(|| quote!(const WAITS: #k::bool = true;));

    let classes = count(classes);
    let generics = quote!(#reals, #classes, #axes, #gradients, #learnables);
    let sample = Rows::new(k, holder, formula, schedule).sample();
    let weight = Rows::new(k, holder, formula, schedule).weight();
    let scratch = scratch(k, schedule);
    quote! {
        #[automatically_derived]
        impl #k::Rowwise<#generics> for #ty {
            const WEIGHTED: #k::bool = #weighted;
            #picks
            #adds
            #waits
            #fused
            const WEIGHT_READS: [#k::bool; #reals] = [#(#weight_reads),*];
            #[inline(always)]
            fn scratch(&self, len: [#k::usize; #axes], gradient: #k::bool) -> #k::usize {
                #scratch
            }
            #[inline(always)]
            fn sample_weight<W: #k::Walk>(
                &self,
                w: W,
                args: &#k::Args<'_, W::Elem, #reals, #classes, #axes>,
                scratch: &mut [W::Elem],
            ) -> W::S {
                #weight
            }
            #[inline(always)]
            fn sample<W: #k::Walk, const GRAD: #k::bool>(
                &self,
                w: W,
                args: &#k::Args<'_, W::Elem, #reals, #classes, #axes>,
                gradient: [&mut [W::Elem]; #gradients],
                scale: W::S,
                scratch: &mut [W::Elem],
            ) -> #k::RowSample<W::S, #learnables> {
                #sample
            }
        }
    }
}

fn is_per_sample(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Input | Kind::Data | Kind::Index(_) | Kind::Identity
    )
}

/// Whether all that is read of a row are elements picked out of it, and all that is written is one number along it, and an
/// element apart.
fn picks(formula: &Formula, schedule: &Schedule) -> bool {
    let g = schedule.graph();
    let derived = &schedule.derived;
    let has_rows = |arg: ArgId| {
        let arg = formula.arg(arg);
        is_per_sample(arg.kind) && (!arg.axes.is_empty() || arg.components() > 1)
    };
    if formula.scope != Scope::Sample || formula.axes.len() != 1 || !schedule.kept.is_empty() {
        return false;
    }
    let levels = [&schedule.weight, &schedule.value, &schedule.gradient];
    let passes = levels.into_iter().flatten().flat_map(|level| &level.passes);
    let mut open: Vec<Id> = vec![derived.value];
    open.extend(derived.weight);
    open.extend(derived.learnable.iter().map(|partial| partial.id));
    for target in passes.flat_map(|pass| pass.all()) {
        let Target::Output(output) = target else {
            return false;
        };
        let extents = &formula.arg(output.partial.arg).axes;
        let is_fill =
            matches!(**extents, [] | [Extent::Named(_)]) && g.op(output.body) != Op::Select;
        if !is_fill {
            return false;
        }
        open.push(output.body);
        open.extend(output.patch.into_iter().flat_map(|(index, at)| [index, at]));
    }
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let is_sound = match g.op(id) {
            Op::Gather(_) => matches!(g.op(g.args(id)[0]), Op::Arg(..)),
            Op::Arg(arg, _) | Op::Label(arg) => !has_rows(arg),
            _ => true,
        };
        if !is_sound || !g.axes(id).is_empty() {
            return false;
        }
        open.extend(match g.op(id) {
            Op::Gather(_) => &g.args(id)[1..],
            _ => g.args(id),
        });
    }
    true
}

/// Whether a row is worth the sum of what each of its elements is, whatever the others are, and so are several rows.
fn adds(formula: &Formula, derived: &Derived) -> bool {
    let is_row = |extents: &[Extent]| matches!(extents, [Extent::Named(_)]);
    let fits = |arg: &Arg| match arg.kind {
        Kind::Input | Kind::Data => is_row(&arg.axes),
        Kind::Param | Kind::Flag => arg.axes.is_empty(),
        _ => false,
    };
    if formula.scope != Scope::Sample
        || formula.axes.len() != 1
        || derived.weight.is_some()
        || !formula.args.iter().all(fits)
    {
        return false;
    }
    let g = &derived.graph;
    let same = same_for_all(formula, g);
    let mut parts: Vec<Id> = derived.gradient.iter().map(|partial| partial.id).collect();
    // The value is a multiple of a sum.
    let mut at = derived.value;
    loop {
        match (g.op(at), g.args(at)) {
            (Op::Sum(_), &[x]) => break parts.push(x),
            (Op::Fun(Fun::Neg), &[x]) => at = x,
            (Op::Fun(Fun::Mul | Fun::Div), &[x, y]) if same.contains(&y) => at = x,
            (Op::Fun(Fun::Mul), &[x, y]) if same.contains(&x) => at = y,
            _ => return false,
        }
    }
    let is_of_elements = |id: Id| {
        let op = g.op(id);
        (op.is_elementwise() && !matches!(op, Op::Len(_) | Op::Number)) || matches!(op, Op::Arg(..))
    };
    below(g, &parts).into_iter().all(is_of_elements)
}

/// Whether exponentials of a row wait for a maximum, as in a softmax.
fn waits(derived: &Derived) -> bool {
    let g = &derived.graph;
    let mut with_maximum = Marks::default();
    // Operands come first.
    below(g, &[derived.value]).into_iter().any(|id| {
        let is_in_one = g.args(id).iter().any(|arg| with_maximum.contains(arg));
        if is_in_one || matches!(g.op(id), Op::Max(_)) {
            with_maximum.insert(id);
        }
        is_in_one && g.op(id) == Op::Fun(Fun::Exp) && !g.axes(id).is_empty()
    })
}

/// Which of the per-sample arguments the weight depends on: the others need not be there for it.
fn weight_reads(formula: &Formula, schedule: &Schedule) -> Vec<bool> {
    let graph = schedule.graph();
    let mut read = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<Id> = schedule.derived.weight.into_iter().collect();
    while let Some(id) = open.pop() {
        if let Op::Arg(arg, _) | Op::Label(arg) = graph.op(id) {
            read.insert(arg);
        }
        open.extend(graph.args(id).iter().filter(|id| seen.insert(**id)));
    }
    formula
        .arg_ids()
        .filter(|(_, arg)| is_per_sample(arg.kind))
        .map(|(id, _)| read.contains(&id))
        .collect()
}

/// The arrays that some levels keep, in order.
fn kept_in(schedule: &Schedule, levels: &[Level]) -> Vec<Id> {
    let mut seen = BTreeSet::new();
    levels
        .iter()
        .flat_map(|level| &level.passes)
        .flat_map(|pass| &pass.targets)
        .filter_map(Target::id)
        .filter(|id| schedule.kept.contains_key(id) && seen.insert(*id))
        .collect()
}

/// How many elements are kept: `3 * len[0] + len[0] * len[1]`.
fn scratch(k: &TokenStream, schedule: &Schedule) -> TokenStream {
    let size = |levels: &[Level]| {
        let mut times: Vec<(String, TokenStream, usize)> = Vec::new();
        for id in kept_in(schedule, levels) {
            let size = size_of(k, &quote!(len), schedule, id);
            let text = size.to_string();
            match times.iter_mut().find(|(known, ..)| *known == text) {
                Some((_, _, times)) => *times += 1,
                None => times.push((text, size, 1)),
            }
        }
        let sizes = times.into_iter().map(|(_, size, times)| {
            let times = count(times);
            match times.to_string().as_str() {
                "1" => size,
                _ => quote!(#times * #size),
            }
        });
        sizes.reduce(|sum, size| quote!(#sum + #size))
    };
    let (value, gradient) = (size(&schedule.value), size(&schedule.gradient));
    match (value, gradient) {
        (None, None) => quote! { let _ = (len, gradient); 0 },
        (Some(value), None) => quote! { let _ = gradient; #value },
        (None, Some(gradient)) => quote! { if gradient { #gradient } else { 0 } },
        (Some(value), Some(gradient)) => quote! {
            let value = #value;
            if gradient { value + #gradient } else { value }
        },
    }
}

/// The number of elements of a kept array: of a local one, those of a block.
fn size_of(k: &TokenStream, len: &TokenStream, schedule: &Schedule, id: Id) -> TokenStream {
    let blocks = schedule.blocks.as_ref();
    let blocks = blocks.filter(|blocks| blocks.local.contains(&id));
    let axes = schedule.kept.get(&id).map_or(&[][..], |axes| axes);
    let lengths = axes.iter().map(|&axis| {
        let at = count(usize::from(axis.0));
        match blocks {
            Some(blocks) if blocks.axis == axis => {
                let along = count(usize::from(blocks.along.0));
                quote!(#k::block_of(#len[#at], #len[#along]))
            }
            _ => quote!(#len[#at]),
        }
    });
    lengths
        .reduce(|size, length| quote!(#size * #length))
        .unwrap_or_else(|| quote!(1))
}

/// The emitter of one body.
struct Rows<'a> {
    e: Emitter<'a>,
    schedule: &'a Schedule,
    /// The variables of the arrays of kept nodes.
    buffers: BTreeMap<Id, Ident>,
    /// Which nodes have been stored in the buffer of a gradient so far.
    lodged: BTreeSet<Id>,
    /// Whether the gradient is wanted for certain, here under `if GRAD`.
    under_gradient: bool,
    /// Whether there are no gradient buffers to lodge in.
    no_gradient: bool,
    /// The variables of the outer loops around.
    indices: Vec<(Axis, Ident)>,
    /// The condition without which there is nothing to compute in the loop at hand, and its mask.
    guard: Option<(Id, TokenStream)>,
    /// Of the loop at hand, the counts of positions that are left out of a sum there, by what holds at them.
    counts: BTreeMap<Id, Ident>,
    /// The maxima that need not keep NaN, since the value does.
    numbers: BTreeSet<Id>,
    /// What the loop at hand reads and writes.
    runs: Vec<access::Run>,
    /// The blocks that the lines at hand are computed in.
    inside: Option<&'a Blocks>,
    /// What the blocks share, made before the first of them.
    shared: TokenStream,
}

impl<'a> Rows<'a> {
    fn new(
        k: &'a TokenStream,
        holder: &'a Holder,
        formula: &'a Formula,
        schedule: &'a Schedule,
    ) -> Rows<'a> {
        Rows {
            e: Emitter::new(k, holder, formula, schedule.graph()),
            schedule,
            buffers: BTreeMap::new(),
            lodged: BTreeSet::new(),
            under_gradient: false,
            no_gradient: false,
            indices: Vec::new(),
            guard: None,
            counts: BTreeMap::new(),
            numbers: BTreeSet::new(),
            runs: Vec::new(),
            inside: None,
            shared: TokenStream::new(),
        }
    }

    fn weight(mut self) -> TokenStream {
        let k = self.e.k;
        let Some(weight) = self.schedule.derived.weight else {
            return quote!(let _ = (args, scratch); #k::c::<W::S>(#k::Walk::token(w), 1.0));
        };
        self.no_gradient = true;
        let carve = self.carve(&self.schedule.weight, false);
        let scratch = match carve.is_empty() {
            true => quote!(let _ = scratch;),
            false => quote!(let mut scratch = scratch;),
        };
        let levels = self.levels(&self.schedule.weight);
        let out = self.scalar(weight);
        let uses = self.e.uses(true);
        quote! {
            #uses
            let t = w.token();
            #scratch
            #carve
            #levels
            #out
        }
    }

    fn sample(mut self) -> TokenStream {
        let (k, g) = (self.e.k, self.e.g);
        let is_maximum = |id: &Id| matches!(g.op(*id), Op::Max(_));
        let shows = |id: &Id| spreads(g, g.args(*id)[0], self.schedule.derived.value);
        // A weight is computed alone too, and has to be the same there.
        let weight: Vec<Id> = self.schedule.derived.weight.into_iter().collect();
        let weight = below(g, &weight);
        let is_free = |id: &Id| is_maximum(id) && shows(id) && !weight.contains(id);
        self.numbers = g.ids().filter(is_free).collect();
        let buffers: Vec<Ident> = self.inputs().map(|arg| self.gradient_buffer(arg)).collect();
        let carve_value = self.carve(&self.schedule.value, false);
        let (carve_gradient, value_levels) = match &self.schedule.blocks {
            None => (None, self.levels(&self.schedule.value)),
            Some(blocks) => {
                let carve = self.carve(&self.schedule.gradient, true);
                (Some(carve), self.blocks(blocks))
            }
        };
        let carve_blocks = carve_gradient.clone();
        let value = self.scalar(self.schedule.derived.value);
        let weight = match self.schedule.derived.weight {
            Some(weight) => self.scalar(weight),
            None => quote!(#k::c::<W::S>(t, 1.0)),
        };

        self.under_gradient = true;
        let (carve_gradient, gradient_levels) = match carve_gradient {
            None => {
                let carve = self.carve(&self.schedule.gradient, false);
                (carve, self.levels(&self.schedule.gradient))
            }
            Some(_) => {
                let levels = self.part(&self.schedule.gradient, Part::After);
                (TokenStream::new(), levels)
            }
        };
        let learnable: Vec<TokenStream> = self
            .schedule
            .derived
            .learnable
            .clone()
            .iter()
            .map(|p| self.scalar(p.id))
            .collect();
        let uses = self.e.uses(true);
        let zeros = learnable.iter().map(|_| quote!(#k::c::<W::S>(t, 0.0)));
        let scaled = learnable.iter().map(|d| quote!(#d * scale));
        let (start, end) = match learnable.is_empty() {
            true => (quote!(let learnable = [];), TokenStream::new()),
            false => (
                quote!(let mut learnable = [#(#zeros),*];),
                quote!(learnable = [#(#scaled),*];),
            ),
        };
        let patches = self.patches();
        let no_scratch = carve_value.is_empty() && carve_gradient.is_empty();
        let scratch = match no_scratch && carve_blocks.is_none() {
            true => quote!(let _ = scratch;),
            false => quote!(let mut scratch = scratch;),
        };
        let weighted_scale = match self.schedule.derived.weight {
            Some(_) => quote!(let scale = scale * weight;),
            None => TokenStream::new(),
        };
        let gradient = quote!(#carve_gradient #gradient_levels #patches #end);
        let gradient = match gradient.is_empty() {
            true => TokenStream::new(),
            false => quote!(if GRAD { #weighted_scale #gradient }),
        };
        quote! {
            #uses
            let t = w.token();
            let [#(#buffers),*] = gradient;
            #scratch
            #carve_value
            #carve_blocks
            #value_levels
            let value = #value;
            let weight = #weight;
            #start
            #gradient
            #k::RowSample { value, weight, learnable }
        }
    }

    /// The elements that differ from their runs, once the runs are written.
    fn patches(&mut self) -> TokenStream {
        let outputs: Vec<_> = self
            .schedule
            .gradient
            .iter()
            .flat_map(|level| &level.passes)
            .flat_map(|pass| &pass.targets)
            .filter_map(|target| {
                if let Target::Output(output) = target {
                    Some(output)
                } else {
                    None
                }
            })
            .collect();
        outputs
            .into_iter()
            .filter_map(|output| self.patch(output))
            .collect()
    }

    fn inputs(&self) -> impl Iterator<Item = ArgId> + use<'a> {
        self.e
            .formula
            .arg_ids()
            .filter(|(_, arg)| arg.kind == Kind::Input)
            .map(|(id, _)| id)
    }

    /// The variable of the gradient by an argument.
    fn gradient_buffer(&self, arg: ArgId) -> Ident {
        let name = &self.e.formula.arg(arg).name;
        format_ident!(
            "d_{}",
            name.trim_start_matches("r#"),
            span = proc_macro2::Span::mixed_site()
        )
    }

    /// Room for the arrays that some levels keep: none, `if_gradient`, if it is not wanted.
    fn carve(&mut self, levels: &[Level], if_gradient: bool) -> TokenStream {
        let kept = kept_in(self.schedule, levels);
        let mut lines = TokenStream::new();
        for id in kept {
            let wish = format!("each_{}", self.e.names.wish(self.e.formula, self.e.g, id));
            let buffer = self.e.names.fresh(&wish);
            let size = size_of(self.e.k, &quote!(args.len), self.schedule, id);
            let size = match if_gradient {
                true => quote!(if GRAD { #size } else { 0 }),
                false => size,
            };
            lines.extend(quote!(let #buffer = w.carve(&mut scratch, #size);));
            self.buffers.insert(id, buffer);
        }
        lines
    }

    /// The variable of the array of a kept node, which has been carved before anything is kept.
    fn kept_buffer(&self, id: Id) -> Ident {
        let known = self.buffers.get(&id).cloned();
        known.unwrap_or_else(|| format_ident!("each_{}", id.0))
    }

    fn levels(&mut self, levels: &[Level]) -> TokenStream {
        let mut out = TokenStream::new();
        for level in levels {
            for &id in &level.scalars {
                out.extend(self.let_scalar(id));
            }
            for pass in &level.passes {
                out.extend(self.pass(pass));
            }
        }
        out
    }
}
