//! Trigonometric functions.
//!
//! x = n pi/2 + r + low, with |r| <= pi/4 and low what r cannot hold; then the sine or cosine of r, by n modulo 4.

use super::exact::{fast_two_sum, minus_product, two_product, two_sum};
use super::{Elementary, c, huge};
use crate::simd::{Ints, Lanes, Mask};

/// Angles from here on are reduced one by one: n pi/2 in three parts does not hold their bits.
const FAR: f64 = 32768.0;

/// n as a number plus [`Elementary::MAGIC`], r and low.
#[inline(always)]
fn reduce<V: Lanes>(t: V::Token, x: V) -> (V, V, V) {
    let magic = c::<V>(t, V::Elem::MAGIC);
    let shifted = x.fma(c(t, core::f64::consts::FRAC_2_PI), magic);
    let n = shifted - magic;
    let [p1, p2, p3] = V::Elem::HALF_PI;
    // The first difference is exact; what the second loses goes to low, like what its product has lost.
    let first = minus_product(t, x, n, c(t, p1));
    let (second, second_low) = two_product(t, n, c(t, p2));
    let (r, lost) = two_sum(first, -second);
    let low = minus_product(t, lost - second_low, n, c(t, p3));
    let far = x.abs().lt(c(t, FAR)).not();
    if far.any() {
        let [n, a, b] = huge::reduce_lanes(t, x);
        return (
            V::select(far, n + magic, shifted),
            V::select(far, a, r),
            V::select(far, b, low),
        );
    }
    (shifted, r, low)
}

/// r + low's sine as r and a small rest.
#[inline(always)]
fn sine_parts<V: Lanes>(t: V::Token, r: V, low: V, z: V) -> (V, V) {
    (r, (r * z).fma(V::Elem::sin_tail(t, z), low))
}

/// r + low's cosine as 1 - r²/2, rounded, and a small rest.
#[inline(always)]
fn cosine_parts<V: Lanes>(t: V::Token, r: V, low: V, z: V) -> (V, V) {
    let one = c::<V>(t, 1.0);
    let half = z * c(t, 0.5);
    let first = one - half;
    let lost = (one - first) - half;
    let (_, square_lost) = two_product(t, r, r);
    let rest = (z * z).fma(V::Elem::cos_tail(t, z), square_lost * c(t, -0.5) - r * low);
    (first, lost + rest)
}

/// Whether the quadrant is odd.
#[inline(always)]
fn odd<V: Lanes>(t: V::Token, shifted: V) -> V::Mask {
    let sign = V::from_bits(shifted.bits().shl(V::Elem::BITS - 1));
    c::<V>(t, 1.0).copysign(sign).lt(c(t, 0.0))
}

/// The sine of r + low in the quadrant `shifted`.
#[inline(always)]
fn sine_in<V: Lanes>(t: V::Token, shifted: V, r: V, low: V) -> V {
    let z = r * r;
    let (s, s_rest) = sine_parts(t, r, low, z);
    let (k, k_rest) = cosine_parts(t, r, low, z);
    let y = V::select(odd(t, shifted), k + k_rest, s + s_rest);
    let sign = shifted
        .bits()
        .shl(V::Elem::BITS - 2)
        .and(c::<V>(t, -0.0).bits());
    V::from_bits(y.bits().xor(sign))
}

/// Sine.
#[inline(always)]
pub fn sin<V: Lanes>(t: V::Token, x: V) -> V {
    let (n, r, low) = reduce(t, x);
    let y = sine_in(t, n, r, low);
    V::select(x.abs().lt(c(t, V::Elem::TINY_ANGLE)), x, y)
}

/// Cosine.
#[inline(always)]
pub fn cos<V: Lanes>(t: V::Token, x: V) -> V {
    let (n, r, low) = reduce(t, x);
    sine_in(t, n + c(t, 1.0), r, low)
}

/// Tangent.
#[inline(always)]
pub fn tan<V: Lanes>(t: V::Token, x: V) -> V {
    let (n, r, low) = reduce(t, x);
    let z = r * r;
    let (s, s_rest) = sine_parts(t, r, low, z);
    let (k, k_rest) = cosine_parts(t, r, low, z);
    let (s, s_low) = fast_two_sum(s, s_rest);
    let (k, k_low) = fast_two_sum(k, k_rest);
    // s / k in even quadrants, -k / s in odd ones; the remainder of the division corrects it.
    let odd = odd(t, n);
    let (num, num_low) = (V::select(odd, -k, s), V::select(odd, -k_low, s_low));
    let (den, den_low) = (V::select(odd, s, k), V::select(odd, s_low, k_low));
    let inverse = c::<V>(t, 1.0) / den;
    let quotient = num * inverse;
    let remainder = minus_product(t, num, quotient, den) + (num_low - quotient * den_low);
    let y = remainder.fma(inverse, quotient);
    V::select(x.abs().lt(c(t, V::Elem::TINY_ANGLE)), x, y)
}
