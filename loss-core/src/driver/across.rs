//! Short rows: lanes across rows. Elements lie transposed, all lanes of one element after those of the one before.

use super::lanes::{Buffer, spill};
use crate::{
    kernel::{Class, Step, Steps, Walk},
    simd::{Elem, Lanes, Real},
};
use core::marker::PhantomData;

/// A walk with a row a lane: one position of the innermost axis is one step.
pub struct Across<V: Lanes> {
    token: V::Token,
    lanes: PhantomData<fn() -> V>,
}

impl<V: Lanes> Clone for Across<V> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<V: Lanes> Copy for Across<V> {}

/// Up to so many elements a sample, looking at each and selecting costs less than going lane by lane.
const FEW: usize = 12;

/// The element of each lane at an offset of its own.
#[inline(never)]
fn gather<E: Elem>(lanes: &mut [E], from: &[E], base: usize, stride: usize) {
    let n = lanes.len();
    for (i, lane) in lanes.iter_mut().enumerate() {
        *lane = from[(base + lane.to_f64() as usize * stride) * n + i];
    }
}

/// The parameter of each lane's class.
#[inline(never)]
fn gather_class<E: Elem>(lanes: &mut [E], from: &[f64]) {
    for lane in lanes {
        *lane = E::of(from[lane.to_f64() as usize]);
    }
}

impl<V: Lanes> Across<V> {
    /// From the proof of the instruction set.
    #[inline(always)]
    pub fn new(token: V::Token) -> Self {
        Across {
            token,
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

impl<V: Lanes> Walk for Across<V> {
    type Elem = V::Elem;
    type Token = V::Token;
    type V = V;
    type S = V;
    /// Single precision is added in double. For double there is nothing wider: the sum, and what rounding took from it.
    type Sum = (V::Double, V::Double);

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
            to[(base + at.to_f64() as usize * stride) * V::N + i] = *value;
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
    fn sum(self) -> Self::Sum {
        let zero = V::Double::splat(self.token, 0.0);
        (zero, zero)
    }
    /// In double precision Knuth's two-sum: the low part gathers exactly what rounding takes.
    #[inline(always)]
    fn sum_add(self, (high, low): Self::Sum, _: Step, v: V) -> Self::Sum {
        let v = v.widen();
        let sum = high + v;
        if V::Elem::EXACT < f64::EXACT {
            return (sum, low);
        }
        let part = sum - high;
        (sum, low + ((high - (sum - part)) + (v - part)))
    }
    #[inline(always)]
    fn sum_total(self, (high, low): Self::Sum) -> V {
        if V::Elem::EXACT < f64::EXACT {
            return V::narrow(high);
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
