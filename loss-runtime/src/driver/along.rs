//! Long rows: lanes along the innermost axis.

use super::{
    Common, Operand, Packed, Totals,
    lanes::{fresh, index, load, load_strided, spill, store_strided},
};
use crate::{
    kernel::{Class, Step, Steps, Walk},
    simd::{Elem, Lanes, Mask},
};
use core::marker::PhantomData;

/// A walk with lanes along the innermost axis. What is one number per row lies in every lane of a single register.
pub struct Along<V: Lanes, S> {
    token: V::Token,
    lanes: PhantomData<fn() -> (V, S)>,
}

impl<V: Lanes, S> Clone for Along<V, S> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<V: Lanes, S> Copy for Along<V, S> {}

impl<V: Lanes, S: Lanes<Elem = V::Elem, Token = V::Token>> Along<V, S> {
    /// From the proof of the instruction set.
    #[inline(always)]
    pub fn new(token: V::Token) -> Self {
        Along {
            token,
            lanes: PhantomData,
        }
    }

    #[inline(always)]
    fn same(self, x: V::Elem) -> S {
        S::splat(self.token, x)
    }

    /// `v`, but `other` in the lanes without a new position.
    #[inline(always)]
    fn only(self, at: Step, v: V, other: f64) -> V {
        if at.is_whole(V::N) {
            v
        } else {
            let other = V::splat(self.token, V::Elem::of(other));
            V::select(fresh::<V>(self.token, at), v, other)
        }
    }

    #[inline(always)]
    fn fold(self, v: V, wide: fn(S, S) -> S, narrow: fn(V::Elem, V::Elem) -> V::Elem) -> S {
        let lanes = spill(v);
        let mut all = S::load(self.token, &lanes);
        for from in lanes[..V::N].chunks_exact(S::N).skip(1) {
            all = wide(all, S::load(self.token, from));
        }
        // In pairs: one after the other would wait for each other.
        let mut lanes = spill(all);
        let mut half = S::N / 2;
        while half > 0 {
            for i in 0..half {
                lanes[i] = narrow(lanes[i], lanes[half + i]);
            }
            half /= 2;
        }
        self.same(lanes[0])
    }
}

/// The larger; NaN if either is.
#[inline(always)]
fn larger<E: Elem>(a: E, b: E) -> E {
    if a > b || a.to_f64().is_nan() { a } else { b }
}

/// The smaller; NaN if either is.
#[inline(always)]
fn smaller<E: Elem>(a: E, b: E) -> E {
    if a < b || a.to_f64().is_nan() { a } else { b }
}

impl<V: Lanes, S: Lanes<Elem = V::Elem, Token = V::Token>> Walk for Along<V, S> {
    type Elem = V::Elem;
    type Token = V::Token;
    type V = V;
    type S = S;
    type Sum = V::Wide;

