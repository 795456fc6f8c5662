//! The error function and the gamma family.

use std::cmp::Ordering;

use super::Ball;

/// Numerators and denominators of B2, B4, … B32.
const BERNOULLI: [(f64, u32); 16] = [
    (1.0, 6),
    (-1.0, 30),
    (1.0, 42),
    (-1.0, 30),
    (5.0, 66),
    (-691.0, 2730),
    (7.0, 6),
    (-3617.0, 510),
    (43_867.0, 798),
    (-174_611.0, 330),
    (854_513.0, 138),
    (-236_364_091.0, 2730),
    (8_553_103.0, 6),
    (-23_749_461_029.0, 870),
    (8_615_841_276_005.0, 14_322),
    (-7_709_321_041_217.0, 510),
];

/// From here on the asymptotic expansions are used, with as many terms: the first that is left out is in the radius.
const FAR: f64 = 32.0;

fn bernoulli(k: usize) -> Ball {
    let (above, below) = BERNOULLI[k - 1];
    Ball::new((above, 0.0), 0.0, 0).over(&Ball::int(below))
}

impl Ball {
    /// Error function.
    pub(super) fn error_function(&self) -> Ball {
        if self.high.is_nan() || self.is_unknown() || self.is_zero() {
            return *self;
        }
        let one = Ball::exactly_one();
        let about = self.about();
        let erf = if about.abs() > 9.0 {
            // The complement is less than exp(-81) < 2^-116.
            let one = if about < 0.0 { one.neg_() } else { one };
            if self.high.is_infinite() {
                return one;
            }
            one.plus(&Ball::error(super::two(-116)))
        } else {
            // 2/sqrt(π) · x·exp(-x²) · Σ (2x²)^n / (1·3·…·(2n+1)), whose terms are positive, and fall by half at least in the end.
            let x = self.middle();
            let square = x.times(&x);
            let twice = square.shifted(1);
            let (mut term, mut sum) = (one, one);
            let mut n = 1;
            loop {
                term = term.times(&twice).over(&Ball::int(2 * n + 1));
                sum = sum.plus(&term);
                let falls = twice.about() < f64::from(2 * n + 3) / 2.0;
                if falls && (term.is_zero() || term.exponent < sum.exponent - 112) {
                    break;
                }
                n += 1;
            }
            let sum = sum.plus(&term.spread());
            let (_, bell) = square.neg_().exponentials();
            // 2 / sqrt(π) = sqrt(2) / sqrt(π/2)
            let factor = Ball::int(2).over(&Ball::half_pi()).root();
            factor.times(&x).times(&bell).times(&sum)
        };
        // Slopes are less than 2.
        erf.plus(&self.radius_ball().shifted(1))
    }

    /// The number moved up until the expansions hold, and what was gathered on the way.
    fn climbed(
        &self,
        far: f64,
        start: Ball,
        gather: impl Fn(&Ball, &Ball) -> Ball,
    ) -> (Ball, Ball) {
        let (mut x, mut gathered) = (*self, start);
        while x.about() < far {
            gathered = gather(&gathered, &x);
            x = x.plus(&Ball::exactly_one());
        }
        (x, gathered)
    }

    /// `ln |Γ(x)|`; of negative numbers nothing.
    pub(super) fn log_gamma(&self) -> Ball {
        if self.high.is_nan() || self.is_unknown() {
            return *self;
        }
        if self.high.is_infinite() {
            return self.abs_();
        }
        match self.side() {
            Some(Ordering::Greater) => {}
            Some(Ordering::Equal) => return Ball::exactly(f64::INFINITY),
            _ => return Ball::UNKNOWN,
        }
        let one = Ball::exactly_one();
        let half = one.shifted(-1);
        let (x, product) = self.climbed(FAR, one, |product, x| product.times(x));
        let log = x.logarithm();
        let square = x.times(&x);
        let mut tail = Ball::exactly(0.0);
        // The error is less than the first term that is left out.
        for k in (1..=BERNOULLI.len()).rev() {
            let n = 2 * k as u32;
            let factor = bernoulli(k).over(&Ball::int(n * (n - 1)));
            let factor = if k == BERNOULLI.len() {
                factor.spread()
            } else {
                factor
            };
            tail = tail.over(&square).plus(&factor);
        }
        let constant = Ball::half_pi().shifted(2).logarithm().shifted(-1);
        let stirling = x.plus(&half.neg_()).times(&log).plus(&x.neg_());
        let sum = stirling.plus(&constant).plus(&tail.over(&x));
        sum.plus(&product.logarithm().neg_())
    }

    /// The `n`-th derivative of digamma; of negative numbers nothing.
    pub(super) fn poly_gamma(&self, n: u32) -> Ball {
        if self.high.is_nan() || self.is_unknown() {
            return *self;
        }
        if self.side() != Some(Ordering::Greater) || self.high.is_infinite() || n > 6 {
            return Ball::UNKNOWN;
        }
        let one = Ball::exactly_one();
        let factorial = |n: u32| Ball::int((1..=n).product());
        let order = n as i32;
        let (x, sum) = self.climbed(FAR + f64::from(n), Ball::exactly(0.0), |sum, x| {
            sum.plus(&factorial(n).over(&x.whole_power(order + 1)))
        });
        let square = x.times(&x);
        let mut tail = Ball::exactly(0.0);
        for k in (1..=BERNOULLI.len()).rev() {
            let twice = 2 * k as u32;
            // (2k + n - 1)! / (2k)!
            let factor = if n == 0 {
                one.over(&Ball::int(twice))
            } else {
                (1..n).fold(one, |f, i| f.times(&Ball::int(twice + i)))
            };
            let factor = factor.times(&bernoulli(k));
            let factor = if k == BERNOULLI.len() {
                factor.spread()
            } else {
                factor
            };
            tail = tail.over(&square).plus(&factor);
        }
        let tail = tail.over(&square);
        let half = one.shifted(-1);
        if n == 0 {
            let near = x.logarithm().plus(&half.over(&x).neg_());
            return near.plus(&tail.neg_()).plus(&sum.neg_());
        }
        let first = factorial(n - 1);
        let second = factorial(n).times(&half).over(&x);
        let far = first.plus(&second).plus(&tail).over(&x.whole_power(order));
        let size = sum.plus(&far);
        if n.is_multiple_of(2) {
            size.neg_()
        } else {
            size
        }
    }

    pub(super) fn abs_(&self) -> Ball {
        match self.side() {
            _ if self.is_unknown() || self.high.is_nan() => *self,
            Some(Ordering::Less) => self.neg_(),
            Some(_) => *self,
            // From 0 to the farther end.
            None => {
                let half = self.most() / 2.0;
                Ball::new((half, 0.0), half, self.exponent)
            }
        }
    }
}
