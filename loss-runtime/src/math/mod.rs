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
//! rounded, has no more digits. `f32` of one argument: all 2^32 bit patterns (`pentagamma`: every 1001st); `f64`, and
//! pairs: 10^8 samples (gamma family, `erf` and `exp_rest` of `f64`: 10^7) of all exponents, of moderate numbers and of
//! the neighbourhoods of edges and zeros. Then the worst `f32` where fused, and nanoseconds an element on one x86-64
//! machine of 2026 with AVX2, of which the ratios to `exp` are what counts.
//!
//! | function | `f32`, fused | `f32`, apart | `f64`, fused | `f64`, apart | worst `f32` | ns, `f32` | ns, `f64` |
//! |---|---|---|---|---|---|---|---|
//! | `exp` | 0.93 | 0.81 | 0.86 (≤ 1.5) | 0.77 (≤ 1.5) | -59.9561882 | 0.30 | 0.88 |
//! | `exp_m1` | 1.53 | 1.65 | 1.87 | 2.02 | 0.382739455 | 0.36 | 0.99 |
//! | `exp_rest` | 4.12 | 4.53 | 2.54 | 2.85 | 0.623630524 | 0.62 | 1.82 |
//! | `ln` | 0.86 | 0.89 | 0.88 (≤ 1.5) | 0.94 (≤ 1.5) | 0.706929088 | 0.41 | 1.15 |
//! | `ln_1p` | 0.99 | 1.01 | 0.92 | 0.91 | 0.418837577 | 0.46 | 1.37 |
//! | `sqrt` | 0.50 | 0.50 | 0.50 | 0.50 |  | 0.14 | 0.44 |
//! | `sin` | 0.90 | 0.93 | 0.86 (≤ 1.5) | 0.91 (≤ 1.5) | 2.36110926 | 0.49 | 1.14 |
//! | `cos` | 0.90 | 0.93 | 0.88 (≤ 1.5) | 0.93 (≤ 1.5) | 15316353500000.0 | 0.48 | 1.11 |
//! | `sin_pi` | 1.00 | 1.93 | 0.90 (≤ 1.5) | 0.96 (≤ 2.5) | -7.9862718e-39 | | |
//! | `cos_pi` | 0.96 | 1.02 | 0.90 | 0.92 | -2.53109187 | | |
//! | `tan` | 1.13 | 1.17 | 1.09 (≤ 1.5) | 1.09 (≤ 1.5) | 8.25837111e+21 | 0.69 | 1.60 |
//! | `asin` | 1.19 | 1.19 | 1.10 | 1.10 | 0.526665986 | 0.35 | 1.16 |
//! | `acos` | 1.14 | 1.14 | 1.10 | 1.10 | 0.544700503 | 0.44 | 1.35 |
//! | `atan` | 0.86 | 0.85 | 0.86 | 0.86 | 0.687584817 | 0.48 | 1.33 |
//! | `tanh` | 1.37 | 1.35 | 1.39 | 1.37 | -0.630005956 | 0.45 | 1.50 |
//! | `sinh` | 1.62 | 1.60 | 1.64 | 1.60 | 1.43026483 | 0.47 | 1.39 |
//! | `cosh` | 1.37 | 1.28 | 1.33 (≤ 1.5) | 1.25 (≤ 1.5) | 5.19998598 | 0.34 | 1.01 |
//! | `sigmoid` | 1.65 | 1.72 | 1.67 | 1.71 | -1.09932613 | 0.39 | 1.14 |
//! | `softplus` | 1.80 | 1.78 | 1.77 | 1.70 | -0.844885647 | 0.71 | 2.33 |
//! | `log_sigmoid` | 1.80 | 1.78 | 1.76 | 1.71 | 0.844885647 | 0.71 | 2.31 |
//! | `log_cosh` | 1.58 | 1.63 | 1.55 | 1.60 | 0.727590859 | 0.97 | 3.20 |
//! | `erf` | 1.17 | 1.26 | 1.16 (≤ 1.5) | 1.16 (≤ 1.5) | 0.892334282 | 0.67 | 2.14 |
//! | `lgamma` | 0.50 | 0.50 | 1.92 | 1.94 |  | 3.21 | 6.05 |
//! | `digamma` | 1.04 | 1.04 | 1.93 | 1.93 | -66.7959061 | 4.95 | 5.51 |
//! | `trigamma` | 0.50 | 0.50 | 1.34 (≤ 1.5) | 1.46 (≤ 1.5) |  | 4.06 | 8.36 |
//! | `tetragamma` | 0.50 | 0.50 | 2.26 | 2.26 (≤ 2.5) |  | 4.35 | 9.59 |
//! | `pentagamma` | 0.50 | 0.50 | 3.42 | 3.42 (≤ 3.5) |  | 4.84 | 10.88 |
//! | `cube` | 1.29 | 1.29 | 1.29 (≤ 2.0) | 1.29 (≤ 2.0) | 3.59708791e-13 | 0.04 | 0.07 |
//! | `hypot` | 1.00 | 1.19 | 1.01 (≤ 1.5) | 1.20 (≤ 1.5) | 3.40282347e+38, -4.34716114e+34 | 0.19 | 0.45 |
//! | `xlogy` | 1.83 | 1.81 | 1.80 (≤ 2.5) | 1.80 (≤ 2.5) | 1.95056283, 2.74767709 | 0.44 | 1.23 |
//! | `xlog1py` | 1.79 | 1.79 | 1.75 (≤ 2.5) | 1.83 (≤ 2.5) | -1.92725539, 1.74865007 | 0.47 | 1.39 |
//! | `log_ratio` | 1.24 | 1.24 | 1.20 | 1.22 | 5.59555674, 3.95958924 | 0.59 | 1.46 |
//! | `pow` | 1.05 | 1.00 | 1.09 (≤ 1.5) | 1.03 (≤ 1.5) | 1.45583353e+38, -0.0591076985 | 1.75 | 5.03 |
//! | `sigmoid_pow` | 2.61 | 2.61 | 2.09 (≤ 2.5) | 2.31 (≤ 2.5) | 0.899474621, -inf | 2.04 | 6.65 |
//!
//! `f64` errors of `lgamma`, `digamma` and its derivatives at negative arguments are in units of the larger of the two
//! terms that reflection adds up: their zeros there have no closed form, and near them the terms cancel. `cube` is
//! [`powi`] of 3, `tetragamma` and `pentagamma` are [`polygamma()`] of 2 and 3. [`exp_rest()`] is outside of the bounds that
//! it is meant to keep, 3 units of an `f32` and 2.5 of an `f64`; so is no other function.
//!
//! This is the table of
//!
//! ```text
//! cargo run --release -p loss-scan
//! cargo run --release -p loss-scan -- --time
//! ```
//!
//! The first takes an hour or two; `--stride 1009 --samples 1000000` a minute, and finds errors that are a twentieth
//! smaller.

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
mod quotient;
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
pub use piecewise::{at_least, at_most, clamp, relu, sign};
pub use polygamma::{polygamma, trigamma};
pub use power::{hypot, hypot_one, pow, pow_fixed, powi};
pub use quotient::{Divisor, divisor, over, over_lanes};
pub use scale::{c, square_limit, square_scale};
pub use stable::{log_cosh, log_hypot, log_hypot_slope, log_ratio, xlog1py};
pub use trigonometric::{cos, cos_pi, sin, sin_pi, tan};

use crate::simd::{Lanes, Real};

/// Runs a part of a large function as a function of its own where nothing is optimised. There every register of all
/// that is inlined has a place of its own on the stack, and the whole of `lgamma` takes more than the 2 MiB that a thread of a
/// test has. Where it is optimised, it is inlined like the rest.
#[inline(always)]
fn apart<V: Lanes, R>(t: V::Token, work: impl FnOnce() -> R) -> R {
    if cfg!(debug_assertions) {
        V::apart(t, work)
    } else {
        work()
    }
}

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
