//! Enclosures: double-doubles with a radius, and an exponent of their own, so that nothing overflows or vanishes.
//!
//! Every operation returns a ball that holds each result of every choice of operands in theirs. Functions are made of these operations, so that their errors are
//! accounted for by construction; where a series ends, what is left of it is added to the radius. Where a formula branches on what a ball cannot tell, that is noted, and the
//! result counts for nothing ([`decided`]).

mod double;
mod elementary;
mod number;
mod special;
mod trigonometric;

use std::cell::Cell;
use std::cmp::Ordering;

/// `(high + low) · 2^exponent`, give or take `radius · 2^exponent`.
///
/// The larger of `|high|` and `radius` is between 1/2 and 1, or everything is 0. An infinity or NaN in `high` is one exactly, a radius of infinity is a number of which nothing is known, not even that
/// it is one.
#[derive(Clone, Copy, Debug)]
pub struct Ball {
    high: f64,
    low: f64,
    radius: f64,
    exponent: i64,
}

thread_local! {
    static UNDECIDED: Cell<bool> = const { Cell::new(false) };
}

/// The result of what does not branch on anything unknown.
pub fn decided<T>(f: impl FnOnce() -> T) -> Option<T> {
    UNDECIDED.set(false);
    let result = f();
    (!UNDECIDED.get()).then_some(result)
}

/// What is more bits apart does not meet: the smaller number becomes part of the radius.
const APART: i64 = 250;
/// What exponents may add up to.
const HUGE: i64 = 1 << 60;
/// Of a sum, a product and a quotient of two double-doubles, each with room for the rounding of what it is a part of; see [`double`].
const SUM: f64 = 1.0 / (1u128 << 104) as f64;
const PRODUCT: f64 = 2.0 * SUM;
const QUOTIENT: f64 = 4.0 * SUM;

/// Up, by more than a few roundings and what underflow loses.
fn up(x: f64) -> f64 {
    if x == 0.0 {
        0.0
    } else {
        x * (1.0 + 1e-14) + f64::MIN_POSITIVE
    }
}

/// `2^n` of a normal number.
fn two(n: i64) -> f64 {
    f64::from_bits(((1023 + n) as u64) << 52)
}

/// `x · 2^n`, to infinity or 0 if that is how large it is.
fn scaled(x: f64, n: i64) -> f64 {
    let third = n.clamp(-2400, 2400) / 3;
    // In steps, since a factor has not the range of a quotient; the last alone rounds.
    x * two(third) * two(third) * two(n.clamp(-2400, 2400) - 2 * third)
}

impl Ball {
    const UNKNOWN: Ball = Ball {
        high: 0.0,
        low: 0.0,
        radius: f64::INFINITY,
        exponent: 0,
    };

    /// The number itself.
    const fn exactly(high: f64) -> Ball {
        Ball {
            high,
            low: 0.0,
            radius: 0.0,
            exponent: 0,
        }
    }

    /// Of parts of any size.
    fn new((high, low): (f64, f64), radius: f64, exponent: i64) -> Ball {
        let radius = up(radius);
        let size = high.abs().max(radius);
        if size == 0.0 {
            return Ball::exactly(high);
        }
        if !(size.is_finite() && low.is_finite()) || exponent.abs() > HUGE {
            return Ball::UNKNOWN;
        }
        if !(1e-290..1e290).contains(&size) {
            // Where the exponent or its factor has no room.
            let shift = if size < 1.0 { 300 } else { -300 };
            let parts = (high * two(shift), low * two(shift));
            return Ball::new(parts, radius * two(shift), exponent - shift);
        }
        let shift = (size.to_bits() >> 52) as i64 - 1022;
        let factor = two(-shift);
        Ball {
            high: high * factor,
            low: low * factor,
            radius: radius * factor,
            exponent: exponent + shift,
        }
    }

    /// Of a double-double constant, exact to `2^-bits` of itself.
    fn constant(high: f64, low: f64, bits: i64) -> Ball {
        Ball::new((high, low), high.abs() * two(-bits), 0)
    }

    /// What is as far from 0 as `radius` at most.
    fn error(radius: f64) -> Ball {
        Ball::new((0.0, 0.0), radius, 0)
    }

