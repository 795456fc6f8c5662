//! A formula in `f32`: every operation rounded to it.

use std::cmp::Ordering;

use loss_compiler::interpret::Number;

/// A number of `f32`.
#[derive(Clone, Copy, Debug)]
pub struct Single(pub f32);

fn single(x: f64) -> Single {
    Single(x as f32)
}

impl Single {
    fn wide(self) -> f64 {
        f64::from(self.0)
    }
    fn with(self, y: Single, f: impl Fn(&f64, &f64) -> f64) -> Single {
        single(f(&self.wide(), &y.wide()))
    }
    fn of1(self, f: impl Fn(&f64) -> f64) -> Single {
        single(f(&self.wide()))
    }
}

macro_rules! of_one {
    ($($name:ident)*) => {
        $(fn $name(&self) -> Self { self.of1(Number::$name) })*
    };
}

impl Number for Single {
    fn of(x: f64) -> Self {
        single(x)
    }
    fn to_f64(&self) -> f64 {
        self.wide()
    }
    fn compare(&self, other: &Self) -> Option<Ordering> {
        self.0.partial_cmp(&other.0)
    }
    of_one! { neg abs exp exp_m1 ln ln_1p sqrt sin cos tan asin acos atan tanh sinh cosh erf lgamma }
    fn add(&self, y: &Self) -> Self {
        self.with(*y, Number::add)
    }
    fn sub(&self, y: &Self) -> Self {
        self.with(*y, Number::sub)
    }
    fn mul(&self, y: &Self) -> Self {
        self.with(*y, Number::mul)
    }
    fn div(&self, y: &Self) -> Self {
        self.with(*y, Number::div)
    }
    fn hypot(&self, y: &Self) -> Self {
        self.with(*y, Number::hypot)
    }
    fn pow(&self, p: &Self) -> Self {
        self.with(*p, Number::pow)
    }
    fn powi(&self, n: i32) -> Self {
        self.of1(|x| Number::powi(x, n))
    }
    fn polygamma(&self, n: u32) -> Self {
        self.of1(|x| Number::polygamma(x, n))
    }
}
