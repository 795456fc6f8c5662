//! The error function.

use super::{Elementary, c};
use crate::simd::Lanes;

/// The error function: an odd polynomial near 0, one less the complement beyond.
#[inline(always)]
pub fn erf<V: Lanes>(t: V::Token, x: V) -> V {
    let a = x.abs();
    let near = a.fma(V::Elem::erf_tail(t, x * x), a);
    // From 6 on the complement is less than half a unit of the last place, in either type.
    let far = c::<V>(t, 1.0) - V::Elem::erfc(t, a.at_most(c(t, 6.0)));
    V::select(a.lt(c(t, 0.875)), near, far).copysign(x)
}
