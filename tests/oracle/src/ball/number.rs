//! A ball as a number of the interpreter.

use std::cmp::Ordering;

use loss_compiler::interpret::Number;

use super::{Ball, scaled};

impl Number for Ball {
    fn of(x: f64) -> Ball {
        if x.is_finite() {
            Ball::new((x, 0.0), 0.0, 0)
        } else {
            Ball::exactly(x)
        }
    }
    fn pi() -> Option<Ball> {
        Some(Ball::half_pi().shifted(1))
    }
    fn to_f64(&self) -> f64 {
        if self.is_unknown() {
            f64::NAN
        } else if self.high.is_finite() {
            scaled(self.high, self.exponent)
        } else {
            self.high
        }
    }
    fn compare(&self, other: &Ball) -> Option<Ordering> {
        self.order(other)
    }
    fn neg(&self) -> Ball {
        self.neg_()
    }
    fn add(&self, y: &Ball) -> Ball {
        self.plus(y)
    }
    fn sub(&self, y: &Ball) -> Ball {
        self.plus(&y.neg_())
    }
    fn mul(&self, y: &Ball) -> Ball {
        self.times(y)
    }
    fn div(&self, y: &Ball) -> Ball {
        self.over(y)
    }
    fn abs(&self) -> Ball {
        self.abs_()
    }
    fn exp(&self) -> Ball {
        self.exponentials().1
    }
    fn exp_m1(&self) -> Ball {
        self.exponentials().0
    }
    fn ln(&self) -> Ball {
        self.logarithm()
    }
    fn ln_1p(&self) -> Ball {
        self.logarithm_1p()
    }
    fn sqrt(&self) -> Ball {
        self.root()
    }
    fn hypot(&self, y: &Ball) -> Ball {
        if self.high.is_infinite() || y.high.is_infinite() {
            return Ball::exactly(f64::INFINITY);
        }
        self.times(self).plus(&y.times(y)).root()
    }
    fn pow(&self, p: &Ball) -> Ball {
        self.real_power(p)
    }
    fn powi(&self, n: i32) -> Ball {
        self.whole_power(n)
    }
    fn sin(&self) -> Ball {
        self.sine_cosine().0
    }
    fn cos(&self) -> Ball {
        self.sine_cosine().1
    }
    fn tan(&self) -> Ball {
        let (sine, cosine) = self.sine_cosine();
        sine.over(&cosine)
    }
    fn asin(&self) -> Ball {
        // tan(y) = x / sqrt(1 - x²), for |x| = 1 too
        let one = Ball::exactly_one();
        let square = one.plus(&self.neg_()).times(&one.plus(self));
        self.over(&square.root()).arc_tangent()
    }
    fn acos(&self) -> Ball {
        // tan(y/2)² = (1 - x) / (1 + x)
        let one = Ball::exactly_one();
        let square = one.plus(&self.neg_()).over(&one.plus(self));
        square.root().arc_tangent().shifted(1)
    }
    fn atan(&self) -> Ball {
        self.arc_tangent()
    }
    fn tanh(&self) -> Ball {
        let about = self.about();
        if about.abs() > 200.0 && self.reach() < about.abs() / 2.0 {
            // 1 - tanh(x) < 2 exp(-2x), exp(-200) < 2^-285.
            let one = Ball::exactly_one();
            let one = if about < 0.0 { one.neg_() } else { one };
            return if self.high.is_infinite() {
                one
            } else {
                one.plus(&Ball::error(super::two(-284)))
            };
        }
        let (less_one, _) = self.shifted(1).exponentials();
        less_one.over(&less_one.plus(&Ball::int(2)))
    }
    fn sinh(&self) -> Ball {
        if self.high.is_infinite() {
            return *self;
        }
        let (less_one, power) = self.exponentials();
        if power.high.is_infinite() {
            return power;
        }
        // (e - 1 + (e - 1) / e) / 2
        less_one.plus(&less_one.over(&power)).shifted(-1)
    }
    fn cosh(&self) -> Ball {
        if self.high.is_infinite() {
            return self.abs_();
        }
        let (_, power) = self.exponentials();
        power.plus(&Ball::exactly_one().over(&power)).shifted(-1)
    }
    fn erf(&self) -> Ball {
        self.error_function()
    }
    fn lgamma(&self) -> Ball {
        self.log_gamma()
    }
    fn polygamma(&self, n: u32) -> Ball {
        self.poly_gamma(n)
    }

    // The forms of both sides hold on either: which one is taken need not be certain.
    fn sigmoid(&self) -> Ball {
        let one = Ball::exactly_one();
        if self.about() < 0.0 {
            let e = self.exp();
            e.over(&one.plus(&e))
        } else {
            one.over(&one.plus(&self.neg_().exp()))
        }
    }
    fn softplus(&self) -> Ball {
        if self.about() < 0.0 {
            self.exp().ln_1p()
        } else {
            self.plus(&self.neg_().exp().ln_1p())
        }
    }
    fn exp_rest(&self) -> Ball {
        if self.about().abs() < 0.7 && self.reach() < 0.1 {
            // x²/2 · (1 + x/3 · (1 + x/4 · (1 + …))): 26 terms leave less than 0.8^26 / (28! / 2) < 2^-104.
            let one = Ball::exactly_one();
            let mut series = one;
            for n in (3..=28).rev() {
                series = one.plus(&self.times(&series).over(&Ball::int(n)));
            }
            let square = self.times(self).shifted(-1);
            return square.times(&series).widened(super::SUM);
        }
        if self.high == f64::INFINITY {
            *self
        } else {
            self.exp_m1().plus(&self.neg_())
        }
    }
    fn ln_rest(&self) -> Ball {
        let log = self.ln_1p();
        if self.about() < 1.0 {
            log.exp_rest()
        } else if self.high == f64::INFINITY {
            *self
        } else {
            self.plus(&log.neg_())
        }
    }
}
