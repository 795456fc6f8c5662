//! The logarithm of the gamma function and its derivatives, for both element types in `f64`: near their zeros large
//! numbers cancel, and `f32` would keep little.
//!
//! Small arguments are shifted to where an expansion holds, Γ(x + 1) = x Γ(x); negative ones are reflected,
//! Γ(x) Γ(1 - x) = π / sin(πx), which costs a second logarithm and is skipped if no lane needs it.

use super::logarithm::ln;
use super::piecewise::at_least;
use super::poly::horner;
use super::power::powi;
use super::{Elementary, c};
use crate::simd::{Lanes, Mask};
use core::f64::consts::{FRAC_PI_2, PI};

/// ln |Γ(x)|; infinite at 0 and at negative integers.
#[inline(always)]
pub fn lgamma<V: Lanes>(t: V::Token, x: V) -> V {
    V::narrow(ln_gamma(t, x.widen()))
}

/// The derivative of [`lgamma`]; negative infinity at 0, NaN at negative integers.
#[inline(always)]
pub fn digamma<V: Lanes>(t: V::Token, x: V) -> V {
    V::narrow(derivative(t, 0, x.widen()))
}

/// The derivative of [`digamma`].
#[inline(always)]
pub fn trigamma<V: Lanes>(t: V::Token, x: V) -> V {
    polygamma(t, 1, x)
}

/// The n-th derivative of [`digamma`], for n from 0 to 12.
#[inline(always)]
pub fn polygamma<V: Lanes>(t: V::Token, n: i32, x: V) -> V {
    V::narrow(derivative(t, n, x.widen()))
}

#[inline(always)]
fn ln_gamma<V: Lanes<Elem = f64>>(t: V::Token, x: V) -> V {
    let (zero, one) = (c::<V>(t, 0.0), c::<V>(t, 1.0));
    let a = x.abs();
    // Down to 2 + d with |d| <= 1/2, the factors in q.
    let (mut y, mut q) = (a, one);
    for _ in 0..6 {
        let down = c::<V>(t, 2.5).lt(y);
        y = V::select(down, y - one, y);
        q = V::select(down, q * y, q);
    }
    // Or up to it; then q divides.
    let (up, up_twice) = (a.lt(c(t, 1.5)), a.lt(c(t, 0.5)));
    let d = V::select(up_twice, a, V::select(up, a - one, y - c(t, 2.0)));
    let q = V::select(up, V::select(up_twice, a.fma(a, a), a), q);
    // From 8 on Stirling's formula.
    let far = c::<V>(t, 8.0).le(a);
    let log = ln(t, V::select(far, a, q));
    let near = horner!(t, d; 0.42278433509846713, 0.32246703342411326, -0.06735230105319831, 0.02058080842778057, -0.007385551028649725, 0.0028905103310236154, -0.001192753912757789, 0.0005096695156792744, -0.00022315473517788494, 9.945766998936476e-05, -4.492653098967637e-05, 2.0505617743857018e-05, -9.437237685197646e-06, 4.384588166263981e-06, -2.0497505777662633e-06, 9.203184460197606e-07, -4.2005095861002025e-07, 2.7849079773289646e-07, -1.432881514199553e-07);
    let near = d.fma(near, V::select(up, -log, log));
    let w = one / a;
    let z = w * w;
    let rest = horner!(t, z;
        0.08333333333333333, -0.002777777777774099, 0.0007936507898348298, -0.0005952366069527377,
        0.0008414728503082025, -0.0018905400477624771, 0.005069251584806676);
    // ln sqrt(2 pi) - 1/2
    let rest = w.fma(rest, c(t, 0.4189385332046727));
    let stirling = (a - c(t, 0.5)).fma(log - one, rest);
    let y = V::select(far, V::select(a.eq(c(t, f64::INFINITY)), a, stirling), near);
    let negative = x.lt(zero);
    if negative.any() {
        // ln(π / (a |sin(πa)|)) - ln Γ(a)
        let (s, k) = half_turn(t, a);
        let sine = (s * k).abs() * (a + a);
        let reflected = ln(t, c::<V>(t, PI) / sine) - y;
        let reflected = V::select(s.eq(zero), c(t, f64::INFINITY), reflected);
        // So near 0 the sign of x is nothing, and a² may be 0.
        let same = a.lt(c(t, 1e-20)).or(a.eq(c(t, f64::INFINITY)));
        let reflected = V::select(same, y, reflected);
        return V::select(negative, reflected, y);
    }
    y
}

