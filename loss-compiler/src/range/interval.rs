//! Intervals of floating-point results, rounded outward: what a computed number can be, infinities and NaN among it.

/// A number format that kernels compute in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// `f32`
    Single,
    /// `f64`
    Double,
}

impl Precision {
    /// The name of the type.
    pub fn name(self) -> &'static str {
        match self {
            Precision::Single => "f32",
            Precision::Double => "f64",
        }
    }
    /// The largest finite number.
    pub fn max(self) -> f64 {
        match self {
            Precision::Single => f64::from(f32::MAX),
            Precision::Double => f64::MAX,
        }
    }
    /// The power of two that is past every finite number.
    pub fn past(self) -> i32 {
        match self {
            Precision::Single => 128,
            Precision::Double => 1024,
        }
    }
    /// The smallest positive number.
    pub fn tiny(self) -> f64 {
        match self {
            Precision::Single => f64::from(f32::from_bits(1)),
            Precision::Double => f64::from_bits(1),
        }
    }
    /// Below this a number has fewer digits.
    fn least_normal(self) -> f64 {
        match self {
            Precision::Single => f64::from(f32::MIN_POSITIVE),
            Precision::Double => f64::MIN_POSITIVE,
        }
    }
    /// The largest relative error of an operation: eight units in the last place. Every elementary function is held to less.
    pub fn error(self) -> f64 {
        match self {
            Precision::Single => 8.0 * f64::from(f32::EPSILON),
            Precision::Double => 8.0 * f64::EPSILON,
        }
    }
}

/// What a number may be: from `lo` to `hi`, an end that is infinite among it, and perhaps NaN. Nothing where `lo > hi`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The least it may be.
    pub lo: f64,
    /// The most it may be.
    pub hi: f64,
    /// Whether it may be NaN.
    pub nan: bool,
}

impl Interval {
    /// No number at all: what is never computed.
    pub const NEVER: Interval = Interval {
        lo: f64::INFINITY,
        hi: f64::NEG_INFINITY,
        nan: false,
    };
    /// Of which nothing is known.
    pub const UNKNOWN: Interval = Interval {
        lo: f64::NEG_INFINITY,
        hi: f64::INFINITY,
        nan: true,
    };
    /// NaN alone.
    pub const NAN: Interval = Interval {
        nan: true,
        ..Interval::NEVER
    };

    /// From `lo` to `hi`.
    pub fn new(lo: f64, hi: f64) -> Interval {
        Interval { lo, hi, nan: false }
    }
    /// One number.
    pub fn of(x: f64) -> Interval {
        match x.is_nan() {
            true => Interval::NAN,
            false => Interval::new(x, x),
        }
    }
    /// The same, NaN too if `nan`.
    #[must_use]
    pub fn or_nan(self, nan: bool) -> Interval {
        Interval {
            nan: self.nan || nan,
            ..self
        }
    }
    /// Whether no number is in it.
    pub fn is_empty(self) -> bool {
        self.lo > self.hi
    }
    /// Whether there is neither an infinity nor NaN in it.
    pub fn is_finite(self) -> bool {
        !self.nan && (self.is_empty() || (self.lo.is_finite() && self.hi.is_finite()))
    }
    /// Whether an infinity is in it.
    pub fn has_infinity(self) -> bool {
        !self.is_empty() && (self.lo.is_infinite() || self.hi.is_infinite())
    }
    /// Whether it has this number.
    pub fn contains(self, x: f64) -> bool {
        if x.is_nan() {
            self.nan
        } else {
            self.lo <= x && x <= self.hi
        }
    }
    /// What is in either.
    #[must_use]
    pub fn or(self, other: Interval) -> Interval {
        Interval {
            lo: self.lo.min(other.lo),
            hi: self.hi.max(other.hi),
            nan: self.nan || other.nan,
        }
    }
    /// What is in both.
    #[must_use]
    pub fn and(self, other: Interval) -> Interval {
        Interval {
            lo: self.lo.max(other.lo),
            hi: self.hi.min(other.hi),
            nan: self.nan && other.nan,
        }
    }
    /// The largest magnitude.
    pub fn magnitude(self) -> f64 {
        self.lo.abs().max(self.hi.abs())
    }
    /// The smallest magnitude.
    pub fn least_magnitude(self) -> f64 {
        if self.lo > 0.0 {
            self.lo
        } else if self.hi < 0.0 {
            -self.hi
        } else {
            0.0
        }
    }
    /// The magnitude.
    #[must_use]
    pub fn abs(self) -> Interval {
        match self.is_empty() {
            true => self,
            false => Interval {
                lo: self.least_magnitude(),
                hi: self.magnitude(),
                nan: self.nan,
            },
        }
    }
    /// The negative.
    #[must_use]
    pub fn negative(self) -> Interval {
        Interval {
            lo: -self.hi,
            hi: -self.lo,
            nan: self.nan,
        }
    }

