//! What `loss!` makes of a pointwise formula with one parameter, around a kernel written by hand.
//!
//! ```text
//! pub loss Huber(prediction: input, target: data, delta: param = 1.0 in 0.0<..) {
//!     let size = abs(prediction - target);
//!     if size <= delta { size * size / 2 } else { delta * (size - delta / 2) }
//! }
//! ```

#![allow(dead_code, unused_qualifications)]

use loss_core as krate;

include!("generated/huber.rs");

impl krate::__private::Pointwise<2, 1, 0> for Huber {
    const WEIGHTED: krate::__private::bool = false;
    type Fixed<E: krate::__private::Real> = ();
    #[inline(always)]
    fn fixed<S: krate::__private::Lanes>(&self, _: S::Token) -> Self::Fixed<S::Elem> {}
    #[inline(always)]
    fn sample<V: krate::__private::Lanes>(
        &self,
        t: V::Token,
        (): &Self::Fixed<V::Elem>,
        [prediction, target]: [V; 2],
    ) -> krate::__private::Sample<V, 1, 0> {
        use krate::__private::Elem;
        let delta = V::splat(t, V::Elem::of(self.delta));
        let half = V::splat(t, V::Elem::of(0.5));
        let residual = prediction - target;
        let size = residual.abs();
        let near = size.le(delta);
        let ordered = size.eq(size);
        let value = V::select(near, size * size * half, delta * (size - delta * half));
        let slope = V::select(near, residual, delta.copysign(residual));
        krate::__private::Sample {
            value: V::select(ordered, value, size),
            weight: V::splat(t, V::Elem::ONE),
            gradient: [slope],
            learnable: [],
        }
    }
    #[inline(always)]
    fn sample_weight<V: krate::__private::Lanes>(&self, t: V::Token, _: [V; 2]) -> V {
        V::splat(t, krate::Elem::ONE)
    }
    #[inline(always)]
    fn curvature<V: krate::__private::Lanes>(
        &self,
        t: V::Token,
        [prediction, target]: [V; 2],
    ) -> [V; 1] {
        use krate::__private::Elem;
        let delta = V::splat(t, V::Elem::of(self.delta));
        let near = (prediction - target).abs().le(delta);
        [V::select(
            near,
            V::splat(t, Elem::ONE),
            V::splat(t, Elem::ZERO),
        )]
    }
}
