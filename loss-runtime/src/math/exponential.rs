//! The exponential and what is made of it.
//!
//! x = n ln 2 + r with |r| <= ln 2 / 2, and e^x = 2^n e^r. The logistic functions all begin with [`exp_neg`] of |x|, the
//! same expression, so that the optimiser finds one exponential in a kernel that has several of them.

use super::exact::{fast_two_sum, two_product, two_sum};
use super::logarithm::{ln_1p_unit, ln_1p_unit_extended};
use super::{Elementary, c};
use crate::simd::{Ints, Lanes, Mask};

/// A whole number: as a number, and as an integer in the low bits, to be shifted into the exponent.
struct Whole<V: Lanes> {
    number: V,
    bits: V::Int,
}

/// x = n ln 2 + r: n and r.
#[inline(always)]
fn reduce<V: Lanes>(t: V::Token, x: V) -> (Whole<V>, V) {
    let magic = c::<V>(t, V::Elem::MAGIC);
    let shifted = x.fma(c(t, core::f64::consts::LOG2_E), magic);
    let n = shifted - magic;
    let r = n.fma(c(t, -V::Elem::LN2_HIGH), x);
    let r = n.fma(c(t, -V::Elem::LN2_LOW), r);
    let bits = shifted.bits();
    (Whole { number: n, bits }, r)
}

/// e^r for a reduced r. The last step rounds a sum of 1 and less than a half, so little of the error of r is left.
#[inline(always)]
fn exp_reduced<V: Lanes>(t: V::Token, r: V) -> V {
    let one = c::<V>(t, 1.0);
    if !V::FUSED {
        // Products that round would cost a unit; so r goes to the sum as it is.
        let (high, low) = fast_two_sum(one, r);
        return high + (low + r * r * V::Elem::exp_tail(t, r));
    }
    r.fma(r.fma(V::Elem::exp_tail(t, r), one), one)
}

/// 2^a and 2^b with a + b = n, because 2^n alone can be too large or too small.
#[inline(always)]
fn two_powers<V: Lanes>(t: V::Token, n: V::Int) -> (V, V) {
    let one = c::<V>(t, 1.0).bits();
    let exponent = c::<V>(t, f64::NEG_INFINITY).bits();
    let half = n.shl(V::Elem::MANTISSA - 1).and(exponent);
    let rest = n.shl(V::Elem::MANTISSA) - half;
    (V::from_bits(half + one), V::from_bits(rest + one))
}

/// y 2^n, rounded once.
#[inline(always)]
fn times_power<V: Lanes>(t: V::Token, y: V, n: Whole<V>) -> V {
    match y.times_power(n.number) {
        Some(y) => y,
        None => {
            let (a, b) = two_powers::<V>(t, n.bits);
            y * a * b
        }
    }
}

/// x kept where e^x is neither certainly 0 nor certainly infinite.
#[inline(always)]
fn bounded<V: Lanes>(t: V::Token, x: V) -> V {
    x.at_least(c(t, V::Elem::EXP_LOW))
        .at_most(c(t, V::Elem::EXP_HIGH))
}

/// e to the x.
#[inline(always)]
pub fn exp<V: Lanes>(t: V::Token, x: V) -> V {
    let (n, r) = reduce(t, bounded(t, x));
    times_power(t, exp_reduced(t, r), n)
}

/// e to the x + low, for a low that is nothing beside x; it is not looked at where e^x is 0 or infinite.
#[inline(always)]
pub(super) fn exp_extended<V: Lanes>(t: V::Token, x: V, low: V) -> V {
    let inside = bounded(t, x);
    let low = V::select(inside.eq(x), low, c(t, 0.0));
    let (n, r) = reduce(t, inside);
    times_power(t, exp_reduced(t, r + low), n)
}

/// e to the x where both x and the result are moderate: |x| < 80.
#[inline(always)]
pub(super) fn exp_moderate<V: Lanes>(t: V::Token, x: V) -> V {
    let (n, r) = reduce(t, x);
    exp_reduced(t, r) * V::from_bits(n.bits.shl(V::Elem::MANTISSA) + c::<V>(t, 1.0).bits())
}

/// Half of e to the x, for x from 0 on.
#[inline(always)]
fn half_exp<V: Lanes>(t: V::Token, x: V) -> V {
    let (n, r) = reduce(t, x.at_most(c(t, V::Elem::EXP_HIGH + 1.0)));
    let (a, b) = two_powers::<V>(t, n.bits);
    exp_reduced(t, r) * a * (b * c(t, 0.5))
}

/// e to the minus x, for x from 0 on.
#[inline(always)]
pub(super) fn exp_neg<V: Lanes>(t: V::Token, x: V) -> V {
    let (n, r) = reduce(t, (-x).at_least(c(t, V::Elem::EXP_LOW)));
    let y = exp_reduced(t, r);
    if let Some(y) = y.times_power(n.number) {
        return y;
    }
    // n is not positive, so half of the exponents are free: lend some, and give them back at the end.
    let loan = c::<V>(t, V::Elem::LOAN).bits();
    let scale = V::from_bits(n.bits.shl(V::Elem::MANTISSA) + loan);
    y * scale * c(t, 1.0 / V::Elem::LOAN)
}