    /// With what an operation that rounds may make of it: wider by its error, infinite past the largest number.
    #[must_use]
    pub fn rounded(self, p: Precision) -> Interval {
        if self.is_empty() {
            return self;
        }
        Interval {
            lo: -upward(-self.lo, p),
            hi: upward(self.hi, p),
            nan: self.nan || self.lo.is_nan() || self.hi.is_nan(),
        }
    }
}

/// The most that may be computed in place of `x`. A result keeps its sign, but may vanish.
fn upward(x: f64, p: Precision) -> f64 {
    let up = if x > 0.0 {
        x + x * p.error() + p.tiny()
    } else if x > -p.least_normal() {
        0.0
    } else {
        x - x * p.error()
    };
    if up > p.max() {
        f64::INFINITY
    } else if up < -p.max() {
        -p.max()
    } else {
        up
    }
}

/// `x + y`
pub(super) fn add(x: Interval, y: Interval, p: Precision) -> Interval {
    if x.is_empty() || y.is_empty() {
        return Interval::NEVER.or_nan(x.nan || y.nan);
    }
    let clash = (x.hi == f64::INFINITY && y.lo == f64::NEG_INFINITY)
        || (x.lo == f64::NEG_INFINITY && y.hi == f64::INFINITY);
    let sum = |a: f64, b: f64, end: f64| if (a + b).is_nan() { end } else { a + b };
    Interval {
        lo: sum(x.lo, y.lo, f64::NEG_INFINITY),
        hi: sum(x.hi, y.hi, f64::INFINITY),
        nan: x.nan || y.nan || clash,
    }
    .rounded(p)
}

/// `x * y`
pub(super) fn mul(x: Interval, y: Interval, p: Precision) -> Interval {
    if x.is_empty() || y.is_empty() {
        return Interval::NEVER.or_nan(x.nan || y.nan);
    }
    let clash = (x.has_infinity() && y.contains(0.0)) || (y.has_infinity() && x.contains(0.0));
    corners(x, y, |a, b| {
        let product = a * b;
        if product.is_nan() {
            0.0 // 0 times an end at infinity: NaN is told apart
        } else if product == 0.0 && a != 0.0 && b != 0.0 {
            p.tiny().copysign(product)
        } else {
            product
        }
    })
    .or_nan(x.nan || y.nan || clash)
    .rounded(p)
}

/// `x / y`
pub(super) fn div(x: Interval, y: Interval, p: Precision) -> Interval {
    if x.is_empty() || y.is_empty() {
        return Interval::NEVER.or_nan(x.nan || y.nan);
    }
    let nan = x.nan
        || y.nan
        || (x.contains(0.0) && y.contains(0.0))
        || (x.has_infinity() && y.has_infinity());
    if y.contains(0.0) {
        // A zero may be negative, and then the infinity has the other sign.
        return Interval::new(f64::NEG_INFINITY, f64::INFINITY).or_nan(nan);
    }
    corners(x, y, |a, b| {
        let quotient = a / b;
        if quotient.is_nan() {
            0.0
        } else if quotient == 0.0 && a != 0.0 && !b.is_infinite() {
            p.tiny().copysign(quotient)
        } else {
            quotient
        }
    })
    .or_nan(nan)
    .rounded(p)
}

/// The least and the most of a function of two numbers that takes them at corners.
pub(super) fn corners(x: Interval, y: Interval, f: impl Fn(f64, f64) -> f64) -> Interval {
    let all = [f(x.lo, y.lo), f(x.lo, y.hi), f(x.hi, y.lo), f(x.hi, y.hi)];
    Interval {
        lo: all.iter().copied().fold(f64::INFINITY, f64::min),
        hi: all.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        nan: all.iter().any(|x| x.is_nan()),
    }
}
