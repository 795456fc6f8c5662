//! Error-free transformations: a result and what its rounding lost, both exact.

use super::{Elementary, c};
use crate::simd::{Ints, Lanes};

/// a + b as the rounded sum and its error, for |a| >= |b| or a = 0.
#[inline(always)]
pub(super) fn fast_two_sum<V: Lanes>(a: V, b: V) -> (V, V) {
    let sum = a + b;
    (sum, b - (sum - a))
}

/// a + b as the rounded sum and its error.
#[inline(always)]
pub(super) fn two_sum<V: Lanes>(a: V, b: V) -> (V, V) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

/// a b as the rounded product and its error.
#[inline(always)]
pub(super) fn two_product<V: Lanes>(t: V::Token, a: V, b: V) -> (V, V) {
    let product = a * b;
    if V::FUSED {
        return (product, a.fma(b, -product));
    }
    // Halves of the mantissas, whose products are exact (Dekker, with the halves cut instead of rounded).
    let ((a, a_low), (b, b_low)) = (halves(t, a), halves(t, b));
    let error = ((a * b - product) + a * b_low + a_low * b) + a_low * b_low;
    (product, error)
}

/// The product of two numbers in two parts each, in two parts: 2^-100 accurate with `f64`. Infinite numbers have no low
/// part.
#[inline(always)]
pub(super) fn pair_product<V: Lanes>(
    t: V::Token,
    (a, a_low): (V, V),
    (b, b_low): (V, V),
) -> (V, V) {
    let (product, lost) = two_product(t, a, b);
    let (high, low) = fast_two_sum(product, a.fma(b_low, a_low.fma(b, lost)));
    let finite = product.abs().lt(c(t, f64::INFINITY));
    (
        V::select(finite, high, product),
        V::select(finite, low, c(t, 0.0)),
    )
}

/// The sum of two numbers in two parts each, in two parts.
#[inline(always)]
pub(super) fn pair_sum<V: Lanes>(t: V::Token, (a, a_low): (V, V), (b, b_low): (V, V)) -> (V, V) {
    let (sum, lost) = two_sum(a, b);
    let (high, low) = fast_two_sum(sum, lost + (a_low + b_low));
    let finite = sum.abs().lt(c(t, f64::INFINITY));
    (
        V::select(finite, high, sum),
        V::select(finite, low, c(t, 0.0)),
    )
}

/// x - a b, rounded once wherever a b is near x.
#[inline(always)]
pub(super) fn minus_product<V: Lanes>(t: V::Token, x: V, a: V, b: V) -> V {
    if V::FUSED {
        return (-a).fma(b, x);
    }
    let (product, error) = two_product(t, a, b);
    (x - product) - error
}

/// The upper half of the mantissa and the rest.
#[inline(always)]
fn halves<V: Lanes>(t: V::Token, x: V) -> (V, V) {
    let low = (V::Elem::MANTISSA + 1).div_ceil(2);
    let mask = c::<V>(t, -0.0).bits().sar(V::Elem::BITS - 1).shl(low);
    let high = V::from_bits(x.bits().and(mask));
    (high, x - high)
}
