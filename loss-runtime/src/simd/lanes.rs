//! The vector type that generated code is generic over.

use core::ops::{Add, Div, Mul, Neg, Sub};

/// An element type: what slices hold. `f32` and `f64`; with the feature `half` also `f16` and `bf16`, which are computed
/// in `f32` and rounded on the way back.
pub trait Elem:
    Copy
    + Send
    + Sync
    + PartialOrd
    + core::fmt::Debug
    + core::fmt::Display
    + crate::driver::Common
    + 'static
{
    /// The type it is computed in.
    type Real: Real;
    /// Zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;
    /// The nearest element to `x`.
    fn of(x: f64) -> Self;
    /// The same number, wider.
    fn to_f64(self) -> f64;
    /// Elements as what they are computed in: as they are, or converted into `room`, which is as long.
    fn widen<'s>(from: &'s [Self], room: &'s mut [Self::Real]) -> &'s [Self::Real];
    /// Elements that can be written as what they are computed in, if they are that.
    fn as_real_mut(to: &mut [Self]) -> Option<&mut [Self::Real]>;
    /// Rounds to elements.
    fn narrow(from: &[Self::Real], to: &mut [Self]);
    /// Whether elements are computed in their own type.
    const IS_REAL: bool;
}

/// An element type that lanes compute in.
pub trait Real:
    Elem<Real = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + crate::math::Elementary
{
    /// Whole numbers below this are exact.
    const EXACT: usize;
    /// The matching signed integer.
    type Int: Copy;
    /// Runs `work` with the widest lanes that `level` and this build have.
    fn dispatch<W: Work<Self>>(level: super::Level, work: W) -> W::Output;
}

/// Work that is generic over lanes, for [`Real::dispatch`].
pub trait Work<E: Real> {
    /// What it returns.
    type Output;
    /// Does it. Implementations are `#[inline(always)]`: the instruction set is that of the caller. `V` is four
    /// registers side by side, `S` a single one, for what is one number per row.
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(
        self,
        t: V::Token,
    ) -> Self::Output;
}

/// Integers beside lanes.
pub trait Ints: Copy + Add<Output = Self> + Sub<Output = Self> {
    /// Shift left.
    fn shl(self, n: u32) -> Self;
    /// Arithmetic shift right.
    fn sar(self, n: u32) -> Self;
    /// Bitwise and.
    fn and(self, other: Self) -> Self;
    /// Bitwise or.
    fn or(self, other: Self) -> Self;
    /// Bitwise exclusive or.
    fn xor(self, other: Self) -> Self;
}

/// Truth values, one a lane.
pub trait Mask: Copy {
    /// Both.
    fn and(self, other: Self) -> Self;
    /// Either.
    fn or(self, other: Self) -> Self;
    /// Neither.
    fn not(self) -> Self;
    /// Whether any lane is true.
    fn any(self) -> bool;
}

/// Several registers of elements, every operation applied to all of them in step.
pub trait Lanes:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// The element type.
    type Elem: Real;
    /// Proof that the instruction set is there.
    type Token: Copy;
    /// Integer lanes.
    type Int: Ints;
    /// Truth lanes.
    type Mask: Mask;
    /// A sum of lanes in `f64`, more precise than the lanes.
    type Wide: Copy;
    /// As many lanes of `f64`.
    type Double: Lanes<Elem = f64, Token = Self::Token>;
    /// How many lanes.
    const N: usize;
    /// How many of these stay in registers beside two others: 2, 4 or 6.
    const AT_ONCE: usize = 2;
    /// Whether [`fma`](Lanes::fma) rounds once.
    const FUSED: bool;
    /// The instruction set.
    fn level(t: Self::Token) -> super::Level;
    /// The same number in every lane.
    fn splat(t: Self::Token, x: Self::Elem) -> Self;
    /// The same integer in every lane.
    fn isplat(t: Self::Token, x: <Self::Elem as Real>::Int) -> Self::Int;
    /// The same truth value in every lane.
    fn truth(t: Self::Token, x: bool) -> Self::Mask;
    /// The first `N` elements of a slice that has as many.
    fn load(t: Self::Token, from: &[Self::Elem]) -> Self;
    /// Writes the lanes to the first `N` elements of a slice that has as many.
    fn store(self, to: &mut [Self::Elem]);
    /// The number in the first lane.
    fn first(self) -> Self::Elem;
    /// 0, 1, 2, … `N - 1`.
    fn iota(t: Self::Token) -> Self;
    /// `self * b + c`, fused where the instruction set has it; otherwise a product and a sum, never a library call.
    fn fma(self, b: Self, c: Self) -> Self;
    /// Square root.
    fn sqrt(self) -> Self;
    /// The larger; NaN if either is; of two zeros the second.
    fn max(self, other: Self) -> Self;
    /// The smaller; NaN if either is; of two zeros the second.
    fn min(self, other: Self) -> Self;
    /// The larger of `self` and a bound; NaN only if `self` is, and if both are 0, `self`.
    #[inline(always)]
    fn at_least(self, bound: Self) -> Self {
        Self::select(self.lt(bound), bound, self)
    }
    /// The smaller of `self` and a bound; NaN only if `self` is, and if both are 0, `self`.
    #[inline(always)]
    fn at_most(self, bound: Self) -> Self {
        Self::select(bound.lt(self), bound, self)
    }
    /// `self` times 2 to the whole number `n`, rounded once, where there is an instruction for it.
    #[inline(always)]
    fn times_power(self, _n: Self) -> Option<Self> {
        None
    }
    /// Magnitude.
    fn abs(self) -> Self;
    /// The magnitude of `self` with the sign of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// `self < other`, false with NaN.
    fn lt(self, other: Self) -> Self::Mask;
    /// `self <= other`, false with NaN.
    fn le(self, other: Self) -> Self::Mask;
    /// `self == other`, false with NaN.
    fn eq(self, other: Self) -> Self::Mask;
    /// `a` where the mask is true, else `b`.
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self;
    /// The bits of the elements.
    fn bits(self) -> Self::Int;
    /// Elements from their bits.
    fn from_bits(i: Self::Int) -> Self;
    /// The nearest elements to integers.
    fn of_int(i: Self::Int) -> Self;
    /// The same numbers as `f64`.
    fn widen(self) -> Self::Double;
    /// The nearest elements to `f64` numbers.
    fn narrow(x: Self::Double) -> Self;
    /// A sum of nothing.
    fn wide_zero(t: Self::Token) -> Self::Wide;
    /// Adds the lanes to the sum. The registers are added in their own type first, then into `f64` lanes (compensated
    /// where the elements are `f64`); `apart` widens each register first, for when that first sum overflows.
    fn wide_add(self, sum: Self::Wide, apart: bool) -> Self::Wide;
    /// The sum as one number; lanes are added in a fixed order.
    fn wide_total(sum: Self::Wide) -> f64;
    /// Runs `work` as a function of its own, compiled for the same instruction set, unless the optimiser inlines it.
    #[inline(always)]
    fn apart<R>(_t: Self::Token, work: impl FnOnce() -> R) -> R {
        work()
    }
}