    fn int(n: u32) -> Ball {
        Ball::new((f64::from(n), 0.0), 0.0, 0)
    }

    fn is_unknown(&self) -> bool {
        self.radius == f64::INFINITY
    }
    /// A known finite number, of whatever radius.
    fn is_finite(&self) -> bool {
        self.high.is_finite() && !self.is_unknown()
    }
    fn is_exact(&self) -> bool {
        self.radius == 0.0 && self.high.is_finite()
    }
    fn is_zero(&self) -> bool {
        self.is_exact() && self.high == 0.0
    }

    /// The middle, exactly.
    fn middle(&self) -> Ball {
        Ball::new((self.high, self.low), 0.0, self.exponent)
    }
    /// The middle, nearly.
    fn about(&self) -> f64 {
        scaled(self.high, self.exponent)
    }
    /// Not less than the radius.
    fn reach(&self) -> f64 {
        if self.radius == 0.0 {
            0.0
        } else {
            up(scaled(self.radius, self.exponent))
        }
    }
    /// Nothing in the ball is farther from 0, by its own exponent.
    fn most(&self) -> f64 {
        up(self.high.abs() + self.radius)
    }
    /// Nothing in the ball is nearer to 0, by its own exponent; 0 where it holds 0.
    fn least(&self) -> f64 {
        let size = self.high.abs() * (1.0 - 1e-14) - self.radius;
        if self.radius == 0.0 {
            self.high.abs() * (1.0 - 1e-14)
        } else {
            (size * (1.0 - 1e-14)).max(0.0)
        }
    }
    /// The side of 0 that the whole ball is on.
    fn side(&self) -> Option<Ordering> {
        if self.is_zero() {
            Some(Ordering::Equal)
        } else if self.is_unknown() || self.least() == 0.0 {
            None
        } else {
            self.high.partial_cmp(&0.0)
        }
    }
    /// The ball and what is within the factor of its size of it.
    fn widened(self, factor: f64) -> Ball {
        if !self.is_finite() {
            return self;
        }
        let radius = self.radius + self.most() * factor;
        Ball::new((self.high, self.low), radius, self.exponent)
    }
    /// Times a power of two.
    fn shifted(self, n: i64) -> Ball {
        if self.is_zero() || !self.is_finite() {
            return self;
        }
        Ball {
            exponent: self.exponent + n,
            ..self
        }
    }

    /// High and low part of the middle and the radius, without their exponent; none where nothing or infinity is known.
    pub fn parts(&self) -> Option<[f64; 3]> {
        self.is_finite()
            .then_some([self.high, self.low, self.radius])
    }
    /// The exponent that [`Ball::parts`] are to be multiplied with.
    pub fn power(&self) -> i64 {
        self.exponent
    }
    /// A ball round a number.
    #[must_use]
    pub fn with_radius(self, radius: f64) -> Ball {
        self.plus(&Ball::error(radius))
    }

    /// Between which two `f64` it is.
    pub fn bounds(&self) -> (f64, f64) {
        if self.is_unknown() {
            return (f64::NEG_INFINITY, f64::INFINITY);
        }
        if !self.high.is_finite() || self.is_zero() {
            return (self.high, self.high);
        }
        let slack = up(self.radius + self.low.abs() + self.high.abs() * f64::EPSILON);
        let end = |x: f64| scaled(x, self.exponent);
        (
            end(self.high - slack).next_down(),
            end(self.high + slack).next_up(),
        )
    }

    fn plus(&self, y: &Ball) -> Ball {
        if self.is_unknown() || y.is_unknown() {
            return Ball::UNKNOWN;
        }
        if !self.high.is_finite() || !y.high.is_finite() {
            return Ball::exactly(
                if self.high.is_finite() {
                    0.0
                } else {
                    self.high
                } + if y.high.is_finite() { 0.0 } else { y.high },
            );
        }
        if self.is_zero() && y.is_zero() {
            return Ball::exactly(self.high + y.high);
        }
        if y.is_zero() || self.is_zero() {
            return if y.is_zero() { *self } else { *y };
        }
        let (x, y) = if self.exponent < y.exponent {
            (y, self)
        } else {
            (self, y)
        };
        let shift = y.exponent - x.exponent;
        if shift < -APART {
            // Both parts of the smaller one are less than 1.
            let small = 2.0 * two(shift.max(-1000));
            return Ball::new((x.high, x.low), x.radius + small, x.exponent);
        }
        let factor = two(shift);
        let (high, low) = (y.high * factor, y.low * factor);
        let radius = x.radius + up(y.radius * factor);
        if x.low == 0.0 && low == 0.0 {
            return Ball::new(double::two_sum(x.high, high), radius, x.exponent);
        }
        let sum = double::add((x.high, x.low), (high, low));
        Ball::new(sum, radius + sum.0.abs() * SUM, x.exponent)
    }

