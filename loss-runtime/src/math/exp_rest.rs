//! What the exponential has beyond its tangent at 0.

use super::{Elementary, c, exp_m1};
use crate::simd::Lanes;

/// Four times the reach of the polynomial, ln 2 / 2. Farther out the difference cancels less than one bit.
const NEAR: f64 = 1.386;

/// e^x - 1 - x, accurate near 0, where it is x² / 2.
///
/// Near 0 it is doubled twice from a quarter of x: of m(x) = e^x - 1 and q(x) = m(x) - x, q(2x) = m(x)² + 2 q(x), whose
/// terms are both positive.
#[inline(always)]
pub fn exp_rest<V: Lanes>(t: V::Token, x: V) -> V {
    let two = c::<V>(t, 2.0);
    let quarter = x.at_least(c(t, -NEAR)).at_most(c(t, NEAR)) * c(t, 0.25);
    let tail = V::Elem::exp_tail(t, quarter) * quarter;
    let (q, m) = (tail * quarter, tail.fma(quarter, quarter));
    let q = m.fma(m, q + q);
    let m = quarter.fma(two, q);
    let near = m.fma(m, q + q);
    // Past where e^x overflows, the difference from it: infinity less infinity is none.
    let far = exp_m1(t, x) - x.at_most(c(t, V::Elem::EXP_HIGH));
    V::select(x.abs().lt(c(t, NEAR)), near, far)
}
