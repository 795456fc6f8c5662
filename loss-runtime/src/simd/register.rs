//! One register of fearless_simd as lanes.

use super::{Elem, Ints, Isa, Lanes, Level, Mask, X2};
use fearless_simd::{
    f32x4, f32x8, f64x2, f64x4, i32x4, i32x8, i64x2, i64x4, mask32x4, mask32x8, mask64x2, mask64x4,
    prelude::*,
};

macro_rules! register {
    ($f:ident $i:ident $m:ident $e:ident $int:ident, $n:literal, $wide:ty, $double:ty) => {
        impl<S: Isa> Ints for $i<S> {
            #[inline(always)]
            fn shl(self, n: u32) -> Self {
                self << n
            }
            #[inline(always)]
            fn sar(self, n: u32) -> Self {
                self >> n
            }
            #[inline(always)]
            fn and(self, other: Self) -> Self {
                self & other
            }
            #[inline(always)]
            fn or(self, other: Self) -> Self {
                self | other
            }
            #[inline(always)]
            fn xor(self, other: Self) -> Self {
                self ^ other
            }
        }

        impl<S: Isa> Mask for $m<S> {
            #[inline(always)]
            fn and(self, other: Self) -> Self {
                self & other
            }
            #[inline(always)]
            fn or(self, other: Self) -> Self {
                self | other
            }
            #[inline(always)]
            fn not(self) -> Self {
                !self
            }
            #[inline(always)]
            fn any(self) -> bool {
                self.any_true()
            }
        }

        impl<S: Isa> Lanes for $f<S> {
            type Elem = $e;
            type Token = S;
            type Int = $i<S>;
            type Mask = $m<S>;
            type Wide = $wide;
            type Double = $double;
            const N: usize = $n;
            const AT_ONCE: usize = 4;
            const FUSED: bool = S::FUSED;
            #[inline(always)]
            fn level(t: S) -> Level {
                t.level()
            }
            #[inline(always)]
            fn splat(t: S, x: $e) -> Self {
                <Self as SimdBase<S>>::splat(t, x)
            }
            #[inline(always)]
            fn isplat(t: S, x: $int) -> $i<S> {
                <$i<S> as SimdBase<S>>::splat(t, x)
            }
            #[inline(always)]
            fn truth(t: S, x: bool) -> $m<S> {
                <$m<S> as SimdMask<S>>::splat(t, x)
            }
            #[inline(always)]
            fn load(t: S, from: &[$e]) -> Self {
                <Self as SimdBase<S>>::from_slice(t, &from[..$n])
            }
            #[inline(always)]
            fn store(self, to: &mut [$e]) {
                self.store_slice(&mut to[..$n])
            }
            #[inline(always)]
            fn first(self) -> $e {
                self.as_array()[0]
            }
            #[inline(always)]
            fn iota(t: S) -> Self {
                <Self as SimdBase<S>>::from_fn(
                    t,
                    #[inline(always)]
                    |i| i as $e,
                )
            }
            #[inline(always)]
            fn fma(self, b: Self, c: Self) -> Self {
                if S::FUSED {
                    self.mul_add(b, c)
                } else {
                    self * b + c
                }
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                SimdFloat::sqrt(self)
            }
            // The instructions for these leave NaN and zeros to the instruction set, so compare and select.
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                let larger = other.simd_lt(self).select(self, other);
                self.simd_eq(self).select(larger, self)
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                let smaller = self.simd_lt(other).select(self, other);
                self.simd_eq(self).select(smaller, self)
            }
            #[inline(always)]
            fn abs(self) -> Self {
                SimdBase::abs(self)
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                SimdFloat::copysign(self, sign)
            }
            #[inline(always)]
            fn lt(self, other: Self) -> $m<S> {
                self.simd_lt(other)
            }
            #[inline(always)]
            fn le(self, other: Self) -> $m<S> {
                self.simd_le(other)
            }
            #[inline(always)]
            fn eq(self, other: Self) -> $m<S> {
                self.simd_eq(other)
            }
            #[inline(always)]
            fn select(mask: $m<S>, a: Self, b: Self) -> Self {
                mask.select(a, b)
            }
            #[inline(always)]
            fn bits(self) -> $i<S> {
                self.bitcast()
            }
            #[inline(always)]
            fn from_bits(i: $i<S>) -> Self {
                i.bitcast()
            }
            #[inline(always)]
            fn of_int(i: $i<S>) -> Self {
                i.to_float()
            }
            #[inline(always)]
            fn widen(self) -> $double {
                Widen::widen(self)
            }
            #[inline(always)]
            fn narrow(x: $double) -> Self {
                Widen::narrow(x)
            }
            #[inline(always)]
            fn wide_zero(t: S) -> $wide {
                <Self as Widen>::zero(t)
            }
            #[inline(always)]
            fn wide_add(self, sum: $wide, _apart: bool) -> $wide {
                Widen::add(self, sum)
            }
            #[inline(always)]
            fn wide_total(sum: $wide) -> f64 {
                <Self as Widen>::total(sum)
            }
            #[inline(always)]
            fn apart<R>(t: S, work: impl FnOnce() -> R) -> R {
                t.vectorize(work)
            }
        }
    };
}
register!(f32x8 i32x8 mask32x8 f32 i32, 8, X2<f64x4<S>>, X2<f64x4<S>>);
register!(f64x4 i64x4 mask64x4 f64 i64, 4, X2<f64x4<S>>, Self);
register!(f32x4 i32x4 mask32x4 f32 i32, 4, X2<f64x2<S>>, X2<f64x2<S>>);
register!(f64x2 i64x2 mask64x2 f64 i64, 2, X2<f64x2<S>>, Self);

