//! The logistic family, composed of functions that core-math has, in forms that cancel nothing.

use super::{Extended, Oracle, within};

/// 1 / (1 + e^-x).
pub const SIGMOID: Oracle = Oracle::of(
    |x, _| {
        let u = core_math::exp(-x.abs());
        if x < 0.0 {
            u / (1.0 + u)
        } else {
            1.0 / (1.0 + u)
        }
    },
    3.0,
    |x, _| {
        if x > 670.0 {
            return Some(1.0.into());
        }
        within(x, 0.0, 670.0, || {
            let u = Extended::from(-x.abs()).exp();
            let other = Extended::from(1.0) / (u + 1.0);
            if x < 0.0 { u * other } else { other }
        })
    },
);

fn softplus(x: f64) -> f64 {
    let tail = core_math::log1p(core_math::exp(-x.abs()));
    if x > 0.0 { x + tail } else { tail }
}

/// [`softplus`] with all digits, for moderate x.
fn softplus_fine(x: f64) -> Extended {
    let u = Extended::from(-x.abs()).exp();
    let tail = if u.0 < 1e-60 { u } else { u.ln_1p() };
    if x > 0.0 { tail + x } else { tail }
}

fn softplus_any(x: f64) -> Option<Extended> {
    if x > 670.0 {
        return Some(x.into());
    }
    within(x, 0.0, 670.0, || softplus_fine(x))
}

/// ln(1 + e^x).
pub const SOFTPLUS: Oracle = Oracle::of(
    |x, _| if x.is_nan() { x } else { softplus(x) },
    2.5,
    |x, _| softplus_any(x),
);

/// ln(1 / (1 + e^-x)).
pub const LOG_SIGMOID: Oracle = Oracle::of(
    |x, _| if x.is_nan() { x } else { -softplus(-x) },
    2.5,
    |x, _| softplus_any(-x).map(|y| -y),
);

/// ln cosh x.
pub const LOG_COSH: Oracle = Oracle::of(
    |x, _| {
        let a = x.abs();
        if a < 1.0 {
            let s = core_math::sinh(a);
            0.5 * core_math::log1p(s * s)
        } else {
            (a - core::f64::consts::LN_2) + core_math::log1p(core_math::exp(-2.0 * a))
        }
    },
    6.0,
    |x, _| {
        // Down to where the low part of the square is lost.
        within(x, 1e-146, f64::MAX, || {
            let a = Extended::from(x.abs());
            if a.0 < 1e-30 {
                return a * (a * 0.5);
            }
            if a.0 < 1.0 {
                let m = (a + a).exp_m1();
                let square = m * m / (m + 1.0) * 0.25;
                return square.ln_1p() * 0.5;
            }
            if a.0 > 300.0 {
                return a - super::extended::LN_2;
            }
            let tail = (-(a + a)).exp();
            let tail = if tail.0 < 1e-60 { tail } else { tail.ln_1p() };
            a - super::extended::LN_2 + tail
        })
    },
);

/// sigmoid(x)^y for |y| up to 10, and larger y taken for that.
pub const SIGMOID_POW: Oracle = Oracle::of(
    |x, y| {
        if x.is_nan() || y.is_nan() {
            return f64::NAN;
        }
        let y = y.clamp(-10.0, 10.0);
        if y == 0.0 || x > 670.0 {
            return 1.0;
        }
        if (x * y).is_infinite() {
            return if y < 0.0 { f64::INFINITY } else { 0.0 };
        }
        let p = softplus_any(-x).map_or(Extended::from(0.0), |log| log * -y);
        // The low part as a factor.
        let power = core_math::exp(p.0);
        if power.is_finite() {
            power + power * p.1
        } else {
            power
        }
    },
    1.5,
    |x, y| {
        let p = softplus_any(-x)? * -y.clamp(-10.0, 10.0);
        (p.0.abs() < 670.0).then(|| p.exp())
    },
);
