//! Blocks of rows: what is computed before the first, for each, and after the last.
//!
//! ```text
//! let panels = w.panels([args.len[2], args.len[1]], Operand { … });
//! let in_blocks = block_of(args.len[0], args.len[2]) < args.len[0];
//! let mut each_d_key_totals = w.totals([args.len[1], if GRAD { args.len[2] } else { 0 }], in_blocks);
//! for block in blocks(args.len[0], args.len[2]) {
//!     w.product(each_s, args.len[2], &w.strips(…), &panels);
//!     for at_i in block.start..block.end { … }
//!     if GRAD { …; w.product_add(&mut each_d_key_totals, each_d_key, …); }
//! }
//! if GRAD { w.round(&mut each_d_key_totals, each_d_key); }
//! ```

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Rows;
use crate::emit::count;
use crate::graph::{Axis, Id};
use crate::schedule::{Blocks, Level, Part, Pass, Target};

impl<'a> Rows<'a> {
    /// The passes of the value, and those of the gradient that go with blocks.
    pub(super) fn blocks(&mut self, blocks: &'a Blocks) -> TokenStream {
        let (value, gradient) = (&self.schedule.value, &self.schedule.gradient);
        let before = self.part(value, Part::Before);
        // Numbers stay in sight.
        let numbers = gradient.iter().flat_map(|level| &level.scalars);
        let numbers = numbers.filter(|&&id| blocks.part_of(id) == Part::Before);
        let numbers: TokenStream = numbers.map(|&id| self.let_scalar(id)).collect();
        self.under_gradient = true;
        let gradient_before = if_gradient(&self.part(gradient, Part::Before));
        self.under_gradient = false;

        self.inside = Some(blocks);
        let value_inside = self.part(value, Part::Inside);
        self.under_gradient = true;
        let gradient_inside = if_gradient(&self.part(gradient, Part::Inside));
        self.under_gradient = false;
        self.inside = None;

        let round = |levels: &[Level]| -> TokenStream {
            let totals = blocks.totals.iter().filter(|id| has(levels, **id));
            let lines = totals.map(|&id| {
                let (totals, buffer) = (self.totals(id), self.kept_buffer(id));
                quote!(w.round(&mut #totals, #buffer);)
            });
            lines.collect()
        };
        let starts = blocks.totals.iter();
        let starts: TokenStream = starts
            .map(|&id| self.start_totals(id, has(value, id)))
            .collect();
        let (value_totals, gradient_totals) = (round(value), if_gradient(&round(gradient)));
        let after = self.part(value, Part::After);
        let shared = core::mem::take(&mut self.shared);
        let k = self.e.k;
        let [rows, columns] = [blocks.axis, blocks.along].map(|axis| self.length(axis));
        let in_blocks = (!starts.is_empty())
            .then(|| quote!(let in_blocks = #k::block_of(#rows, #columns) < #rows;));
        quote! {
            #before
            #numbers
            #gradient_before
            #shared
            #in_blocks
            #starts
            for block in #k::blocks(#rows, #columns) {
                #value_inside
                #gradient_inside
            }
            #value_totals
            #gradient_totals
            #after
        }
    }

    /// The passes of some levels that take place then.
    pub(super) fn part(&mut self, levels: &[Level], part: Part) -> TokenStream {
        let mut out = TokenStream::new();
        let Some(blocks) = &self.schedule.blocks else {
            return out;
        };
        for level in levels {
            let numbers = level.scalars.iter();
            for &id in numbers.filter(|id| blocks.part_of(**id) == part) {
                out.extend(self.let_scalar(id));
            }
            for pass in &level.passes {
                let then = |target: &&Target| blocks.part(target) == part;
                let targets: Vec<Target> = pass.targets.iter().filter(then).cloned().collect();
                if targets.is_empty() {
                    continue;
                }
                let pass = Pass {
                    targets,
                    ..pass.clone()
                };
                out.extend(self.pass(&pass));
                out.extend(self.add(&pass));
            }
        }
        out
    }

    /// Adds the sums of a block to those of the blocks before. Products are added as they are computed.
    fn add(&self, pass: &Pass) -> TokenStream {
        let reduced = pass.targets.iter().filter_map(|target| match target {
            Target::Reduce(id) => Some(*id),
            _ => None,
        });
        let totals = reduced.filter(|id| self.is_total(*id));
        totals.map(|id| self.add_total(id)).collect()
    }

    /// Adds what the loops of a block have left.
    pub(super) fn add_total(&self, id: Id) -> TokenStream {
        let (totals, buffer) = (self.totals(id), self.kept_buffer(id));
        quote!(w.add(&mut #totals, #buffer);)
    }

    /// Whether a node is a sum that is added up block by block.
    pub(super) fn is_total(&self, id: Id) -> bool {
        self.inside
            .is_some_and(|blocks| blocks.totals.contains(&id))
    }

    /// The variable of the sums so far.
    pub(super) fn totals(&self, id: Id) -> Ident {
        quote::format_ident!("{}_totals", self.kept_buffer(id))
    }

    /// Sums of nothing, before the first block.
    fn start_totals(&self, id: Id, is_value: bool) -> TokenStream {
        let axes = self.schedule.kept.get(&id).cloned().unwrap_or_default();
        let mut lengths: Vec<TokenStream> = axes.iter().map(|&axis| self.length(axis)).collect();
        let columns = lengths.pop().unwrap_or_else(|| quote!(1));
        let columns = match is_value {
            true => columns,
            false => quote!(if GRAD { #columns } else { 0 }),
        };
        let rows = lengths.into_iter().reduce(|a, b| quote!(#a * #b));
        let rows = rows.unwrap_or_else(|| quote!(1));
        let totals = self.totals(id);
        quote!(let mut #totals = w.totals([#rows, #columns], in_blocks);)
    }

    /// How many positions the loops at hand have along an axis.
    pub(super) fn length(&self, axis: Axis) -> TokenStream {
        let at = count(usize::from(axis.0));
        match self.is_cut(axis) {
            true => quote!(block.end - block.start),
            false => quote!(args.len[#at]),
        }
    }

    /// The positions of the loops at hand along an axis.
    pub(super) fn positions(&self, axis: Axis) -> TokenStream {
        let at = count(usize::from(axis.0));
        match self.is_cut(axis) {
            true => quote!(block.start..block.end),
            false => quote!(0..args.len[#at]),
        }
    }

    /// Whether the lines at hand are of some positions of the axis.
    pub(super) fn is_cut(&self, axis: Axis) -> bool {
        self.inside.is_some_and(|blocks| blocks.axis == axis)
    }

    /// Whether a buffer holds the rows of a block alone.
    pub(super) fn is_local(&self, buffer: &Ident) -> bool {
        let local = self.schedule.blocks.iter().flat_map(|blocks| &blocks.local);
        let mut buffers = local.filter_map(|id| self.buffers.get(id));
        buffers.any(|local| local == buffer)
    }
}

fn if_gradient(lines: &TokenStream) -> TokenStream {
    match lines.is_empty() {
        true => TokenStream::new(),
        false => quote!(if GRAD { #lines }),
    }
}

fn has(levels: &[Level], id: Id) -> bool {
    let passes = levels.iter().flat_map(|level| &level.passes);
    let mut targets = passes.flat_map(|pass| pass.all());
    targets.any(|target| target.id() == Some(id))
}
