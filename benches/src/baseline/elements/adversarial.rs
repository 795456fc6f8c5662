//! Adversarial losses, and the separable losses of rows.

use super::bodies::bodies;
use loss_core::math::{c, exp, ln_1p, log_sigmoid, relu, sigmoid, xlogy};

bodies! {
    /// Half the square of the distance to a number.
    HalfSquaredTo { target } [1 -> 1] (t, [x], scale) {
        let r = x - c::<V>(t, target);
        (r * r * c::<V>(t, 0.5), [r * scale])
    }

    /// The square of the distance to a number.
    SquaredTo { target } [1 -> 1] (t, [x], scale) {
        let r = x - c::<V>(t, target);
        (r * r, [r * (scale + scale)])
    }

    /// A score that is to be large, or small: times `factor`.
    Score { factor } [1 -> 1] (t, [x], scale) {
        (x * c::<V>(t, factor), [scale * c::<V>(t, factor)])
    }

    /// Hinge of a score that is to be over 1, or below -1: `side` is 1 or -1.
    HingeOf { side } [1 -> 1] (t, [x], scale) {
        let miss = c::<V>(t, 1.0) - c::<V>(t, side) * x;
        let (zero, wrong) = (c::<V>(t, 0.0), c::<V>(t, 0.0).lt(miss));
        (V::select(wrong, miss, zero), [V::select(wrong, -(c::<V>(t, side) * scale), zero)])
    }

    /// Kullback-Leibler divergence of logarithms, of one class.
    KlLogTarget {} [2 -> 1] (t, [log_q, log_p], scale) {
        let p = exp(t, log_p);
        (p * (log_p - log_q), [-(p * scale)])
    }

    /// Generalised Kullback-Leibler divergence, of one class.
    GeneralizedKl {} [2 -> 1] (t, [log_q, p], scale) {
        let q = exp(t, log_q);
        let value = (xlogy(t, p, p) - p * log_q) + (q - p);
        (value, [(q - p) * scale])
    }

    /// Binary cross-entropy of unequal focus, 1 for positives and 4 for negatives, whose probability is lowered by `shift`.
    Asymmetric { shift } [2 -> 1] (t, [x, y], scale) {
        let (zero, one) = (c::<V>(t, 0.0), c::<V>(t, 1.0));
        let (p, q) = (sigmoid(t, x), sigmoid(t, -x));
        let log_p = log_sigmoid(t, x);
        let m = relu(t, p - c::<V>(t, shift));
        let log_rest = ln_1p(t, -m);
        let (square, other) = (m * m, one - y);
        let negative = square * square * log_rest;
        let value = y * q * log_p + other * negative;
        // The derivatives by x, of q log(p) and of m^4 log(1 - m); p' = p q.
        let fall = q * (q - p * log_p);
        let rise = square * m * (m / (one - m) - (log_rest + log_rest + log_rest + log_rest)) * (p * q);
        let rise = V::select(zero.lt(m), rise, zero);
        (-value, [other.fma(rise, -(y * fall)) * scale])
    }
}
