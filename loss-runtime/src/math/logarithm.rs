//! Logarithms: x = 2^k m with m from sqrt(1/2) to sqrt(2), and ln x = k ln 2 + ln m.

use super::exact::{fast_two_sum, minus_product, two_product};
use super::{Elementary, c};
use crate::simd::{Elem, Ints, Lanes, Mask};

/// The exponent k and the mantissa m of a positive normal number, m from sqrt(1/2) to sqrt(2).
#[inline(always)]
fn split<V: Lanes>(t: V::Token, x: V) -> (V::Int, V) {
    let bits = x.bits();
    let root = c::<V>(t, core::f64::consts::FRAC_1_SQRT_2).bits();
    let k = (bits - root).sar(V::Elem::MANTISSA);
    (k, V::from_bits(bits - k.shl(V::Elem::MANTISSA)))
}

/// A small integer as a number. The mantissa of 1.5 times the unit of the last place counts in ones; for `f64` that is
/// cheaper than the conversion, which few instruction sets have.
#[inline(always)]
fn small<V: Lanes>(t: V::Token, k: V::Int) -> V {
    if V::Elem::BITS == 32 {
        return V::of_int(k);
    }
    let magic = c::<V>(t, V::Elem::MAGIC);
    V::from_bits(k + magic.bits()) - magic
}

/// [`split`] of a positive number that may be subnormal, and k as a number.
#[inline(always)]
fn split_any<V: Lanes>(t: V::Token, x: V) -> (V, V) {
    let subnormal = x.lt(c(t, V::Elem::TINY));
    let lift = (1u64 << V::Elem::MANTISSA) as f64;
    let (k, m) = split(t, V::select(subnormal, x * c(t, lift), x));
    let lifted = V::select(subnormal, c(t, V::Elem::MANTISSA.into()), c(t, 0.0));
    (small::<V>(t, k) - lifted, m)
}

/// k ln 2 + ln(1 + f), for 1 + f from sqrt(1/2) to sqrt(2).
#[inline(always)]
fn ln_reduced<V: Lanes>(t: V::Token, k: V, f: V) -> V {
    ln_sum(t, k, f, V::Elem::ln_tail(t, f))
}

/// k ln 2 + f + tail, the small terms first.
#[inline(always)]
fn ln_sum<V: Lanes>(t: V::Token, k: V, f: V, tail: V) -> V {
    let low = k.fma(c(t, V::Elem::LN2_LOW), tail);
    k.fma(c(t, V::Elem::LN2_HIGH), f + low)
}

/// Natural logarithm.
#[inline(always)]
pub fn ln<V: Lanes>(t: V::Token, x: V) -> V {
    let (k, m) = split_any(t, x);
    let y = ln_reduced(t, k, m - c(t, 1.0));
    edges(t, x, x, y)
}

/// `y`, but the limit where x is infinite, and at the edge of the domain (where `edge` is 0), and NaN beyond it.
#[inline(always)]
fn edges<V: Lanes>(t: V::Token, x: V, edge: V, y: V) -> V {
    let zero = c::<V>(t, 0.0);
    let y = V::select(x.lt(c(t, f64::INFINITY)), y, x);
    let y = V::select(zero.lt(edge), y, c(t, f64::NEG_INFINITY));
    V::select(zero.le(edge), y, c(t, f64::NAN))
}

/// ln(1 + x), accurate near 0.
#[inline(always)]
pub fn ln_1p<V: Lanes>(t: V::Token, x: V) -> V {
    let one = c::<V>(t, 1.0);
    let u = x + one;
    let (k, _) = split(t, u);
    // f = (1 + x) / 2^k - 1 from x itself, since u is rounded. The scale is 2^(2 - k), which is normal for the largest k
    // too; products with it are exact.
    let quarter = c::<V>(t, 0.25);
    let scale = V::from_bits(c::<V>(t, 4.0).bits() - k.shl(V::Elem::MANTISSA));
    let (part, rest) = (x * quarter, scale.fma(quarter, -one));
    let f = part.fma(scale, rest);
    let low = part.fma(scale, rest - f);
    let tail = V::Elem::ln_tail(t, f) + low;
    let y = ln_sum(t, small::<V>(t, k), f, tail);
    let y = edges(t, x, u, y);
    V::select(x.abs().lt(c(t, V::Elem::TINY_ANGLE)), x, y)
}

/// ln(1 + u) for u from 0 to 1: no bits, no edges.
#[inline(always)]
pub(super) fn ln_1p_unit<V: Lanes>(t: V::Token, u: V) -> V {
    let one = c::<V>(t, 1.0);
    let large = c::<V>(t, core::f64::consts::SQRT_2 - 1.0).lt(u);
    let f = V::select(large, u.fma(c(t, 0.5), c(t, -0.5)), u);
    ln_reduced(t, V::select(large, one, c(t, 0.0)), f)
}

