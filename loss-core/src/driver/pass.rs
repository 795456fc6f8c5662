//! The inner loops over samples in lanes: one body for the main part and the tail, one for the value alone and the value
//! with its gradient, so that both give the same bits.

use super::{
    BLOCK,
    lanes::{MOST_LANES, below, empty, fill},
    none,
    select::Select,
    tasks::{Total, Totals},
};
use crate::{
    kernel::Pointwise,
    simd::{Elem, Lanes, Mask, Real, Work},
    state::{CostState, SHRINK, Sum},
};

/// A column of an argument: every `stride`-th element from `offset` on.
#[derive(Clone, Copy)]
pub struct Column<'a, E> {
    pub(super) data: &'a [E],
    pub(super) offset: usize,
    pub(super) stride: usize,
}

/// Where a derivative is written: the output, and the place in it as in a [`Column`].
#[derive(Clone, Copy, Default)]
pub struct Place {
    pub(super) output: usize,
    pub(super) offset: usize,
    pub(super) stride: usize,
}

/// The columns of the samples, and who counts.
#[derive(Clone, Copy)]
pub(super) struct Samples<'c, 'a, E, const A: usize> {
    pub(super) columns: [Column<'c, E>; A],
    pub(super) select: &'c Select<'c, 'a, E>,
    /// The index in the call of the first.
    pub(super) first: usize,
    pub(super) len: usize,
}

impl<E: Elem, const A: usize> Samples<'_, '_, E, A> {
    /// Whether samples can be loaded from where they lie: contiguous in every column, and of the type of the lanes.
    fn is_direct(&self) -> bool {
        E::IS_REAL && self.columns.iter().all(|column| column.stride == 1)
    }

    /// Some of the samples.
    pub(super) fn part(mut self, first: usize, len: usize) -> Self {
        for column in &mut self.columns {
            column.data = &column.data[first * column.stride..(first + len) * column.stride];
        }
        Samples {
            first: self.first + first,
            len,
            ..self
        }
    }

    /// The columns of `count` samples, staged unless they are to be loaded from where they lie.
    #[inline(always)]
    fn load<V: Lanes<Elem = E::Real>>(
        &self,
        t: V::Token,
        at: usize,
        count: usize,
        direct: bool,
        tiles: &mut [Tile<E::Real>; A],
    ) -> [V; A] {
        let mut sources: [&[E::Real]; A] = [&[]; A];
        E::sources(&self.columns, tiles, at, count, direct, &mut sources);
        let mut x = [V::splat(t, E::Real::ZERO); A];
        for i in 0..A {
            x[i] = V::load(t, sources[i]);
        }
        x
    }

