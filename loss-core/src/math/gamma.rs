//! The gamma function's logarithm and its derivatives.

use super::c;
use super::logarithm::ln;
use super::poly::horner;
use super::power::powi;
use crate::simd::Lanes;

/// ln |Γ(x)|.
#[inline(always)]
pub fn lgamma<V: Lanes>(t: V::Token, x: V) -> V {
    let mut y = x;
    let mut product = c::<V>(t, 1.0);
    for _ in 0..8 {
        product = product * y;
        y = y + c(t, 1.0);
    }
    let w = c::<V>(t, 1.0) / y;
    let z = w * w;
    let tail =
        w * horner!(t, z; 1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0);
    (y - c(t, 0.5)) * ln(t, y) - y + c(t, 0.918_938_533_204_672_7) + tail - ln(t, product)
}

/// The derivative of [`lgamma`].
#[inline(always)]
pub fn digamma<V: Lanes>(t: V::Token, x: V) -> V {
    let mut y = x;
    let mut sum = c::<V>(t, 0.0);
    for _ in 0..8 {
        sum = sum + c::<V>(t, 1.0) / y;
        y = y + c(t, 1.0);
    }
    let w = c::<V>(t, 1.0) / y;
    let z = w * w;
    ln(t, y)
        - c::<V>(t, 0.5) * w
        - z * horner!(t, z; 1.0 / 12.0, -1.0 / 120.0, 1.0 / 252.0, -1.0 / 240.0, 1.0 / 132.0)
        - sum
}

/// The derivative of [`digamma`].
#[inline(always)]
pub fn trigamma<V: Lanes>(t: V::Token, x: V) -> V {
    polygamma(t, 1, x)
}

/// The n-th derivative of [`digamma`].
#[inline(always)]
pub fn polygamma<V: Lanes>(t: V::Token, n: i32, x: V) -> V {
    if n <= 0 {
        return digamma(t, x);
    }
    // (-1)^(n+1) n! sum 1/(x+k)^(n+1), with the rest by Euler and Maclaurin.
    let mut y = x;
    let mut sum = c::<V>(t, 0.0);
    for _ in 0..12 {
        sum = sum + powi(t, y, -n - 1);
        y = y + c(t, 1.0);
    }
    let w = c::<V>(t, 1.0) / y;
    let m = f64::from(n);
    let mut factor = 1.0;
    for k in 2..=n {
        factor *= f64::from(k);
    }
    // Integral, half the first term, and derivatives.
    let mut rest = powi(t, w, n) * (c::<V>(t, 1.0 / m) + w * c(t, 0.5));
    let bernoulli = [1.0 / 6.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 5.0 / 66.0];
    let mut term = powi(t, w, n + 2) * c(t, (m + 1.0) / 2.0);
    for (k, b) in bernoulli.iter().enumerate() {
        rest = rest + term * c(t, *b);
        let k = 2.0 * (k as f64 + 1.0);
        term = term * w * w * c(t, (m + k) * (m + k + 1.0) / ((k + 1.0) * (k + 2.0)));
    }
    (sum + rest) * c(t, if n % 2 == 1 { factor } else { -factor })
}
