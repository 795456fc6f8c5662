//! What the interpreter needs of a number: constants, comparison by value, and every function of the table.

use std::cmp::Ordering;
use std::fmt::Debug;

use super::constant::meant;

/// A kind of real number that a formula can be evaluated in.
///
/// The functions that the others are made of have no default; those that are compositions have one, in a form that is
/// accurate in any floating-point arithmetic. Comparisons are by value: a dual number's derivative takes no part.
pub trait Number: Clone + Debug {
    /// The number nearest to `x`.
    fn of(x: f64) -> Self;
    /// π, of numbers that come nearer to it than `f64`.
    fn pi() -> Option<Self> {
        None
    }
    /// The value, rounded to `f64`.
    fn to_f64(&self) -> f64;
    /// How the values compare; `None` where one is NaN.
    fn compare(&self, other: &Self) -> Option<Ordering>;

    /// `-self`
    fn neg(&self) -> Self;
    /// `self + y`
    fn add(&self, y: &Self) -> Self;
    /// `self - y`
    fn sub(&self, y: &Self) -> Self;
    /// `self * y`
    fn mul(&self, y: &Self) -> Self;
    /// `self / y`
    fn div(&self, y: &Self) -> Self;
    /// Magnitude.
    fn abs(&self) -> Self;
    /// e to the power.
    fn exp(&self) -> Self;
    /// `exp(x) - 1`, accurate near 0.
    fn exp_m1(&self) -> Self;
    /// Natural logarithm.
    fn ln(&self) -> Self;
    /// `ln(1 + x)`, accurate near 0.
    fn ln_1p(&self) -> Self;
    /// Square root.
    fn sqrt(&self) -> Self;
    /// `sqrt(x*x + y*y)`
    fn hypot(&self, y: &Self) -> Self;
    /// A real power; the base is not negative.
    fn pow(&self, p: &Self) -> Self;
    /// A whole power.
    fn powi(&self, n: i32) -> Self;
    /// Sine.
    fn sin(&self) -> Self;
    /// Cosine.
    fn cos(&self) -> Self;
    /// Tangent.
    fn tan(&self) -> Self;
    /// Arc sine.
    fn asin(&self) -> Self;
    /// Arc cosine.
    fn acos(&self) -> Self;
    /// Arc tangent.
    fn atan(&self) -> Self;
    /// Hyperbolic tangent.
    fn tanh(&self) -> Self;
    /// Hyperbolic sine.
    fn sinh(&self) -> Self;
    /// Hyperbolic cosine.
    fn cosh(&self) -> Self;
    /// Error function.
    fn erf(&self) -> Self;
    /// Logarithm of the magnitude of the gamma function.
    fn lgamma(&self) -> Self;
    /// The `n`-th derivative of digamma; the 0th is digamma itself.
    fn polygamma(&self, n: u32) -> Self;

    /// The number as a constant to the gradient.
    #[must_use]
    fn stop(&self) -> Self {
        self.clone()
    }
    /// The common value of numbers that tie for a maximum, each with an even share of the derivative.
    #[must_use]
    fn share(tied: &[&Self]) -> Self {
        tied[0].clone()
    }

    /// Whether the value is NaN.
    fn is_nan(&self) -> bool {
        self.compare(self).is_none()
    }
    /// Whether the value is the number `x`; 0 is also -0.
    fn is(&self, x: f64) -> bool {
        self.compare(&Self::of(x)) == Some(Ordering::Equal)
    }
    /// Whether the value is less than `y`.
    fn less(&self, y: &Self) -> bool {
        self.compare(y) == Some(Ordering::Less)
    }
    /// Whether the value is less than zero.
    fn is_negative(&self) -> bool {
        self.less(&Self::of(0.0))
    }
    /// 1 over the value.
    #[must_use]
    fn recip(&self) -> Self {
        Self::of(1.0).div(self)
    }

