//! Likelihoods, without what does not depend on the prediction unless the loss has it.

use super::bodies::bodies;
use loss_core::math::{at_least, c, exp, ln, ln_1p, xlogy};

bodies! {
    /// Poisson, of the logarithm of the rate.
    Poisson {} [2 -> 1] (t, [x, y], scale) {
        let rate = exp(t, x);
        (rate - y * x, [(rate - y) * scale])
    }

    /// Poisson, of the rate.
    PoissonRate { epsilon } [2 -> 1] (t, [x, y], scale) {
        let rate = x + c::<V>(t, epsilon);
        (x - xlogy(t, y, rate), [(c::<V>(t, 1.0) - y / rate) * scale])
    }

    /// Gamma, of the logarithm of the mean.
    Gamma {} [2 -> 1] (t, [x, y], scale) {
        let ratio = y * exp(t, -x);
        (ratio + x, [(c::<V>(t, 1.0) - ratio) * scale])
    }

    /// Tweedie, of the logarithm of the mean.
    Tweedie { power } [2 -> 1] (t, [x, y], scale) {
        let (to, from) = (c::<V>(t, 2.0) - c::<V>(t, power), c::<V>(t, 1.0) - c::<V>(t, power));
        let (mean, pull) = (exp(t, to * x), y * exp(t, from * x));
        let (over_to, over_from) = (c::<V>(t, 1.0 / (2.0 - power)), c::<V>(t, 1.0 / (1.0 - power)));
        (mean * over_to - pull * over_from, [(mean - pull) * scale])
    }

    /// Gauss, of mean and variance.
    Gauss { floor } [3 -> 2] (t, [mean, variance, y], scale) {
        let half = c::<V>(t, 0.5);
        let v = at_least(variance, c::<V>(t, floor));
        let (r, over) = (mean - y, c::<V>(t, 1.0) / v);
        let pull = r * over;
        let value = r.fma(pull, ln(t, v)) * half;
        let spread = (over - pull * pull) * half;
        let spread = V::select(c::<V>(t, floor).lt(variance), spread, c::<V>(t, 0.0));
        (value, [pull * scale, spread * scale])
    }

    /// Laplace, of location and scale.
    Laplace {} [3 -> 2] (t, [location, width, y], scale) {
        let (r, over) = (location - y, c::<V>(t, 1.0) / width);
        let distance = r.abs() * over;
        let spread = (c::<V>(t, 1.0) - distance) * over;
        (distance + ln(t, width + width), [(over * scale).copysign(r), spread * scale])
    }

    /// Student's t with 4 degrees of freedom, of location and scale.
    Student {} [3 -> 2] (t, [location, width, y], scale) {
        // ln(4 pi) / 2 + lgamma(2) - lgamma(2.5)
        let constant = c::<V>(t, 1.265_512_123_484_645_4 - 0.284_682_870_472_919_2);
        let over = c::<V>(t, 1.0) / width;
        let u = (location - y) * over * c::<V>(t, 0.5);
        let square = u * u;
        let weight = c::<V>(t, 5.0) / (square + c::<V>(t, 1.0));
        let value = ln_1p(t, square).fma(c::<V>(t, 2.5), ln(t, width) + constant);
        let pull = weight * u * over * c::<V>(t, 0.5);
        let spread = (c::<V>(t, 1.0) - weight * square) * over;
        (value, [pull * scale, spread * scale])
    }
}
