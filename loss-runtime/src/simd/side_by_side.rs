//! Registers side by side: every operation is applied to all of them before the next, so that the latency of one is
//! hidden behind the others. Unrolling whole kernels instead is left in sequence by the optimiser, at half the speed.

use super::{Elem, Ints, Lanes, Level, Mask, Real};
use core::ops::{Add, Div, Mul, Neg, Sub};

/// The index of every register is written out: closures over an array cost the compiler far more than they say.
macro_rules! side_by_side {
    ($x:ident, $k:literal, $doc:literal, $($i:literal)*) => {
#[doc = $doc]
#[derive(Clone, Copy, Debug)]
pub struct $x<T>(pub [T; $k]);

impl<T: Add<Output = T> + Copy> Add for $x<T> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        $x([$( self.0[$i].add(other.0[$i]) ),*])
    }
}

impl<T: Sub<Output = T> + Copy> Sub for $x<T> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        $x([$( self.0[$i].sub(other.0[$i]) ),*])
    }
}

impl<T: Mul<Output = T> + Copy> Mul for $x<T> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        $x([$( self.0[$i].mul(other.0[$i]) ),*])
    }
}

impl<T: Div<Output = T> + Copy> Div for $x<T> {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        $x([$( self.0[$i].div(other.0[$i]) ),*])
    }
}

impl<T: Neg<Output = T> + Copy> Neg for $x<T> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        $x([$( -self.0[$i] ),*])
    }
}

impl<T: Ints> Ints for $x<T> {
    #[inline(always)]
    fn shl(self, n: u32) -> Self {
        $x([$( self.0[$i].shl(n) ),*])
    }
    #[inline(always)]
    fn sar(self, n: u32) -> Self {
        $x([$( self.0[$i].sar(n) ),*])
    }
    #[inline(always)]
    fn and(self, other: Self) -> Self {
        $x([$( self.0[$i].and(other.0[$i]) ),*])
    }
    #[inline(always)]
    fn or(self, other: Self) -> Self {
        $x([$( self.0[$i].or(other.0[$i]) ),*])
    }
    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        $x([$( self.0[$i].xor(other.0[$i]) ),*])
    }
}

impl<T: Mask> Mask for $x<T> {
    #[inline(always)]
    fn and(self, other: Self) -> Self {
        $x([$( self.0[$i].and(other.0[$i]) ),*])
    }
    #[inline(always)]
    fn or(self, other: Self) -> Self {
        $x([$( self.0[$i].or(other.0[$i]) ),*])
    }
    #[inline(always)]
    fn not(self) -> Self {
        $x([$( self.0[$i].not() ),*])
    }
    #[inline(always)]
    fn any(self) -> bool {
        let mut all = self.0[0];
        for i in 1..$k {
            all = all.or(self.0[i]);
        }
        all.any()
    }
}

impl<T: Lanes> Lanes for $x<T> {
    type Elem = T::Elem;
    type Token = T::Token;
    type Int = $x<T::Int>;
    type Mask = $x<T::Mask>;
    type Wide = T::Wide;
    type Double = $x<T::Double>;
    const N: usize = T::N * $k;
    const FUSED: bool = T::FUSED;
    #[inline(always)]
    fn level(t: T::Token) -> Level {
        T::level(t)
    }
    #[inline(always)]
    fn splat(t: T::Token, x: T::Elem) -> Self {
        $x([T::splat(t, x); $k])
    }
    #[inline(always)]
    fn isplat(t: T::Token, x: <T::Elem as Real>::Int) -> Self::Int {
        $x([T::isplat(t, x); $k])
    }
    #[inline(always)]
    fn truth(t: T::Token, x: bool) -> Self::Mask {
        $x([T::truth(t, x); $k])
    }
    #[inline(always)]
    fn load(t: T::Token, from: &[T::Elem]) -> Self {
        let from = &from[..Self::N];
        $x([$( T::load(t, &from[$i * T::N..]) ),*])
    }
    #[inline(always)]
    fn store(self, to: &mut [T::Elem]) {
        let to = &mut to[..Self::N];
        for i in 0..$k {
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
        $x([$( first + T::splat(t, T::Elem::of(($i * T::N) as f64)) ),*])
    }
    #[inline(always)]
    fn fma(self, b: Self, c: Self) -> Self {
        $x([$( self.0[$i].fma(b.0[$i], c.0[$i]) ),*])
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        $x([$( self.0[$i].sqrt() ),*])
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        $x([$( self.0[$i].max(other.0[$i]) ),*])
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        $x([$( self.0[$i].min(other.0[$i]) ),*])
    }
    #[inline(always)]
    fn at_least(self, bound: Self) -> Self {
        $x([$( self.0[$i].at_least(bound.0[$i]) ),*])
    }
    #[inline(always)]
    fn at_most(self, bound: Self) -> Self {
        $x([$( self.0[$i].at_most(bound.0[$i]) ),*])
    }
    #[inline(always)]
    fn abs(self) -> Self {
        $x([$( self.0[$i].abs() ),*])
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        $x([$( self.0[$i].copysign(sign.0[$i]) ),*])
    }
    #[inline(always)]
    fn lt(self, other: Self) -> Self::Mask {
        $x([$( self.0[$i].lt(other.0[$i]) ),*])
    }
    #[inline(always)]
    fn le(self, other: Self) -> Self::Mask {
        $x([$( self.0[$i].le(other.0[$i]) ),*])
    }
    #[inline(always)]
    fn eq(self, other: Self) -> Self::Mask {
        $x([$( self.0[$i].eq(other.0[$i]) ),*])
    }
    #[inline(always)]
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self {
        $x([$( T::select(mask.0[$i], a.0[$i], b.0[$i]) ),*])
    }
    #[inline(always)]
    fn bits(self) -> Self::Int {
        $x([$( self.0[$i].bits() ),*])
    }
    #[inline(always)]
    fn from_bits(x: Self::Int) -> Self {
        $x([$( T::from_bits(x.0[$i]) ),*])
    }
    #[inline(always)]
    fn of_int(x: Self::Int) -> Self {
        $x([$( T::of_int(x.0[$i]) ),*])
    }
    #[inline(always)]
    fn widen(self) -> Self::Double {
        $x([$( self.0[$i].widen() ),*])
    }
    #[inline(always)]
    fn narrow(x: Self::Double) -> Self {
        $x([$( T::narrow(x.0[$i]) ),*])
    }
    #[inline(always)]
    fn wide_zero(t: T::Token) -> T::Wide {
        T::wide_zero(t)
    }
    #[inline(always)]
    fn wide_add(self, sum: T::Wide, apart: bool) -> T::Wide {
        if apart {
            let mut sum = sum;
            for i in 0..$k {
                sum = self.0[i].wide_add(sum, true);
            }
            return sum;
        }
        // By pairs: (r0 + r1) + (r2 + r3). Written out for four, since a loop over halves is not unrolled.
        let r = self.0;
        if let [a, b, c, d] = r[..] {
            return ((a + b) + (c + d)).wide_add(sum, false);
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
    #[inline(always)]
    fn apart<R>(t: T::Token, work: impl FnOnce() -> R) -> R {
        T::apart(t, work)
    }
}
    };
}

side_by_side!(X4, 4, "Four registers side by side.", 0 1 2 3);
side_by_side!(X2, 2, "Two registers side by side.", 0 1);
