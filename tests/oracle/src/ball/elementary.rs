//! Roots, exponentials, logarithms and powers.

use std::cmp::Ordering;

use super::Ball;

/// ln(2)
fn ln_two() -> Ball {
    Ball::constant(std::f64::consts::LN_2, 2.319_046_813_846_299_6e-17, 109)
}

/// Of arguments beyond ±this the exponential is taken for infinity or, but for a radius, for 0.
const HUGE: f64 = 1e12;

impl Ball {
    /// The square root: near it by Newton, and what it misses by what its square does.
    pub(super) fn root(&self) -> Ball {
        match self.side() {
            _ if self.high.is_nan() => *self,
            Some(Ordering::Less) => Ball::exactly(f64::NAN),
            Some(Ordering::Equal) => *self,
            None => Ball::UNKNOWN,
            Some(Ordering::Greater) if !self.high.is_finite() => *self,
            Some(Ordering::Greater) => {
                let odd = self.exponent.rem_euclid(2);
                let start = scaled_root(self.high, odd);
                let half = (self.exponent - odd) / 2;
                let x = Ball::new((start, 0.0), 0.0, half);
                let step = self.plus(&x.times(&x).neg_()).over(&x.plus(&x));
                let x = x.plus(&step.middle()).middle();
                // |x - √a| = |x² - a| / (x + √a)
                let missed = x.times(&x).plus(&self.neg_());
                let error = missed.spread().over(&x);
                x.plus(&error.spread())
            }
        }
    }

    /// Whatever is as far from 0 as anything in the ball.
    pub(super) fn spread(&self) -> Ball {
        if self.is_zero() || !self.is_finite() {
            return *self;
        }
        Ball::new((0.0, 0.0), self.most(), self.exponent)
    }

    pub(super) fn neg_(&self) -> Ball {
        Ball {
            high: -self.high,
            low: -self.low,
            ..*self
        }
    }

    /// `exp(x) - 1` and `exp(x)`.
    pub(super) fn exponentials(&self) -> (Ball, Ball) {
        if self.high.is_nan() || self.is_unknown() {
            return (*self, *self);
        }
        let about = self.about();
        let one = Ball::exactly_one();
        let reach = self.reach();
        if about.abs() > HUGE {
            if reach > about.abs() / 2.0 {
                return (Ball::UNKNOWN, Ball::UNKNOWN);
            }
            if about > 0.0 {
                return (Ball::exactly(f64::INFINITY), Ball::exactly(f64::INFINITY));
            }
            let e = if about == f64::NEG_INFINITY {
                Ball::exactly(0.0)
            } else {
                Ball::error(1.0).shifted(-(HUGE / 2.0) as i64)
            };
            return (e.plus(&one.neg_()), e);
        }
        if reach > 0.5 {
            return (Ball::UNKNOWN, Ball::UNKNOWN);
        }
        let middle = self.middle();
        let k = (about / std::f64::consts::LN_2).round();
        let rest = if k == 0.0 {
            middle
        } else {
            let steps = Ball::new((k, 0.0), 0.0, 0);
            middle.plus(&steps.times(&ln_two()).neg_())
        };
        // exp(r / 256) - 1 by its series, and e² - 1 = (e - 1)(e - 1 + 2) eight times. |r| <= 0.35, so that what the tenth term and
        // those after it add is less than (0.35/256)^9 / 10! < 2^-107 of the first.
        let small = rest.shifted(-8);
        let mut series = one;
        for n in (2..=9).rev() {
            series = one.plus(&small.times(&series).over(&Ball::int(n)));
        }
        let mut less_one = small.times(&series).widened(super::SUM / 8.0);
        for _ in 0..8 {
            less_one = less_one.times(&less_one.plus(&Ball::int(2)));
        }
        let power = one.plus(&less_one).shifted(k as i64);
        if k != 0.0 {
            less_one = power.plus(&one.neg_());
        }
        // e^(x ± d) is within 2d e^x of e^x for d < 1.
        if reach == 0.0 {
            return (less_one, power);
        }
        let spread = power
            .spread()
            .times(&self.radius_ball().shifted(1))
            .spread();
        (less_one.plus(&spread), power.plus(&spread))
    }

    /// What is as far from 0 as the radius.
    pub(super) fn radius_ball(&self) -> Ball {
        Ball::new((0.0, 0.0), self.radius, self.exponent)
    }

    pub(super) fn exactly_one() -> Ball {
        Ball {
            high: 0.5,
            low: 0.0,
            radius: 0.0,
            exponent: 1,
        }
    }