    #[inline(always)]
    fn token(self) -> V::Token {
        self.token
    }
    #[inline(always)]
    fn steps(self, len: usize) -> Steps {
        Steps::new(len, V::N)
    }
    #[inline(always)]
    fn each(self, len: usize, mut f: impl FnMut(Step)) {
        let mut start = 0;
        while len - start >= V::N {
            f(Step {
                start,
                count: V::N,
                done: 0,
            });
            start += V::N;
        }
        if start < len {
            f(Step::last(len, V::N));
        }
    }
    #[inline(always)]
    fn run(self, from: &[V::Elem], base: usize, len: usize) -> &[V::Elem] {
        &from[base..][..len]
    }
    #[inline(always)]
    fn run_mut(self, to: &mut [V::Elem], base: usize, len: usize) -> &mut [V::Elem] {
        &mut to[base..][..len]
    }
    #[inline(always)]
    fn spread(self, s: S) -> V {
        V::splat(self.token, s.first())
    }
    #[inline(always)]
    fn spread_mask(self, s: S::Mask) -> V::Mask {
        V::truth(self.token, s.any())
    }
    #[inline(always)]
    fn element(self, from: &[V::Elem], offset: usize) -> S {
        self.same(from[offset])
    }
    #[inline(always)]
    fn load(self, from: &[V::Elem], base: usize, at: Step) -> V {
        load(self.token, &from[base + at.start..], at.count)
    }
    #[inline(always)]
    fn load_strided(self, from: &[V::Elem], base: usize, stride: usize, at: Step) -> V {
        load_strided(
            self.token,
            &from[base + at.start * stride..],
            stride,
            at.count,
        )
    }
    #[inline(always)]
    fn load_class(self, from: Class<'_>, at: Step) -> V {
        match from {
            Class::One(x) => V::splat(self.token, V::Elem::of(x)),
            Class::Each(of) => {
                let mut lanes = spill(V::splat(self.token, V::Elem::ONE));
                for (lane, x) in lanes.iter_mut().zip(&of[at.start..at.start + at.count]) {
                    *lane = V::Elem::of(*x);
                }
                V::load(self.token, &lanes)
            }
        }
    }
    #[inline(always)]
    fn class_element(self, from: Class<'_>, k: usize) -> S {
        self.same(V::Elem::of(match from {
            Class::One(x) => x,
            Class::Each(of) => of[k],
        }))
    }
    #[inline(always)]
    fn gather(self, from: &[V::Elem], base: usize, stride: usize, at: S) -> S {
        self.same(from[base + index(at.first()) * stride])
    }
    #[inline(always)]
    fn gather_run(self, from: &[V::Elem], base: usize, stride: usize, at: V) -> V {
        let mut lanes = spill(at);
        for lane in &mut lanes[..V::N] {
            *lane = from[base + index(*lane) * stride];
        }
        V::load(self.token, &lanes)
    }
    #[inline(always)]
    fn gather_class(self, from: Class<'_>, at: S) -> S {
        self.class_element(from, index(at.first()))
    }
    #[inline(always)]
    fn positions(self, at: Step) -> V {
        V::iota(self.token) + V::splat(self.token, V::Elem::of(at.start as f64))
    }
    #[inline(always)]
    fn store(self, to: &mut [V::Elem], base: usize, at: Step, v: V) {
        let to = &mut to[base + at.start..];
        if at.is_whole(V::N) {
            v.store(to);
        } else if at.done > 0 {
            let old = V::load(self.token, to);
            V::select(fresh::<V>(self.token, at), v, old).store(to);
        } else {
            store_strided(v, to, 1, 0, at.count);
        }
    }
    #[inline(always)]
    fn store_strided(self, to: &mut [V::Elem], base: usize, stride: usize, at: Step, v: V) {
        let to = &mut to[base + (at.start + at.done) * stride..];
        store_strided(v, to, stride, at.done, at.count - at.done);
    }
    #[inline(always)]
    fn store_element(self, to: &mut [V::Elem], offset: usize, s: S) {
        to[offset] = s.first();
    }
    #[inline(always)]
    fn fill(self, to: &mut [V::Elem], base: usize, len: usize, s: S) {
        to[base..base + len].fill(s.first());
    }
    #[inline(always)]
    fn only_where(self, _: S::Mask, v: V) -> V {
        v
    }
    #[inline(always)]
    fn carve<'s>(self, scratch: &mut &'s mut [V::Elem], len: usize) -> &'s mut [V::Elem] {
        let (front, rest) = core::mem::take(scratch).split_at_mut(len);
        *scratch = rest;
        front
    }
    #[inline(always)]
    fn scatter(self, to: &mut [V::Elem], base: usize, stride: usize, at: S, value: S) {
        to[base + index(at.first()) * stride] = value.first();
    }
    #[inline(always)]
    fn cumsum(self, run: &mut [V::Elem], base: usize, stride: usize, len: usize, back: bool) {
        let mut sum = 0.0;
        for i in 0..len {
            let i = if back { len - 1 - i } else { i };
            let x = &mut run[base + i * stride];
            sum += x.to_f64();
            *x = V::Elem::of(sum);
        }
    }
    #[inline(always)]
    fn reverse(self, run: &mut [V::Elem], base: usize, stride: usize, len: usize) {
        for i in 0..len / 2 {
            run.swap(base + i * stride, base + (len - 1 - i) * stride);
        }
    }

    #[inline(always)]
    fn is_finite(self, of: &[V::Elem]) -> bool {
        V::Elem::is_all_finite(of)
    }
    #[inline(always)]
    fn strips(self, shape: [usize; 2], of: Operand<'_, V::Elem>) -> Packed<V::Elem> {
        V::Elem::strips(V::level(self.token), shape, of)
    }
    #[inline(always)]
    fn panels(self, shape: [usize; 2], of: Operand<'_, V::Elem>) -> Packed<V::Elem> {
        V::Elem::panels(V::level(self.token), shape, of)
    }
    #[inline(always)]
    fn product(
        self,
        to: &mut [V::Elem],
        stride: usize,
        left: &Packed<V::Elem>,
        right: &Packed<V::Elem>,
    ) {
        V::Elem::product(V::level(self.token), to, stride, left, right);
    }
    #[inline(always)]
    fn totals(self, shape: [usize; 2], in_blocks: bool) -> Totals {
        V::Elem::totals(V::level(self.token), shape, in_blocks)
    }
    #[inline(always)]
    fn product_add(
        self,
        totals: &mut Totals,
        to: &mut [V::Elem],
        left: &Packed<V::Elem>,
        right: &Packed<V::Elem>,
    ) {
        V::Elem::product_add(V::level(self.token), totals, to, left, right);
    }
    #[inline(always)]
    fn add(self, to: &mut Totals, from: &[V::Elem]) {
        V::Elem::add(to, from);
    }
    #[inline(always)]
    fn round(self, from: &mut Totals, to: &mut [V::Elem]) {
        V::Elem::round(from, to);
    }

    #[inline(always)]
    fn sum(self) -> V::Wide {
        V::wide_zero(self.token)
    }
    #[inline(always)]
    fn sum_add(self, sum: V::Wide, at: Step, v: V) -> V::Wide {
        self.only(at, v, 0.0).wide_add(sum, false)
    }
    #[inline(always)]
    fn sum_add_unit(self, sum: V::Wide, at: Step, v: V) -> V::Wide {
        self.sum_add(sum, at, v)
    }
    #[inline(always)]
    fn sum_total(self, sum: V::Wide) -> S {
        self.same(V::Elem::of(V::wide_total(sum)))
    }
    #[inline(always)]
    fn count(self) -> V {
        V::splat(self.token, V::Elem::ZERO)
    }
    #[inline(always)]
    fn count_add(self, count: V, at: Step, mask: V::Mask) -> V {
        let mask = if at.is_whole(V::N) {
            mask
        } else {
            mask.and(fresh::<V>(self.token, at))
        };
        let one = V::splat(self.token, V::Elem::ONE);
        count + V::select(mask, one, self.count())
    }
    #[inline(always)]
    fn leave_out(self, mask: V::Mask, at: Step, v: V, count: V) -> (V, V) {
        if mask.any() {
            let zero = V::splat(self.token, V::Elem::ZERO);
            (V::select(mask, zero, v), self.count_add(count, at, mask))
        } else {
            (v, count)
        }
    }
    #[inline(always)]
    fn count_total(self, count: V) -> S {
        self.sum_total(count.wide_add(self.sum(), false))
    }
    #[inline(always)]
    fn max(self) -> V {
        V::splat(self.token, V::Elem::of(f64::NEG_INFINITY))
    }
    #[inline(always)]
    fn max_add(self, max: V, at: Step, v: V) -> V {
        max.max(self.only(at, v, f64::NEG_INFINITY))
    }
    #[inline(always)]
    fn max_add_number(self, max: V, at: Step, v: V) -> V {
        max.at_least(self.only(at, v, f64::NEG_INFINITY))
    }
    #[inline(always)]
    fn max_total_number(self, max: V) -> S {
        self.fold(max, S::at_least, |a, b| if a < b { b } else { a })
    }
    #[inline(always)]
    fn max_total(self, max: V) -> S {
        self.fold(max, S::max, larger)
    }
    #[inline(always)]
    fn min(self) -> V {
        V::splat(self.token, V::Elem::of(f64::INFINITY))
    }
    #[inline(always)]
    fn min_add(self, min: V, at: Step, v: V) -> V {
        min.min(self.only(at, v, f64::INFINITY))
    }
    #[inline(always)]
    fn min_total(self, min: V) -> S {
        self.fold(min, S::min, smaller)
    }
}
