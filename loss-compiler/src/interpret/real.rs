//! Formulas in `f64`.

use std::cmp::Ordering;

use super::number::Number;
use super::special;

impl Number for f64 {
    fn of(x: f64) -> f64 {
        x
    }
    fn to_f64(&self) -> f64 {
        *self
    }
    fn compare(&self, other: &f64) -> Option<Ordering> {
        self.partial_cmp(other)
    }
    fn neg(&self) -> f64 {
        -self
    }
    fn add(&self, y: &f64) -> f64 {
        self + y
    }
    fn sub(&self, y: &f64) -> f64 {
        self - y
    }
    fn mul(&self, y: &f64) -> f64 {
        self * y
    }
    fn div(&self, y: &f64) -> f64 {
        self / y
    }
    fn abs(&self) -> f64 {
        f64::abs(*self)
    }
    fn exp(&self) -> f64 {
        f64::exp(*self)
    }
    fn exp_m1(&self) -> f64 {
        f64::exp_m1(*self)
    }
    fn ln(&self) -> f64 {
        f64::ln(*self)
    }
    fn ln_1p(&self) -> f64 {
        f64::ln_1p(*self)
    }
    fn sqrt(&self) -> f64 {
        f64::sqrt(*self)
    }
    fn hypot(&self, y: &f64) -> f64 {
        f64::hypot(*self, *y)
    }
    fn pow(&self, p: &f64) -> f64 {
        // The language defines powers of numbers that are not negative; 1 to a NaN is NaN, unlike in C.
        if *self < 0.0 || self.is_nan() || p.is_nan() {
            f64::NAN
        } else {
            self.powf(*p)
        }
    }
    fn powi(&self, n: i32) -> f64 {
        // `f64::powi` multiplies and may lose digits for large n; a power function does not.
        if n == 0 {
            if self.is_nan() { f64::NAN } else { 1.0 }
        } else {
            self.powf(f64::from(n))
        }
    }
    fn sin(&self) -> f64 {
        f64::sin(*self)
    }
    fn cos(&self) -> f64 {
        f64::cos(*self)
    }
    fn tan(&self) -> f64 {
        f64::tan(*self)
    }
    fn asin(&self) -> f64 {
        f64::asin(*self)
    }
    fn acos(&self) -> f64 {
        f64::acos(*self)
    }
    fn atan(&self) -> f64 {
        f64::atan(*self)
    }
    fn tanh(&self) -> f64 {
        f64::tanh(*self)
    }
    fn sinh(&self) -> f64 {
        f64::sinh(*self)
    }
    fn cosh(&self) -> f64 {
        f64::cosh(*self)
    }
    fn erf(&self) -> f64 {
        special::erf(*self)
    }
    fn lgamma(&self) -> f64 {
        special::lgamma(*self)
    }
    fn polygamma(&self, n: u32) -> f64 {
        special::polygamma(n, *self)
    }
}
