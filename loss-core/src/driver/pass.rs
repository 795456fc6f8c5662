//! The inner loops over samples in lanes: one body for the main part and the tail, one for the value alone and the value
//! with its gradient, so that both give the same bits.

use super::{
    BLOCK,
    lanes::{MOST_LANES, load, load_strided, only, store, store_strided},
    select::Select,
};
use crate::{
    kernel::Pointwise,
    simd::{Elem, Lanes, Work},
    state::{CostState, SHRINK, Sum},
};

/// A column of an argument: every `stride`-th element from `offset` on.
#[derive(Clone, Copy)]
pub(super) struct Column<'a, E> {
    pub(super) data: &'a [E],
    pub(super) offset: usize,
    pub(super) stride: usize,
}

impl<E: Elem> Column<'_, E> {
    #[inline(always)]
    fn load<V: Lanes<Elem = E>>(&self, t: V::Token, first: usize, count: usize) -> V {
        if self.stride == 1 {
            load(t, &self.data[first..], count)
        } else {
            load_strided(
                t,
                &self.data[first * self.stride + self.offset..],
                self.stride,
                count,
            )
        }
    }
}

/// Where a derivative is written: the output, and the place in it as in a [`Column`].
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) output: usize,
    pub(super) offset: usize,
    pub(super) stride: usize,
}

impl Place {
    #[inline(always)]
    fn store<V: Lanes>(&self, outputs: &mut [&mut [V::Elem]], v: V, first: usize, count: usize) {
        let to = &mut outputs[self.output][first * self.stride + self.offset..];
        if self.stride == 1 {
            store(v, to, count);
        } else {
            store_strided(v, to, self.stride, count);
        }
    }
}

/// The columns of the samples, and who counts.
#[derive(Clone, Copy)]
pub(super) struct Samples<'c, 'a, E, const A: usize> {
    pub(super) columns: [Column<'c, E>; A],
    pub(super) select: &'c Select<'c, 'a, E>,
    pub(super) len: usize,
}

impl<E: Elem, const A: usize> Samples<'_, '_, E, A> {
    #[inline(always)]
    fn load<V: Lanes<Elem = E>>(&self, t: V::Token, first: usize, count: usize) -> [V; A] {
        let mut x = [V::splat(t, E::ZERO); A];
        for (x, column) in x.iter_mut().zip(&self.columns) {
            *x = column.load(t, first, count);
        }
        x
    }

    /// The caller's weights; 0 past the end.
    #[inline(always)]
    fn weights<V: Lanes<Elem = E>>(&self, t: V::Token, first: usize, count: usize) -> V {
        let mut lanes = [E::ZERO; MOST_LANES];
        self.select.weights(first, &mut lanes[..count]);
        V::load(t, &lanes)
    }
}

/// Value, and with `GRAD` the gradient.
pub(super) struct Pass<
    'c,
    'o,
    'a,
    K,
    E,
    const A: usize,
    const G: usize,
    const P: usize,
    const GRAD: bool,
> {
    pub(super) kernel: &'c K,
    pub(super) samples: Samples<'c, 'a, E, A>,
    /// The gradient is over this.
    pub(super) divisor: E,
    pub(super) places: [Place; G],
    pub(super) outputs: &'c mut [&'o mut [E]],
    /// The loss of each sample, or nothing.
    pub(super) each: &'c mut [E],
}

impl<K, E, const A: usize, const G: usize, const P: usize, const GRAD: bool> Work<E>
    for Pass<'_, '_, '_, K, E, A, G, P, GRAD>
where
    K: Pointwise<A, G, P>,
    E: Elem,
{
    type Output = (Sum, [Sum; P]);

    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(
        self,
        t: V::Token,
    ) -> Self::Output {
        let zero = V::splat(t, E::ZERO);
        let one = V::splat(t, E::ONE);
        let divisor = V::splat(t, self.divisor);
        let scale = V::splat(t, E::ONE / self.divisor);
        let weighs = K::WEIGHTED || self.samples.select.active;
        let mut sum = Sum::default();
        let mut sums = [Sum::default(); P];
        let mut first = 0;
        // Set for a second run over a block whose sum overflowed: registers are then widened one by one, and f64
        // elements, for which there is nothing wider, are shrunk.
        let mut again = false;
        while first < self.samples.len {
            let end = self.samples.len.min(first + BLOCK);
            let shrink = if again && E::EXACT == f64::EXACT {
                SHRINK
            } else {
                1.0
            };
            let shrunk = V::splat(t, E::of(shrink));
            let mut block = V::wide_zero(t);
            let mut blocks = [V::wide_zero(t); P];
            let mut at = first;
            while at < end {
                let count = V::N.min(end - at);
                let sample = self.kernel.sample::<V>(t, self.samples.load(t, at, count));
                let mut weight = one;
                let mut value = sample.value;
                let mut scale = scale;
                let mut counts = V::truth(t, true);
                if weighs {
                    if K::WEIGHTED {
                        weight = sample.weight;
                    }
                    if self.samples.select.active {
                        weight = weight * self.samples.weights(t, at, count);
                    }
                    counts = weight_counts(weight, zero);
                    value = V::select(counts, value * weight, zero);
                    scale = weight / divisor;
                }
                if !self.each.is_empty() {
                    store(value, &mut self.each[at..], count);
                }
                block = (only(t, count, value, E::ZERO) * shrunk).wide_add(block, again);
                if GRAD {
                    // A sample whose value is NaN has no gradient.
                    scale = V::select(sample.value.eq(sample.value), scale, sample.value);
                    for (place, d) in self.places.iter().zip(sample.gradient) {
                        let d = if weighs {
                            V::select(counts, d * scale, zero)
                        } else {
                            d * scale
                        };
                        place.store(self.outputs, d, at, count);
                    }
                    for (block, d) in blocks.iter_mut().zip(sample.learnable) {
                        let d = if weighs {
                            V::select(counts, d * scale, zero)
                        } else {
                            d * scale
                        };
                        *block = (only(t, count, d, E::ZERO) * shrunk).wide_add(*block, again);
                    }
                }
                at += V::N;
            }
            let total = V::wide_total(block);
            let mut totals = [0.0; P];
            let mut finite = total.is_finite();
            for (total, block) in totals.iter_mut().zip(blocks) {
                *total = V::wide_total(block);
                finite &= total.is_finite();
            }
            if !finite && !again {
                again = true;
                continue;
            }
            join(&mut sum, total, shrink);
            for (sum, total) in sums.iter_mut().zip(totals) {
                join(sum, total, shrink);
            }
            again = false;
            first = end;
        }
        (sum, sums)
    }
}

