//! Functions that the compiler puts in place of what would cancel or overflow.

use super::Elementary;
use super::{c, exp, exp_m1, ln, ln_1p};
use crate::simd::{Lanes, Mask};

/// `ln(cosh(x))`: as `ln_1p(sinh²(x)) / 2` near 0, as `|x| + ln_1p(exp(-2 |x|)) - ln 2` far from it.
///
/// Near 0 `sinh²` is `m² / (4 (1 + m))` of `m = exp_m1(2 |x|)`, which keeps every digit.
#[inline(always)]
pub fn log_cosh<V: Lanes>(t: V::Token, x: V) -> V {
    let size = x.abs();
    let near = size.lt(c(t, 1.0));
    let small = V::select(near, size, c(t, 1.0));
    let m = exp_m1(t, small + small);
    let square = m * m / (c::<V>(t, 4.0) * (m + c(t, 1.0)));
    let twice = size + size;
    let far = (size - c(t, core::f64::consts::LN_2)) + ln_1p(t, exp(t, -twice));
    V::select(near, c::<V>(t, 0.5) * ln_1p(t, square), far)
}

/// `ln(x / y)`: by the difference where `x` is near `y`, by the quotient where that is a normal number, else by the
/// difference of logarithms.
#[inline(always)]
pub fn log_ratio<V: Lanes>(t: V::Token, x: V, y: V) -> V {
    let ratio = x / y;
    let near = c::<V>(t, 0.5).le(ratio).and(ratio.le(c(t, 2.0)));
    let tiny = c::<V>(t, V::Elem::TINY);
    let normal = tiny.lt(ratio).and(ratio.lt(c::<V>(t, 1.0) / tiny));
    let close = ln_1p(t, V::select(near, (x - y) / y, c(t, 0.0)));
    let plain = ln(t, ratio);
    let middle = V::select(near, close, plain);
    // Outside: 0, infinity, NaN and quotients out of range. A negative quotient stays NaN by `ln`.
    let apart = ln(t, x.abs()) - ln(t, y.abs());
    let negative = ratio.lt(c(t, 0.0));
    V::select(normal.or(negative), middle, apart)
}

/// `x * ln(1 + y)`, 0 where `x` is 0.
#[inline(always)]
pub fn xlog1py<V: Lanes>(t: V::Token, x: V, y: V) -> V {
    let zero = x.eq(c(t, 0.0)).and(y.eq(y));
    V::select(zero, c(t, 0.0), x * ln_1p(t, y))
}