    fn times(&self, y: &Ball) -> Ball {
        if self.high.is_nan() || y.high.is_nan() {
            return Ball::exactly(f64::NAN);
        }
        if self.is_unknown() || y.is_unknown() {
            return Ball::UNKNOWN;
        }
        if self.is_zero() || y.is_zero() {
            return Ball::exactly(self.high * y.high);
        }
        if !self.is_finite() || !y.is_finite() {
            return match (self.side(), y.side()) {
                (Some(_), Some(_)) => Ball::exactly(self.high * y.high),
                _ => Ball::UNKNOWN,
            };
        }
        let exponent = self.exponent + y.exponent;
        let radius = up(self.high.abs() * y.radius) + up(y.most() * self.radius);
        if self.low == 0.0 && y.low == 0.0 {
            return Ball::new(double::two_product(self.high, y.high), radius, exponent);
        }
        let product = double::mul((self.high, self.low), (y.high, y.low));
        Ball::new(product, radius + product.0.abs() * PRODUCT, exponent)
    }

    fn over(&self, y: &Ball) -> Ball {
        if self.high.is_nan() || y.high.is_nan() {
            return Ball::exactly(f64::NAN);
        }
        if self.is_unknown() || y.is_unknown() {
            return Ball::UNKNOWN;
        }
        let (Some(_), true) = (y.side(), self.side().is_some() || self.is_finite()) else {
            return Ball::UNKNOWN;
        };
        if y.is_zero() || !y.high.is_finite() || !self.high.is_finite() || self.is_zero() {
            // What is divided by 0 has a sign, or is it the zero's that is not known?
            return match self.side() {
                Some(_) => Ball::exactly(self.high / y.high),
                None if y.is_zero() => Ball::UNKNOWN,
                None => Ball::exactly(0.0),
            };
        }
        let exponent = self.exponent - y.exponent;
        if self.low == 0.0 && y.low == 0.0 && self.radius == 0.0 && y.radius == 0.0 {
            let quotient = self.high / y.high;
            if quotient.mul_add(y.high, -self.high) == 0.0 {
                return Ball::new((quotient, 0.0), 0.0, exponent);
            }
        }
        let quotient = double::div((self.high, self.low), (y.high, y.low));
        // |x/y - a/b| <= (r + |x/y| s) / least |y|, for x = a ± r and y = b ± s.
        let size = up(quotient.0.abs());
        let radius = up(up(self.radius + up(size * y.radius)) / y.least());
        Ball::new(quotient, radius + size * QUOTIENT, exponent)
    }

    /// How the numbers compare, as far as can be told; the middles do where it cannot.
    fn order(&self, y: &Ball) -> Option<Ordering> {
        // The same number, whatever it is.
        if std::ptr::eq(self, y) && !self.is_unknown() {
            return (!self.high.is_nan()).then_some(Ordering::Equal);
        }
        if self.is_unknown() || y.is_unknown() {
            UNDECIDED.set(true);
            return Some(Ordering::Equal);
        }
        if !(self.high.is_finite() && y.high.is_finite()) {
            let side = |x: &Ball| if x.high.is_finite() { 0.0 } else { x.high };
            return side(self).partial_cmp(&side(y));
        }
        let difference = self.plus(&Ball {
            high: -y.high,
            low: -y.low,
            ..*y
        });
        match difference.side() {
            Some(order) => Some(order),
            None => {
                UNDECIDED.set(true);
                difference.high.partial_cmp(&0.0)
            }
        }
    }
}