/// What differs between the element types: the way to `f64`.
trait Widen: Lanes {
    fn widen(self) -> Self::Double;
    fn narrow(x: Self::Double) -> Self;
    fn zero(t: Self::Token) -> Self::Wide;
    fn add(self, sum: Self::Wide) -> Self::Wide;
    fn total(sum: Self::Wide) -> f64;
}

macro_rules! widen {
    ($single:ident $double:ident) => {
        /// Twice the lanes in `f64`; their plain sum.
        impl<S: Isa> Widen for $single<S> {
            #[inline(always)]
            fn widen(self) -> X2<$double<S>> {
                let (low, high) = SimdWiden::widen(self);
                X2([low, high])
            }
            #[inline(always)]
            fn narrow(x: X2<$double<S>>) -> Self {
                SimdNarrow::narrow(x.0[0], x.0[1])
            }
            #[inline(always)]
            fn zero(t: S) -> X2<$double<S>> {
                <X2<$double<S>> as Lanes>::splat(t, 0.0)
            }
            #[inline(always)]
            fn add(self, sum: X2<$double<S>>) -> X2<$double<S>> {
                sum + Widen::widen(self)
            }
            #[inline(always)]
            fn total(sum: X2<$double<S>>) -> f64 {
                (sum.0[0] + sum.0[1]).lane_sum()
            }
        }

        /// The sum as two numbers a lane, the rounded one and what its roundings lost.
        impl<S: Isa> Widen for $double<S> {
            #[inline(always)]
            fn widen(self) -> Self {
                self
            }
            #[inline(always)]
            fn narrow(x: Self) -> Self {
                x
            }
            #[inline(always)]
            fn zero(t: S) -> X2<Self> {
                X2([<Self as Lanes>::splat(t, 0.0); 2])
            }
            #[inline(always)]
            fn add(self, X2([high, low]): X2<Self>) -> X2<Self> {
                // TwoSum (Knuth): the error of a sum is itself a number, found without a comparison.
                let sum = high + self;
                let part = sum - high;
                let error = (high - (sum - part)) + (self - part);
                X2([sum, low + error])
            }
            #[inline(always)]
            fn total(X2([high, low]): X2<Self>) -> f64 {
                let (mut sum, mut error) = (0.0, low.lane_sum());
                for &x in high.as_array() {
                    let next = sum + x;
                    let part = next - sum;
                    error += (sum - (next - part)) + (x - part);
                    sum = next;
                }
                // Past the largest number the errors are NaN, but the sum is right.
                if sum.is_finite() { sum + error } else { sum }
            }
        }
    };
}
widen!(f32x8 f64x4);
widen!(f32x4 f64x2);

/// The sum of the lanes of a register, by halves.
trait LaneSum {
    fn lane_sum(self) -> f64;
}

impl<S: Isa> LaneSum for f64x4<S> {
    #[inline(always)]
    fn lane_sum(self) -> f64 {
        let [a, b, c, d] = *self.as_array();
        (a + b) + (c + d)
    }
}

impl<S: Isa> LaneSum for f64x2<S> {
    #[inline(always)]
    fn lane_sum(self) -> f64 {
        let [a, b] = *self.as_array();
        a + b
    }
}

const _: fn() = || {
    fn elements_are_lanes<E: Elem>() {}
    elements_are_lanes::<f32>();
    elements_are_lanes::<f64>();
};
