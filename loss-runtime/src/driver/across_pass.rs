//! The loop over groups of short rows: rows are transposed into lanes, and their gradients back.

use super::{
    Across, BLOCK,
    lanes::{MOST_LANES, only, spill},
    none,
    row_pass::{RowPass, Samples, Source},
    tasks::Total,
};
use crate::{
    kernel::{Args, Rowwise},
    simd::{Elem, Lanes, Mask, Real},
    state::{CostState, SHRINK, Sum},
};
use alloc::{vec, vec::Vec};

/// The most elements of a row whose lanes lie across rows. Measured: of 64 elements, what waits (see `Rowwise::WAITS`) is
/// 1.4 to 1.8 times as fast so, and what only adds up as much as 2.4 times as slow, since it is transposed there and back;
/// at 128 neither gains, and of wider elements at 96.
fn short<E: Real>(waits: bool) -> usize {
    match (waits, E::BITS) {
        (false, _) => 32,
        (true, 32) => 96,
        (true, _) => 64,
    }
}

/// The most rows of so many positions that are done one by one, where lanes across them would cost more: a whole group of
/// lanes is paid for even if few of them hold a row. Measured: a row along the lanes costs 30 to 90 ns, a group across
/// them some 150 ns and 15 to 30 ns a position.
fn few(positions: usize) -> usize {
    (positions + 4) / 3
}

/// The most rows that are done one by one where the kernel only picks elements: one costs some 20 ns, a group 60, and to be
/// ready for groups 200 a call.
const FEW_PICKED: usize = 12;

impl<E: Elem, const A: usize, const C: usize, const D: usize> Samples<'_, '_, E, A, C, D> {
    /// Whether rows are so short, and so many, that lanes go across them. That is asked of all rows of a call, so that it
    /// does not depend on how they are shared among threads.
    pub(super) fn may_go_across(&self, waits: bool) -> bool {
        let short = short::<E::Real>(waits);
        let positions = self
            .len
            .iter()
            .fold(1usize, |all, len| all.saturating_mul(*len));
        positions <= short
            && self.samples > few(positions)
            && self.size.iter().all(|size| *size <= short)
    }

    /// Whether a kernel that only picks elements can do so in many rows at once, each where it lies.
    pub(super) fn may_pick(&self) -> bool {
        E::IS_REAL && self.samples > FEW_PICKED && self.len.iter().all(|len| *len > 1)
    }

    #[inline(always)]
    fn args<'g>(
        &'g self,
        lanes: usize,
        size: &[usize; A],
        mut groups: &'g [E::Real],
    ) -> Args<'g, E::Real, A, C, D> {
        let mut real: [&[E::Real]; A] = [&[]; A];
        for (real, size) in real.iter_mut().zip(size) {
            (*real, groups) = groups.split_at(size * lanes);
        }
        Args {
            real,
            class: self.class,
            len: self.len,
        }
    }

    /// The caller's weights; 0 past the end.
    #[inline(always)]
    fn weights<V: Lanes<Elem = E::Real>>(&self, t: V::Token, row: usize, count: usize) -> V {
        if !self.select.active {
            return ones(t, count);
        }
        let mut lanes = [E::Real::ZERO; MOST_LANES];
        E::weights_of(self.select, self.first + row, &mut lanes[..count]);
        V::load(t, &lanes)
    }
}

/// 1; 0 past the end.
#[inline(always)]
fn ones<V: Lanes>(t: V::Token, count: usize) -> V {
    only(t, count, V::splat(t, V::Elem::ONE), V::Elem::ZERO)
}

impl<
    K,
    E,
    const A: usize,
    const C: usize,
    const D: usize,
    const G: usize,
    const P: usize,
    const GRAD: bool,