    /// The caller's weights; 0 past the end.
    #[inline(always)]
    fn weights<V: Lanes<Elem = E::Real>>(&self, t: V::Token, first: usize, count: usize) -> V {
        let mut lanes = [E::Real::ZERO; MOST_LANES];
        E::weights_of(self.select, self.first + first, &mut lanes[..count]);
        V::load(t, &lanes)
    }
}

/// Samples of a stage: two steps, so that one can be loaded while the other is computed.
const TILE: usize = 2 * MOST_LANES;

/// Room for a tile.
pub type Tile<E> = [E; TILE];

/// [`Common::sources`](super::Common::sources).
pub(super) fn sources<'s, E: Elem>(
    columns: &[Column<'s, E>],
    tiles: &'s mut [Tile<E::Real>],
    from: usize,
    count: usize,
    direct: bool,
    sources: &mut [&'s [E::Real]],
) {
    for ((source, tile), column) in sources.iter_mut().zip(tiles).zip(columns) {
        *source = if direct {
            E::widen(&column.data[from..from + count], &mut [])
        } else {
            let data = &column.data[from * column.stride + column.offset..];
            fill::<E>(tile, data, column.stride, count);
            tile
        };
    }
}

/// [`Common::targets`](super::Common::targets).
pub(super) fn targets<'s, E: Elem>(
    outputs: &'s mut [&mut [E]],
    tiles: &'s mut [Tile<E::Real>],
    from: usize,
    count: usize,
    direct: bool,
    targets: &mut [&'s mut [E::Real]],
) {
    if direct {
        // Contiguous derivatives are one an output.
        for (target, output) in targets.iter_mut().zip(outputs) {
            if let Some(output) = E::as_real_mut(&mut output[from..from + count]) {
                *target = output;
            }
        }
    } else {
        for (target, tile) in targets.iter_mut().zip(tiles) {
            *target = tile;
        }
    }
}

/// [`Common::scatter`](super::Common::scatter).
pub(super) fn scatter<E: Elem>(
    places: &[Place],
    tiles: &[Tile<E::Real>],
    outputs: &mut [&mut [E]],
    from: usize,
    count: usize,
) {
    for (place, tile) in places.iter().zip(tiles) {
        let to = &mut outputs[place.output][from * place.stride + place.offset..];
        empty::<E>(tile, to, place.stride, count);
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
> where
    E: Elem,
{
    pub(super) kernel: &'c K,
    pub(super) samples: Samples<'c, 'a, E, A>,
    /// The gradient is over this.
    pub(super) divisor: E::Real,
    pub(super) places: [Place; G],
    pub(super) outputs: &'c mut [&'o mut [E]],
    /// The loss of each sample, or nothing.
    pub(super) each: &'c mut [E],
}

impl<K, E, const A: usize, const G: usize, const P: usize, const GRAD: bool> Work<E::Real>
    for Pass<'_, '_, '_, K, E, A, G, P, GRAD>
where
    K: Pointwise<A, G, P>,
    E: Elem,
{
    type Output = Totals<P>;

    #[inline(always)]
    fn run<V: Lanes<Elem = E::Real>, S: Lanes<Elem = E::Real, Token = V::Token>>(
        self,
        t: V::Token,
    ) -> Self::Output {
        const { assert!(V::N <= MOST_LANES) };
        let Pass {
            kernel,
            samples,
            divisor,
            places,
            outputs,
            each,
        } = self;
        let zero = V::splat(t, E::Real::ZERO);
        let divisor = V::splat(t, divisor);
        let even = V::splat(t, E::Real::ONE) / divisor;
        let active = samples.select.active;
        let weighs = K::WEIGHTED || active;
        let contiguous =
            samples.is_direct() && (!GRAD || places.iter().all(|place| place.stride == 1));
        // The loop over lanes runs over slices alone; what is not a whole number of contiguous steps is staged.
        let (mut tiles, mut slope_tiles) = ([[E::Real::ZERO; TILE]; A], [[E::Real::ZERO; TILE]; G]);
        let (mut weights, mut values) = ([E::Real::ZERO; TILE], [E::Real::ZERO; TILE]);
        let mut totals = Totals::new();
        let mut first = 0;
        // Set for a second run over a block whose sum overflowed: registers are then widened one by one, and f64
        // elements, for which there is nothing wider, are shrunk.
        let mut again = false;
        while first < samples.len {
            let end = samples.len.min(first + BLOCK);
            let shrink = if again && E::Real::EXACT == f64::EXACT {
                SHRINK
            } else {
                1.0
            };
            let shrunk = V::splat(t, E::Real::of(shrink));
            let mut block = V::wide_zero(t);
            let mut blocks = [V::wide_zero(t); P];
            let mut from = first;
            while from < end {
                let rest = end - from;
                let direct = contiguous && rest >= V::N;
                let most = if active || !each.is_empty() || !contiguous {
                    TILE
                } else {
                    rest
                };
                let count = if direct {
                    most.min(rest / V::N * V::N)
                } else {
                    most.min(rest)
                };
                if active {
                    E::weights_of(samples.select, samples.first + from, &mut weights[..count]);
                }
                let mut x: [&[E::Real]; A] = [&[]; A];
                E::sources(&samples.columns, &mut tiles, from, count, direct, &mut x);
                let mut d: [&mut [E::Real]; G] = none();
                E::targets(outputs, &mut slope_tiles, from, count, direct, &mut d);
                let mut at = 0;
                while at < count {
                    let mut columns = [zero; A];
                    for i in 0..A {
                        columns[i] = V::load(t, &x[i][at..]);
                    }
                    let sample = kernel.sample::<V>(t, columns);
                    let mut value = sample.value;
                    let mut slopes = sample.gradient;
                    let mut learnable = sample.learnable;
                    // A sample whose value is NaN has no gradient.
                    if weighs {
                        let mut weight = sample.weight;
                        if active {
                            weight = weight * V::load(t, &weights[at..]);
                        }
                        let counts = weight_counts(weight, zero);
                        value = V::select(counts, value * weight, zero);
                        let scale = V::select(value.eq(value), weight / divisor, value);
                        for d in &mut slopes {
                            *d = V::select(counts, *d * scale, zero);
                        }
                        for d in &mut learnable {
                            *d = V::select(counts, *d * scale, zero);
                        }
                    } else {
                        let scale = V::select(value.eq(value), even, value);
                        for d in &mut slopes {
                            *d = *d * scale;
                        }
                        for d in &mut learnable {
                            *d = *d * scale;
                        }
                    }
                    if GRAD {
                        for i in 0..G {
                            slopes[i].store(&mut d[i][at..]);
                        }
                    }
                    if !each.is_empty() {
                        value.store(&mut values[at..]);
                    }
                    if count - at < V::N {
                        let inside = below::<V>(t, count - at);
                        value = V::select(inside, value, zero);
                        for d in &mut learnable {
                            *d = V::select(inside, *d, zero);
                        }
                    }
                    block = (value * shrunk).wide_add(block, again);
                    if GRAD {
                        for i in 0..P {
                            blocks[i] = (learnable[i] * shrunk).wide_add(blocks[i], again);
                        }
                    }
                    at += V::N;
                }
                if GRAD && !direct {
                    E::scatter(&places, &slope_tiles, outputs, from, count);
                }
                if !each.is_empty() {
                    E::narrow(&values[..count], &mut each[from..from + count]);
                }
                from += count;
            }
            let sum = V::wide_total(block);
            let mut sums = [0.0; P];
            let mut finite = sum.is_finite();
            for i in 0..P {
                sums[i] = V::wide_total(blocks[i]);
                finite &= sums[i].is_finite();
            }
            if !finite && !again {
                again = true;
                continue;
            }
            totals.push(Total {
                value: Sum::of(sum, shrink),
                learnable: sums.map(|sum| Sum::of(sum, shrink)),
            });
            again = false;
            first = end;
        }
        totals
    }
}

/// NaN counts.
#[inline(always)]
fn weight_counts<V: Lanes>(weight: V, zero: V) -> V::Mask {
    weight.eq(zero).not()
}

/// The count and the weight, of a formula that weighs its samples.
pub(super) struct Tally<'c, 'a, K, E, const A: usize, const G: usize, const P: usize> {
    pub(super) kernel: &'c K,
    pub(super) samples: Samples<'c, 'a, E, A>,
}

impl<K, E, const A: usize, const G: usize, const P: usize> Work<E::Real>
    for Tally<'_, '_, K, E, A, G, P>
where
    K: Pointwise<A, G, P>,
    E: Elem,
{
    type Output = CostState;

    #[inline(always)]
    fn run<V: Lanes<Elem = E::Real>, S: Lanes<Elem = E::Real, Token = V::Token>>(
        self,
        t: V::Token,
    ) -> CostState {
        let zero = V::splat(t, E::Real::ZERO);
        let contiguous = self.samples.is_direct();
        let mut tiles = [[E::Real::ZERO; TILE]; A];
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
                let direct = count == V::N && contiguous;
                let x = self.samples.load(t, at, count, direct, &mut tiles);
                let mut weight = self.kernel.sample_weight::<V>(t, x);
                if count < V::N {
                    weight = V::select(below::<V>(t, count), weight, zero);
                }
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
        let zero = V::splat(t, E::Real::ZERO);
        let mut tiles = [[E::Real::ZERO; TILE]; A];
        let (mut slopes, mut curvatures) = ([[E::Real::ZERO; TILE]; G], [[E::Real::ZERO; TILE]; G]);
        let contiguous =
            self.samples.is_direct() && self.places.iter().all(|place| place.stride == 1);
        let mut at = 0;
        while at < self.samples.len {
            let count = V::N.min(self.samples.len - at);
            let direct = count == V::N && contiguous;
            let x = self.samples.load(t, at, count, direct, &mut tiles);
            let sample = self.kernel.sample::<V>(t, x);
            let curvature = self.kernel.curvature::<V>(t, x);
            let mut weight = sample.weight;
            if self.samples.select.active {
                weight = weight * self.samples.weights(t, at, count);
            }
            let counts = weight_counts(weight, zero);
            let weight = V::select(sample.value.eq(sample.value), weight, sample.value);
            for g in 0..G {
                let slope = V::select(counts, sample.gradient[g] * weight, zero);
                let curvature = V::select(counts, curvature[g] * weight, zero);
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