    /// `ln(1 + x)`
    pub(super) fn logarithm_1p(&self) -> Ball {
        if self.high.is_nan() || self.is_unknown() || self.is_zero() {
            return *self;
        }
        let one = Ball::exactly_one();
        let about = self.about();
        if !(-0.5..1.0).contains(&about) {
            return self.plus(&one).logarithm();
        }
        let middle = self.middle();
        let log = middle.logarithm_1p_exact();
        if self.radius == 0.0 {
            return log;
        }
        // The slope is the largest at the low end.
        let slope = one.over(&self.plus(&one));
        log.plus(&self.radius_ball().times(&slope).spread())
    }

    /// The same of an exact number between -1/2 and 1.
    fn logarithm_1p_exact(&self) -> Ball {
        if self.is_zero() {
            return *self;
        }
        if self.exponent < -20 {
            // x - x²/2 + x³/3 - x⁴/4 + x⁵/5, and less than x⁶.
            return self.short_logarithm();
        }
        let start = self.about().ln_1p();
        let (less_one, _) = Ball::new((-start, 0.0), 0.0, 0).exponentials();
        // 1 + w = (1 + x) exp(-start)
        let w = self.plus(&less_one).plus(&self.times(&less_one));
        Ball::new((start, 0.0), 0.0, 0).plus(&w.short_logarithm())
    }

    /// `ln(1 + x)` of what is less than 2^-20, exact or not.
    fn short_logarithm(&self) -> Ball {
        if self.is_zero() {
            return *self;
        }
        if !self.is_finite() || self.exponent >= -19 {
            return Ball::UNKNOWN;
        }
        let one = Ball::exactly_one();
        let mut series = one.over(&Ball::int(7));
        for n in (1..=6).rev() {
            series = one.over(&Ball::int(n)).plus(&self.times(&series).neg_());
        }
        // What the eighth term and those after it add, of the first: 2^(-19·7).
        self.times(&series.widened(super::SUM / 8.0))
    }

    /// The natural logarithm.
    pub(super) fn logarithm(&self) -> Ball {
        match self.side() {
            _ if self.high.is_nan() => *self,
            Some(Ordering::Less) => Ball::exactly(f64::NAN),
            Some(Ordering::Equal) => Ball::exactly(f64::NEG_INFINITY),
            None => Ball::UNKNOWN,
            Some(Ordering::Greater) if !self.high.is_finite() => *self,
            Some(Ordering::Greater) => {
                let mut fraction = self.middle();
                let mut power = fraction.exponent;
                fraction.exponent = 0;
                if fraction.high < 0.7 {
                    fraction.exponent = 1;
                    power -= 1;
                }
                let one = Ball::exactly_one();
                let rest = fraction.plus(&one.neg_());
                let mut log = rest.middle().logarithm_1p_exact();
                if rest.radius != 0.0 {
                    // Slopes there are less than 2.
                    log = log.plus(&rest.radius_ball().shifted(1));
                }
                if power != 0 {
                    let steps = Ball::new((power as f64, 0.0), 0.0, 0);
                    log = log.plus(&steps.times(&ln_two()));
                }
                if self.radius == 0.0 {
                    return log;
                }
                // |ln(a ± r) - ln(a)| <= r / (a - r)
                let spread = up_over(self.radius, self.least());
                log.plus(&Ball::error(spread))
            }
        }
    }

    /// A whole power.
    pub(super) fn whole_power(&self, n: i32) -> Ball {
        let one = Ball::exactly_one();
        if n == 0 {
            return if self.high.is_nan() { *self } else { one };
        }
        let mut power = one;
        let (mut square, mut rest) = (*self, n.unsigned_abs());
        while rest > 0 {
            if rest & 1 == 1 {
                power = power.times(&square);
            }
            rest >>= 1;
            if rest > 0 {
                square = square.times(&square);
            }
        }
        if n < 0 { one.over(&power) } else { power }
    }

    /// A real power of what is not negative.
    pub(super) fn real_power(&self, p: &Ball) -> Ball {
        if self.high.is_nan() || p.high.is_nan() {
            return Ball::exactly(f64::NAN);
        }
        match self.side() {
            Some(Ordering::Less) => return Ball::exactly(f64::NAN),
            None => return Ball::UNKNOWN,
            _ if p.is_zero() => return Ball::exactly_one(),
            Some(Ordering::Equal) => {
                return match p.side() {
                    Some(Ordering::Less) => Ball::exactly(f64::INFINITY),
                    Some(_) => Ball::exactly(0.0),
                    None => Ball::UNKNOWN,
                };
            }
            Some(Ordering::Greater) => {}
        }
        let about = p.about();
        if p.is_exact() && p.low == 0.0 && about.abs() <= 64.0 && about.fract() == 0.0 {
            return self.whole_power(about as i32);
        }
        p.times(&self.logarithm()).exponentials().1
    }
}

/// A quotient, rounded up.
fn up_over(x: f64, y: f64) -> f64 {
    super::up(x / y)
}

/// The root of `x · 2^odd`, nearly.
fn scaled_root(x: f64, odd: i64) -> f64 {
    super::scaled(x, odd).sqrt()
}
