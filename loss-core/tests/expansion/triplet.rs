//! What `loss!` makes of a formula with three inputs, an axis and a learnable parameter, around a kernel written by hand.
//!
//! ```text
//! pub loss Triplet(anchor: input[D], positive: input[D], negative: input[D], margin: learnable = 1.0 in 0.0..) {
//!     relu(norm(anchor - positive) - norm(anchor - negative) + margin)
//! }
//! ```

#![allow(dead_code, unused_qualifications)]

use loss_core as krate;

include!("generated/triplet.rs");

// The kernel: both distances in one pass, the gradients in a second.
impl krate::__private::Rowwise<3, 0, 1, 3, 1> for Triplet {
    const WEIGHTED: bool = false;
    const WEIGHT_READS: [krate::__private::bool; 3] = [false; 3];
    fn scratch(&self, _: [usize; 1], _: bool) -> usize {
        0
    }
    #[inline(always)]
    fn sample_weight<W: krate::__private::Walk>(
        &self,
        w: W,
        _: &krate::__private::Args<'_, W::Elem, 3, 0, 1>,
        _: &mut [W::Elem],
    ) -> W::S {
        <W::S as krate::__private::Lanes>::splat(w.token(), krate::Elem::ONE)
    }
    #[inline(always)]
    fn sample<W: krate::__private::Walk, const GRAD: bool>(
        &self,
        w: W,
        args: &krate::__private::Args<'_, W::Elem, 3, 0, 1>,
        gradient: [&mut [W::Elem]; 3],
        scale: W::S,
        _: &mut [W::Elem],
    ) -> krate::__private::RowSample<W::S, 1> {
        use krate::__private::{Elem, Lanes};
        let t = w.token();
        let [anchor, positive, negative] = args.real;
        let [d_anchor, d_positive, d_negative] = gradient;
        let zero = W::S::splat(t, W::Elem::ZERO);
        let (mut near, mut far) = (w.sum(), w.sum());
        for at in w.steps(args.len[0]) {
            let a = w.load(anchor, 0, at);
            let p = a - w.load(positive, 0, at);
            let n = a - w.load(negative, 0, at);
            near = w.sum_add(near, at, p * p);
            far = w.sum_add(far, at, n * n);
        }
        let near = w.sum_total(near).sqrt();
        let far = w.sum_total(far).sqrt();
        let inside = near - far + W::S::splat(t, W::Elem::of(self.margin));
        let on = zero.lt(inside);
        let scale = W::S::select(on, scale, zero);
        if GRAD {
            let by_near = W::S::select(near.eq(zero), zero, scale / near);
            let by_far = W::S::select(far.eq(zero), zero, scale / far);
            for at in w.steps(args.len[0]) {
                let a = w.load(anchor, 0, at);
                let p = (a - w.load(positive, 0, at)) * w.spread(by_near);
                let n = (a - w.load(negative, 0, at)) * w.spread(by_far);
                w.store(d_anchor, 0, at, p - n);
                w.store(d_positive, 0, at, -p);
                w.store(d_negative, 0, at, n);
            }
        }
        let value = W::S::select(inside.eq(inside), W::S::select(on, inside, zero), inside);
        krate::__private::RowSample {
            value,
            weight: W::S::splat(t, W::Elem::ONE),
            learnable: [scale],
        }
    }
}
