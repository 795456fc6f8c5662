//! The error function.

use super::c;
use super::exponential::exp;
use crate::simd::Lanes;

/// The error function.
#[inline(always)]
pub fn erf<V: Lanes>(t: V::Token, x: V) -> V {
    // 2 x / sqrt(pi) e^(-x²) (1 + 2x²/3 (1 + 2x²/5 (…)))
    let z = x * x;
    let mut sum = c::<V>(t, 1.0);
    for k in (1..60).rev() {
        sum = (z * c(t, 2.0 / f64::from(2 * k + 1))).fma(sum, c(t, 1.0));
    }
    let y = c::<V>(t, core::f64::consts::FRAC_2_SQRT_PI) * x * exp(t, -z) * sum;
    V::select(c::<V>(t, 4.0).lt(x.abs()), c::<V>(t, 1.0).copysign(x), y)
}
