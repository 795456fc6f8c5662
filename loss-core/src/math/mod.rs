//! Elementary functions over lanes, accurate over their whole domain: subnormal numbers, infinities and NaN included.
//!
//! Every function is branch-free (but for the reduction of huge angles), generic over the lanes and inlined into the
//! kernel that uses it. The algorithms stand in one file a family, once for both element types; what differs between
//! the types, their polynomials, is [`Elementary`], in `single.rs` and `double.rs`.

mod double;
mod error;
mod exact;
mod exp_rest;
mod exponential;
mod gamma;
mod huge;
mod inverse;
mod logarithm;
mod piecewise;
mod poly;
mod power;
mod scale;
mod single;
mod stable;
mod trigonometric;

pub use error::erf;
pub use exp_rest::exp_rest;
pub use exponential::{cosh, exp, exp_m1, log_sigmoid, sigmoid, sigmoid_pow, sinh, softplus, tanh};
pub use gamma::{digamma, lgamma, polygamma, trigamma};
pub use inverse::{acos, asin, atan};
pub use logarithm::{ln, ln_1p, xlogy};
pub use piecewise::{clamp, relu, sign};
pub use power::{hypot, pow, powi};
pub use scale::{c, square_limit, square_scale};
pub use stable::{log_cosh, log_ratio, xlog1py};
pub use trigonometric::{cos, sin, tan};

use crate::simd::{Lanes, Real};

/// What the algorithms need to know of an element type: its layout, and polynomials for its precision.
pub trait Elementary: Sized {
    /// Bits of an element.
    const BITS: u32;
    /// Bits of the mantissa that are stored.
    const MANTISSA: u32;
    /// 1.5 times the number whose last place counts ones: adding it rounds to a whole number, and leaves that in the
    /// low bits.
    const MAGIC: f64 = 1.5 * (1u64 << Self::MANTISSA) as f64;
    /// The smallest normal number.
    const TINY: f64;
    /// Below this, x is the same as its sine, e^x - 1 and their like.
    const TINY_ANGLE: f64;
    /// A power of two near the root of the largest number.
    const LOAN: f64;
    /// Below this, e to the x is zero.
    const EXP_LOW: f64;
    /// Above this, e to the x is a normal number.
    const EXP_NORMAL: f64;
    /// Above this, e to the x is infinite.
    const EXP_HIGH: f64;
    /// ln 2, so short that its product with an exponent is exact.
    const LN2_HIGH: f64;
    /// ln 2 less that.
    const LN2_LOW: f64;
    /// pi / 2 as a sum of three elements.
    const HALF_PI: [f64; 3];

    /// (e^r - 1 - r) / r², for |r| <= ln 2 / 2.
    fn exp_tail<V: Lanes<Elem = Self>>(t: V::Token, r: V) -> V
    where
        Self: Real;
    /// (tanh x - x) / x³ of z = x², for |x| <= 0.625.
    fn tanh_tail<V: Lanes<Elem = Self>>(t: V::Token, z: V) -> V
    where
        Self: Real;
    /// (sinh x - x) / x³ of z = x², for |x| <= 1.
    fn sinh_tail<V: Lanes<Elem = Self>>(t: V::Token, z: V) -> V
    where
        Self: Real;
    /// (2 artanh s - 2s - 2s³/3) / s⁵ of z = s², for |s| <= 0.172.
    fn artanh_tail<V: Lanes<Elem = Self>>(t: V::Token, z: V) -> V
    where
        Self: Real;
    /// (sin r - r) / r³ of z = r², for |r| <= pi / 4.
    fn sin_tail<V: Lanes<Elem = Self>>(t: V::Token, z: V) -> V
    where
        Self: Real;
    /// (cos r - 1 + r²/2) / r⁴ of z = r², for |r| <= pi / 4.
    fn cos_tail<V: Lanes<Elem = Self>>(t: V::Token, z: V) -> V
    where
        Self: Real;
    /// (atan x - x) / x³ of z = x², for |x| <= 7/16.
    fn atan_tail<V: Lanes<Elem = Self>>(t: V::Token, z: V) -> V
    where
        Self: Real;
    /// (asin x - x) / x³ of z = x², for |x| <= 1/2.
    fn asin_tail<V: Lanes<Elem = Self>>(t: V::Token, z: V) -> V
    where
        Self: Real;
    /// erf(x) / x - 1 of z = x², for |x| <= 0.875.
    fn erf_tail<V: Lanes<Elem = Self>>(t: V::Token, z: V) -> V
    where
        Self: Real;
    /// 1 - erf(a), for a from 0.875 to 6, to the precision that subtracting it from 1 needs.
    fn erfc<V: Lanes<Elem = Self>>(t: V::Token, a: V) -> V
    where
        Self: Real;
    /// ln(1 + f) - f, for 1 + f from sqrt(1/2) to sqrt(2).
    fn ln_tail<V: Lanes<Elem = Self>>(t: V::Token, f: V) -> V
    where
        Self: Real;
    /// (ln cosh x - x²/2) / x⁴ of z = x², for |x| <= 3/4.
    fn log_cosh_tail<V: Lanes<Elem = Self>>(t: V::Token, z: V) -> V
    where
        Self: Real;
}

#[cfg(all(test, feature = "std"))]
mod tests;
