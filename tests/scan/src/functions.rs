//! The table: every function with its oracle and its bounds.
//!
//! A bound is the largest error of a scan of everything (`f32`: all inputs; `f64`: 10^8), rounded up a little for the
//! inputs that no sample of `f64` sees. Bounds may shrink, and never grow. Where an oracle has no more digits than an `f64`, next to the
//! subnormal numbers, what it may lack itself is in the bound.

use crate::function::{Bounds, Function, Op, Side, call};
use crate::oracle::{self, Oracle};
use loss_core::math;
use loss_core::simd::Lanes;

macro_rules! shapes {
    () => {
        &[]
    };
    ($shapes:expr) => {
        &$shapes
    };
}

/// A line a function: the call, its oracle, the usual arguments, and the bounds in units in the last place:
/// `f32` where products and sums fuse, where they do not, and `f64` alike.
macro_rules! functions {
    ($( $name:ident: |$t:ident, $x:ident, $y:pat_param| $call:expr, $oracle:expr, $usual:expr, [$a:expr, $b:expr, $c:expr, $d:expr] $(, $shapes:expr)?; )*) => {
        /// All of them.
        #[must_use]
        pub fn functions() -> Vec<Function> {
            vec![$({
                #[derive(Clone, Copy)]
                struct Here;
                impl Op for Here {
                    #[inline(always)]
                    fn apply<V: Lanes>($t: V::Token, $x: V, $y: V) -> V {
                        $call
                    }
                }
                const ORACLE: Oracle = $oracle;
                Function {
                    name: stringify!($name),
                    single: Side {
                        call: |level, x, y, z| call(level, Here, x, y, z),
                        bounds: Bounds { fused: $a, apart: $b },
                    },
                    double: Side {
                        call: |level, x, y, z| call(level, Here, x, y, z),
                        bounds: Bounds { fused: $c, apart: $d },
                    },
                    oracle: ORACLE,
                    shapes: shapes!($($shapes)?),
                    usual: $usual,
                }
            }),*]
        }
    };
}

/// A range of usual arguments.
const fn from(low: f64, high: f64) -> [f64; 4] {
    [low, high, low, high]
}

