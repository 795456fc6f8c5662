//! Elementary functions over lanes, accurate over their whole domain: subnormal numbers, infinities and NaN included.
//!
//! Every function is branch-free (but for the reduction of huge angles), generic over the lanes and inlined into the
//! kernel that uses it. The algorithms stand in one file a family, once for both element types; what differs between
//! the types, their polynomials, is [`Elementary`], in `single.rs` and `double.rs`.

mod double;
mod error;
mod exponential;
mod gamma;
mod logarithm;
mod piecewise;
mod poly;
mod power;
mod scale;
mod single;
mod stable;
mod trigonometric;

pub use error::erf;
pub use exponential::{cosh, exp, exp_m1, log_sigmoid, sigmoid, sinh, softplus, tanh};
pub use gamma::{digamma, lgamma, polygamma, trigamma};
pub use logarithm::{ln, ln_1p, xlogy};
pub use piecewise::{clamp, relu, sign};
pub use power::{hypot, pow, powi};
pub use scale::{c, square_limit, square_scale};
pub use stable::{log_cosh, log_ratio, xlog1py};
pub use trigonometric::{acos, asin, atan, cos, sin, tan};

use crate::simd::{Elem, Lanes};

/// What the algorithms need to know of an element type: its layout, and polynomials for its precision.
pub trait Elementary: Sized {
    /// Bits of the mantissa that are stored.
    const MANTISSA: u32;
    /// The smallest normal number.
    const TINY: f64;
    /// Below this, e to the x is zero.
    const EXP_LOW: f64;
    /// Above this, e to the x is infinite.
    const EXP_HIGH: f64;
    /// ln 2, so short that its product with an exponent is exact.
    const LN2_HIGH: f64;
    /// ln 2 less that.
    const LN2_LOW: f64;

    /// A power of two near the root of the largest number.
    const LOAN: f64;
    /// Below this, x is the same as its sine, e^x - 1 and their like.
    const TINY_ANGLE: f64;

    /// (e^r - 1 - r) / r², for |r| <= ln 2 / 2.
    fn exp_tail<V: Lanes<Elem = Self>>(t: V::Token, r: V) -> V
    where
        Self: Elem;
    /// k ln 2 + ln(1 + f), for 1 + f from sqrt(1/2) to sqrt(2).
    fn ln_reduced<V: Lanes<Elem = Self>>(t: V::Token, k: V, f: V) -> V
    where
        Self: Elem;
}