/// NaN counts.
#[inline(always)]
fn weight_counts<V: Lanes>(weight: V, zero: V) -> V::Mask {
    use crate::simd::Mask;
    weight.eq(zero).not()
}

#[inline]
fn join(sum: &mut Sum, total: f64, shrink: f64) {
    if shrink == 1.0 {
        sum.add(total)
    } else {
        sum.add_shrunk(total)
    }
}

/// The count and the weight, of a formula that weighs its samples.
pub(super) struct Tally<'c, 'a, K, E, const A: usize, const G: usize, const P: usize> {
    pub(super) kernel: &'c K,
    pub(super) samples: Samples<'c, 'a, E, A>,
}

impl<K, E, const A: usize, const G: usize, const P: usize> Work<E> for Tally<'_, '_, K, E, A, G, P>
where
    K: Pointwise<A, G, P>,
    E: Elem,
{
    type Output = CostState;

    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(
        self,
        t: V::Token,
    ) -> CostState {
        let zero = V::splat(t, E::ZERO);
        let mut state = CostState {
            samples: self.samples.len,
            ..CostState::default()
        };
        for first in (0..self.samples.len).step_by(BLOCK) {
            let end = self.samples.len.min(first + BLOCK);
            let (mut count_block, mut weight_block) = (V::wide_zero(t), V::wide_zero(t));
            let mut at = first;
            while at < end {
                let count = V::N.min(end - at);
                let mut weight = only(
                    t,
                    count,
                    self.kernel.weight::<V>(t, self.samples.load(t, at, count)),
                    E::ZERO,
                );
                if self.samples.select.active {
                    let given = self.samples.weights::<V>(t, at, count);
                    let counts = weight_counts(given, zero);
                    weight = V::select(counts, weight, zero);
                    weight_block =
                        V::select(counts, weight * given, zero).wide_add(weight_block, true);
                }
                count_block = weight.wide_add(count_block, true);
                at += V::N;
            }
            state.count.add(V::wide_total(count_block));
            state.weight.add(V::wide_total(weight_block));
        }
        if !self.samples.select.active {
            state.weight = state.count;
        }
        state
    }
}

/// First and second derivatives of each sample, times its weights but over no divisor.
pub(super) struct Derivatives<'c, 'g, 'h, 'a, K, E, const A: usize, const G: usize, const P: usize>
{
    pub(super) kernel: &'c K,
    pub(super) samples: Samples<'c, 'a, E, A>,
    pub(super) places: [Place; G],
    pub(super) gradient: &'c mut [&'g mut [E]],
    pub(super) hessian: &'c mut [&'h mut [E]],
}

impl<K, E, const A: usize, const G: usize, const P: usize> Work<E>
    for Derivatives<'_, '_, '_, '_, K, E, A, G, P>
where
    K: Pointwise<A, G, P>,
    E: Elem,
{
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(self, t: V::Token) {
        let zero = V::splat(t, E::ZERO);
        let one = V::splat(t, E::ONE);
        let mut at = 0;
        while at < self.samples.len {
            let count = V::N.min(self.samples.len - at);
            let x = self.samples.load(t, at, count);
            let sample = self.kernel.sample::<V>(t, x);
            let curvature = self.kernel.curvature::<V>(t, x);
            let mut weight = if K::WEIGHTED { sample.weight } else { one };
            if self.samples.select.active {
                weight = weight * self.samples.weights(t, at, count);
            }
            let counts = weight_counts(weight, zero);
            let weight = V::select(sample.value.eq(sample.value), weight, sample.value);
            for ((place, g), h) in self.places.iter().zip(sample.gradient).zip(curvature) {
                place.store(
                    self.gradient,
                    V::select(counts, g * weight, zero),
                    at,
                    count,
                );
                place.store(self.hessian, V::select(counts, h * weight, zero), at, count);
            }
            at += V::N;
        }
    }
}
