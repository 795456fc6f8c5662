//! Registers side by side: every operation is applied to all of them before the next, so that the latency of one is
//! hidden behind the others. Unrolling whole kernels instead is left in sequence by the optimiser, at half the speed.

use super::{Elem, Ints, Lanes, Mask};
use core::ops::{Add, Div, Mul, Neg, Sub};

/// `K` registers side by side.
#[derive(Clone, Copy, Debug)]
pub struct X<T, const K: usize>(pub [T; K]);

macro_rules! each {
    ($i:ident, $e:expr) => {
        X(core::array::from_fn(
            #[inline(always)]
            |$i| $e,
        ))
    };
}

macro_rules! operator {
    ($($t:ident $f:ident),*) => { $(
        impl<T: $t<Output = T> + Copy, const K: usize> $t for X<T, K> {
            type Output = Self;
            #[inline(always)]
            fn $f(self, other: Self) -> Self {
                each!(i, self.0[i].$f(other.0[i]))
            }
        }
    )* };
}
operator!(Add add, Sub sub, Mul mul, Div div);

impl<T: Neg<Output = T> + Copy, const K: usize> Neg for X<T, K> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        each!(i, -self.0[i])
    }
}

impl<T: Ints, const K: usize> Ints for X<T, K> {
    #[inline(always)]
    fn shl(self, n: u32) -> Self {
        each!(i, self.0[i].shl(n))
    }
    #[inline(always)]
    fn sar(self, n: u32) -> Self {
        each!(i, self.0[i].sar(n))
    }
    #[inline(always)]
    fn and(self, other: Self) -> Self {
        each!(i, self.0[i].and(other.0[i]))
    }
    #[inline(always)]
    fn or(self, other: Self) -> Self {
        each!(i, self.0[i].or(other.0[i]))
    }
    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        each!(i, self.0[i].xor(other.0[i]))
    }
}

impl<T: Mask, const K: usize> Mask for X<T, K> {
    #[inline(always)]
    fn and(self, other: Self) -> Self {
        each!(i, self.0[i].and(other.0[i]))
    }
    #[inline(always)]
    fn or(self, other: Self) -> Self {
        each!(i, self.0[i].or(other.0[i]))
    }
    #[inline(always)]
    fn not(self) -> Self {
        each!(i, self.0[i].not())
    }
    #[inline(always)]
    fn any(self) -> bool {
        let mut all = self.0[0];
        for i in 1..K {
            all = all.or(self.0[i]);
        }
        all.any()
    }
}

impl<T: Lanes, const K: usize> Lanes for X<T, K> {
    type Elem = T::Elem;
    type Token = T::Token;
    type Int = X<T::Int, K>;
    type Mask = X<T::Mask, K>;
    type Wide = T::Wide;
    type Double = X<T::Double, K>;
    const N: usize = T::N * K;
    const FUSED: bool = T::FUSED;
    #[inline(always)]
    fn splat(t: T::Token, x: T::Elem) -> Self {
        X([T::splat(t, x); K])
    }
    #[inline(always)]
    fn isplat(t: T::Token, x: <T::Elem as Elem>::Int) -> Self::Int {
        X([T::isplat(t, x); K])
    }
    #[inline(always)]
    fn truth(t: T::Token, x: bool) -> Self::Mask {
        X([T::truth(t, x); K])
    }
    #[inline(always)]
    fn load(t: T::Token, from: &[T::Elem]) -> Self {
        let from = &from[..Self::N];
        each!(i, T::load(t, &from[i * T::N..]))
    }
    #[inline(always)]
    fn store(self, to: &mut [T::Elem]) {
        let to = &mut to[..Self::N];
        for i in 0..K {
            self.0[i].store(&mut to[i * T::N..]);
        }
    }
    #[inline(always)]
    fn first(self) -> T::Elem {
        self.0[0].first()
    }
    #[inline(always)]
    fn iota(t: T::Token) -> Self {
        let first = T::iota(t);
        each!(i, first + T::splat(t, T::Elem::of((i * T::N) as f64)))
    }
    #[inline(always)]
    fn fma(self, b: Self, c: Self) -> Self {
        each!(i, self.0[i].fma(b.0[i], c.0[i]))
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        each!(i, self.0[i].sqrt())
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        each!(i, self.0[i].max(other.0[i]))
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        each!(i, self.0[i].min(other.0[i]))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        each!(i, self.0[i].abs())
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        each!(i, self.0[i].copysign(sign.0[i]))
    }
    #[inline(always)]
    fn lt(self, other: Self) -> Self::Mask {
        each!(i, self.0[i].lt(other.0[i]))
    }
    #[inline(always)]
    fn le(self, other: Self) -> Self::Mask {
        each!(i, self.0[i].le(other.0[i]))
    }
    #[inline(always)]
    fn eq(self, other: Self) -> Self::Mask {
        each!(i, self.0[i].eq(other.0[i]))
    }
    #[inline(always)]
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self {
        each!(i, T::select(mask.0[i], a.0[i], b.0[i]))
    }
    #[inline(always)]
    fn bits(self) -> Self::Int {
        each!(i, self.0[i].bits())
    }
    #[inline(always)]
    fn from_bits(x: Self::Int) -> Self {
        each!(i, T::from_bits(x.0[i]))
    }
    #[inline(always)]
    fn of_int(x: Self::Int) -> Self {
        each!(i, T::of_int(x.0[i]))
    }
    #[inline(always)]
    fn widen(self) -> Self::Double {
        each!(i, self.0[i].widen())
    }
    #[inline(always)]
    fn narrow(x: Self::Double) -> Self {
        each!(i, T::narrow(x.0[i]))
    }
    #[inline(always)]
    fn wide_zero(t: T::Token) -> T::Wide {
        T::wide_zero(t)
    }
    #[inline(always)]
    fn wide_add(self, sum: T::Wide, apart: bool) -> T::Wide {
        if apart {
            let mut sum = sum;
            for i in 0..K {
                sum = self.0[i].wide_add(sum, true);
            }
            return sum;
        }
        // By pairs: (r0 + r1) + (r2 + r3). Written out for four, since a loop over halves is not unrolled.
        let r = self.0;
        if K == 4 {
            return ((r[0] + r[1]) + (r[2] + r[3])).wide_add(sum, false);
        }
        let mut all = r[0];
        for r in &r[1..] {
            all = all + *r;
        }
        all.wide_add(sum, false)
    }
    #[inline(always)]
    fn wide_total(sum: T::Wide) -> f64 {
        T::wide_total(sum)
    }
}
