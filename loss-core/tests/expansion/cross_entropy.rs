//! What `loss!` makes of a formula with an axis, a label, a parameter per class and a weight, around a kernel written by hand.
//!
//! ```text
//! pub loss SparseCrossEntropy(logits: input[K], label: index(K), class_weight: param[K] = 1.0 in 0.0..) {
//!     weighted(-log_softmax(logits)[label], class_weight[label])
//! }
//! ```

#![allow(dead_code, unused_qualifications)]

use loss_core as krate;

include!("generated/cross_entropy.rs");

// The kernel: maximum; exponentials, summed and stored in the gradient; scaling.
impl krate::__private::Rowwise<2, 1, 1, 1, 0> for SparseCrossEntropy {
    const WEIGHTED: bool = true;
    const WEIGHT_READS: [bool; 2] = [false, true];
    fn scratch(&self, _: [usize; 1], _: bool) -> usize {
        0
    }
    #[inline(always)]
    fn sample_weight<W: krate::__private::Walk>(
        &self,
        w: W,
        args: &krate::__private::Args<'_, W::Elem, 2, 1, 1>,
        _: &mut [W::Elem],
    ) -> W::S {
        let [_, label] = args.real;
        w.gather_class(args.class[0], w.element(label, 0))
    }
    #[inline(always)]
    fn sample<W: krate::__private::Walk, const GRAD: bool>(
        &self,
        w: W,
        args: &krate::__private::Args<'_, W::Elem, 2, 1, 1>,
        gradient: [&mut [W::Elem]; 1],
        scale: W::S,
        _: &mut [W::Elem],
    ) -> krate::__private::RowSample<W::S, 0> {
        use krate::__private::Lanes;
        use krate::math;
        let t = w.token();
        let [logits, label] = args.real;
        let [d_logits] = gradient;
        let label = w.element(label, 0);
        let mut max = w.max();
        for at in w.steps(args.len[0]) {
            max = w.max_add(max, at, w.load(logits, 0, at));
        }
        let max = w.max_total(max);
        let mut sum = w.sum();
        for at in w.steps(args.len[0]) {
            let e = math::exp(t, w.load(logits, 0, at) - w.spread(max));
            if GRAD {
                w.store(d_logits, 0, at, e);
            }
            sum = w.sum_add(sum, at, e);
        }
        let sum = w.sum_total(sum);
        let weight = w.gather_class(args.class[0], label);
        if GRAD {
            let scale = scale * weight;
            let over = scale / sum;
            for at in w.steps(args.len[0]) {
                let hit = w.positions(at).eq(w.spread(label));
                let p = w.load(d_logits, 0, at) * w.spread(over);
                w.store(d_logits, 0, at, W::V::select(hit, p - w.spread(scale), p));
            }
        }
        krate::__private::RowSample {
            value: math::ln(t, sum) + max - w.gather(logits, 0, 1, label),
            weight,
            learnable: [],
        }
    }
}
