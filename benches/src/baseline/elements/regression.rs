//! Regression.

use super::bodies::bodies;
use loss_core::math::{at_least, c, clamp, cos, ln_1p, log_cosh, relu, sin, tanh};
use std::f64::consts::PI;

bodies! {
    /// Half the squared error.
    HalfSquared {} [2 -> 1] (t, [x, y], scale) {
        let r = x - y;
        (r * r * c::<V>(t, 0.5), [r * scale])
    }

    /// Smooth L1: quadratic up to `beta`.
    SmoothL1 { beta } [2 -> 1] (t, [x, y], scale) {
        let r = x - y;
        let slope = clamp(t, r * c::<V>(t, 1.0 / beta), c::<V>(t, -1.0), c::<V>(t, 1.0));
        (slope * (r - slope * (c::<V>(t, beta) * c::<V>(t, 0.5))), [slope * scale])
    }

    /// The logarithm of the hyperbolic cosine.
    LogCosh {} [2 -> 1] (t, [x, y], scale) {
        let r = x - y;
        (log_cosh(t, r), [tanh(t, r) * scale])
    }

    /// The logistic distance.
    LogisticDistance {} [2 -> 1] (t, [x, y], scale) {
        let r = (x - y) * c::<V>(t, 0.5);
        let value = log_cosh(t, r);
        (value + value, [tanh(t, r) * scale])
    }

    /// The pinball loss of a quantile.
    Quantile { tau } [2 -> 1] (t, [x, y], scale) {
        let e = y - x;
        let weight = V::select(e.lt(c::<V>(t, 0.0)), c::<V>(t, tau) - c::<V>(t, 1.0), c::<V>(t, tau));
        (weight * e, [-(weight * scale)])
    }

    /// Asymmetric squares.
    Expectile { tau } [2 -> 1] (t, [x, y], scale) {
        let r = x - y;
        let pull = V::select(r.lt(c::<V>(t, 0.0)), c::<V>(t, tau), c::<V>(t, 1.0 - tau)) * r;
        (pull * r, [(pull + pull) * scale])
    }

    /// What exceeds a tube.
    EpsilonInsensitive { epsilon } [2 -> 1] (t, [x, y], scale) {
        let r = x - y;
        let over = r.abs() - c::<V>(t, epsilon);
        let outside = c::<V>(t, 0.0).lt(over);
        let zero = c::<V>(t, 0.0);
        (V::select(outside, over, zero), [V::select(outside, scale.copysign(r), zero)])
    }

    /// The square of what exceeds a tube.
    SquaredEpsilonInsensitive { epsilon } [2 -> 1] (t, [x, y], scale) {
        let r = x - y;
        let over = relu(t, r.abs() - c::<V>(t, epsilon));
        (over * over, [(over * (scale + scale)).copysign(r)])
    }

    /// A difference of angles.
    Periodic { period } [2 -> 1] (t, [x, y], scale) {
        let angle = c::<V>(t, PI) * (x - y) / c::<V>(t, period);
        let (s, co) = (sin(t, angle), cos(t, angle));
        let twice = s + s;
        (twice * s, [(twice + twice) * co * c::<V>(t, PI / period) * scale])
    }

    /// Percent of the target.
    AbsolutePercentage { epsilon } [2 -> 1] (t, [x, y], scale) {
        let (r, size) = (x - y, at_least(y.abs(), c::<V>(t, epsilon)));
        let percent = c::<V>(t, 100.0) / size;
        (r.abs() * percent, [(percent * scale).copysign(r)])
    }

    /// The square of a difference of logarithms.
    SquaredLogarithmic {} [2 -> 1] (t, [x, y], scale) {
        let one = c::<V>(t, 1.0);
        let log = ln_1p(t, (x - y) / (one + y));
        (log * log, [(log + log) / (one + x) * scale])
    }

    /// The sum of squares alone, and not their gradient.
    SquaresOnly {} [2 -> 0] (_t, [x, y], _scale) {
        let r = x - y;
        (r * r, [])
    }

    /// A gradient alone: the residual times `factor`.
    ResidualOnly { factor } [2 -> 1] (t, [x, y], _scale) {
        (c::<V>(t, 0.0), [(x - y) * c::<V>(t, factor)])
    }
}
