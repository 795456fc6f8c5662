//! Elementary functions over lanes, accurate over their whole domain: subnormal numbers, infinities and NaN included.
//!
//! Every function is branch-free (but for the reduction of huge angles), generic over the lanes and inlined into the
//! kernel that uses it. The algorithms stand in one file a family, once for both element types; what differs between
//! the types, their polynomials, is [`Elementary`], in `single.rs` and `double.rs`.
//!
//! # Errors
//!
//! The largest found, in units in the last place of the true result, where products and sums fuse and where they do not;
//! half a unit is correct rounding. A second figure is what an error cannot exceed where the reference, which is correctly
//! rounded, has no more digits. `f32` of one argument: every 1009th of all bit patterns; `f64`, and pairs: 10^6 samples of
//! all exponents, of moderate numbers and of the neighbourhoods of edges and zeros.
//!
//! | function | `f32`, fused | `f32`, apart | `f64`, fused | `f64`, apart |
//! |---|---|---|---|---|
//! | `exp` | 0.85 | 0.77 | 0.83 (≤ 1.5) | 0.75 (≤ 1.5) |
//! | `exp_m1` | 1.41 | 1.65 | 1.82 | 1.93 |
//! | `exp_rest` | 3.59 | 3.62 | 2.48 (≤ 2.5) | 2.68 |
//! | `ln` | 0.80 | 0.80 | 0.86 (≤ 1.5) | 0.86 (≤ 1.5) |
//! | `ln_1p` | 0.91 | 0.91 | 0.88 | 0.88 |
//! | `sqrt` | 0.50 | 0.50 | 0.50 | 0.50 |
//! | `sin` | 0.83 | 0.85 | 0.80 (≤ 1.5) | 0.78 (≤ 1.5) |
//! | `cos` | 0.83 | 0.86 | 0.85 (≤ 1.5) | 0.89 (≤ 1.5) |
//! | `tan` | 0.99 | 1.01 | 0.99 (≤ 1.5) | 1.02 (≤ 1.5) |
//! | `asin` | 1.07 | 1.07 | 1.07 | 1.08 |
//! | `acos` | 1.07 | 1.07 | 1.05 | 1.05 |
//! | `atan` | 0.82 | 0.82 | 0.84 | 0.85 |
//! | `tanh` | 1.24 | 1.23 | 1.35 | 1.35 |
//! | `sinh` | 1.54 | 1.54 | 1.57 | 1.57 |
//! | `cosh` | 1.28 | 1.19 | 1.29 (≤ 1.5) | 1.17 (≤ 1.5) |
//! | `sigmoid` | 1.50 | 1.59 | 1.61 | 1.66 |
//! | `softplus` | 1.68 | 1.68 | 1.63 | 1.63 |
//! | `log_sigmoid` | 1.68 | 1.68 | 1.71 | 1.63 |
//! | `log_cosh` | 1.53 | 1.53 | 1.48 | 1.51 |
//! | `erf` | 1.07 | 1.00 | 1.09 (≤ 1.5) | 1.12 (≤ 1.5) |
//! | `lgamma` | 0.50 | 0.50 | 1.87 | 1.87 |
//! | `digamma` | 0.50 | 0.50 | 1.74 | 1.74 |
//! | `trigamma` | 0.50 | 0.50 | 1.33 (≤ 1.5) | 1.34 (≤ 1.5) |
//! | `tetragamma` | 0.50 | 0.50 | 2.30 | 2.30 (≤ 2.5) |
//! | `pentagamma` | 0.50 | 0.50 | 3.27 | 3.27 (≤ 3.5) |
//! | `cube` | 1.26 | 1.26 | 1.28 (≤ 2.0) | 1.28 (≤ 2.0) |
//! | `hypot` | 1.00 | 1.16 | 1.01 (≤ 1.5) | 1.14 (≤ 1.5) |
//! | `xlogy` | 1.65 | 1.65 | 1.72 (≤ 2.5) | 1.72 (≤ 2.5) |
//! | `xlog1py` | 1.64 | 1.67 | 1.65 (≤ 2.5) | 1.65 (≤ 2.5) |
//! | `log_ratio` | 1.06 | 1.09 | 1.06 | 1.07 |
//! | `pow` | 1.00 | 1.00 | 0.99 (≤ 1.5) | 0.89 (≤ 1.5) |
//! | `sigmoid_pow` | 2.08 | 2.08 | 1.54 (≤ 2.5) | 1.72 (≤ 2.5) |
//!
//! `f64` errors of `lgamma`, `digamma` and its derivatives at negative arguments are in units of the larger of the two
//! terms that reflection adds up: their zeros there have no closed form, and near them the terms cancel. `cube` is
//! [`powi`] of 3, `tetragamma` and `pentagamma` are [`polygamma()`] of 2 and 3. [`exp_rest()`] is outside of the bounds that
//! it is meant to keep, 3 units of an `f32` and 2.5 of an `f64`; so is no other function.
//!
//! This is the table of
//!
//! ```text
//! cargo run --release -p loss-scan -- --stride 1009 --samples 1000000
//! ```
//!
//! and without arguments, hours later, that of all `f32` and of 10^8 samples.

mod digamma;
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
mod polygamma;
mod power;
mod scale;
mod single;
mod stable;
mod trigonometric;

pub use digamma::digamma;
pub use error::erf;
pub use exp_rest::exp_rest;
pub use exponential::{cosh, exp, exp_m1, log_sigmoid, sigmoid, sigmoid_pow, sinh, softplus, tanh};
pub use gamma::lgamma;
pub use inverse::{acos, asin, atan};
pub use logarithm::{ln, ln_1p, xlogy};
pub use piecewise::{clamp, relu, sign};
pub use polygamma::{polygamma, trigamma};
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
