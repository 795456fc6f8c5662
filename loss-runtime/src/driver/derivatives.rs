//! First and second derivatives of samples in lanes.

use super::pass::{Place, Samples, TILE, carefully, weight_counts};
use crate::{
    kernel::Pointwise,
    simd::{Elem, Lanes, Work},
};

/// First and second derivatives of each sample, times its weights but over no divisor.
pub(super) struct Derivatives<
    'c,
    'g,
    'h,
    'a,
    K,
    E: Elem,
    const A: usize,
    const G: usize,
    const P: usize,
> {
    pub(super) kernel: &'c K,
    pub(super) samples: Samples<'c, 'a, E, A>,
    pub(super) places: [Place; G],
    pub(super) gradient: &'c mut [&'g mut [E]],
    pub(super) hessian: &'c mut [&'h mut [E]],
    /// The least second derivative.
    pub(super) floor: E::Real,
}

impl<K, E, const A: usize, const G: usize, const P: usize> Work<E::Real>
    for Derivatives<'_, '_, '_, '_, K, E, A, G, P>
where
    K: Pointwise<A, G, P>,
    E: Elem,
{
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Elem = E::Real>, S: Lanes<Elem = E::Real, Token = V::Token>>(
        self,
        t: V::Token,
    ) {
        if K::FUSED && !V::FUSED {
            return;
        }
        let (zero, floor) = (V::splat(t, E::Real::ZERO), V::splat(t, self.floor));
        let fixed = self.kernel.fixed::<S>(t);
        let mut tiles = [[E::Real::ZERO; TILE]; A];
        let (mut slopes, mut curvatures) = ([[E::Real::ZERO; TILE]; G], [[E::Real::ZERO; TILE]; G]);
        let contiguous =
            self.samples.is_direct() && self.places.iter().all(|place| place.stride == 1);
        let mut at = 0;
        while at < self.samples.len {
            let count = V::N.min(self.samples.len - at);
            let direct = count == V::N && contiguous;
            let x = self.samples.load(t, at, count, direct, &mut tiles);
            let mut sample = self.kernel.sample::<V>(t, &fixed, x);
            carefully::<V, S, K, A, G, P>(self.kernel, t, &fixed, x, &mut sample);
            let curvature = self.kernel.curvature::<V>(t, x);
            let mut weight = sample.weight;
            if self.samples.select.active {
                weight = weight * self.samples.weights(t, at, count);
            }
            let counts = weight_counts(weight, zero);
            let weight = V::select(sample.value.eq(sample.value), weight, sample.value);
            for g in 0..G {
                let slope = V::select(counts, sample.gradient[g] * weight, zero);
                let curvature = V::select(curvature[g].lt(floor), floor, curvature[g]);
                let curvature = V::select(counts, curvature * weight, zero);
                let output = self.places[g].output;
                if let (true, Some(gradient), Some(hessian)) = (
                    direct,
                    E::as_real_mut(&mut self.gradient[output][at..]),
                    E::as_real_mut(&mut self.hessian[output][at..]),
                ) {
                    slope.store(gradient);
                    curvature.store(hessian);
                } else {
                    slope.store(&mut slopes[g]);
                    curvature.store(&mut curvatures[g]);
                }
            }
            if !direct {
                E::scatter(&self.places, &slopes, self.gradient, at, count);
                E::scatter(&self.places, &curvatures, self.hessian, at, count);
            }
            at += V::N;
        }
    }
}
