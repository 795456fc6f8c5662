//! How a node is read: from the memory of an argument, a kept array, a variable; as lanes or as one number.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Rows, is_per_sample};
use crate::emit::count;
use crate::graph::{ArgId, Axis, Extent, Id, Kind, Op, Type};

/// An array in memory: its slice, and for each of its axes the distance between neighbours.
pub(super) struct Memory {
    pub(super) slice: Slice,
    /// Axis and stride; a stride is a product of lengths.
    axes: Vec<(Axis, TokenStream)>,
    /// The component of a fixed axis.
    offset: TokenStream,
    /// Whether it holds the rows of a block alone.
    is_local: bool,
}

/// A run of elements that a loop reads or writes.
pub(super) struct Run {
    name: Ident,
    slice: TokenStream,
    base: TokenStream,
    /// Whether it is also written.
    written: bool,
}

pub(super) enum Slice {
    Elements(TokenStream),
    Class(TokenStream),
}

impl Memory {
    /// The distance between neighbours along an axis.
    pub(super) fn stride(&self, axis: Axis) -> Option<&TokenStream> {
        let found = self.axes.iter().find(|(a, _)| *a == axis);
        found.map(|(_, stride)| stride)
    }
}

impl Rows<'_> {
    /// Where a node lies in memory, if it does.
    pub(super) fn memory(&self, id: Id) -> Option<Memory> {
        let g = self.e.g;
        if let Op::Rename(from, to) = g.op(id) {
            let mut memory = self.memory(g.args(id)[0])?;
            for (axis, _) in &mut memory.axes {
                if *axis == from {
                    *axis = to;
                }
            }
            return Some(memory);
        }
        if let Some(axes) = self.schedule.kept.get(&id) {
            let buffer = self.kept_buffer(id);
            let axes = strides(&axes.iter().map(|&a| Extent::Named(a)).collect::<Vec<_>>());
            return Some(Memory {
                is_local: self.is_local(&buffer),
                slice: Slice::Elements(quote!(#buffer)),
                axes,
                offset: quote!(0),
            });
        }
        let (arg, component) = match g.op(id) {
            Op::Arg(arg, component) => (arg, component),
            Op::Label(arg) => (arg, 0),
            _ => return None,
        };
        let declared = self.e.formula.arg(arg);
        if declared.kind == Kind::Param {
            let index = count(self.class_index(arg));
            let slice = Slice::Class(quote!(args.class[#index]));
            return Some(Memory {
                slice,
                axes: strides(&declared.axes),
                offset: quote!(0),
                is_local: false,
            });
        }
        let index = count(self.real_index(arg));
        let offset = component_offset(&declared.axes, component);
        let slice = Slice::Elements(quote!(args.real[#index]));
        Some(Memory {
            slice,
            axes: strides(&declared.axes),
            offset,
            is_local: false,
        })
    }

    fn real_index(&self, arg: ArgId) -> usize {
        self.e.formula.args[..usize::from(arg.0)]
            .iter()
            .filter(|a| is_per_sample(a.kind))
            .count()
    }

    fn class_index(&self, arg: ArgId) -> usize {
        let before = &self.e.formula.args[..usize::from(arg.0)];
        before
            .iter()
            .filter(|a| a.kind == Kind::Param && !a.axes.is_empty())
            .count()
    }

    /// Whether a node is read rather than computed.
    pub(super) fn is_memory(&self, id: Id) -> bool {
        match self.e.g.op(id) {
            Op::Arg(..) | Op::Label(_) => !self.e.is_inline(id),
            Op::Rename(..) => self.is_memory(self.e.g.args(id)[0]),
            _ => self.schedule.kept.contains_key(&id),
        }
    }

    /// The offset that the outer loops have reached, and the stride of `along`.
    fn base(&self, memory: &Memory, along: Option<Axis>) -> (TokenStream, Option<TokenStream>) {
        let mut base = Vec::new();
        let mut stride = None;
        for (axis, step) in &memory.axes {
            let is_cut = self.is_cut(*axis);
            if Some(*axis) == along {
                stride = Some(step.clone());
                if is_cut && !memory.is_local {
                    base.push(times(&quote!(block.start), step));
                }
            } else if let Some((_, index)) = self.indices.iter().find(|(a, _)| a == axis) {
                base.push(match is_cut && memory.is_local {
                    true => times(&quote!((#index - block.start)), step),
                    false => times(&quote!(#index), step),
                });
            }
        }
        let offset = &memory.offset;
        if offset.to_string() != "0" || base.is_empty() {
            base.insert(0, offset.clone());
        }
        (quote!(#(#base)+*), stride)
    }

    /// An array from where the rows of the block begin.
    pub(super) fn cut_to_block(&self, memory: &Memory) -> Option<TokenStream> {
        let Slice::Elements(data) = &memory.slice else {
            return None;
        };
        let cut = memory.axes.iter().find(|(axis, _)| self.is_cut(*axis));
        Some(match cut {
            Some((_, stride)) if !memory.is_local => {
                let start = times(&quote!(block.start), stride);
                quote!(#data[#start..])
            }
            _ => quote!(#data),
        })
    }

    /// Reads a node that is in memory: as lanes along `inner` if it has that axis, else as one number.
    pub(super) fn read(&mut self, id: Id, inner: Option<Axis>) -> Option<TokenStream> {
        let memory = self.memory(id)?;
        let (base, stride) = self.base(&memory, inner);
        Some(match (&memory.slice, stride) {
            (Slice::Elements(slice), None) => quote!(w.element(&#slice, #base)),
            (Slice::Elements(slice), Some(stride)) if is_one(&stride) => {
                let run = self.run(id, slice, &base, false);
                quote!(w.load(#run, 0, at))
            }
            (Slice::Elements(slice), Some(stride)) => {
                quote!(w.load_strided(&#slice, #base, #stride, at))
            }
            (Slice::Class(class), Some(_)) => quote!(w.load_class(#class, at)),
            (Slice::Class(class), None) => quote!(w.class_element(#class, #base)),
        })
    }

    /// The element of %0 at index %1 along the axis.
    pub(super) fn gather(&mut self, id: Id, axis: Axis) -> TokenStream {
        let args = self.e.g.operands(id);
        let index = self.operand(args[1], None);
        let Some(memory) = self.memory(args[0]) else {
            return self.operand(args[0], None);
        };
        let (base, stride) = self.base(&memory, Some(axis));
        let stride = stride.unwrap_or_else(|| quote!(0));
        match memory.slice {
            Slice::Elements(slice) => quote!(w.gather(&#slice, #base, #stride, #index)),
            Slice::Class(class) => quote!(w.gather_class(#class, #index)),
        }
    }

    /// Writes lanes along `inner` (or one number) to an array whose axes are those of the loops.
    pub(super) fn write(
        &mut self,
        buffer: &Ident,
        extents: &[Extent],
        component: u32,
        inner: Option<Axis>,
        v: &TokenStream,
    ) -> TokenStream {
        let memory = Memory {
            slice: Slice::Elements(quote!(#buffer)),
            axes: strides(extents),
            offset: component_offset(extents, component),
            is_local: self.is_local(buffer),
        };
        let (base, stride) = self.base(&memory, inner);
        // The components of one array cannot all be borrowed at once.
        let is_component = extents.iter().any(|e| matches!(e, Extent::Fixed(_)));
        match stride {
            None => quote!(w.store_element(#buffer, #base, #v);),
            Some(stride) if is_one(&stride) && is_component => {
                quote!(w.store(#buffer, #base, at, #v);)
            }
            Some(stride) if is_one(&stride) => {
                let run = self.run_of(&buffer.to_string(), &quote!(#buffer), &base, true);
                quote!(w.store(#run, 0, at, #v);)
            }
            Some(stride) => quote!(w.store_strided(#buffer, #base, #stride, at, #v);),
        }
    }

    /// The run of a node that is read along the inner axis.
    fn run(&mut self, id: Id, slice: &TokenStream, base: &TokenStream, written: bool) -> Ident {
        let wish = match self.schedule.kept.contains_key(&id) {
            true => slice.to_string(),
            false => self.e.names.wish(self.e.formula, self.e.g, id),
        };
        self.run_of(&wish, slice, base, written)
    }

    /// The elements that the loop at hand goes along, as a slice of that length: so all of them are checked at once.
    pub(super) fn run_of(
        &mut self,
        wish: &str,
        slice: &TokenStream,
        base: &TokenStream,
        written: bool,
    ) -> Ident {
        let (slice_text, base_text) = (slice.to_string(), base.to_string());
        let known = self
            .runs
            .iter_mut()
            .find(|run| run.slice.to_string() == slice_text && run.base.to_string() == base_text);
        if let Some(run) = known {
            run.written |= written;
            return run.name.clone();
        }
        let name = self.e.names.fresh(&format!("{wish}_run"));
        self.runs.push(Run {
            name: name.clone(),
            slice: slice.clone(),
            base: base.clone(),
            written,
        });
        name
    }

    /// The lines that make the runs of a loop along the axis.
    pub(super) fn runs(&mut self, axis: Axis) -> TokenStream {
        let len = self.length(axis);
        let runs = core::mem::take(&mut self.runs);
        self.e.names.release(runs.iter().map(|run| &run.name));
        let gradients: Vec<String> = self
            .inputs()
            .map(|arg| self.gradient_buffer(arg).to_string())
            .collect();
        let lines = runs.iter().map(|run| {
            let Run {
                name,
                slice,
                base,
                written,
            } = run;
            // Without its gradient a sample has no room for it.
            let absent = !self.under_gradient && gradients.contains(&slice.to_string());
            match written {
                true if absent => quote! {
                    let #name = if GRAD { w.run_mut(#slice, #base, #len) } else { &mut [] };
                },
                true => quote!(let #name = w.run_mut(#slice, #base, #len);),
                false if absent => quote! {
                    let #name = if GRAD { w.run(&#slice, #base, #len) } else { &[] };
                },
                false => quote!(let #name = w.run(&#slice, #base, #len);),
            }
        });
        quote!(#(#lines)*)
    }

    /// Where a kept array's run along an axis begins.
    pub(super) fn run_base(
        &self,
        buffer: &Ident,
        axes: &[Axis],
        along: Axis,
    ) -> (TokenStream, TokenStream) {
        let memory = Memory {
            slice: Slice::Class(TokenStream::new()),
            axes: strides(&axes.iter().map(|&a| Extent::Named(a)).collect::<Vec<_>>()),
            offset: quote!(0),
            is_local: self.is_local(buffer),
        };
        let (base, stride) = self.base(&memory, Some(along));
        (base, stride.unwrap_or_else(|| quote!(1)))
    }

    /// A node of one number per sample, or per position of the outer loops.
    pub(super) fn scalar(&mut self, id: Id) -> TokenStream {
        self.operand(id, None)
    }

    /// A node as an operand in a loop along `inner`: lanes if the loop has one, else one number.
    pub(super) fn operand(&mut self, id: Id, inner: Option<Axis>) -> TokenStream {
        let lanes = if inner.is_some() {
            quote!(W::V)
        } else {
            quote!(W::S)
        };
        let varies = inner.is_some_and(|inner| self.e.g.axes(id).contains(inner));
        if let Some(name) = self.e.names.known(id) {
            return match (inner.is_some() && !varies, self.e.g.ty(id)) {
                (false, _) => quote!(#name),
                (true, Type::Bool) => quote!(w.spread_mask(#name)),
                (true, _) => quote!(w.spread(#name)),
            };
        }
        let k = self.e.k;
        match self.e.g.op(id) {
            Op::Arg(arg, _) if self.e.is_inline(id) => {
                let field = self.e.field(arg);
                quote!(#k::c::<#lanes>(t, #field))
            }
            Op::Len(axis) => {
                let axis = count(usize::from(axis.0));
                quote!(#k::c::<#lanes>(t, args.len[#axis] as #k::f64))
            }
            Op::Position(axis) => match self.indices.iter().find(|(a, _)| *a == axis) {
                Some((_, index)) => quote!(#k::c::<#lanes>(t, #index as #k::f64)),
                None if self.is_cut(axis) => {
                    quote!((w.positions(at) + #k::c::<#lanes>(t, block.start as #k::f64)))
                }
                None => quote!(w.positions(at)),
            },
            _ => {
                let args = self.e.g.operands(id);
                let args: Vec<TokenStream> = args
                    .into_iter()
                    .map(|arg| self.operand(arg, inner))
                    .collect();
                self.e.apply(&lanes, id, &args)
            }
        }
    }

    /// The variable of an outer loop.
    pub(super) fn index_name(&self, axis: Axis) -> Ident {
        let name = self
            .e
            .formula
            .axes
            .get(usize::from(axis.0))
            .map_or("axis", String::as_str)
            .to_lowercase();
        format_ident!("at_{}", name, span = proc_macro2::Span::mixed_site())
    }
}

/// The offset of an index, written as a person would.
fn times(index: &TokenStream, step: &TokenStream) -> TokenStream {
    if is_one(step) {
        quote!(#index)
    } else if step.to_string().contains('*') {
        quote!(#index * (#step))
    } else {
        quote!(#index * #step)
    }
}

fn is_one(stride: &TokenStream) -> bool {
    stride.to_string() == "1"
}

/// The stride of each named axis, the last extent being contiguous.
fn strides(extents: &[Extent]) -> Vec<(Axis, TokenStream)> {
    let mut stride = quote!(1);
    let mut axes = Vec::new();
    for extent in extents.iter().rev() {
        let len = match extent {
            Extent::Named(axis) => {
                axes.push((*axis, stride.clone()));
                let axis = count(usize::from(axis.0));
                quote!(args.len[#axis])
            }
            Extent::Fixed(n) => {
                let n = count(*n as usize);
                quote!(#n)
            }
        };
        stride = if is_one(&stride) {
            len
        } else {
            quote!(#stride * #len)
        };
    }
    axes
}

/// The offset of a component within the fixed axes.
fn component_offset(extents: &[Extent], component: u32) -> TokenStream {
    if component == 0 {
        return quote!(0);
    }
    let mut stride = quote!(1);
    let mut rest = component;
    let mut terms = Vec::new();
    for extent in extents.iter().rev() {
        let len = match extent {
            Extent::Named(axis) => {
                let axis = count(usize::from(axis.0));
                quote!(args.len[#axis])
            }
            Extent::Fixed(n) => {
                let rest_at = rest % n;
                let at = count(rest_at as usize);
                rest /= n;
                if rest_at != 0 {
                    terms.push(if is_one(&stride) {
                        quote!(#at)
                    } else {
                        quote!(#at * #stride)
                    });
                }
                let n = count(*n as usize);
                quote!(#n)
            }
        };
        stride = if is_one(&stride) {
            len
        } else {
            quote!(#stride * #len)
        };
    }
    quote!(#(#terms)+*)
}
