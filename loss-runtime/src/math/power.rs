//! Powers and roots.

use super::exact::two_product;
use super::exponential::exp_extended;
use super::logarithm::ln_extended;
use super::{Elementary, c};
use crate::simd::{Elem, Ints, Lanes, Mask};

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

/// x to a real power that is the same in every lane: by products where that is a whole number up to 4, by a root where it is
/// a half, else as [`pow`].
#[inline(always)]
pub fn pow_fixed<V: Lanes>(t: V::Token, x: V, y: V) -> V {
    let (n, size) = (y.first(), x.abs());
    let is = |exponent: f64| n == V::Elem::of(exponent);
    let power = if is(2.0) {
        size * size
    } else if is(1.0) {
        size
    } else if is(0.0) {
        c(t, 1.0)
    } else if is(0.5) {
        size.sqrt()
    } else if is(3.0) {
        size * size * size
    } else if is(4.0) {
        fourth(t, size)
    } else {
        return pow(t, x, y);
    };
    V::select(c::<V>(t, 0.0).le(x), power, c(t, f64::NAN))
}

/// x⁴, as good as a correctly rounded square of the exact one.
#[inline(always)]
fn fourth<V: Lanes>(t: V::Token, x: V) -> V {
    let square = x * x;
    let power = square * square;
    if !V::FUSED {
        return power;
    }
    let lost = x.fma(x, -square);
    let better = square.fma(square, square * (lost + lost));
    // Where the square overflows, so does what it has lost, to NaN; and where the power does, what is added may be infinite of the other sign.
    V::select(c::<V>(t, 0.0).le(better), better, power)
}

/// x to a whole power, by squaring; it unrolls where `n` is known at compile time. For negative `n` one division more,
/// and infinite or zero where x to the -n is.
#[inline(always)]
pub fn powi<V: Lanes>(t: V::Token, x: V, n: i32) -> V {
    if n == 4 {
        return fourth(t, x);
    }
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

/// sqrt(1 + x²), without overflow on the way.
#[inline(always)]
pub fn hypot_one<V: Lanes>(t: V::Token, x: V) -> V {
    let (size, one) = (x.abs(), c::<V>(t, 1.0));
    // From here on the 1 vanishes beside x², and the root is x.
    let far = c::<V>(t, (1u64 << (V::Elem::MANTISSA + 8)) as f64);
    V::select(far.lt(size), size, x.fma(x, one).sqrt())
}