/// The sine and cosine of πa/2 less a whole number of turns of πa.
#[inline(always)]
fn half_turn<V: Lanes<Elem = f64>>(t: V::Token, a: V) -> (V, V) {
    let magic = c::<V>(t, f64::MAGIC);
    let fraction = a - (a + magic - magic);
    // From there on every number is whole.
    let fraction = V::select(a.lt(c(t, 2_251_799_813_685_248.0)), fraction, c(t, 0.0));
    let r = fraction * c(t, FRAC_PI_2);
    let z = r * r;
    let s = (r * z).fma(f64::sin_tail(t, z), r);
    let k = (z * z).fma(f64::cos_tail(t, z), c::<V>(t, 1.0) - z * c(t, 0.5));
    (s, k)
}

/// B(2k) / (2k)!, the coefficients of Euler and Maclaurin.
const BERNOULLI: [f64; 9] = [
    1.0 / 12.0,
    -1.0 / 720.0,
    1.0 / 30_240.0,
    -1.0 / 1_209_600.0,
    1.0 / 47_900_160.0,
    -691.0 / 1_307_674_368_000.0,
    1.0 / 74_724_249_600.0,
    -3617.0 / 10_670_622_842_880_000.0,
    43867.0 / 5_109_094_217_170_944_000.0,
];

/// The n-th derivative of digamma: (-1)^(n+1) n! (1/x^(n+1) + 1/(x+1)^(n+1) + …), the first terms one by one, the
/// rest by Euler and Maclaurin.
#[inline(always)]
fn derivative<V: Lanes<Elem = f64>>(t: V::Token, n: i32, x: V) -> V {
    let (zero, one) = (c::<V>(t, 0.0), c::<V>(t, 1.0));
    let negative = x.lt(zero);
    let a = V::select(negative, one - x, x);
    // The expansion holds from here on, to the last bit; so many terms stand before it.
    let first = if n == 0 { 10 } else { 14 + n };
    let magic = c::<V>(t, f64::MAGIC);
    let count = at_least(c::<V>(t, f64::from(first)) - a + magic - magic, zero);
    let y = a + count;
    let w = one / y;
    let z = w * w;
    // Derivatives of 1/y^(n+1), divided by its n!, and by what all have in common, w^(n+1).
    let order = f64::from(n);
    let mut rest = zero;
    for (k, b) in BERNOULLI.iter().enumerate().rev() {
        // (n + 2k + 1)! / n!
        let mut factor = *b;
        for j in 1..=2 * k + 1 {
            factor *= order + j as f64;
        }
        rest = rest.fma(z, c(t, factor));
    }
    let rest = rest.fma(w, c(t, 0.5)) * powi(t, w, n + 1);
    let mut sum = if n == 0 {
        rest
    } else {
        powi(t, w, n).fma(c(t, 1.0 / order), rest)
    };
    // From the smallest term to the largest, for the sake of their roundings.
    for k in (0..=first).rev() {
        let k = c::<V>(t, f64::from(k));
        let term = powi(t, a + k, -n - 1);
        sum = sum + V::select(k.lt(count), term, zero);
    }
    let factorial: f64 = (1..=n).map(f64::from).product();
    let sign = if n % 2 == 0 { -1.0 } else { 1.0 };
    let result = if n == 0 {
        ln(t, y) - sum
    } else {
        sum * c(t, sign * factorial)
    };
    if negative.any() {
        // (-1)^n f(1 - x) - π (d/dx)^n cot(πx), a polynomial in the cotangent.
        let (s, k) = half_turn(t, x.abs());
        let cot = ((s - k) * (s + k)) / (s * k * c(t, 2.0));
        let cot = V::select(
            x.eq(c(t, f64::NEG_INFINITY)).or(s.eq(zero)),
            c(t, f64::NAN),
            cot,
        );
        let mut p = [0.0; 16];
        p[1] = -PI;
        for _ in 0..n {
            // p' (1 + cot²), times -π
            let mut next = [0.0; 16];
            for j in 1..14 {
                next[j - 1] -= PI * j as f64 * p[j];
                next[j + 1] -= PI * j as f64 * p[j];
            }
            p = next;
        }
        let mut turn = zero;
        for p in p.iter().take(n as usize + 2).rev() {
            turn = turn.fma(cot, c(t, *p));
        }
        let reflected = turn + result * c(t, -sign);
        return V::select(negative, reflected, result);
    }
    result
}