functions! {
    exp: |t, x, _| math::exp(t, x), oracle::EXP, from(-4.0, 4.0), [0.93, 0.81, 1.5, 1.5];
    exp_m1: |t, x, _| math::exp_m1(t, x), oracle::EXP_M1, from(-4.0, 4.0), [1.53, 1.65, 1.95, 2.05];
    exp_rest: |t, x, _| math::exp_rest(t, x), oracle::EXP_REST, from(-4.0, 4.0), [3.0, 3.0, 2.5, 2.5];
    ln: |t, x, _| math::ln(t, x), oracle::LN, from(0.1, 8.0), [0.86, 0.89, 1.0, 1.0];
    ln_1p: |t, x, _| math::ln_1p(t, x), oracle::LN_1P, from(-0.9, 8.0), [1.0, 1.01, 1.0, 1.0];
    sqrt: |_t, x, _| x.sqrt(), oracle::SQRT, from(0.1, 8.0), [0.5, 0.5, 0.5, 0.5];
    sin: |t, x, _| math::sin(t, x), oracle::SIN, from(-4.0, 4.0), [0.9, 0.93, 1.5, 1.5];
    cos: |t, x, _| math::cos(t, x), oracle::COS, from(-4.0, 4.0), [0.9, 0.94, 1.5, 1.5];
    sin_pi: |t, x, _| math::sin_pi(t, x), oracle::SIN_PI, from(-4.0, 4.0), [1.0, 1.95, 1.5, 2.5];
    cos_pi: |t, x, _| math::cos_pi(t, x), oracle::COS_PI, from(-4.0, 4.0), [0.96, 1.02, 1.5, 1.5];
    tan: |t, x, _| math::tan(t, x), oracle::TAN, from(-4.0, 4.0), [1.14, 1.18, 1.5, 1.5];
    asin: |t, x, _| math::asin(t, x), oracle::ASIN, from(-1.0, 1.0), [1.19, 1.19, 1.2, 1.2];
    acos: |t, x, _| math::acos(t, x), oracle::ACOS, from(-1.0, 1.0), [1.14, 1.14, 1.2, 1.2];
    atan: |t, x, _| math::atan(t, x), oracle::ATAN, from(-4.0, 4.0), [0.86, 0.85, 0.95, 0.95];
    tanh: |t, x, _| math::tanh(t, x), oracle::TANH, from(-4.0, 4.0), [1.37, 1.35, 1.5, 1.5];
    sinh: |t, x, _| math::sinh(t, x), oracle::SINH, from(-4.0, 4.0), [1.63, 1.6, 1.75, 1.75];
    cosh: |t, x, _| math::cosh(t, x), oracle::COSH, from(-4.0, 4.0), [1.37, 1.28, 1.5, 1.5];
    sigmoid: |t, x, _| math::sigmoid(t, x), oracle::SIGMOID, from(-8.0, 8.0), [1.65, 1.72, 1.8, 1.8];
    softplus: |t, x, _| math::softplus(t, x), oracle::SOFTPLUS, from(-8.0, 8.0), [1.8, 1.79, 1.9, 1.9];
    log_sigmoid: |t, x, _| math::log_sigmoid(t, x), oracle::LOG_SIGMOID, from(-8.0, 8.0), [1.8, 1.79, 1.9, 1.9];
    log_cosh: |t, x, _| math::log_cosh(t, x), oracle::LOG_COSH, from(-4.0, 4.0), [1.58, 1.63, 1.7, 1.7];
    erf: |t, x, _| math::erf(t, x), oracle::ERF, from(-3.0, 3.0), [1.17, 1.26, 1.5, 1.5];
    lgamma: |t, x, _| math::lgamma(t, x), oracle::LGAMMA, from(0.1, 20.0), [0.51, 0.51, 2.0, 2.0];
    digamma: |t, x, _| math::digamma(t, x), oracle::DIGAMMA, from(0.1, 20.0), [1.04, 1.04, 2.0, 2.0];
    trigamma: |t, x, _| math::trigamma(t, x), oracle::TRIGAMMA, from(0.1, 20.0), [0.51, 0.51, 1.5, 1.5];
    tetragamma: |t, x, _| math::polygamma(t, 2, x), oracle::TETRAGAMMA, from(0.1, 20.0), [0.51, 0.51, 2.5, 2.5];
    pentagamma: |t, x, _| math::polygamma(t, 3, x), oracle::PENTAGAMMA, from(0.1, 20.0), [0.51, 0.51, 3.5, 3.5];
    cube: |t, x, _| math::powi(t, x, 3), oracle::CUBE, from(-4.0, 4.0), [1.3, 1.3, 2.0, 2.0];
    third: |t, x, _| math::pow_fixed(t, x, math::c(t, 3.0)), oracle::THIRD, from(0.1, 8.0), [1.3, 1.3, 2.0, 2.0];
    fourth: |t, x, _| math::pow_fixed(t, x, math::c(t, 4.0)), oracle::FOURTH, from(0.1, 8.0), [1.0, 2.0, 1.5, 2.5];
    root: |t, x, _| math::pow_fixed(t, x, math::c(t, 0.5)), oracle::SQRT, from(0.1, 8.0), [0.5, 0.5, 0.5, 0.5];
    log_hypot: |t, x, _| math::log_hypot(t, x), oracle::LOG_HYPOT, from(-4.0, 4.0), [1.6, 1.6, 3.0, 3.0];
    log_hypot_slope: |t, x, _| math::log_hypot_slope(t, x), oracle::LOG_HYPOT_SLOPE, from(-4.0, 4.0), [1.6, 2.5, 2.0, 2.5];
    over_three: |t, x, _| math::over(t, x, &math::divisor::<V>(t, math::c(t, 3.0))), oracle::OVER_THREE, from(-4.0, 4.0), [1.0, 0.5, 1.5, 0.5];
    over_ten: |t, x, _| math::over(t, x, &math::divisor::<V>(t, math::c(t, 10.0))), oracle::OVER_TEN, from(-4.0, 4.0), [1.0, 0.5, 1.5, 0.5];
    over_far: |t, x, _| math::over(t, x, &math::divisor::<V>(t, math::c(t, oracle::FAR))), oracle::OVER_FAR, from(-4.0, 4.0), [1.0, 0.5, 1.5, 0.5];
    hypot: |t, x, y| math::hypot(t, x, y), oracle::HYPOT, from(-4.0, 4.0), [1.05, 1.2, 1.5, 1.5],
        [|x, y| (x, x * (y % 2.0))];
    xlogy: |t, x, y| math::xlogy(t, x, y), oracle::XLOGY, from(0.1, 8.0), [1.9, 1.9, 2.5, 2.5],
        [|x, y| (x, y.abs()), |x, y| (x % 8.0, 1.0 + y % 1.0)];
    xlog1py: |t, x, y| math::xlog1py(t, x, y), oracle::XLOG1PY, from(0.1, 8.0), [1.9, 1.9, 2.5, 2.5],
        [|x, y| (x % 8.0, y % 1.0)];
    log_ratio: |t, x, y| math::log_ratio(t, x, y), oracle::LOG_RATIO, from(0.1, 8.0), [1.3, 1.3, 1.3, 1.3],
        [|x, y| (x.abs(), x.abs() * (1.0 + y % 1.0)), |x, y| (x % 1.0, y % 1.0), |x, _| (x, x), |x, y| (x.abs(), y.abs())];
    pow: |t, x, y| math::pow(t, x, y), oracle::POW, from(0.1, 8.0), [1.1, 1.1, 1.5, 1.5],
        // Results over the whole range: y = p / ln x.
        [
            |x, y| (x.abs(), (y % 720.0) / x.abs().ln()),
            |x, y| (x.abs(), (y % 100.0) / x.abs().ln()),
            |x, y| (x.abs() % 2.0, y % 16.0),
        ];
    sigmoid_pow: |t, x, y| math::sigmoid_pow(t, x, math::clamp(t, y, math::c(t, -10.0), math::c(t, 10.0))), oracle::SIGMOID_POW, [-8.0, 8.0, 0.5, 5.0], [2.7, 2.7, 2.5, 2.5],
        [|x, y| (x, y.abs() % 10.0), |x, y| (x % 32.0, y.abs() % 10.0), |x, y| (x % 4.0, y.abs() % 10.0)];
}
