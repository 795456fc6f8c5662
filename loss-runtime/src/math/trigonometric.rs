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
    let (high, factor, low) = tangent_parts(t, n, r, low);
    let y = low.fma(factor, high);
    V::select(x.abs().lt(c(t, V::Elem::TINY_ANGLE)), x, y)
}

/// The tangent of r + low in the quadrant `shifted`, as a number and the two factors of a small one beside it.
#[inline(always)]
fn tangent_parts<V: Lanes>(t: V::Token, shifted: V, r: V, low: V) -> (V, V, V) {
    let z = r * r;
    let (s, s_rest) = sine_parts(t, r, low, z);
    let (k, k_rest) = cosine_parts(t, r, low, z);
    let (s, s_low) = fast_two_sum(s, s_rest);
    let (k, k_low) = fast_two_sum(k, k_rest);
    // s / k in even quadrants, -k / s in odd ones; the remainder of the division corrects it.
    let odd = odd(t, shifted);
    let (num, num_low) = (V::select(odd, -k, s), V::select(odd, -k_low, s_low));
    let (den, den_low) = (V::select(odd, s, k), V::select(odd, s_low, k_low));
    let inverse = c::<V>(t, 1.0) / den;
    let quotient = num * inverse;
    let remainder = minus_product(t, num, quotient, den) + (num_low - quotient * den_low);
    (quotient, inverse, remainder)
}

/// The sine of r + low in the quadrant `shifted`, less its sign, in two parts.
#[inline(always)]
fn sine_pair_in<V: Lanes>(t: V::Token, shifted: V, r: V, low: V) -> (V, V) {
    let z = r * r;
    let (s, s_rest) = sine_parts(t, r, low, z);
    let (k, k_rest) = cosine_parts(t, r, low, z);
    let odd = odd(t, shifted);
    let (high, low) = fast_two_sum(V::select(odd, k, s), V::select(odd, k_rest, s_rest));
    let sign = high.bits().and(c::<V>(t, -0.0).bits());
    let flip = |x: V| V::from_bits(x.bits().xor(sign));
    (flip(high), flip(low))
}

/// x as a multiple of a half turn: the angle πx, for x from 0 on, less whole half turns, as the quadrant, r and low.
/// Exact but for the roundings of π, whatever the size of x.
#[inline(always)]
fn reduce_turns<V: Lanes>(t: V::Token, x: V) -> (V, V, V) {
    // From there on every number is whole.
    let whole = c::<V>(t, (1u64 << V::Elem::MANTISSA) as f64);
    let fraction = V::select(x.lt(whole), x - ((x + whole) - whole), c(t, 0.0));
    part_of_turn(t, fraction)
}

/// The same less whole turns, so that the sign stays; NaN for infinity.
#[inline(always)]
fn reduce_whole_turns<V: Lanes>(t: V::Token, x: V) -> (V, V, V) {
    // From there on every number is even.
    let even = c::<V>(t, (2u64 << V::Elem::MANTISSA) as f64);
    let fraction = V::select(x.lt(even), x - ((x + even) - even), x * c(t, 0.0));
    part_of_turn(t, fraction)
}

/// The angle πx, of x from -1 to 1, as the quadrant, r and low.
#[inline(always)]
fn part_of_turn<V: Lanes>(t: V::Token, fraction: V) -> (V, V, V) {
    let magic = c::<V>(t, V::Elem::MAGIC);
    let shifted = fraction + fraction + magic;
    let rest = fraction - (shifted - magic) * c(t, 0.5);
    let [p1, p2, _] = V::Elem::HALF_PI;
    let (r, low) = two_product(t, rest, c(t, 2.0 * p1));
    (shifted, r, rest.fma(c(t, 2.0 * p2), low))
}

/// The sine of πx.
#[inline(always)]
pub fn sin_pi<V: Lanes>(t: V::Token, x: V) -> V {
    let (n, r, low) = reduce_whole_turns(t, x.abs());
    let sign = x.bits().and(c::<V>(t, -0.0).bits());
    V::from_bits(sine_in(t, n, r, low).bits().xor(sign))
}

/// The cosine of πx.
#[inline(always)]
pub fn cos_pi<V: Lanes>(t: V::Token, x: V) -> V {
    let (n, r, low) = reduce_whole_turns(t, x.abs());
    sine_in(t, n + c(t, 1.0), r, low)
}

/// |sin πx| in two parts, for x from 0 on; 0 at whole numbers.
#[inline(always)]
pub(super) fn sine_of_turns<V: Lanes>(t: V::Token, x: V) -> (V, V) {
    let (shifted, r, low) = reduce_turns(t, x);
    sine_pair_in(t, shifted, r, low)
}

/// -cot πx in two parts, for x from 0 on; NaN at whole numbers.
#[inline(always)]
pub(super) fn cotangent_of_turns<V: Lanes>(t: V::Token, x: V) -> (V, V) {
    let (shifted, r, low) = reduce_turns(t, x);
    // The tangent a quadrant on.
    let (high, factor, low) = tangent_parts(t, shifted + c(t, 1.0), r, low);
    let low = low * factor;
    // Near a pole it is -1/r, which may be infinite.
    let even = shifted.eq(c(t, V::Elem::MAGIC));
    let near = even.and(r.abs().lt(c(t, V::Elem::TINY_ANGLE)));
    let high = V::select(near, c::<V>(t, -1.0) / r, high);
    let pole = even.and(r.eq(c(t, 0.0)));
    (
        V::select(pole, c(t, f64::NAN), high),
        V::select(near, c(t, 0.0), low),
    )
}