    /// `1 / (1 + exp(-x))`; the exponential is of a negative number on either side.
    #[must_use]
    fn sigmoid(&self) -> Self {
        let one = Self::of(1.0);
        let e = self.abs().neg().exp();
        let larger = one.add(&e).recip();
        if self.is_negative() {
            e.mul(&larger)
        } else {
            larger
        }
    }
    /// `ln(1 + exp(x))`
    #[must_use]
    fn softplus(&self) -> Self {
        let tail = self.abs().neg().exp().ln_1p();
        if self.is_negative() {
            tail
        } else {
            self.add(&tail)
        }
    }
    /// `ln(sigmoid(x))`
    #[must_use]
    fn log_sigmoid(&self) -> Self {
        self.neg().softplus().neg()
    }
    /// `x * ln(y)`, 0 where x is 0.
    #[must_use]
    fn xlogy(&self, y: &Self) -> Self {
        if self.is(0.0) && !y.is_nan() {
            self.stop()
        } else {
            self.mul(&y.ln())
        }
    }
    /// `x * ln(1 + y)`, 0 where x is 0.
    #[must_use]
    fn xlog1py(&self, y: &Self) -> Self {
        if self.is(0.0) && !y.is_nan() {
            self.stop()
        } else {
            self.mul(&y.ln_1p())
        }
    }
    /// `ln(x / y)`: where they are near each other by their difference, which is exact.
    #[must_use]
    fn log_ratio(&self, y: &Self) -> Self {
        let near = |x: &Self, y: &Self| x.less(&y.add(y)) && !x.is_negative();
        if near(self, y) && near(y, self) {
            return self.sub(y).div(y).ln_1p();
        }
        let ratio = self.div(y);
        if Self::of(1e-300).less(&ratio) && ratio.less(&Self::of(1e300)) {
            ratio.ln()
        } else {
            self.ln().sub(&y.ln())
        }
    }
    /// `exp(x) - 1 - x`: by its series near 0.
    #[must_use]
    fn exp_rest(&self) -> Self {
        if !self.abs().less(&Self::of(1.0)) {
            return if self.is(f64::INFINITY) {
                self.clone()
            } else {
                self.exp_m1().sub(self)
            };
        }
        let mut term = self.mul(self).div(&Self::of(2.0));
        let mut sum = term.clone();
        for n in 3..200 {
            term = term.mul(self).div(&Self::of(f64::from(n)));
            let next = sum.add(&term);
            if next.compare(&sum) == Some(Ordering::Equal) {
                break;
            }
            sum = next;
        }
        sum
    }
    /// `x - ln(1 + x)`: up to 1 by the exponential of the logarithm, beyond as it stands.
    #[must_use]
    fn ln_rest(&self) -> Self {
        let log = self.ln_1p();
        if self.less(&Self::of(1.0)) {
            log.exp_rest()
        } else if self.is(f64::INFINITY) {
            self.clone()
        } else {
            self.sub(&log)
        }
    }
    /// `softplus(x) - ln(2)`: by `(1 + e^x) / 2 = 1 / (1 - tanh(x / 2))`, and the same mirrored.
    #[must_use]
    fn softplus_rest(&self) -> Self {
        let tail = self.abs().div(&Self::of(2.0)).tanh().ln_1p();
        if self.is_negative() {
            tail.neg()
        } else {
            self.sub(&tail)
        }
    }
    /// `hypot(x, y) - y`, without the difference where `y` is positive.
    #[must_use]
    fn hypot_rest(&self, y: &Self) -> Self {
        let root = self.hypot(y);
        if Self::of(0.0).less(y) {
            self.mul(&self.div(&root.add(y)))
        } else {
            root.sub(y)
        }
    }
    /// `y * sigmoid(x) + (1 - y) * sigmoid(-x)`
    #[must_use]
    fn mix(&self, y: &Self) -> Self {
        let not_y = Self::of(1.0).sub(y);
        y.mul(&self.sigmoid())
            .add(&not_y.mul(&self.neg().sigmoid()))
    }
    /// The logarithm of that: where `y` is 0 or 1 that of one sigmoid, elsewhere by the nearer of 0 and 1.
    #[must_use]
    fn log_mix(&self, y: &Self) -> Self {
        if y.is(1.0) {
            return self.log_sigmoid();
        }
        if y.is(0.0) {
            return self.neg().log_sigmoid();
        }
        let rest = self.neg().mix(y);
        if rest.less(&Self::of(0.5)) {
            rest.neg().ln_1p()
        } else {
            self.mix(y).ln()
        }
    }
    /// `ln(cosh(x))`: by `cosh(x) = 1 + 2 sinh(x/2)²` near 0, by its larger exponential far from it.
    #[must_use]
    fn log_cosh(&self) -> Self {
        let size = self.abs();
        if size.less(&Self::of(1.0)) {
            let half = self.div(&Self::of(2.0)).sinh();
            let square = half.mul(&half);
            square.add(&square).ln_1p()
        } else {
            let tail = size.add(&size).neg().exp().ln_1p();
            let log_two = Self::of(1.0).ln_1p();
            size.sub(&log_two).add(&tail)
        }
    }
    /// `PI * x`
    #[must_use]
    fn angle(&self) -> Self {
        meant::<Self>(core::f64::consts::PI).mul(self)
    }
    /// `x / (1 + x²)`: far from 0 as `1 / (x + 1/x)`.
    #[must_use]
    fn log_hypot_slope(&self) -> Self {
        let one = Self::of(1.0);
        if self.abs().less(&one) {
            self.div(&one.add(&self.mul(self)))
        } else {
            self.add(&self.recip()).recip()
        }
    }
    /// `ln(sqrt(1 + x²))`: far from 0 as `ln(x) + ln(1 + 1/x²) / 2`.
    #[must_use]
    fn log_hypot(&self) -> Self {
        let (size, two) = (self.abs(), Self::of(2.0));
        if size.less(&Self::of(1.0)) {
            size.mul(&size).ln_1p().div(&two)
        } else {
            let inverse = size.recip();
            size.ln().add(&inverse.mul(&inverse).ln_1p().div(&two))
        }
    }
}