> RowPass<'_, '_, '_, K, E, A, C, D, G, P, GRAD>
where
    E: Elem,
{
    /// Goes over the rows with a row a lane.
    #[inline(always)]
    pub(super) fn across<V, const IN_PLACE: bool>(&mut self, t: V::Token)
    where
        V: Lanes<Elem = E::Real>,
        K: Rowwise<A, C, D, G, P>,
    {
        let zero = V::splat(t, E::Real::ZERO);
        let divisor = V::splat(t, self.divisor);
        let even = V::splat(t, E::Real::ONE) / divisor;
        let rows = self.samples.block();
        // What lies in place is not transposed.
        let in_place = |size: usize| IN_PLACE && size > 1;
        let transposed = self.samples.size.map(|size| match in_place(size) {
            true => 0,
            false => size,
        });
        // In one piece, and no longer than it must be: a small call has no time to clear it.
        let in_groups = transposed.iter().sum::<usize>() * V::N;
        let in_slopes = match GRAD {
            true => {
                self.sizes
                    .iter()
                    .filter(|size| !in_place(**size))
                    .sum::<usize>()
                    * V::N
            }
            false => 0,
        };
        let in_scratch = self.kernel.scratch(self.samples.len, GRAD) * V::N;
        let mut room = vec![E::Real::ZERO; in_groups + in_slopes + in_scratch];
        let (groups, room) = room.split_at_mut(in_groups);
        let (slopes, scratch) = room.split_at_mut(in_slopes);
        let mut first = 0;
        // Set for a second run over a block whose sum overflowed, which is for f64 alone.
        let mut again = false;
        while first < self.samples.samples {
            let end = self.samples.samples.min(first + rows);
            let shrink = if again { SHRINK } else { 1.0 };
            let shrunk = V::splat(t, E::Real::of(shrink));
            let mut block = V::wide_zero(t);
            let mut blocks = [V::wide_zero(t); P];
            let mut row = first;
            while row < end {
                let count = V::N.min(end - row);
                let walk = Across::<V, IN_PLACE>::new(t, count);
                let Samples { real, size, .. } = self.samples;
                E::transpose(real, &transposed, row, count, V::N, groups);
                let mut args = self.samples.args(V::N, &transposed, groups);
                let mut gradient: [&mut [E::Real]; G] = none();
                if GRAD {
                    let mut rest = &mut *slopes;
                    for (to, size) in gradient.iter_mut().zip(self.sizes) {
                        if !in_place(size) {
                            (*to, rest) = rest.split_at_mut(size * V::N);
                        }
                    }
                }
                if IN_PLACE {
                    for ((to, source), size) in args.real.iter_mut().zip(real).zip(size) {
                        if let (true, Source::Elements(data)) = (*size > 1, source) {
                            *to = E::widen(&data[row * size..(row + count) * size], &mut []);
                        }
                    }
                    let outputs = self.outputs.iter_mut().zip(self.sizes);
                    for (to, (output, size)) in gradient.iter_mut().zip(outputs) {
                        let rows = row * size..(row + count) * size;
                        if let (true, Some(rows)) =
                            (GRAD && size > 1, E::as_real_mut(&mut output[rows]))
                        {
                            *to = rows;
                        }
                    }
                }
                let given = self.samples.weights::<V>(t, row, count);
                let scale = if self.samples.select.active {
                    given / divisor
                } else {
                    even
                };
                let sample = self
                    .kernel
                    .sample::<_, GRAD>(walk, &args, gradient, scale, scratch);
                let mut weight = given;
                if K::WEIGHTED {
                    weight = weight * sample.weight;
                }
                // Of a row that the caller leaves out the weight of the formula says nothing.
                let counts = given.eq(zero).or(weight.eq(zero)).not();
                let value = V::select(counts, sample.value * weight, zero);
                block = (value * shrunk).wide_add(block, true);
                if let Some(each) = self.each.get_mut(row..row + count) {
                    E::narrow(&spill(value)[..count], each);
                }
                if GRAD {
                    let nan = value.eq(value).not();
                    for (block, d) in blocks.iter_mut().zip(sample.learnable) {
                        let d = V::select(nan, value, V::select(counts, d, zero));
                        *block = (d * shrunk).wide_add(*block, true);
                    }
                    // Rows that have no gradient, or one of 0, are few; those past the end are none.
                    let special = nan.or(counts.not()).and(ones::<V>(t, count).eq(zero).not());
                    let special = special.any().then(|| {
                        let weight = V::select(counts, V::splat(t, E::Real::ONE), zero);
                        (spill(value), spill(weight))
                    });
                    let special = special.as_ref();
                    let mut rest = &*slopes;
                    for (output, size) in self.outputs.iter_mut().zip(self.sizes) {
                        let output = &mut output[row * size..(row + count) * size];
                        let mut group: &[E::Real] = &[];
                        if !in_place(size) {
                            (group, rest) = rest.split_at(size * V::N);
                        }
                        E::transpose_back(output, group, size, V::N, special);
                    }
                }
                row += V::N;
            }
            let sum = V::wide_total(block);
            let mut sums = [0.0; P];
            let mut finite = sum.is_finite();
            for (sum, block) in sums.iter_mut().zip(blocks) {
                *sum = V::wide_total(block);
                finite &= sum.is_finite();
            }
            if !finite && !again && E::Real::EXACT == f64::EXACT {
                again = true;
                continue;
            }
            self.totals.push(Total {
                value: Sum::of(sum, shrink),
                learnable: sums.map(|sum| Sum::of(sum, shrink)),
            });
            again = false;
            first = end;
        }
    }
}

/// The count and the weight of short rows, of a formula that weighs them.
#[inline(always)]
pub(super) fn tally<
    V,
    K,
    E,
    const A: usize,
    const C: usize,
    const D: usize,
    const G: usize,
    const P: usize,
>(
    t: V::Token,
    kernel: &K,
    samples: &Samples<'_, '_, E, A, C, D>,
    each: &mut [E],
) -> CostState
where
    V: Lanes<Elem = E::Real>,
    E: Elem,
    K: Rowwise<A, C, D, G, P>,
{
    let zero = V::splat(t, V::Elem::ZERO);
    // What the weight does not depend on is not even read: that may be all but the labels.
    let mut samples = *samples;
    for i in 0..A {
        if !K::WEIGHT_READS[i] {
            samples.size[i] = 0;
        }
    }
    let mut groups: Vec<V::Elem> = vec![V::Elem::ZERO; samples.size.iter().sum::<usize>() * V::N];
    let mut scratch: Vec<V::Elem> = vec![V::Elem::ZERO; kernel.scratch(samples.len, false) * V::N];
    let mut state = CostState {
        samples: samples.samples,
        ..CostState::default()
    };
    for first in (0..samples.samples).step_by(BLOCK) {
        let end = samples.samples.min(first + BLOCK);
        let (mut counts, mut weights) = (V::wide_zero(t), V::wide_zero(t));
        for row in (first..end).step_by(V::N) {
            let count = V::N.min(end - row);
            E::transpose(&samples.real, &samples.size, row, count, V::N, &mut groups);
            let given = samples.weights::<V>(t, row, count);
            let walk = Across::<V>::new(t, count);
            let args = samples.args(V::N, &samples.size, &groups);
            let weight = kernel.sample_weight(walk, &args, &mut scratch);
            let weight = V::select(given.eq(zero), zero, weight);
            counts = weight.wide_add(counts, true);
            if let Some(each) = each.get_mut(row..row + count) {
                E::narrow(&spill(weight)[..count], each);
            }
            weights = (weight * given).wide_add(weights, true);
        }
        state.count.add(V::wide_total(counts));
        state.weight.add(V::wide_total(weights));
    }
    state
}
