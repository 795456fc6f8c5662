//! The inner loops over samples in lanes: one body for the main part and the tail, one for the value alone and the value
//! with its gradient, so that both give the same bits.

use super::{
    BLOCK,
    lanes::{MOST_LANES, below, empty, fill, spill},
    none,
    select::Select,
    tasks::{Total, Totals},
};
use crate::{
    kernel::{Pointwise, Sample},
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

impl<E> Default for Column<'_, E> {
    fn default() -> Self {
        Column {
            data: &[],
            offset: 0,
            stride: 1,
        }
    }
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
    pub(super) fn is_direct(&self) -> bool {
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
    pub(super) fn load<V: Lanes<Elem = E::Real>>(
        &self,
        t: V::Token,
        at: usize,
        count: usize,
        direct: bool,
        tiles: &mut [Tile<E::Real>; A],
    ) -> [V; A] {
        let mut x = [V::splat(t, E::Real::ZERO); A];
        if !direct {
            E::stage(&self.columns, tiles, at, count);
        }
        for i in 0..A {
            x[i] = if direct {
                V::load(t, E::widen(&self.columns[i].data[at..at + count], &mut []))
            } else {
                V::load(t, &tiles[i])
            };
        }
        x
    }

    /// The caller's weights; 0 past the end.
    #[inline(always)]
    pub(super) fn weights<V: Lanes<Elem = E::Real>>(
        &self,
        t: V::Token,
        first: usize,
        count: usize,
    ) -> V {
        let mut lanes = [E::Real::ZERO; MOST_LANES];
        E::weights_of(self.select, self.first + first, &mut lanes[..count]);
        V::load(t, &lanes)
    }
}

/// Samples of a stage: two steps, so that one can be loaded while the other is computed.
pub(super) const TILE: usize = 2 * MOST_LANES;

/// Room for a tile.
pub type Tile<E> = [E; TILE];

/// [`Common::stage`](super::Common::stage).
pub(super) fn stage<E: Elem>(
    columns: &[Column<'_, E>],
    tiles: &mut [Tile<E::Real>],
    from: usize,
    count: usize,
) {
    for (tile, column) in tiles.iter_mut().zip(columns) {
        let data = &column.data[from * column.stride + column.offset..];
        fill::<E>(tile, data, column.stride, count);
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
    pub(super) samples: &'c Samples<'c, 'a, E, A>,
    /// The gradient is over this.
    pub(super) divisor: E::Real,
    pub(super) places: &'c [Place; G],
    pub(super) outputs: &'c mut [&'o mut [E]],
    /// The loss of each sample, or nothing.
    pub(super) each: &'c mut [E],
    /// Where the sums go.
    pub(super) totals: &'c mut Totals<P>,
}

impl<K, E, const A: usize, const G: usize, const P: usize, const GRAD: bool> Work<E::Real>
    for &mut Pass<'_, '_, '_, K, E, A, G, P, GRAD>
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
        const { assert!(V::N <= MOST_LANES) };
        if K::FUSED && !V::FUSED {
            return;
        }
        let Pass {
            kernel,
            samples,
            divisor,
            places,
            ..
        } = *self;
        let (outputs, each, totals) = (&mut *self.outputs, &mut *self.each, &mut *self.totals);
        let zero = V::splat(t, E::Real::ZERO);
        let divisor = V::splat(t, divisor);
        let even = V::splat(t, E::Real::ONE) / divisor;
        let fixed = kernel.fixed::<S>(t);
        let active = samples.select.active;
        let weighs = K::WEIGHTED || active;
        let contiguous =
            samples.is_direct() && (!GRAD || places.iter().all(|place| place.stride == 1));
        // The loop over lanes runs over slices alone; what is not contiguous, or less than a step, is staged. A small call does not
        // pay for room that it does not need.
        let whole = contiguous && (samples.len.is_multiple_of(V::N) || samples.len % BLOCK >= V::N);
        let (mut tile_room, mut slope_room, mut weight_room, mut value_room);
        let mut tiles: &mut [Tile<E::Real>] = &mut [];
        let mut slope_tiles: &mut [Tile<E::Real>] = &mut [];
        if !whole {
            tile_room = [[E::Real::ZERO; TILE]; A];
            slope_room = [[E::Real::ZERO; TILE]; G];
            (tiles, slope_tiles) = (&mut tile_room, &mut slope_room);
        }
        let (mut weights, mut values): (&mut [E::Real], &mut [E::Real]) = (&mut [], &mut []);
        if active {
            weight_room = [E::Real::ZERO; TILE];
            weights = &mut weight_room;
        }
        if !each.is_empty() {
            value_room = [E::Real::ZERO; TILE];
            values = &mut value_room;
        }
        let mut first = 0;
        // A block whose sum is no finite number is run again: first looking at each sample, as where more is wanted than the sum; then
        // with registers widened one by one, and f64 elements, for which there is nothing wider, shrunk.
        let first_run = if weighs || !each.is_empty() {
            Run::Each
        } else {
            Run::Plain
        };
        let mut run = first_run;
        while first < samples.len {
            let again = run == Run::Apart;
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
                // The last step of a block ends with it, and may do some samples again.
                let done = if rest < V::N && end - first >= V::N {
                    V::N - rest
                } else {
                    0
                };
                from -= done;
                let direct = contiguous && rest + done >= V::N;
                let most = if active || !each.is_empty() || !contiguous {
                    TILE
                } else {
                    rest
                };
                let count = if rest >= V::N {
                    most.min(rest / V::N * V::N)
                } else {
                    rest + done
                };
                if active {
                    E::weights_of(samples.select, samples.first + from, &mut weights[..count]);
                }
                let mut x: [&[E::Real]; A] = [&[]; A];
                let mut d: [&mut [E::Real]; G] = none();
                if direct && E::IS_REAL {
                    for (x, column) in x.iter_mut().zip(&samples.columns) {
                        *x = E::widen(&column.data[from..from + count], &mut []);
                    }
                    // Contiguous derivatives are one an output.
                    for (d, output) in d.iter_mut().zip(&mut *outputs) {
                        if let Some(output) = E::as_real_mut(&mut output[from..from + count]) {
                            *d = output;
                        }
                    }
                } else {
                    E::stage(&samples.columns, tiles, from, count);
                    for (x, tile) in x.iter_mut().zip(&*tiles) {
                        *x = tile;
                    }
                    for (d, tile) in d.iter_mut().zip(&mut *slope_tiles) {
                        *d = tile;
                    }
                }
                // Whole steps, also of what is staged; of one length, so that one comparison a step is enough for all.
                let room = count.next_multiple_of(V::N);
                let x = x.map(|x| &x[..room]);
                let mut d = d.map(|d| if GRAD { &mut d[..room] } else { d });
                // Nothing but sum and gradient, as most calls are: one question a step instead of one for each wish.
                let plain = run == Run::Plain && count == room && done == 0;
                let mut at = 0;
                loop {
                    let next = at + V::N;
                    if next > room {
                        break;
                    }
                    let mut columns = [zero; A];
                    for i in 0..A {
                        columns[i] = V::load(t, &x[i][at..next]);
                    }
                    let mut sample = kernel.sample::<V>(t, &fixed, columns);
                    // A sample whose value is NaN shows in the sum, and is looked at in a second run.
                    if plain {
                        block = sample.value.wide_add(block, false);
                        if GRAD {
                            for (to, slope) in d.iter_mut().zip(sample.gradient) {
                                (slope * even).store(&mut to[at..next]);
                            }
                            for (sum, slope) in blocks.iter_mut().zip(sample.learnable) {
                                *sum = (slope * even).wide_add(*sum, false);
                            }
                        }
                        at = next;
                        continue;
                    }
                    carefully::<V, S, K, A, G, P>(kernel, t, &fixed, columns, &mut sample);
                    let Sample {
                        mut value,
                        gradient: mut slopes,
                        mut learnable,
                        ..
                    } = sample;
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
                        for d in &mut slopes {
                            *d = evenly(*d, value, even);
                        }
                        for d in &mut learnable {
                            *d = evenly(*d, value, even);
                        }
                    }
                    if GRAD {
                        for i in 0..G {
                            slopes[i].store(&mut d[i][at..next]);
                        }
                    }
                    if !each.is_empty() {
                        value.store(&mut values[at..]);
                    }
                    // What is past the end, or done before, counts nothing.
                    if count - at < V::N || done > 0 {
                        let new = match done {
                            0 => below::<V>(t, count - at),
                            done => below::<V>(t, done).not(),
                        };
                        value = V::select(new, value, zero);
                        for d in &mut learnable {
                            *d = V::select(new, *d, zero);
                        }
                    }
                    block = (value * shrunk).wide_add(block, again);
                    if GRAD {
                        for i in 0..P {
                            blocks[i] = (learnable[i] * shrunk).wide_add(blocks[i], again);
                        }
                    }
                    at = next;
                }
                if GRAD && !direct {
                    E::scatter(places, slope_tiles, outputs, from, count);
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
                run = match run {
                    Run::Plain => Run::Each,
                    Run::Each | Run::Apart => Run::Apart,
                };
                continue;
            }
            totals.push(Total {
                value: Sum::of(sum, shrink),
                learnable: sums.map(|sum| Sum::of(sum, shrink)),
            });
            run = first_run;
            first = end;
        }
    }
}

