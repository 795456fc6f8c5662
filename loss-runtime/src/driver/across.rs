//! Short rows: lanes across rows. Elements lie transposed, all lanes of one element after those of the one before.

use super::{
    Common, Operand, Packed, Totals,
    lanes::{Buffer, index, spill},
};
use crate::{
    kernel::{Class, Step, Steps, Walk},
    simd::{Elem, Lanes, Mask, Real},
};
use core::marker::PhantomData;

/// A walk with a row a lane: one position of the innermost axis is one step. `IN_PLACE`, rows lie one after the other as the
/// caller has them, which is for kernels that only pick elements out of rows, and fill them.
pub struct Across<V: Lanes, const IN_PLACE: bool = false> {
    token: V::Token,
    /// The lanes that hold a row.
    rows: usize,
    lanes: PhantomData<fn() -> V>,
}

impl<V: Lanes, const IN_PLACE: bool> Clone for Across<V, IN_PLACE> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<V: Lanes, const IN_PLACE: bool> Copy for Across<V, IN_PLACE> {}

/// Up to so many elements a sample, looking at each and selecting costs less than going lane by lane.
const FEW: usize = 20;

/// The element of each lane at an offset of its own.
#[inline(never)]
fn gather<E: Elem>(lanes: &mut [E], from: &[E], base: usize, stride: usize) {
    let n = lanes.len();
    for (i, lane) in lanes.iter_mut().enumerate() {
        *lane = from[(base + index(*lane) * stride) * n + i];
    }
}

/// The parameter of each lane's class.
#[inline(never)]
fn gather_class<E: Elem>(lanes: &mut [E], from: &[f64]) {
    for lane in lanes {
        *lane = E::of(from[index(*lane)]);
    }
}

/// The element of each lane's row at an index of its own, rows one after the other; past them that of the last.
#[inline(never)]
fn pick<E: Elem>(lanes: &mut [E], from: &[E], rows: usize, base: usize, stride: usize) {
    let size = from.len() / rows;
    for (i, lane) in lanes.iter_mut().enumerate() {
        *lane = from[i.min(rows - 1) * size + base + index(*lane) * stride];
    }
}

impl<V: Lanes, const IN_PLACE: bool> Across<V, IN_PLACE> {
    /// From the proof of the instruction set, with that many rows.
    #[inline(always)]
    pub fn new(token: V::Token, rows: usize) -> Self {
        Across {
            token,
            rows,
            lanes: PhantomData,
        }
    }

    #[inline(always)]
    fn at(self, from: &[V::Elem], offset: usize) -> V {
        V::load(self.token, &from[offset * V::N..])
    }

    /// The offset of an element in its sample, in each lane.
    #[inline(always)]
    fn element_index(self, base: usize, stride: usize, at: V) -> V {
        let of = |x: usize| V::splat(self.token, V::Elem::of(x as f64));
        at * of(stride) + of(base)
    }

    #[inline(always)]
    fn by_lane(self, at: V, change: impl FnOnce(&mut [V::Elem])) -> V {
        let mut lanes: Buffer<V::Elem> = spill(at);
        change(&mut lanes[..V::N]);
        V::load(self.token, &lanes)
    }
}

/// Terms that single precision adds before they are widened.
const FEW_TERMS: u32 = 4;

/// A sum in each lane. Single precision is added in double. For double there is nothing wider: the sum, and what rounding took from
/// it.
#[derive(Clone, Copy)]
pub struct Sum<V: Lanes> {
    high: V::Double,
    low: V::Double,
    /// So many terms are still to be widened.
    few: V,
    terms: u32,
}

impl<V: Lanes, const IN_PLACE: bool> Walk for Across<V, IN_PLACE> {
    type Elem = V::Elem;
    type Token = V::Token;
    type V = V;
    type S = V;
    type Sum = Sum<V>;

