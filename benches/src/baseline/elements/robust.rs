//! Robust regression, with the scale as a number.

use super::bodies::bodies;
use loss_core::math::{at_most, c, exp, exp_m1, exp_rest, ln_1p};

bodies! {
    /// A hyperbola.
    PseudoHuber { width } [2 -> 1] (t, [x, y], scale) {
        let (r, one) = (x - y, c::<V>(t, 1.0));
        let u = r * c::<V>(t, 1.0 / width);
        let root = u.fma(u, one).sqrt();
        (r * r / (root + one), [r / root * scale])
    }

    /// Linear less a logarithm.
    Fair { width } [2 -> 1] (t, [x, y], scale) {
        let r = x - y;
        let u = r.abs() * c::<V>(t, 1.0 / width);
        (exp_rest(t, ln_1p(t, u)) * (c::<V>(t, width) * c::<V>(t, width)), [r / (c::<V>(t, 1.0) + u) * scale])
    }

    /// A logarithm.
    Cauchy { width } [2 -> 1] (t, [x, y], scale) {
        let r = x - y;
        let u = r * c::<V>(t, 1.0 / width);
        let square = u * u;
        (ln_1p(t, square) * (c::<V>(t, width) * c::<V>(t, width) * c::<V>(t, 0.5)), [r / (square + c::<V>(t, 1.0)) * scale])
    }

    /// A bounded quotient.
    GemanMcClure { width } [2 -> 1] (t, [x, y], scale) {
        let r = x - y;
        let u = r * c::<V>(t, 1.0 / width);
        let square = u * u;
        let over = c::<V>(t, 1.0) / (square + c::<V>(t, 1.0));
        (square * over * (c::<V>(t, width) * c::<V>(t, width) * c::<V>(t, 0.5)), [r * (over * over) * scale])
    }

    /// A bounded exponential.
    Welsch { width } [2 -> 1] (t, [x, y], scale) {
        let r = x - y;
        let u = r * c::<V>(t, 1.0 / width);
        let power = -(u * u);
        let half = c::<V>(t, width) * c::<V>(t, width) * c::<V>(t, -0.5);
        (exp_m1(t, power) * half, [r * exp(t, power) * scale])
    }

    /// A bounded polynomial.
    Tukey { width } [2 -> 1] (t, [x, y], scale) {
        let r = x - y;
        let (one, three) = (c::<V>(t, 1.0), c::<V>(t, 3.0));
        let u = r * c::<V>(t, 1.0 / width);
        let q = at_most(u * u, one);
        let rest = one - q;
        let value = q * (three - q * (three - q)) * (c::<V>(t, width) * c::<V>(t, width) * c::<V>(t, 1.0 / 6.0));
        (value, [r * (rest * rest) * scale])
    }

    /// Barron's general loss at `alpha` 1 and scale 1.
    GeneralRobust {} [2 -> 1] (t, [x, y], scale) {
        let (r, one) = (x - y, c::<V>(t, 1.0));
        let square = r * r;
        let root = (square + one).sqrt();
        (square / (root + one), [r / root * scale])
    }

    /// A logarithm up to `width`, then linear.
    Wing { width, curvature } [2 -> 1] (t, [x, y], scale) {
        let r = x - y;
        let size = r.abs();
        let inside = size.lt(c::<V>(t, width));
        let rest: V = c::<V>(t, width * (width / curvature).ln_1p() - width);
        let log = c::<V>(t, width) * ln_1p(t, size * c::<V>(t, 1.0 / curvature));
        let slope = V::select(inside, c::<V>(t, width) / (c::<V>(t, curvature) + size), c::<V>(t, 1.0));
        (V::select(inside, log, size + rest), [(slope * scale).copysign(r)])
    }
}
