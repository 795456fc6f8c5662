//! A pass that is a matrix product: a call.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Rows, access::Slice};
use crate::graph::{Axis, Id};
use crate::schedule::{Factors, Pass, Target, Way, factors};

impl Rows<'_> {
    pub(super) fn products(&mut self, pass: &Pass) -> TokenStream {
        let mut calls = TokenStream::new();
        for target in &pass.targets {
            let Target::Product(id) = *target else {
                continue;
            };
            let product = factors(self.e.formula, self.e.g, id);
            let call = product.and_then(|product| self.product(id, &product, pass.nest.inner?));
            let finite = product.and_then(|product| self.finite(&product));
            // What is no product after all is a sum.
            let is_sure = call.is_some() && finite.is_none();
            let loops = (!is_sure).then(|| self.loops(id, pass));
            calls.extend(match finite {
                Some(finite) => quote!(if #finite { #call } else { #loops }),
                None => quote!(#call #loops),
            });
        }
        let comment = self.comment(pass);
        quote!(#comment #calls)
    }

    /// The sum as any other.
    fn loops(&mut self, id: Id, pass: &Pass) -> TokenStream {
        let loops = self.pass(&Pass {
            nest: pass.nest.clone(),
            way: Way::Loops,
            targets: vec![Target::Reduce(id)],
            besides: Vec::new(),
        });
        let add = self.is_total(id).then(|| self.add_total(id));
        quote!(#loops #add)
    }

    /// `w.product(each_total, args.len[2], &w.strips(…), &w.panels(…));`
    fn product(&mut self, id: Id, product: &Factors, inner: Axis) -> Option<TokenStream> {
        let axes = self.schedule.kept.get(&id)?.clone();
        let [first, second] = <[Axis; 2]>::try_from(axes).ok()?;
        // The factors come in the order of the axes, the rows of a block first.
        let [left, right] = match first < second {
            true => product.both,
            false => [product.both[1], product.both[0]],
        };
        let left = self.factor(&quote!(strips), left, first, inner)?;
        let right = self.factor(&quote!(panels), right, second, inner)?;
        if self.is_total(id) {
            let (totals, buffer) = (self.totals(id), self.kept_buffer(id));
            return Some(quote!(w.product_add(&mut #totals, #buffer, #left, #right);));
        }
        let memory = self.memory(id)?;
        let stride = memory.stride(first)?.clone();
        let from = self.cut_to_block(&memory)?;
        let buffer = self.kept_buffer(id);
        let to = match buffer == from.to_string() {
            true => quote!(#buffer),
            false => quote!(&mut #from),
        };
        Some(quote!(w.product(#to, #stride, #left, #right);))
    }

    /// A factor laid out to be read: `w.panels([args.len[2], args.len[1]], Operand { … })`. What is the same for all blocks is laid
    /// out before the first.
    fn factor(&mut self, how: &TokenStream, id: Id, row: Axis, inner: Axis) -> Option<TokenStream> {
        let k = self.e.k;
        let memory = self.memory(id)?;
        let data = self.cut_to_block(&memory)?;
        let (row_stride, term_stride) = (memory.stride(row)?, memory.stride(inner)?);
        let (rows, terms) = (self.length(row), self.length(inner));
        let operand = quote!(#k::Operand { data: &#data, row: #row_stride, term: #term_stride });
        if self.inside.is_none() || self.is_cut(row) || self.is_cut(inner) {
            return Some(quote!(&w.#how([#rows, #terms], #operand)));
        }
        let name = self.e.names.fresh(&how.to_string());
        let rows = match self.under_gradient {
            true => quote!(if GRAD { #rows } else { 0 }),
            false => rows,
        };
        let line = quote!(let #name = w.#how([#rows, #terms], #operand););
        self.shared.extend(line);
        Some(quote!(&#name))
    }

    /// Whether the factor is finite that has to be.
    fn finite(&self, product: &Factors) -> Option<TokenStream> {
        let memory = self.memory(product.finite?)?;
        let Slice::Elements(data) = &memory.slice else {
            return None;
        };
        Some(quote!(w.is_finite(&#data)))
    }
}

#[cfg(test)]
mod tests {
    use crate::emit::code;

    const PAIRS: &str = "x: input[I, D], y: data[I, D]";

    fn batch(body: &str) -> String {
        code(&format!("pub batch loss Form({PAIRS}) {{ {body} }}"))
    }

    #[test]
    fn a_sum_over_pairs_of_rows_is_a_call_and_so_is_its_gradient() {
        let code = batch("let s = dot::<D>(x, rename::<I, J>(y)); sum::<I>(sum::<J>(s * s))");
        let shared = "let panels = w.panels( [args.len[2], args.len[1]], \
            Operand { data: &args.real[1], row: args.len[1], term: 1 }, );";
        assert!(code.contains(shared), "{code}");
        let value = "w.product( each_s, args.len[2], &w.strips( \
            [block.end - block.start, args.len[1]], Operand { \
            data: &args.real[0][block.start * args.len[1]..], row: args.len[1], term: 1, }, ), \
            &panels, );";
        assert!(code.contains(value), "{code}");
        assert_eq!(code.matches("w.product(").count(), 2, "{code}");
        assert!(!code.contains("is_finite"), "{code}");
        assert!(!code.contains("w.totals("), "{code}");
    }

    #[test]
    fn a_product_by_what_is_known_after_all_rows_is_of_whole_arrays() {
        // The maximum of a column is one over all rows.
        let code = batch(
            "let s = dot::<D>(x, rename::<I, J>(y));
             mean::<I>(logsumexp::<J>(s)) + mean::<J>(logsumexp::<I>(s))",
        );
        let value = "w.product( each_s, args.len[2], &w.strips( [args.len[0], args.len[1]], \
            Operand { data: &args.real[0], row: args.len[1], term: 1 }, ), &w.panels( \
            [args.len[2], args.len[1]], \
            Operand { data: &args.real[1], row: args.len[1], term: 1 }, ), );";
        assert!(code.contains(value), "{code}");
        assert!(!code.contains("blocks("), "{code}");
    }

    #[test]
    fn a_sum_that_leaves_pairs_out_is_a_call_where_the_other_factor_is_finite() {
        let code = batch(
            "let s = dot::<D>(x, rename::<I, J>(y)); let near = position::<I>() == position::<J>();
             sum::<I>(sum::<J>(if near { 0 } else { exp(s) }))",
        );
        // By `x`: sum::<J>(if near { 0 } else { exp(s) * y }).
        let (_, rest) = code
            .split_once("if w.is_finite(&args.real[1]) { w.product(")
            .expect("a guarded call");
        let (_, rest) = rest.split_once("} else {").expect("the sum itself");
        assert!(rest.contains("w.sum_add("), "{code}");
    }

    #[test]
    fn a_choice_between_products_with_one_factor_is_a_call() {
        // By `x`: sum::<C>(if own { -(y * …) } else { y * … }).
        let code = code(
            "pub batch loss Form(x: input[I, D], y: input[C, D], label: index(C)[I]) {
                 let s = dot::<D>(x, y); let own = position::<C>() == label;
                 mean::<I>(logsumexp::<C>(if own { -INFINITY } else { s }) - s[label]) }",
        );
        // By `y`, over the rows: added up block by block.
        let is_added = code.contains("w.product_add( &mut each_total_4_totals, each_total_4,")
            && code.contains("w.round(&mut each_total_4_totals, each_total_4);");
        assert!(is_added, "{code}");
        assert_eq!(code.matches("w.product(").count(), 2, "{code}");
        assert!(!code.contains("is_finite"), "{code}");
    }

    #[test]
    fn other_sums_are_loops() {
        for body in [
            // No product of what belongs to either.
            "sum::<I>(sum::<J>(sum::<D>(abs(x - rename::<I, J>(y)))))",
            // Rows with themselves.
            "sum::<I>(sum::<D>(x * y))",
        ] {
            let code = batch(body);
            assert!(!code.contains("w.product("), "{code}");
        }
        let sample = "pub loss Form(x: input[K], y: data[K, D]) {
            sum::<K>(sum::<L>(relu(sum::<D>(y * rename::<K, L>(y)) + x))) }";
        assert!(!code(sample).contains("w.product("));
    }
}
