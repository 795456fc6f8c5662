//! Powers and roots.

use super::exact::two_product;
use super::exponential::exp_extended;
use super::logarithm::ln_extended;
use super::{Elementary, c};
use crate::simd::{Ints, Lanes, Mask};

/// x to a real power, for x from 0 on; NaN where x is negative, and where x or y is NaN.
#[inline(always)]
pub fn pow<V: Lanes>(t: V::Token, x: V, y: V) -> V {
    let zero = c::<V>(t, 0.0);
    let one = c::<V>(t, 1.0);
    let (ln, ln_low) = ln_extended(t, x);
    let (p, p_low) = two_product(t, y, ln);
    let power = exp_extended(t, p, y.fma(ln_low, p_low));
    // 0^0, ∞^0 and 1^∞, where the product is NaN.
    let power = V::select(y.eq(zero).or(x.eq(one)), one, power);
    // NaN in either, and negative x.
    V::select(zero.le(x).and(y.eq(y)), power, c(t, f64::NAN))
}

/// x to a whole power, by squaring; it unrolls where `n` is known at compile time. For negative `n` one division more,
/// and infinite or zero where x to the -n is.
#[inline(always)]
pub fn powi<V: Lanes>(t: V::Token, x: V, n: i32) -> V {
    let mut square = x;
    let mut product = None;
    let mut left = n.unsigned_abs();
    while left != 0 {
        if left & 1 == 1 {
            product = Some(match product {
                Some(product) => product * square,
                None => square,
            });
        }
        left >>= 1;
        if left != 0 {
            square = square * square;
        }
    }
    let one = c::<V>(t, 1.0);
    match product {
        None => one,
        Some(product) if n > 0 => product,
        Some(product) => one / product,
    }
}

/// sqrt(x² + y²), without overflow or underflow on the way; NaN if either is.
#[inline(always)]
pub fn hypot<V: Lanes>(t: V::Token, x: V, y: V) -> V {
    let (x, y) = (x.abs(), y.abs());
    let swap = x.lt(y);
    let (large, small) = (V::select(swap, y, x), V::select(swap, x, y));
    // The power of two of the larger, and one over it, both normal.
    let one = c::<V>(t, 1.0).bits();
    let power = V::from_bits(large.bits().and(c::<V>(t, f64::INFINITY).bits()));
    let tiny = c::<V>(t, V::Elem::TINY);
    let huge = c::<V>(t, 0.5 / V::Elem::TINY);
    let power = V::select(power.lt(tiny), tiny, V::select(huge.lt(power), huge, power));
    let inverse = V::from_bits(one + one - power.bits());
    let (large, small) = (large * inverse, small * inverse);
    large.fma(large, small * small).sqrt() * power
}
