//! A pass that is a matrix product: a call.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Rows, access::Slice};
use crate::emit::count;
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
        self.pass(&Pass {
            nest: pass.nest.clone(),
            way: Way::Loops,
            targets: vec![Target::Reduce(id)],
            besides: Vec::new(),
        })
    }

    /// `w.product(each_total, [args.len[0], args.len[2], args.len[1]], Operand { … }, Operand { … });`
    fn product(&self, id: Id, product: &Factors, inner: Axis) -> Option<TokenStream> {
        let k = self.e.k;
        let buffer = self.kept_buffer(id);
        let outer: Vec<Axis> = self.e.g.axes(id).iter().collect();
        let operands = product.both.iter().zip(&outer);
        let operands: Vec<TokenStream> = operands
            .map(|(&factor, &row)| self.matrix(factor, row, inner))
            .collect::<Option<_>>()?;
        let shape = outer.iter().chain([&inner]).map(|axis| {
            let axis = count(usize::from(axis.0));
            quote!(args.len[#axis])
        });
        Some(quote!(w.product(#buffer, [#(#shape),*], #(#k::Operand { #operands }),*);))
    }

    /// Where a factor lies.
    fn matrix(&self, id: Id, row: Axis, term: Axis) -> Option<TokenStream> {
        let memory = self.memory(id)?;
        let Slice::Elements(data) = &memory.slice else {
            return None;
        };
        let (row, term) = (memory.stride(row)?, memory.stride(term)?);
        Some(quote!(data: &#data, row: #row, term: #term))
    }

    /// Whether the factor is finite that has to be.
    fn finite(&self, product: &Factors) -> Option<TokenStream> {
        match &self.memory(product.finite?)?.slice {
            Slice::Elements(data) => Some(quote!(w.is_finite(&#data))),
            Slice::Class(_) => None,
        }
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
        let value = "w.product( each_s, [args.len[0], args.len[2], args.len[1]], \
            Operand { data: &args.real[0], row: args.len[1], term: 1, }, \
            Operand { data: &args.real[1], row: args.len[1], term: 1, }, );";
        assert!(code.contains(value), "{code}");
        assert_eq!(code.matches("w.product(").count(), 2, "{code}");
        assert!(!code.contains("is_finite"), "{code}");
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
        assert_eq!(code.matches("w.product(").count(), 3, "{code}");
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