    #[inline(always)]
    fn token(self) -> V::Token {
        self.token
    }
    #[inline(always)]
    fn steps(self, len: usize) -> Steps {
        Steps::new(len, 1)
    }
    #[inline(always)]
    fn each(self, len: usize, mut f: impl FnMut(Step)) {
        for start in 0..len {
            f(Step {
                start,
                count: 1,
                done: 0,
            });
        }
    }
    #[inline(always)]
    fn run(self, from: &[V::Elem], base: usize, len: usize) -> &[V::Elem] {
        &from[base * V::N..][..len * V::N]
    }
    #[inline(always)]
    fn run_mut(self, to: &mut [V::Elem], base: usize, len: usize) -> &mut [V::Elem] {
        &mut to[base * V::N..][..len * V::N]
    }
    #[inline(always)]
    fn spread(self, s: V) -> V {
        s
    }
    #[inline(always)]
    fn spread_mask(self, s: V::Mask) -> V::Mask {
        s
    }
    #[inline(always)]
    fn element(self, from: &[V::Elem], offset: usize) -> V {
        self.at(from, offset)
    }
    #[inline(always)]
    fn load(self, from: &[V::Elem], base: usize, at: Step) -> V {
        self.at(from, base + at.start)
    }
    #[inline(always)]
    fn load_strided(self, from: &[V::Elem], base: usize, stride: usize, at: Step) -> V {
        self.at(from, base + at.start * stride)
    }
    #[inline(always)]
    fn load_class(self, from: Class<'_>, at: Step) -> V {
        self.class_element(from, at.start)
    }
    #[inline(always)]
    fn class_element(self, from: Class<'_>, k: usize) -> V {
        let x = match from {
            Class::One(x) => x,
            Class::Each(of) => of[k],
        };
        V::splat(self.token, V::Elem::of(x))
    }
    #[inline(always)]
    fn gather(self, from: &[V::Elem], base: usize, stride: usize, at: V) -> V {
        if IN_PLACE {
            return self.by_lane(at, |lanes| pick(lanes, from, self.rows, base, stride));
        }
        let elements = from.len() / V::N;
        if elements > FEW {
            return self.by_lane(at, |lanes| gather(lanes, from, base, stride));
        }
        let at = self.element_index(base, stride, at);
        let mut found = at;
        for offset in 0..elements {
            let here = at.eq(V::splat(self.token, V::Elem::of(offset as f64)));
            found = V::select(here, self.at(from, offset), found);
        }
        found
    }
    #[inline(always)]
    fn gather_run(self, from: &[V::Elem], base: usize, stride: usize, at: V) -> V {
        self.gather(from, base, stride, at)
    }
    #[inline(always)]
    fn gather_class(self, from: Class<'_>, at: V) -> V {
        match from {
            Class::One(x) => V::splat(self.token, V::Elem::of(x)),
            Class::Each(of) => self.by_lane(at, |lanes| gather_class(lanes, of)),
        }
    }
    #[inline(always)]
    fn positions(self, at: Step) -> V {
        V::splat(self.token, V::Elem::of(at.start as f64))
    }
    #[inline(always)]
    fn store(self, to: &mut [V::Elem], base: usize, at: Step, v: V) {
        self.store_element(to, base + at.start, v);
    }
    #[inline(always)]
    fn store_strided(self, to: &mut [V::Elem], base: usize, stride: usize, at: Step, v: V) {
        self.store_element(to, base + at.start * stride, v);
    }
    #[inline(always)]
    fn store_element(self, to: &mut [V::Elem], offset: usize, s: V) {
        s.store(&mut to[offset * V::N..]);
    }
    #[inline(always)]
    fn fill(self, to: &mut [V::Elem], base: usize, len: usize, s: V) {
        if IN_PLACE {
            let size = to.len() / self.rows;
            let first = V::splat(self.token, s.first());
            if len == size && !s.eq(first).not().any() {
                to.fill(s.first());
                return;
            }
            for (row, s) in to.chunks_exact_mut(size).zip(spill(s)) {
                row[base..base + len].fill(s);
            }
            return;
        }
        for offset in base..base + len {
            self.store_element(to, offset, s);
        }
    }
    #[inline(always)]
    fn only_where(self, mask: V::Mask, v: V) -> V {
        V::select(mask, v, V::splat(self.token, V::Elem::ZERO))
    }
    #[inline(always)]
    fn carve<'s>(self, scratch: &mut &'s mut [V::Elem], len: usize) -> &'s mut [V::Elem] {
        let (front, rest) = core::mem::take(scratch).split_at_mut(len * V::N);
        *scratch = rest;
        front
    }
    #[inline(always)]
    fn scatter(self, to: &mut [V::Elem], base: usize, stride: usize, at: V, value: V) {
        if IN_PLACE {
            let size = to.len() / self.rows;
            let (at, value) = (spill(at), spill(value));
            let picked = to.chunks_exact_mut(size).zip(at.iter().zip(value));
            for (row, (at, value)) in picked {
                row[base + index(*at) * stride] = value;
            }
            return;
        }
        let elements = to.len() / V::N;
        if elements <= FEW {
            let at = self.element_index(base, stride, at);
            for offset in 0..elements {
                let here = at.eq(V::splat(self.token, V::Elem::of(offset as f64)));
                let old = self.at(to, offset);
                self.store_element(to, offset, V::select(here, value, old));
            }
            return;
        }
        let (at, value) = (spill(at), spill(value));
        for (i, (at, value)) in at[..V::N].iter().zip(&value).enumerate() {
            to[(base + index(*at) * stride) * V::N + i] = *value;
        }
    }
    #[inline(always)]
    fn cumsum(self, run: &mut [V::Elem], base: usize, stride: usize, len: usize, back: bool) {
        let mut sum = self.sum();
        for i in 0..len {
            let offset = base + if back { len - 1 - i } else { i } * stride;
            sum = self.sum_add(
                sum,
                Step {
                    start: i,
                    count: 1,
                    done: 0,
                },
                self.at(run, offset),
            );
            self.store_element(run, offset, self.sum_total(sum));
        }
    }
    #[inline(always)]
    fn reverse(self, run: &mut [V::Elem], base: usize, stride: usize, len: usize) {
        for i in 0..len / 2 {
            let (low, high) = (base + i * stride, base + (len - 1 - i) * stride);
            let (a, b) = (self.at(run, low), self.at(run, high));
            self.store_element(run, low, b);
            self.store_element(run, high, a);
        }
    }

    #[inline(always)]
    fn is_finite(self, of: &[V::Elem]) -> bool {
        V::Elem::is_all_finite(of)
    }
    // A batch is one sample, and only its kernels have products: what follows is never called.
    #[inline(always)]
    fn strips(self, shape: [usize; 2], of: Operand<'_, V::Elem>) -> Packed<V::Elem> {
        V::Elem::strips(V::level(self.token), shape, of)
    }
    #[inline(always)]
    fn panels(self, shape: [usize; 2], of: Operand<'_, V::Elem>) -> Packed<V::Elem> {
        V::Elem::panels(V::level(self.token), shape, of)
    }
    #[inline(always)]
    fn product(self, _: &mut [V::Elem], _: usize, _: &Packed<V::Elem>, _: &Packed<V::Elem>) {}
    #[inline(always)]
    fn totals(self, shape: [usize; 2], in_blocks: bool) -> Totals {
        V::Elem::totals(V::level(self.token), shape, in_blocks)
    }
    #[inline(always)]
    fn product_add(
        self,
        _: &mut Totals,
        _: &mut [V::Elem],
        _: &Packed<V::Elem>,
        _: &Packed<V::Elem>,
    ) {
    }
    #[inline(always)]
    fn add(self, _: &mut Totals, _: &[V::Elem]) {}
    #[inline(always)]
    fn round(self, _: &mut Totals, _: &mut [V::Elem]) {}

    #[inline(always)]
    fn sum(self) -> Self::Sum {
        let zero = V::Double::splat(self.token, 0.0);
        Sum {
            high: zero,
            low: zero,
            few: V::splat(self.token, V::Elem::ZERO),
            terms: 0,
        }
    }
    /// In double precision Knuth's two-sum: the low part gathers exactly what rounding takes.
    #[inline(always)]
    fn sum_add(self, sum: Sum<V>, _: Step, v: V) -> Sum<V> {
        let (v, Sum { high, low, .. }) = (v.widen(), sum);
        let all = high + v;
        if V::Elem::EXACT < f64::EXACT {
            return Sum { high: all, ..sum };
        }
        let part = all - high;
        Sum {
            high: all,
            low: low + ((high - (all - part)) + (v - part)),
            ..sum
        }
    }
    #[inline(always)]
    fn sum_add_unit(self, sum: Sum<V>, at: Step, v: V) -> Sum<V> {
        if V::Elem::EXACT == f64::EXACT {
            return self.sum_add(sum, at, v);
        }
        let (few, terms) = (sum.few + v, sum.terms + 1);
        if terms < FEW_TERMS {
            return Sum { few, terms, ..sum };
        }
        self.sum_add(
            Sum {
                few: V::splat(self.token, V::Elem::ZERO),
                terms: 0,
                ..sum
            },
            at,
            few,
        )
    }
    #[inline(always)]
    fn sum_total(self, sum: Sum<V>) -> V {
        let Sum { high, low, few, .. } = sum;
        if V::Elem::EXACT < f64::EXACT {
            return V::narrow(high + few.widen());
        }
        // Beyond the range the low part is NaN, and says nothing.
        let sum = high + low;
        V::narrow(V::Double::select(low.eq(low), sum, high))
    }
    #[inline(always)]
    fn count(self) -> V {
        V::splat(self.token, V::Elem::ZERO)
    }
    #[inline(always)]
    fn count_add(self, count: V, _: Step, mask: V::Mask) -> V {
        let one = V::splat(self.token, V::Elem::ONE);
        count + V::select(mask, one, self.count())
    }
    #[inline(always)]
    fn leave_out(self, mask: V::Mask, at: Step, v: V, count: V) -> (V, V) {
        let zero = V::splat(self.token, V::Elem::ZERO);
        (V::select(mask, zero, v), self.count_add(count, at, mask))
    }
    #[inline(always)]
    fn count_total(self, count: V) -> V {
        count
    }
    #[inline(always)]
    fn max(self) -> V {
        V::splat(self.token, V::Elem::of(f64::NEG_INFINITY))
    }
    #[inline(always)]
    fn max_add(self, max: V, _: Step, v: V) -> V {
        max.max(v)
    }
    #[inline(always)]
    fn max_add_number(self, max: V, _: Step, v: V) -> V {
        max.at_least(v)
    }
    #[inline(always)]
    fn max_total_number(self, max: V) -> V {
        max
    }
    #[inline(always)]
    fn max_total(self, max: V) -> V {
        max
    }
    #[inline(always)]
    fn min(self) -> V {
        V::splat(self.token, V::Elem::of(f64::INFINITY))
    }
    #[inline(always)]
    fn min_add(self, min: V, _: Step, v: V) -> V {
        min.min(v)
    }
    #[inline(always)]
    fn min_total(self, min: V) -> V {
        min
    }
}
