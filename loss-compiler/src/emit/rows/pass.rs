//! One pass: the loops, the lines inside, what is accumulated and what is stored.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Rows;
use crate::emit::count;
use crate::graph::{Axes, Axis, Extent, Fun, Graph, Id, Op, print_short};
use crate::schedule::{Nest, Output, Pass, Target, Way, nest_of_arg};

/// Up to this cost (that of a division) a function is a few instructions.
const SMALL: u32 = 5;

/// A loop that is all there is, and whose functions cost so much in all (two of the simplest), may stand in the program
/// twice.
const TWICE: u32 = 50;

/// What an exponential costs.
const EXP: u32 = 14;

impl Rows<'_> {
    /// `let` for a number per sample.
    pub(super) fn let_scalar(&mut self, id: Id) -> TokenStream {
        if self.e.is_inline(id) || self.e.names.known(id).is_some() {
            return TokenStream::new();
        }
        let expression = self.expression(id, None);
        let name = self.e.name(id);
        quote!(let #name = #expression;)
    }

    /// A selection in a loop that is only taken where its condition holds for some sample.
    fn guarded(&mut self, id: Id, inner: Option<Axis>) -> Option<TokenStream> {
        let (condition, mask) = self.guard.clone()?;
        let args = self.e.g.operands(id);
        if self.e.g.op(id) != Op::Select || args[0] != condition {
            return None;
        }
        let at = [1, 2]
            .into_iter()
            .find(|&i| self.e.g.is_constant(args[i], 0.0))?;
        let v = self.operand(args[3 - at], inner);
        Some(quote!(w.only_where(#mask, #v)))
    }

    fn expression(&mut self, id: Id, inner: Option<Axis>) -> TokenStream {
        if let Some(guarded) = self.guarded(id, inner) {
            return guarded;
        }
        if self.is_memory(id)
            && let Some(read) = self.read(id, inner)
        {
            return read;
        }
        if let Op::Gather(axis) = self.e.g.op(id) {
            return self.gather(id, axis);
        }
        let lanes = if inner.is_some() {
            quote!(W::V)
        } else {
            quote!(W::S)
        };
        if let Some((condition, whole)) = left_out(self.e.g, id).filter(|_| inner.is_some()) {
            let (condition, whole) = (self.operand(condition, inner), self.operand(whole, inner));
            let k = self.e.k;
            return quote!(#lanes::select(#condition, #k::c::<#lanes>(t, 0.0), #whole));
        }
        match self.e.g.op(id) {
            Op::Position(_) | Op::Len(_) => self.operand(id, inner),
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

    /// The nodes that a pass computes in its loops for some targets, operands first.
    fn inline<'t>(&self, pass: &Pass, targets: impl Iterator<Item = &'t Target>) -> BTreeSet<Id> {
        let g = self.e.g;
        let mut own = BTreeSet::new();
        let mut stack = Vec::new();
        for target in targets {
            match target {
                Target::Reduce(id) => match counted(g, *id) {
                    Some((condition, _)) => stack.push(condition),
                    None => stack.extend_from_slice(g.args(*id)),
                },
                Target::Keep(id) if is_scan(g.op(*id)) => stack.extend_from_slice(g.args(*id)),
                Target::Keep(id) => {
                    own.insert(*id);
                    stack.push(*id);
                }
                Target::Product(_) => {}
                Target::Output(output) => stack.push(output.body),
            }
        }
        let mut inline = BTreeSet::new();
        while let Some(id) = stack.pop() {
            if g.axes(id).is_empty() || !inline.insert(id) {
                continue;
            }
            let read = self.is_memory(id) && !own.contains(&id);
            let loaded =
                self.under_gradient && self.lodged.contains(&id) && self.lodges_in(id, &pass.nest);
            if loaded {
                continue;
            }
            let gathers = matches!(g.op(id), Op::Gather(_));
            if gathers {
                stack.push(g.args(id)[1]);
            } else if let Some((condition, whole)) = left_out(g, id) {
                stack.extend([condition, whole]);
            } else if !read && g.op(id).reduced_axis().is_none() {
                stack.extend_from_slice(g.args(id));
            }
        }
        inline
    }

    pub(super) fn pass(&mut self, pass: &Pass) -> TokenStream {
        if pass.way == Way::Products {
            return self.products(pass);
        }
        let inline = self.inline(pass, pass.all());
        let outer_axes = pass
            .nest
            .outer
            .iter()
            .fold(Axes::NONE, |all, &axis| all.with(axis));
        let indices: Vec<_> = pass
            .nest
            .outer
            .iter()
            .map(|&axis| (axis, self.index_name(axis)))
            .collect();
        self.indices = indices.clone();

        // Numbers of the outer positions, then the loop along the inner axis.
        let (fixed, moving): (Vec<Id>, Vec<Id>) = inline
            .iter()
            .copied()
            .partition(|&id| self.e.g.axes(id).within(outer_axes));
        let own: BTreeSet<Id> = pass
            .all()
            .filter_map(|t| {
                if let Target::Keep(id) = t {
                    Some(*id)
                } else {
                    None
                }
            })
            .filter(|&id| !is_scan(self.e.g.op(id)))
            .collect();
        let mut before = TokenStream::new();
        for id in fixed {
            before.extend(self.let_node(id, None, own.contains(&id)));
        }
        let body = match pass.nest.inner {
            Some(inner) => self.inner_loop(pass, inner, &moving, &own),
            None => pass
                .targets
                .iter()
                .map(|target| self.target_without_lanes(target))
                .collect(),
        };
        self.e.names.forget(inline);
        self.indices.clear();

        let mut out = quote!(#before #body);
        for (axis, index) in indices.iter().rev() {
            let positions = self.positions(*axis);
            out = quote!(for #index in #positions { #out });
        }
        let comment = self.comment(pass);
        quote!(#comment #out)
    }

    /// What a pass computes, as the documentation of its first statement.
    pub(super) fn comment(&self, pass: &Pass) -> TokenStream {
        if !self.e.holder.comments {
            return TokenStream::new();
        }
        let (formula, g) = (self.e.formula, self.e.g);
        let mut lines = TokenStream::new();
        for target in pass.all() {
            let line = match target {
                Target::Output(output) => {
                    format!(" the gradient by {}", formula.arg(output.partial.arg).name)
                }
                Target::Reduce(id) | Target::Product(id) | Target::Keep(id) => {
                    let name = self.e.names.wish(formula, g, *id);
                    format!(" {name} = {}", print_short(formula, g, *id))
                }
            };
            lines.extend(quote!(#[doc = #line]));
        }
        lines
    }

    fn let_node(&mut self, id: Id, inner: Option<Axis>, is_own: bool) -> TokenStream {
        if self.e.is_inline(id) {
            return TokenStream::new();
        }
        if let Some((condition, whole)) = left_out(self.e.g, id).filter(|_| inner.is_some())
            && let Some(count) = self.counts.get(&condition).cloned()
        {
            let (mask, whole) = (self.operand(condition, inner), self.operand(whole, inner));
            let name = self.e.name(id);
            return quote! {
                let #name;
                (#name, #count) = w.leave_out(#mask, at, #whole, #count);
            };
        }
        let expression = match is_own {
            true => self.computed(id, inner),
            false => self.expression(id, inner),
        };
        let name = self.e.name(id);
        quote!(let #name = #expression;)
    }

    /// The expression of a node that is kept, in the pass that fills its array.
    fn computed(&mut self, id: Id, inner: Option<Axis>) -> TokenStream {
        if let Op::Gather(axis) = self.e.g.op(id) {
            return self.gather(id, axis);
        }
        let lanes = if inner.is_some() {
            quote!(W::V)
        } else {
            quote!(W::S)
        };
        let args = self.e.g.operands(id);
        let args: Vec<TokenStream> = args
            .into_iter()
            .map(|arg| self.operand(arg, inner))
            .collect();
        self.e.apply(&lanes, id, &args)
    }

    fn inner_loop(
        &mut self,
        pass: &Pass,
        inner: Axis,
        moving: &[Id],
        own: &BTreeSet<Id>,
    ) -> TokenStream {
        // What the gradient alone needs, where it is not needed at all, costs nothing.
        let main = match pass.besides.is_empty() {
            true => moving.iter().copied().collect(),
            false => self.inline(pass, pass.targets.iter()),
        };
        let guard = self.guard(pass, inner);
        self.guard.clone_from(&guard);
        self.counts = self.counts(pass, &main);
        let mut lines = TokenStream::new();
        let mut more = TokenStream::new();
        let scaled = self.scaled(pass, inner, moving);
        for &id in moving.iter().filter(|id| !scaled.contains(id)) {
            let line = match self.schedule.lodgers.get(&id) {
                Some(&arg) if nest_of_arg(self.e.formula, arg) == pass.nest => {
                    self.let_lodger(id, arg, inner)
                }
                _ => self.let_node(id, Some(inner), own.contains(&id)),
            };
            match main.contains(&id) {
                true => lines.extend(line),
                false => more.extend(line),
            }
        }
        let (mut starts, mut steps, mut ends) =
            (TokenStream::new(), TokenStream::new(), TokenStream::new());
        for (i, target) in pass.all().enumerate() {
            let (start, step, end) = match self.fill(target, inner) {
                Some(fill) if guard.is_none() => (fill, TokenStream::new(), TokenStream::new()),
                _ => self.target(target, inner, &scaled),
            };
            starts.extend(start);
            match i < pass.targets.len() {
                true => steps.extend(step),
                false => more.extend(step),
            }
            ends.extend(end);
        }
        self.guard = None;
        self.counts.clear();
        let len = self.length(inner);
        if !more.is_empty() {
            steps.extend(quote!(if GRAD { #more }));
        }
        let runs = self.runs(inner);
        let mut around = match (
            lines.is_empty() && steps.is_empty(),
            self.is_cheap(pass, moving),
        ) {
            (true, _) => TokenStream::new(),
            (_, true) => quote! {
                #runs
                w.each(#len, #[inline(always)] |at| {
                    #lines
                    #steps
                });
            },
            (_, false) => quote! {
                #runs
                for at in w.steps(#len) {
                    #lines
                    #steps
                }
            },
        };
        if let Some((_, mask)) = guard {
            let zeros = pass
                .all()
                .filter_map(|target| self.fill_with(target, inner, None));
            around = quote!(if #mask.any() { #around } else { #(#zeros)* });
        }
        if pass.way == Way::LoopsIfAny {
            return self.conditional(pass, &quote!(#starts #around), &ends);
        }
        quote! {
            #starts
            #around
            #ends
        }
    }

    /// The counts of the positions that are left out of a sum in the same loop, by what holds at them.
    fn counts(&mut self, pass: &Pass, main: &BTreeSet<Id>) -> BTreeMap<Id, Ident> {
        let g = self.e.g;
        let has_rest = |condition| {
            let is_rest = |&id: &Id| left_out(g, id).is_some_and(|(c, _)| c == condition);
            main.iter().filter(|id| is_rest(id)).count() == 1
        };
        let counts = pass.targets.iter().filter_map(|target| match target {
            Target::Reduce(id) => match counted(g, *id) {
                Some((condition, true)) if has_rest(condition) => Some((condition, *id)),
                _ => None,
            },
            _ => None,
        });
        let counts: Vec<(Id, Id)> = counts.collect();
        counts
            .into_iter()
            .map(|(condition, id)| (condition, self.running(id)))
            .collect()
    }

    /// The variable in which a sum or its like is gathered.
    fn running(&mut self, id: Id) -> Ident {
        let known = self.e.g.names.get(&id).cloned();
        let wish = known.unwrap_or_else(|| "total".into());
        self.e.names.fresh(&format!("running_{wish}"))
    }

    /// The outputs that are a share of a sum, `e * (1 / (1 + rest))`: both numbers of the row are one product before the loop. The
    /// sum is 1 or more and no longer than the row, so that the product is far from where numbers end.
    fn scaled(&self, pass: &Pass, inner: Axis, moving: &[Id]) -> BTreeSet<Id> {
        let g = self.e.g;
        let outputs: Vec<Id> = pass
            .all()
            .filter_map(|target| match target {
                Target::Output(output) => Some(output.body),
                _ => None,
            })
            .collect();
        let is_asked_for = |id: Id| {
            let by_others = moving.iter().any(|&other| g.args(other).contains(&id));
            by_others || pass.all().any(|target| target.id() == Some(id))
        };
        let is_once = |id: &Id| outputs.iter().filter(|&other| other == id).count() == 1;
        let bodies = outputs.iter().copied().filter(is_once);
        // What is read from memory, or not computed here, has no parts here.
        let is_computed = |id: Id| {
            let parts = share(g, id, inner);
            let has_part = parts.is_some_and(|(x, _)| moving.contains(&x));
            has_part && !self.schedule.lodgers.contains_key(&id) && !self.is_memory(id)
        };
        bodies
            .filter(|&id| is_computed(id) && !is_asked_for(id))
            .collect()
    }

    /// Whether a loop is so cheap that its body may stand there twice: for whole steps and for the last one.
    fn is_cheap(&self, pass: &Pass, moving: &[Id]) -> bool {
        // An exponential of every element is what a softmax spends its time on.
        let most = if pass.besides.is_empty() { EXP } else { TWICE };
        let cost = moving.iter().map(|&id| match self.e.g.op(id) {
            Op::Fun(fun) if fun.row().cost > SMALL => fun.row().cost,
            _ => 0,
        });
        cost.sum::<u32>() <= most
    }

    /// A loop that is only taken for samples whose first sum is not to be trusted.
    fn conditional(&mut self, pass: &Pass, sums: &TokenStream, ends: &TokenStream) -> TokenStream {
        self.e.imports.mask = true;
        self.e.imports.lanes = true;
        let ids: Vec<Id> = pass
            .targets
            .iter()
            .filter_map(|target| match target {
                Target::Reduce(id) => Some(*id),
                _ => None,
            })
            .collect();
        let (mut befores, mut anywhere, mut after) =
            (TokenStream::new(), TokenStream::new(), TokenStream::new());
        for id in ids {
            let args = self.e.g.operands(id);
            let (plain, condition) = (self.operand(args[0], None), self.operand(args[1], None));
            let name = self.e.name(id);
            befores.extend(quote!(let mut #name = #plain;));
            anywhere = match anywhere.is_empty() {
                true => quote!(#condition),
                false => quote!(#anywhere.or(#condition)),
            };
            if let Some(axes) = self.schedule.kept.get(&id).cloned() {
                let extents: Vec<Extent> = axes.iter().map(|&a| Extent::Named(a)).collect();
                let buffer = self.kept_buffer(id);
                after.extend(self.write(&buffer, &extents, 0, None, &quote!(#name)));
                self.e.names.forget([id]);
            }
        }
        quote! {
            #befores
            if #anywhere.any() {
                #sums
                #ends
            }
            #after
        }
    }

    /// The condition that every output of a loop stands under, and the mask of the samples that it holds for. Where it
    /// holds for none there is nothing to compute.
    fn guard(&mut self, pass: &Pass, inner: Axis) -> Option<(Id, TokenStream)> {
        let g = self.e.g;
        let mut conditions = BTreeSet::new();
        for target in pass.all() {
            let Target::Output(output) = target else {
                return None;
            };
            if g.op(output.body) != Op::Select {
                return None;
            }
            let args = g.args(output.body);
            let zero_at = [1, 2].into_iter().find(|&i| g.is_constant(args[i], 0.0))?;
            if g.axes(args[0]).contains(inner) || self.e.flag_condition(args[0]).is_some() {
                return None;
            }
            self.fill_with(target, inner, None)?;
            conditions.insert((args[0], zero_at));
        }
        let (condition, zero_at) = conditions.pop_first()?;
        if !conditions.is_empty() {
            return None;
        }
        self.e.imports.mask = true;
        let mask = self.operand(condition, None);
        let mask = match zero_at {
            2 => mask,
            _ => quote!(#mask.not()),
        };
        Some((condition, mask))
    }

    /// An output that is the same all along the axis.
    fn fill(&mut self, target: &Target, inner: Axis) -> Option<TokenStream> {
        let Target::Output(output) = target else {
            return None;
        };
        if self.e.g.axes(output.body).contains(inner) {
            return None;
        }
        self.fill_with(target, inner, Some(output.body))
    }

    /// An output made the same all along the axis, if it is contiguous; 0 if it says nothing.
    fn fill_with(&mut self, target: &Target, inner: Axis, body: Option<Id>) -> Option<TokenStream> {
        let Target::Output(output) = target else {
            return None;
        };
        let arg = self.e.formula.arg(output.partial.arg);
        let axes: Vec<Axis> = arg
            .axes
            .iter()
            .map(|e| match e {
                Extent::Named(axis) => Some(*axis),
                Extent::Fixed(_) => None,
            })
            .collect::<Option<_>>()?;
        let buffer = self.gradient_buffer(output.partial.arg);
        let (base, stride) = self.run_base(&buffer, &axes, inner);
        if stride.to_string() != "1" {
            return None;
        }
        let axis = count(usize::from(inner.0));
        let k = self.e.k;
        let v = match body {
            Some(body) if !self.e.g.is_constant(body, 0.0) => {
                let v = self.scalar(body);
                quote!(#v * scale)
            }
            _ => quote!(#k::c::<W::S>(t, 0.0)),
        };
        Some(quote!(w.fill(#buffer, #base, args.len[#axis], #v);))
    }

    fn lodges_in(&self, id: Id, nest: &Nest) -> bool {
        let lodger = self.schedule.lodgers.get(&id);
        !self.no_gradient && lodger.is_some_and(|&arg| nest_of_arg(self.e.formula, arg) == *nest)
    }

    /// A node that lodges in the buffer of a gradient: stored where it is first computed, loaded afterwards.
    fn let_lodger(&mut self, id: Id, arg: crate::graph::ArgId, inner: Axis) -> TokenStream {
        let buffer = self.gradient_buffer(arg);
        let extents = self.e.formula.arg(arg).axes.clone();
        let name = self.e.name(id);
        let axes: Vec<Axis> = extents
            .iter()
            .filter_map(|e| {
                if let Extent::Named(a) = e {
                    Some(*a)
                } else {
                    None
                }
            })
            .collect();
        let (base, _) = self.run_base(&buffer, &axes, inner);
        if !self.lodged.insert(id) {
            let run = self.run_of(&buffer.to_string(), &quote!(#buffer), &base, false);
            let load = quote!(w.load(#run, 0, at));
            if self.under_gradient {
                // Its operands are not computed here.
                return quote!(let #name = #load;);
            }
            let computed = self.computed(id, Some(inner));
            return quote!(let #name = if GRAD { #load } else { #computed };);
        }
        let computed = self.computed(id, Some(inner));
        let store = self.write(&buffer, &extents, 0, Some(inner), &quote!(#name));
        match self.under_gradient {
            true => quote!(let #name = #computed; #store),
            false => quote!(let #name = #computed; if GRAD { #store }),
        }
    }

    /// What stands before, in and after the inner loop for a target.
    fn target(
        &mut self,
        target: &Target,
        inner: Axis,
        scaled: &BTreeSet<Id>,
    ) -> (TokenStream, TokenStream, TokenStream) {
        match target {
            Target::Reduce(id) => self.reduce(*id, inner),
            // A pass of its own.
            Target::Product(_) => Default::default(),
            Target::Keep(id) => {
                let axes = self.schedule.kept.get(id).cloned().unwrap_or_default();
                let extents: Vec<Extent> = axes.iter().map(|&a| Extent::Named(a)).collect();
                let buffer = self.kept_buffer(*id);
                let op = self.e.g.op(*id);
                let source = if is_scan(op) {
                    self.e.g.args(*id)[0]
                } else {
                    *id
                };
                let v = self.operand(source, Some(inner));
                let write = self.write(&buffer, &extents, 0, Some(inner), &v);
                if !is_scan(op) {
                    return (TokenStream::new(), write, TokenStream::new());
                }
                let (base, stride) = self.run_base(&buffer, &axes, inner);
                let axis = count(usize::from(inner.0));
                let end = match op {
                    Op::Reverse(_) => quote!(w.reverse(#buffer, #base, #stride, args.len[#axis]);),
                    op => {
                        let back = matches!(op, Op::CumsumBack(_));
                        quote!(w.cumsum(#buffer, #base, #stride, args.len[#axis], #back);)
                    }
                };
                (TokenStream::new(), write, end)
            }
            Target::Output(output) => {
                let arg = output.partial.arg;
                let extents = self.e.formula.arg(arg).axes.clone();
                let buffer = self.gradient_buffer(arg);
                let share = share(self.e.g, output.body, inner);
                let (start, v) = match share.filter(|_| scaled.contains(&output.body)) {
                    Some((x, inverse)) => {
                        let (x, inverse) = (self.operand(x, Some(inner)), self.scalar(inverse));
                        let by = self.e.names.fresh("scaled");
                        (
                            quote!(let #by = #inverse * scale;),
                            quote!(#x * w.spread(#by)),
                        )
                    }
                    None => {
                        let v = self.operand(output.body, Some(inner));
                        (TokenStream::new(), quote!(#v * w.spread(scale)))
                    }
                };
                let write =
                    self.write(&buffer, &extents, output.partial.component, Some(inner), &v);
                (start, write, TokenStream::new())
            }
        }
    }

    fn reduce(&mut self, id: Id, inner: Axis) -> (TokenStream, TokenStream, TokenStream) {
        let op = self.e.g.op(id);
        let is_again = matches!(op, Op::Resum(_));
        let counted = counted(self.e.g, id);
        let x = match counted {
            Some(_) => TokenStream::new(),
            None => self.operand(self.e.g.args(id)[if is_again { 2 } else { 0 }], Some(inner)),
        };
        let apart = counted.and_then(|(condition, holds)| {
            let count = self.counts.get(&condition).filter(|_| holds);
            count.cloned()
        });
        let is_apart = apart.is_some();
        let running = apart.unwrap_or_else(|| self.running(id));
        let (start, step, total) = match (op, counted) {
            (_, Some((condition, holds))) => {
                let mut mask = self.operand(condition, Some(inner));
                if !holds {
                    self.e.imports.mask = true;
                    mask = quote!(#mask.not());
                }
                (
                    quote!(w.count()),
                    quote!(w.count_add(#running, at, #mask)),
                    quote!(w.count_total(#running)),
                )
            }
            (Op::Max(_), _) => (
                quote!(w.max()),
                match self.numbers.contains(&id) {
                    true => quote!(w.max_add_number(#running, at, #x)),
                    false => quote!(w.max_add(#running, at, #x)),
                },
                match self.numbers.contains(&id) {
                    true => quote!(w.max_total_number(#running)),
                    false => quote!(w.max_total(#running)),
                },
            ),
            // What is left of a row of exponentials, none above 1, beside its largest.
            (Op::Sum(_), _) if is_unit(self.e.g, self.e.g.args(id)[0]) => (
                quote!(w.sum()),
                quote!(w.sum_add_unit(#running, at, #x)),
                quote!(w.sum_total(#running)),
            ),
            (Op::Min(_), _) => (
                quote!(w.min()),
                quote!(w.min_add(#running, at, #x)),
                quote!(w.min_total(#running)),
            ),
            _ => (
                quote!(w.sum()),
                quote!(w.sum_add(#running, at, #x)),
                quote!(w.sum_total(#running)),
            ),
        };
        let end = match self.schedule.kept.get(&id).cloned() {
            _ if is_again => {
                let condition = self.operand(self.e.g.args(id)[1], None);
                let name = self.e.name(id);
                quote!(#name = W::S::select(#condition, #total, #name);)
            }
            Some(axes) => {
                let extents: Vec<Extent> = axes.iter().map(|&a| Extent::Named(a)).collect();
                let buffer = self.kept_buffer(id);
                self.write(&buffer, &extents, 0, None, &total)
            }
            None => {
                let name = self.e.name(id);
                quote!(let #name = #total;)
            }
        };
        let step = match is_apart {
            true => TokenStream::new(),
            false => quote!(#running = #step;),
        };
        (quote!(let mut #running = #start;), step, end)
    }

    fn target_without_lanes(&mut self, target: &Target) -> TokenStream {
        match target {
            Target::Output(output) => {
                let arg = output.partial.arg;
                let extents = self.e.formula.arg(arg).axes.clone();
                let v = self.scalar(output.body);
                let buffer = self.gradient_buffer(arg);
                self.write(
                    &buffer,
                    &extents,
                    output.partial.component,
                    None,
                    &quote!(#v * scale),
                )
            }
            Target::Keep(id) => {
                let axes = self.schedule.kept.get(id).cloned().unwrap_or_default();
                let extents: Vec<Extent> = axes.iter().map(|&a| Extent::Named(a)).collect();
                let v = self.scalar(*id);
                let buffer = self.kept_buffer(*id);
                self.write(&buffer, &extents, 0, None, &v)
            }
            Target::Reduce(_) | Target::Product(_) => TokenStream::new(),
        }
    }

    /// The one element of a run that differs from the rest.
    pub(super) fn patch(&mut self, output: &Output) -> Option<TokenStream> {
        let (index, at) = output.patch?;
        let inner = nest_of_arg(self.e.formula, output.partial.arg).inner?;
        let extents = self.e.formula.arg(output.partial.arg).axes.clone();
        let buffer = self.gradient_buffer(output.partial.arg);
        let axes: Vec<Axis> = extents
            .iter()
            .filter_map(|e| {
                if let Extent::Named(a) = e {
                    Some(*a)
                } else {
                    None
                }
            })
            .collect();
        let (base, stride) = self.run_base(&buffer, &axes, inner);
        let (index, value) = (self.scalar(index), self.scalar(at));
        Some(quote!(w.scatter(#buffer, #base, #stride, #index, #value * scale);))
    }
}

/// The condition of a sum of `if condition { 1 } else { 0 }`, which is a count, and the truth that counts.
fn counted(g: &Graph, sum: Id) -> Option<(Id, bool)> {
    let (Op::Sum(_), &[x]) = (g.op(sum), g.args(sum)) else {
        return None;
    };
    let (Op::Select, &[condition, a, b]) = (g.op(x), g.args(x)) else {
        return None;
    };
    match (g.as_constant(a)?, g.as_constant(b)?) {
        (1.0, 0.0) => Some((condition, true)),
        (0.0, 1.0) => Some((condition, false)),
        _ => None,
    }
}

/// `(if c { 1 } else { x }) - (if c { 1 } else { 0 })`, which is `if c { 0 } else { x }`: the condition, and the whole, from
/// which it is one selection, and which is stored where `x` is not.
fn left_out(g: &Graph, difference: Id) -> Option<(Id, Id)> {
    let (Op::Fun(Fun::Sub), &[whole, part]) = (g.op(difference), g.args(difference)) else {
        return None;
    };
    let branches = |id: Id| match (g.op(id), g.args(id)) {
        (Op::Select, &[condition, a, b]) => Some((condition, g.as_constant(a)?, b)),
        _ => None,
    };
    let ((c, a, _), (d, b, zero)) = (branches(whole)?, branches(part)?);
    (c == d && a == 1.0 && b == 1.0 && g.is_constant(zero, 0.0)).then_some((c, whole))
}

/// Whether it is what is left of exponentials of differences from the largest, which lie from 0 to 1.
fn is_unit(g: &Graph, id: Id) -> bool {
    left_out(g, id).is_some_and(|(_, whole)| {
        let exp = g.args(whole)[2];
        let shifted = g.args(exp).first().copied();
        let is_below = |shifted: Id| match (g.op(shifted), g.args(shifted)) {
            (Op::Fun(Fun::Sub), &[x, max]) => {
                matches!(g.op(max), Op::Max(_)) && g.args(max)[0] == x
            }
            _ => false,
        };
        g.op(exp) == Op::Fun(Fun::Exp) && shifted.is_some_and(is_below)
    })
}

fn is_scan(op: Op) -> bool {
    matches!(op, Op::Cumsum(_) | Op::CumsumBack(_) | Op::Reverse(_))
}

/// `x` and `1 / (1 + rest)`, one number a row, of their product.
fn share(g: &Graph, id: Id, inner: Axis) -> Option<(Id, Id)> {
    let (Op::Fun(Fun::Mul), &[x, y]) = (g.op(id), g.args(id)) else {
        return None;
    };
    [(x, y), (y, x)].into_iter().find(|&(x, inverse)| {
        let is_one = |id: Id| g.is_constant(id, 1.0);
        let (Op::Fun(Fun::Div), &[one, sum]) = (g.op(inverse), g.args(inverse)) else {
            return false;
        };
        // 1 for the largest; what those below it add up to, and those beside it.
        let has_sum = |id: Id| matches!(g.op(id), Op::Sum(_));
        let is_beside = |id: Id| match (g.op(id), g.args(id)) {
            (Op::Fun(Fun::Sub), &[ties, one]) => has_sum(ties) && is_one(one),
            _ => false,
        };
        let is_rest = |id: Id| match (g.op(id), g.args(id)) {
            (Op::Fun(Fun::Add), &[a, b]) => {
                (has_sum(a) && is_beside(b)) || (has_sum(b) && is_beside(a))
            }
            _ => false,
        };
        let is_sum = match (g.op(sum), g.args(sum)) {
            (Op::Fun(Fun::Add), &[a, b]) => (is_one(a) && is_rest(b)) || (is_one(b) && is_rest(a)),
            _ => false,
        };
        let varies = |id: Id| g.axes(id).contains(inner);
        is_one(one) && is_sum && varies(x) && !varies(inverse)
    })
}