/// more ln 2 + ln(x / y), for positive numbers that are far from the ends of the range, as is their quotient; and the
/// quotient, nearly, which tells.
#[inline(always)]
pub(super) fn log_quotient<V: Lanes>(t: V::Token, more: V, x: V, y: V) -> (V, V) {
    let one = c::<V>(t, 1.0);
    let inverse = one / y;
    let quotient = x * inverse;
    let (k, _) = split(t, quotient);
    // x = 2^k (y + difference), which is exact; so equal numbers give 0.
    let difference = x * V::from_bits(one.bits() - k.shl(V::Elem::MANTISSA)) - y;
    let f = difference * inverse;
    let lost = minus_product(t, difference, f, y) * inverse;
    let tail = V::Elem::ln_tail(t, f) + lost;
    (ln_sum(t, small::<V>(t, k) + more, f, tail), quotient)
}

/// ln(x / y) for positive finite numbers, by their mantissas.
#[inline(always)]
pub(super) fn log_far_quotient<V: Lanes>(t: V::Token, x: V, y: V) -> V {
    let ((i, m), (j, n)) = (split_any(t, x), split_any(t, y));
    log_quotient(t, i - j, m, n).0
}

/// x ln(y), and 0 where x is 0, whatever y but NaN.
#[inline(always)]
pub fn xlogy<V: Lanes>(t: V::Token, x: V, y: V) -> V {
    let zero = c::<V>(t, 0.0);
    let nothing = x.eq(zero).and(y.eq(y));
    V::select(nothing, zero, x * ln(t, y))
}

/// ln(1 + u + low) as a sum of two numbers, for u from 0 to 1 and a low that is nothing beside it: a few bits more than
/// one number has.
#[inline(always)]
pub(super) fn ln_1p_unit_extended<V: Lanes>(t: V::Token, u: V, low: V) -> (V, V) {
    let (zero, one, half) = (c::<V>(t, 0.0), c::<V>(t, 1.0), c::<V>(t, 0.5));
    let large = c::<V>(t, core::f64::consts::SQRT_2 - 1.0).lt(u);
    let k = V::select(large, one, zero);
    // Of u from sqrt(2) - 1 to 1/2 the difference loses a bit.
    let far = u.fma(half, -half);
    let lost = u.fma(half, -(far + half));
    let f = V::select(large, far, u);
    let low = V::select(large, low.fma(half, lost), low);
    // (f + low) - f low is what low adds to ln(1 + f), nearly.
    let tail = V::Elem::ln_tail(t, f) + (-low).fma(f, low);
    let (sum, lost) = fast_two_sum(k * c(t, V::Elem::LN2_HIGH), f);
    fast_two_sum(sum, k.fma(c(t, V::Elem::LN2_LOW), lost + tail))
}

/// ln x as a sum of two numbers, with a good ten bits more than one has; for x from 0 on, infinity included (the
/// second number means nothing at these two).
#[inline(always)]
pub(super) fn ln_extended<V: Lanes>(t: V::Token, x: V) -> (V, V) {
    let (k, m) = split_any(t, x);
    // ln m = 2 artanh s with s = (m - 1) / (m + 1).
    let one = c::<V>(t, 1.0);
    let f = m - one;
    let d = m + one;
    let d_low = m - (d - one);
    let inverse = one / d;
    let s = f * inverse;
    let (p, e) = two_product(t, s, d);
    let s_low = (((f - p) - e) - s * d_low) * inverse;
    let (z, z_low) = two_product(t, s, s);
    let z_low = (s + s).fma(s_low, z_low);
    // 2 artanh s = s (2 + z (2/3 + z Q(z)))
    let third = V::Elem::of(2.0 / 3.0).to_f64();
    let third_low = if V::Elem::BITS == 32 {
        2.0 / 3.0 - third
    } else {
        3.700743415417188e-17
    };
    let (w, w_low) = fast_two_sum(c::<V>(t, third), z * V::Elem::artanh_tail(t, z));
    let w_low = w_low + c(t, third_low);
    let (v, v_low) = two_product(t, z, w);
    let v_low = z.fma(w_low, z_low.fma(w, v_low));
    let (p, p_low) = two_product(t, s, v);
    let p_low = s.fma(v_low, s_low.fma(v, p_low));
    let (y, y_low) = fast_two_sum(s + s, p);
    let y_low = y_low + (s_low + s_low + p_low);
    // and k ln 2.
    let (h, e) = fast_two_sum(k * c(t, V::Elem::LN2_HIGH), y);
    let low = k.fma(c(t, V::Elem::LN2_LOW), e + y_low);
    let (h, low) = fast_two_sum(h, low);
    let h = V::select(x.lt(c(t, f64::INFINITY)), h, x);
    (V::select(x.eq(c(t, 0.0)), c(t, f64::NEG_INFINITY), h), low)
}
