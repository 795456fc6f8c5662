//! The derivatives of the digamma function, for both element types in `f64`.

use super::exact::{minus_product, pair_product, pair_sum, two_sum};
use super::power::powi;
use super::trigonometric::cotangent_of_turns;
use super::{Elementary, apart, c, digamma};
use crate::simd::{Lanes, Mask};

/// The derivative of [`digamma`](super::digamma()).
#[inline(always)]
pub fn trigamma<V: Lanes>(t: V::Token, x: V) -> V {
    polygamma(t, 1, x)
}

/// The n-th derivative of [`digamma`](super::digamma()), for n from 0 to 12.
#[inline(always)]
pub fn polygamma<V: Lanes>(t: V::Token, n: i32, x: V) -> V {
    if n == 0 {
        return digamma(t, x);
    }
    apart::<V, _>(
        t,
        #[inline(always)]
        || V::narrow(derivative(t, V::Elem::BITS == 64, n, x.widen())),
    )
}

/// B(2k) / (2k)!, the coefficients of Euler and Maclaurin.
pub(super) const BERNOULLI: [f64; 9] = [
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

/// A number in two parts to the n.
#[inline(always)]
fn power<V: Lanes<Elem = f64>>(t: V::Token, x: (V, V), n: i32) -> (V, V) {
    let mut y = x;
    for _ in 1..n {
        y = pair_product(t, y, x);
    }
    y
}

/// 1/x in two parts, of an x in two parts.
#[inline(always)]
fn inverse<V: Lanes<Elem = f64>>(t: V::Token, (x, low): (V, V)) -> (V, V) {
    let one = c::<V>(t, 1.0);
    let high = one / x;
    let rest = (minus_product(t, one, high, x) - high * low) * high;
    (high, V::select(x.lt(c(t, f64::INFINITY)), rest, c(t, 0.0)))
}

/// The n-th derivative of digamma: (-1)^(n+1) n! (1/x^(n+1) + 1/(x+1)^(n+1) + …), the first terms one by one, the
/// rest by Euler and Maclaurin.
#[inline(always)]
fn derivative<V: Lanes<Elem = f64>>(t: V::Token, extended: bool, n: i32, x: V) -> V {
    let (zero, one) = (c::<V>(t, 0.0), c::<V>(t, 1.0));
    let infinity = c::<V>(t, f64::INFINITY);
    let negative = x.lt(zero);
    // The argument, and what its roundings lose.
    let (a, a_low) = two_sum(V::select(negative, one, zero), x.abs());
    // The expansion holds from so far on, to the last bit; so many terms stand before it.
    let first = 10 + n + n / 3;
    let magic = c::<V>(t, f64::MAGIC);
    let count = (c::<V>(t, f64::from(first)) - a + magic - magic).at_least(zero);
    let none = count.eq(zero);
    let (y, y_low) = two_sum(a, count);
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
    // From the smallest term to the largest; what their sums lose is summed, too.
    let mut sum = rest.fma(w, c(t, 0.5)) * powi(t, w, n + 1);
    if !extended {
        sum = powi(t, w, n).fma(c(t, 1.0 / order), sum);
    }
    let mut lost = zero;
    for k in (1..=first).rev() {
        let k = c::<V>(t, f64::from(k));
        let term = V::select(k.lt(count), powi(t, a + k, -n - 1), zero);
        if extended {
            let error;
            (sum, error) = two_sum(sum, term);
            lost = lost + error;
        } else {
            sum = sum + term;
        }
    }
    let factorial: f64 = (1..=n).map(f64::from).product();
    let sign = if n % 2 == 0 { -1.0 } else { 1.0 };
    let scale = c::<V>(t, sign * factorial);
    let result = if extended {
        // The two that most of the sum is in have two parts from the start: the first, if there is one, and the
        // integral.
        let lead = power(t, inverse(t, (a, a_low)), n + 1);
        let lead = pair_product(t, lead, (scale, zero));
        let lead = (V::select(none, zero, lead.0), V::select(none, zero, lead.1));
        let integral = power(t, inverse(t, (y, y_low + a_low)), n);
        let integral = pair_product(t, integral, (c(t, sign * factorial / order), zero));
        let (high, low) = pair_sum(t, lead, integral);
        let (high, error) = two_sum(high, sum * scale);
        let low = lost.fma(scale, low + error);
        high + V::select(high.abs().lt(infinity), low, zero)
    } else {
        (sum + V::select(none, zero, powi(t, a, -n - 1))) * scale
    };
    if negative.any() {
        // (-1)^n f(1 - x) - π (d/dx)^n cot(πx)
        let (turn, lost) = turn(t, n, cotangent_of_turns(t, x.abs()));
        let reflected = (result * c(t, -sign) - turn) - lost;
        let reflected = V::select(x.eq(c(t, f64::NEG_INFINITY)), c(t, f64::NAN), reflected);
        return V::select(negative, reflected, result);
    }
    result
}

/// π (d/dx)^n cot(πx) in two parts: π^(n+1) times a polynomial in the cotangent with whole coefficients.
#[inline(always)]
fn turn<V: Lanes<Elem = f64>>(t: V::Token, n: i32, cot: (V, V)) -> (V, V) {
    let mut p = [0.0; 16];
    p[1] = 1.0;
    for _ in 0..n {
        // -p' (1 + cot²)
        let mut next = [0.0; 16];
        for j in 1..14 {
            next[j - 1] -= j as f64 * p[j];
            next[j + 1] -= j as f64 * p[j];
        }
        p = next;
    }
    // Every other coefficient is 0.
    let top = n as usize + 1;
    let zero = c::<V>(t, 0.0);
    let square = pair_product(t, cot, cot);
    let mut sum = (c::<V>(t, p[top]), zero);
    for j in (0..top).rev().filter(|j| (top - j).is_multiple_of(2)) {
        sum = pair_sum(t, pair_product(t, sum, square), (c(t, p[j]), zero));
    }
    if top % 2 == 1 {
        sum = pair_product(t, sum, cot);
    }
    let (pi, pi_low) = POWERS_OF_PI[n as usize];
    pair_product(t, sum, (c(t, pi), c(t, pi_low)))
}

/// π to the n + 1, in two parts.
const POWERS_OF_PI: [(f64, f64); 13] = [
    (core::f64::consts::PI, 1.2246467991473532e-16),
    (9.869604401089358, 6.265295508739711e-16),
    (31.00627668029982, 4.1641946985288347e-16),
    (97.40909103400244, -6.3844801978316745e-15),
    (306.01968478528147, -1.6622634971992868e-14),
    (961.3891935753045, -5.20286886314418e-14),
    (3020.2932277767923, -1.9668002126199769e-13),
    (9488.531016070574, 3.8082921564659635e-14),
    (29809.09933344621, 7.177590256998847e-13),
    (93648.04747608303, -4.711794839260729e-12),
    (294204.0179738906, 1.0815187133324934e-11),
    (924269.1815233742, 2.081426589597493e-11),
    (2903677.2706132834, 2.0397255180811045e-11),
];
