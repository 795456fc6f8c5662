//! Sines, and the arcs of tangents.

use super::Ball;

/// π/2 in four parts, to 2^-215.
const HALF_PI: [f64; 4] = [
    std::f64::consts::FRAC_PI_2,
    6.123_233_995_736_766e-17,
    -1.497_384_904_859_169_8e-33,
    5.562_271_104_316_826e-50,
];

/// Larger arguments are not reduced: of their sine is known that it is between -1 and 1.
const FAR: f64 = 1e12;

impl Ball {
    /// π/2
    pub(super) fn half_pi() -> Ball {
        Ball::constant(HALF_PI[0], HALF_PI[1], 107)
    }

    /// Sine and cosine.
    pub(super) fn sine_cosine(&self) -> (Ball, Ball) {
        if self.is_unknown() {
            return (*self, *self);
        }
        let about = self.about();
        if !self.high.is_finite() {
            return (Ball::exactly(f64::NAN), Ball::exactly(f64::NAN));
        }
        if about.abs() > FAR || self.reach() > 1.0 {
            return (Ball::error(1.0), Ball::error(1.0));
        }
        let k = (about / HALF_PI[0]).round();
        let mut rest = self.middle();
        if k != 0.0 {
            let steps = Ball::new((k, 0.0), 0.0, 0);
            for part in HALF_PI {
                let part = Ball::new((part, 0.0), 0.0, 0);
                rest = rest.plus(&steps.times(&part).neg_());
            }
            rest = rest.plus(&Ball::error(super::up(k.abs() * super::two(-215))));
        }
        // |r| <= 0.79: what 14 terms leave is less than 0.79^28 / 29! < 2^-111 of the first.
        let square = rest.times(&rest);
        let one = Ball::exactly_one();
        let (mut sine, mut cosine) = (one, one);
        for n in (1..=14).rev() {
            let of = |a: u32, b: u32| Ball::int(a * b);
            sine = one.plus(&square.times(&sine).over(&of(2 * n, 2 * n + 1)).neg_());
            cosine = one.plus(&square.times(&cosine).over(&of(2 * n - 1, 2 * n)).neg_());
        }
        let sine = rest.times(&sine).widened(super::SUM / 8.0);
        let cosine = cosine.widened(super::SUM / 8.0);
        let (sine, cosine) = match k.rem_euclid(4.0) as i32 {
            0 => (sine, cosine),
            1 => (cosine, sine.neg_()),
            2 => (sine.neg_(), cosine.neg_()),
            _ => (cosine.neg_(), sine),
        };
        let moved = self.radius_ball();
        (sine.plus(&moved), cosine.plus(&moved))
    }

    /// Arc tangent.
    pub(super) fn arc_tangent(&self) -> Ball {
        if self.high.is_nan() || self.is_unknown() || self.is_zero() {
            return *self;
        }
        let signed = |x: Ball| if self.high < 0.0 { x.neg_() } else { x };
        if self.high.is_infinite() {
            return signed(Ball::half_pi());
        }
        let middle = self.middle();
        let arc = if middle.is_zero() {
            middle
        } else if middle.exponent > 30 {
            let inverse = Ball::exactly_one().over(&middle);
            signed(Ball::half_pi()).plus(&inverse.short_arc().neg_())
        } else if middle.exponent < -30 {
            middle.short_arc()
        } else {
            // The rest of the way from an arc whose tangent is near.
            let start = Ball::new((middle.about().atan(), 0.0), 0.0, 0);
            let (sine, cosine) = start.sine_cosine();
            // (x - s/c) / (1 + x s/c)
            let above = middle.times(&cosine).plus(&sine.neg_());
            let below = cosine.plus(&middle.times(&sine));
            start.plus(&above.over(&below).short_arc())
        };
        // The slope is 1 at most.
        arc.plus(&self.radius_ball())
    }

    /// The arc tangent of what is less than 2^-25: x - x³/3 + x⁵/5 - x⁷/7 + x⁹/9.
    fn short_arc(&self) -> Ball {
        if self.is_zero() {
            return *self;
        }
        if !self.is_finite() || self.exponent > -25 {
            return Ball::UNKNOWN;
        }
        let one = Ball::exactly_one();
        let square = self.times(self);
        let mut series = one.over(&Ball::int(5));
        for n in [3, 1] {
            series = one.over(&Ball::int(n)).plus(&square.times(&series).neg_());
        }
        // What the fourth term and those after it add, of the first: 2^(-25·6).
        self.times(&series.widened(super::SUM / 8.0))
    }
}
