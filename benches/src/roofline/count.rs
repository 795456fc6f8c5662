//! Lanes that count: one element wide, every floating-point operation on it is one more.

use loss_core::Real;
use loss_core::simd::{Ints, Lanes, Level, Mask};
use std::cell::Cell;
use std::ops::{Add, Div, Mul, Neg, Sub};

thread_local! {
    static OPERATIONS: Cell<u64> = const { Cell::new(0) };
}

/// What `f` does, in floating-point operations; a fused multiplication and addition is two.
pub fn operations<R>(f: impl FnOnce() -> R) -> u64 {
    let before = OPERATIONS.get();
    f();
    OPERATIONS.get() - before
}

fn count(operations: u64) {
    OPERATIONS.set(OPERATIONS.get() + operations);
}

/// An element that counts.
#[derive(Clone, Copy, Debug)]
pub struct Counted<E>(pub E);

/// An integer beside it, which does not.
#[derive(Clone, Copy, Debug)]
pub struct Whole<T>(T);

/// A truth value.
#[derive(Clone, Copy, Debug)]
pub struct Truth(bool);

impl Mask for Truth {
    fn and(self, other: Self) -> Self {
        Truth(self.0 & other.0)
    }
    fn or(self, other: Self) -> Self {
        Truth(self.0 | other.0)
    }
    fn not(self) -> Self {
        Truth(!self.0)
    }
    fn any(self) -> bool {
        self.0
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident)*) => { $(
        impl<E: Real> $trait for Counted<E> {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                count(1);
                Counted(self.0.$method(other.0))
            }
        }
    )* };
}
operators!(Add add Sub sub Mul mul Div div);

impl<E: Real> Neg for Counted<E> {
    type Output = Self;
    // A sign is a bit.
    fn neg(self) -> Self {
        Counted(-self.0)
    }
}

macro_rules! counted {
    ($e:ident, $int:ident, $bits:ident) => {
        impl Add for Whole<$int> {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Whole(self.0.wrapping_add(other.0))
            }
        }
        impl Sub for Whole<$int> {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Whole(self.0.wrapping_sub(other.0))
            }
        }
        impl Ints for Whole<$int> {
            fn shl(self, n: u32) -> Self {
                Whole(self.0 << n)
            }
            fn sar(self, n: u32) -> Self {
                Whole(self.0 >> n)
            }
            fn and(self, other: Self) -> Self {
                Whole(self.0 & other.0)
            }
            fn or(self, other: Self) -> Self {
                Whole(self.0 | other.0)
            }
            fn xor(self, other: Self) -> Self {
                Whole(self.0 ^ other.0)
            }
        }
        impl Lanes for Counted<$e> {
            type Elem = $e;
            type Token = ();
            type Int = Whole<$int>;
            type Mask = Truth;
            type Wide = f64;
            type Double = Counted<f64>;
            const N: usize = 1;
            const FUSED: bool = true;
            fn level((): ()) -> Level {
                Level::baseline()
            }
            fn splat((): (), x: $e) -> Self {
                Counted(x)
            }
            fn isplat((): (), x: $int) -> Whole<$int> {
                Whole(x)
            }
            fn truth((): (), x: bool) -> Truth {
                Truth(x)
            }
            fn load((): (), from: &[$e]) -> Self {
                Counted(from[0])
            }
            fn store(self, to: &mut [$e]) {
                to[0] = self.0;
            }
            fn first(self) -> $e {
                self.0
            }
            fn iota((): ()) -> Self {
                Counted(0.0)
            }
            fn fma(self, b: Self, c: Self) -> Self {
                count(2);
                Counted(self.0.mul_add(b.0, c.0))
            }
            fn sqrt(self) -> Self {
                count(1);
                Counted(self.0.sqrt())
            }
            fn max(self, other: Self) -> Self {
                count(1);
                Counted(self.0.max(other.0))
            }
            fn min(self, other: Self) -> Self {
                count(1);
                Counted(self.0.min(other.0))
            }
            fn abs(self) -> Self {
                Counted(self.0.abs())
            }
            fn copysign(self, sign: Self) -> Self {
                Counted(self.0.copysign(sign.0))
            }
            fn lt(self, other: Self) -> Truth {
                Truth(self.0 < other.0)
            }
            fn le(self, other: Self) -> Truth {
                Truth(self.0 <= other.0)
            }
            fn eq(self, other: Self) -> Truth {
                Truth(self.0 == other.0)
            }
            fn select(mask: Truth, a: Self, b: Self) -> Self {
                if mask.0 { a } else { b }
            }
            fn bits(self) -> Whole<$int> {
                Whole(self.0.to_bits() as $int)
            }
            fn from_bits(i: Whole<$int>) -> Self {
                Counted($e::from_bits(i.0 as $bits))
            }
            fn of_int(i: Whole<$int>) -> Self {
                Counted(i.0 as $e)
            }
            fn widen(self) -> Counted<f64> {
                Counted(self.0.into())
            }
            fn narrow(x: Counted<f64>) -> Self {
                Counted(x.0 as $e)
            }
            fn wide_zero((): ()) -> f64 {
                0.0
            }
            fn wide_add(self, sum: f64, _: bool) -> f64 {
                count(1);
                sum + f64::from(self.0)
            }
            fn wide_total(sum: f64) -> f64 {
                sum
            }
        }
    };
}
counted!(f32, i32, u32);
counted!(f64, i64, u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_counted_once() {
        let (a, b) = (Counted(2.0_f32), Counted(3.0_f32));
        assert_eq!(operations(|| a.fma(b, a * b - a)), 4);
        assert_eq!(operations(|| -a.abs()), 0);
        // The functions compute the same as on any lanes.
        let one = loss_core::math::exp((), Counted(1.0_f64)).first();
        assert!((one - std::f64::consts::E).abs() < 1e-15);
    }
}
