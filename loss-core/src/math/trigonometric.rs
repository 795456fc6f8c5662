//! Trigonometric functions and their inverses.

use super::c;
use super::poly::horner;
use crate::simd::{Elem, Lanes};

/// x less its multiple of pi / 2, and that multiple modulo 4.
#[inline(always)]
fn reduce<V: Lanes>(t: V::Token, x: V) -> (V, V) {
    let magic = c::<V>(
        t,
        1.5 * (1u64 << <V::Elem as super::Elementary>::MANTISSA) as f64,
    );
    let n = x.fma(c(t, core::f64::consts::FRAC_2_PI), magic) - magic;
    let r = n.fma(c(t, -core::f64::consts::FRAC_PI_2), x);
    let high = V::Elem::of(core::f64::consts::FRAC_PI_2).to_f64();
    let r = n.fma(c(t, high - core::f64::consts::FRAC_PI_2), r);
    let four = c::<V>(t, 4.0);
    let quarter = n.fma(c(t, 0.25), c(t, -0.375)) + magic - magic;
    (r, n - four * quarter)
}

#[inline(always)]
fn sin_of_quadrant<V: Lanes>(t: V::Token, r: V, q: V) -> V {
    let z = r * r;
    let s = r
        * horner!(t, z; 1.0, -1.0 / 6.0, 1.0 / 120.0, -1.0 / 5040.0, 1.0 / 362880.0, -1.0 / 39916800.0, 1.0 / 6227020800.0);
    let k = horner!(t, z; 1.0, -0.5, 1.0 / 24.0, -1.0 / 720.0, 1.0 / 40320.0, -1.0 / 3628800.0, 1.0 / 479001600.0);
    let y = V::select(
        q.eq(c(t, 0.0)),
        s,
        V::select(q.eq(c(t, 1.0)), k, V::select(q.eq(c(t, 2.0)), -s, -k)),
    );
    y
}

/// Sine.
#[inline(always)]
pub fn sin<V: Lanes>(t: V::Token, x: V) -> V {
    let (r, q) = reduce(t, x);
    sin_of_quadrant(t, r, q)
}

/// Cosine.
#[inline(always)]
pub fn cos<V: Lanes>(t: V::Token, x: V) -> V {
    let (r, q) = reduce(t, x);
    let q = V::select(q.eq(c(t, 3.0)), c(t, 0.0), q + c(t, 1.0));
    sin_of_quadrant(t, r, q)
}

/// Tangent.
#[inline(always)]
pub fn tan<V: Lanes>(t: V::Token, x: V) -> V {
    sin(t, x) / cos(t, x)
}

/// Arc tangent.
#[inline(always)]
pub fn atan<V: Lanes>(t: V::Token, x: V) -> V {
    // Halving the angle three times.
    let one = c::<V>(t, 1.0);
    let a = x.abs();
    let large = one.lt(a);
    let a = V::select(large, one / a, a);
    let half = |x: V| x / (one + x.fma(x, one).sqrt());
    let u = half(half(half(a)));
    let z = u * u;
    let y = c::<V>(t, 8.0)
        * u
        * horner!(t, z; 1.0, -1.0 / 3.0, 0.2, -1.0 / 7.0, 1.0 / 9.0, -1.0 / 11.0, 1.0 / 13.0, -1.0 / 15.0);
    V::select(large, c::<V>(t, core::f64::consts::FRAC_PI_2) - y, y).copysign(x)
}

/// Arc sine.
#[inline(always)]
pub fn asin<V: Lanes>(t: V::Token, x: V) -> V {
    let one = c::<V>(t, 1.0);
    atan(t, x / ((one - x) * (one + x)).sqrt())
}

/// Arc cosine.
#[inline(always)]
pub fn acos<V: Lanes>(t: V::Token, x: V) -> V {
    c::<V>(t, core::f64::consts::FRAC_PI_2) - asin(t, x)
}