/// e to the minus x as a sum of two numbers, a few bits more than one has, for x from 0 on; from where it is nothing
/// beside 1 on it stays there.
#[inline(always)]
fn exp_neg_extended<V: Lanes>(t: V::Token, x: V) -> (V, V) {
    let one = c::<V>(t, 1.0);
    // No result is subnormal, so that one factor holds 2^n.
    let x = (-x).at_least(c(t, V::Elem::EXP_NORMAL));
    let magic = c::<V>(t, V::Elem::MAGIC);
    let shifted = x.fma(c(t, core::f64::consts::LOG2_E), magic);
    let n = shifted - magic;
    let first = n.fma(c(t, -V::Elem::LN2_HIGH), x);
    let r = n.fma(c(t, -V::Elem::LN2_LOW), first);
    let r_low = n.fma(c(t, -V::Elem::LN2_LOW), first - r);
    // 1 + r + (r² tail + what r lacks, times 1 + r)
    let (high, low) = fast_two_sum(one, r);
    let rest = (r * r).fma(V::Elem::exp_tail(t, r), r_low.fma(r, r_low)) + low;
    let (high, low) = fast_two_sum(high, rest);
    let power = V::from_bits(shifted.bits().shl(V::Elem::MANTISSA) + one.bits());
    (high * power, low * power)
}

/// sigmoid(x) to the y, for y up to 10^30, as e^(-y ln(1 + e^-x)): the logarithm of the sigmoid is a sum of two numbers, which cancel
/// nothing for either sign of x, so that neither a small sigmoid nor one near 1 loses digits. The powers of sigmoid(x)
/// and sigmoid(-x) have all but the last exponential in common.
#[inline(always)]
pub fn sigmoid_pow<V: Lanes>(t: V::Token, x: V, y: V) -> V {
    let (zero, one) = (c::<V>(t, 0.0), c::<V>(t, 1.0));
    let (u, u_low) = exp_neg_extended(t, x.abs());
    let (ln, ln_low) = ln_1p_unit_extended(t, u, u_low);
    // ln(1 + e^-x) = max(-x, 0) + ln(1 + e^-|x|)
    let (log, lost) = two_sum((-x).at_least(zero), ln);
    let (p, p_low) = two_product(t, -y, log);
    let power = exp_extended(t, p, (-y).fma(lost + ln_low, p_low));
    // 0^0 and 1^∞, where the product is NaN, and 1 to any other power, where u is not true; but NaN in either comes
    // through.
    let whole = y.eq(zero).and(x.eq(x));
    let sure = c::<V>(t, -V::Elem::EXP_NORMAL).lt(x).and(y.eq(y));
    V::select(whole.or(sure), one, power)
}

/// e to the x, less 1, accurate near 0.
#[inline(always)]
pub fn exp_m1<V: Lanes>(t: V::Token, x: V) -> V {
    // Below -40 the result is -1 in either type.
    let inside = x.at_least(c(t, -40.0)).at_most(c(t, V::Elem::EXP_HIGH));
    let (n, r) = reduce(t, inside);
    let p = (V::Elem::exp_tail(t, r) * r).fma(r, r);
    let (a, b) = two_powers::<V>(t, n.bits);
    let one = c::<V>(t, 1.0).bits();
    let inverse = V::from_bits(one + one - b.bits());
    // (p + 1) a b - 1 = (p a + (a - 1/b)) b
    let y = p.fma(a, a - inverse) * b;
    V::select(x.abs().lt(c(t, V::Elem::TINY_ANGLE)), x, y)
}

/// Hyperbolic tangent.
#[inline(always)]
pub fn tanh<V: Lanes>(t: V::Token, x: V) -> V {
    let a = x.abs();
    let (one, two) = (c::<V>(t, 1.0), c::<V>(t, 2.0));
    let e = exp_moderate(t, (a + a).at_most(c(t, 40.0)));
    let far = one - two / (e + one);
    let z = x * x;
    let near = (a * z).fma(V::Elem::tanh_tail(t, z), a);
    V::select(a.lt(c(t, 0.625)), near, far).copysign(x)
}

/// Hyperbolic cosine.
#[inline(always)]
pub fn cosh<V: Lanes>(t: V::Token, x: V) -> V {
    let h = half_exp(t, x.abs());
    h + c::<V>(t, 0.25) / h
}

/// Hyperbolic sine.
#[inline(always)]
pub fn sinh<V: Lanes>(t: V::Token, x: V) -> V {
    let a = x.abs();
    let h = half_exp(t, a);
    let far = h - c::<V>(t, 0.25) / h;
    let z = x * x;
    let near = (a * z).fma(V::Elem::sinh_tail(t, z), a);
    V::select(a.lt(c(t, 1.0)), near, far).copysign(x)
}

/// 1 / (1 + e^-x).
#[inline(always)]
pub fn sigmoid<V: Lanes>(t: V::Token, x: V) -> V {
    let u = exp_neg(t, x.abs());
    let one = c::<V>(t, 1.0);
    let negative = x.lt(c(t, 0.0));
    let y = V::select(negative, u, one) / (u + one);
    // For negative x it is u / (1 + u); as u - u (u / (1 + u)) the errors of the quotient weigh less.
    V::select(negative, (-u).fma(y, u), y)
}

/// ln(1 + e^x).
#[inline(always)]
pub fn softplus<V: Lanes>(t: V::Token, x: V) -> V {
    x.at_least(c(t, 0.0)) + ln_1p_unit(t, exp_neg(t, x.abs()))
}

/// ln(sigmoid(x)).
#[inline(always)]
pub fn log_sigmoid<V: Lanes>(t: V::Token, x: V) -> V {
    x.at_most(c(t, 0.0)) - ln_1p_unit(t, exp_neg(t, x.abs()))
}