/// How a block is run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    /// For the sum, and the gradient as it comes.
    Plain,
    /// Looking at each sample.
    Each,
    /// The same, for a sum that overflows.
    Apart,
}

/// A derivative of samples that count alike: NaN where the value is, which has no gradient.
#[inline(always)]
fn evenly<V: Lanes>(slope: V, value: V, even: V) -> V {
    V::select(value.eq(value), slope * even, value)
}

/// Asks the careful kernel where a value is no finite number, a register at a time: hardly anybody comes here.
#[inline(always)]
pub(super) fn carefully<V, S, K, const A: usize, const G: usize, const P: usize>(
    kernel: &K,
    t: V::Token,
    fixed: &K::Fixed<V::Elem>,
    x: [V; A],
    sample: &mut Sample<V, G, P>,
) where
    V: Lanes,
    S: Lanes<Elem = V::Elem, Token = V::Token>,
    K: Pointwise<A, G, P>,
{
    let is_finite = sample
        .value
        .abs()
        .lt(V::splat(t, V::Elem::of(f64::INFINITY)));
    if !K::TRUSTS || !is_finite.not().any() {
        return;
    }
    V::apart(t, || {
        let x = x.map(spill);
        let room = [V::Elem::ZERO; MOST_LANES];
        let mut value = room;
        let (mut gradient, mut learnable) = ([room; G], [room; P]);
        for at in (0..V::N).step_by(S::N) {
            let mut columns = [S::splat(t, V::Elem::ZERO); A];
            for (column, x) in columns.iter_mut().zip(&x) {
                *column = S::load(t, &x[at..]);
            }
            let careful = kernel.careful::<S>(t, fixed, columns);
            careful.value.store(&mut value[at..]);
            let slopes = careful.gradient.iter().chain(&careful.learnable);
            for (to, slope) in gradient.iter_mut().chain(&mut learnable).zip(slopes) {
                slope.store(&mut to[at..]);
            }
        }
        let choose = |v: V, lanes: &[V::Elem]| V::select(is_finite, v, V::load(t, lanes));
        sample.value = choose(sample.value, &value);
        for (v, lanes) in sample.gradient.iter_mut().zip(&gradient) {
            *v = choose(*v, lanes);
        }
        for (v, lanes) in sample.learnable.iter_mut().zip(&learnable) {
            *v = choose(*v, lanes);
        }
    });
}

/// NaN counts.
#[inline(always)]
pub(super) fn weight_counts<V: Lanes>(weight: V, zero: V) -> V::Mask {
    weight.eq(zero).not()
}

/// The count and the weight, of a formula that weighs its samples.
pub(super) struct Tally<'c, 'a, K, E, const A: usize, const G: usize, const P: usize> {
    pub(super) kernel: &'c K,
    pub(super) samples: Samples<'c, 'a, E, A>,
    /// How often each sample counts, or nothing.
    pub(super) counts: &'c mut [E],
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
        if K::FUSED && !V::FUSED {
            return CostState::default();
        }
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
                if let Some(counts) = self.counts.get_mut(at..at + count) {
                    E::narrow(&spill(weight)[..count], counts);
                }
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
