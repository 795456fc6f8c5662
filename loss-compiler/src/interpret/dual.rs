//! Dual numbers: a value and its derivative in one direction. Nested, they give second derivatives.
//!
//! A derivative of `None` is the structural zero of what does not depend on the direction; nothing, not even infinity,
//! can turn it into NaN. The published subgradients of the kinks are those of the language reference.

use std::cmp::Ordering;

use super::number::Number;

/// A value and its derivative in one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Dual<N> {
    /// The value.
    pub value: N,
    /// Its derivative; `None` where it does not depend on the direction.
    pub derivative: Option<N>,
}

impl<N: Number> Dual<N> {
    /// A number that does not depend on the direction.
    pub fn constant(value: N) -> Dual<N> {
        Dual {
            value,
            derivative: None,
        }
    }
    /// The number that the derivative is taken by.
    pub fn variable(value: N) -> Dual<N> {
        Dual {
            value,
            derivative: Some(N::of(1.0)),
        }
    }
    /// The derivative, 0 where there is none.
    pub fn slope(&self) -> N {
        self.derivative.clone().unwrap_or_else(|| N::of(0.0))
    }

    /// A function of this number, whose slope is asked for only where it matters.
    fn chain(&self, value: N, slope: impl FnOnce() -> N) -> Dual<N> {
        let derivative = self.derivative.as_ref().map(|d| times(&slope(), d));
        Dual { value, derivative }
    }
    /// A function of two numbers.
    fn chain2(
        &self,
        other: &Dual<N>,
        value: N,
        slope: impl FnOnce() -> N,
        slope_other: impl FnOnce() -> N,
    ) -> Dual<N> {
        let left = self.derivative.as_ref().map(|d| times(&slope(), d));
        let right = other.derivative.as_ref().map(|d| times(&slope_other(), d));
        Dual {
            value,
            derivative: plus(left, right),
        }
    }
}

fn plus<N: Number>(left: Option<N>, right: Option<N>) -> Option<N> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.add(&right)),
        (left, right) => left.or(right),
    }
}

/// A slope times a derivative. Zero wins over infinity: the limit from inside the domain, 0 where that is infinite and
/// the other factor is 0.
fn times<N: Number>(slope: &N, derivative: &N) -> N {
    let is_infinite = |x: &N| x.abs().is(f64::INFINITY);
    // Infinite or not is plain even of a number that is known but nearly; zero or not need not be.
    if (is_infinite(slope) && derivative.is(0.0)) || (is_infinite(derivative) && slope.is(0.0)) {
        N::of(0.0)
    } else {
        slope.mul(derivative)
    }
}

impl<N: Number> Number for Dual<N> {
    fn of(x: f64) -> Self {
        Dual::constant(N::of(x))
    }
    fn pi() -> Option<Self> {
        N::pi().map(Dual::constant)
    }
    fn to_f64(&self) -> f64 {
        self.value.to_f64()
    }
    fn compare(&self, other: &Self) -> Option<Ordering> {
        self.value.compare(&other.value)
    }
    fn stop(&self) -> Self {
        Dual::constant(self.value.stop())
    }
    fn share(tied: &[&Self]) -> Self {
        let values: Vec<&N> = tied.iter().map(|x| &x.value).collect();
        let sum = tied
            .iter()
            .fold(None, |sum, x| plus(sum, x.derivative.clone()));
        Dual {
            value: N::share(&values),
            derivative: sum.map(|sum| sum.div(&N::of(tied.len() as f64))),
        }
    }

    fn neg(&self) -> Self {
        Dual {
            value: self.value.neg(),
            derivative: self.derivative.as_ref().map(N::neg),
        }
    }
    fn add(&self, y: &Self) -> Self {
        Dual {
            value: self.value.add(&y.value),
            derivative: plus(self.derivative.clone(), y.derivative.clone()),
        }
    }
    fn sub(&self, y: &Self) -> Self {
        Dual {
            value: self.value.sub(&y.value),
            derivative: plus(self.derivative.clone(), y.derivative.as_ref().map(N::neg)),
        }
    }
    fn mul(&self, y: &Self) -> Self {
        let value = self.value.mul(&y.value);
        self.chain2(y, value, || y.value.clone(), || self.value.clone())
    }
    fn div(&self, y: &Self) -> Self {
        let quotient = self.value.div(&y.value);
        let slope = quotient.neg().div(&y.value);
        // dx / y, not dx * (1 / y), which rounds twice and overflows for the smallest y.
        let left = self.derivative.as_ref().map(|d| d.div(&y.value));
        let right = y.derivative.as_ref().map(|d| times(&slope, d));
        Dual {
            value: quotient,
            derivative: plus(left, right),
        }
    }
    fn abs(&self) -> Self {
        if self.value.is(0.0) {
            Dual::constant(self.value.abs())
        } else if self.value.is_negative() {
            self.neg()
        } else {
            self.clone()
        }
    }
    fn exp(&self) -> Self {
        let e = self.value.exp();
        self.chain(e.clone(), || e)
    }
    fn exp_m1(&self) -> Self {
        self.chain(self.value.exp_m1(), || self.value.exp())
    }
    fn ln(&self) -> Self {
        self.chain(self.value.ln(), || self.value.recip())
    }
    fn ln_1p(&self) -> Self {
        self.chain(self.value.ln_1p(), || N::of(1.0).add(&self.value).recip())
    }
    fn sqrt(&self) -> Self {
        let root = self.value.sqrt();
        self.chain(root.clone(), || N::of(0.5).div(&root))
    }
    fn hypot(&self, y: &Self) -> Self {
        let h = self.value.hypot(&y.value);
        if h.is(0.0) {
            return Dual::constant(h);
        }
        self.chain2(y, h.clone(), || self.value.div(&h), || y.value.div(&h))
    }
    fn pow(&self, p: &Self) -> Self {
        let value = self.value.pow(&p.value);
        // x^0 is 1 all along; elsewhere the limit from inside the domain.
        let slope = || {
            if p.value.is(0.0) && p.derivative.is_none() {
                N::of(0.0)
            } else {
                let less = p.value.sub(&N::of(1.0));
                p.value.mul(&self.value.pow(&less))
            }
        };
        let slope_p = || {
            if self.value.is(0.0) && N::of(0.0).less(&p.value) {
                N::of(0.0)
            } else {
                value.mul(&self.value.ln())
            }
        };
        self.chain2(p, value.clone(), slope, slope_p)
    }
    fn powi(&self, n: i32) -> Self {
        if n == 0 {
            return Dual::constant(self.value.powi(0));
        }
        self.chain(self.value.powi(n), || {
            N::of(f64::from(n)).mul(&self.value.powi(n - 1))
        })
    }
    fn sin(&self) -> Self {
        self.chain(self.value.sin(), || self.value.cos())
    }
    fn cos(&self) -> Self {
        self.chain(self.value.cos(), || self.value.sin().neg())
    }
    fn tan(&self) -> Self {
        let tan = self.value.tan();
        self.chain(tan.clone(), || N::of(1.0).add(&tan.mul(&tan)))
    }
    fn asin(&self) -> Self {
        self.chain(self.value.asin(), || arc_slope(&self.value))
    }
    fn acos(&self) -> Self {
        self.chain(self.value.acos(), || arc_slope(&self.value).neg())
    }
    fn atan(&self) -> Self {
        let x = &self.value;
        self.chain(x.atan(), || N::of(1.0).add(&x.mul(x)).recip())
    }
    fn tanh(&self) -> Self {
        self.chain(self.value.tanh(), || {
            let sech = self.value.cosh().recip();
            sech.mul(&sech)
        })
    }
    fn sinh(&self) -> Self {
        self.chain(self.value.sinh(), || self.value.cosh())
    }
    fn cosh(&self) -> Self {
        self.chain(self.value.cosh(), || self.value.sinh())
    }
    fn erf(&self) -> Self {
        self.chain(self.value.erf(), || {
            let bell = self.value.mul(&self.value).neg().exp();
            // 2 / sqrt(pi), by the arithmetic of N to its full precision.
            let one = N::of(1.0);
            bell.div(&one.atan().sqrt())
        })
    }
    fn lgamma(&self) -> Self {
        self.chain(self.value.lgamma(), || self.value.polygamma(0))
    }
    fn polygamma(&self, n: u32) -> Self {
        self.chain(self.value.polygamma(n), || self.value.polygamma(n + 1))
    }
    fn sigmoid(&self) -> Self {
        let rising = self.value.sigmoid();
        self.chain(rising.clone(), || rising.mul(&self.value.neg().sigmoid()))
    }
    fn softplus(&self) -> Self {
        self.chain(self.value.softplus(), || self.value.sigmoid())
    }
    fn log_sigmoid(&self) -> Self {
        self.chain(self.value.log_sigmoid(), || self.value.neg().sigmoid())
    }
    fn xlogy(&self, y: &Self) -> Self {
        let value = self.value.xlogy(&y.value);
        let slope_y = || {
            if self.value.is(0.0) {
                self.value.stop()
            } else {
                self.value.div(&y.value)
            }
        };
        self.chain2(y, value, || y.value.ln(), slope_y)
    }
    fn xlog1py(&self, y: &Self) -> Self {
        let value = self.value.xlog1py(&y.value);
        let slope_y = || {
            if self.value.is(0.0) {
                self.value.stop()
            } else {
                self.value.div(&N::of(1.0).add(&y.value))
            }
        };
        self.chain2(y, value, || y.value.ln_1p(), slope_y)
    }
    fn log_ratio(&self, y: &Self) -> Self {
        let value = self.value.log_ratio(&y.value);
        self.chain2(y, value, || self.value.recip(), || y.value.recip().neg())
    }
    fn exp_rest(&self) -> Self {
        self.chain(self.value.exp_rest(), || self.value.exp_m1())
    }
    fn ln_rest(&self) -> Self {
        let slope = || self.value.div(&self.value.add(&N::of(1.0)));
        self.chain(self.value.ln_rest(), slope)
    }
    fn softplus_rest(&self) -> Self {
        self.chain(self.value.softplus_rest(), || self.value.sigmoid())
    }
    fn hypot_rest(&self, y: &Self) -> Self {
        let value = self.value.hypot_rest(&y.value);
        let root = self.value.hypot(&y.value);
        let slope_y = || value.neg().div(&root);
        self.chain2(y, value.clone(), || self.value.div(&root), slope_y)
    }
    fn log_mix(&self, y: &Self) -> Self {
        let (x, y_value) = (&self.value, &y.value);
        let (up, down) = (x.sigmoid(), x.neg().sigmoid());
        let one = N::of(1.0);
        let slope = || {
            if y_value.is(1.0) {
                down.clone()
            } else if y_value.is(0.0) {
                up.neg()
            } else {
                let tilt = y_value.sub(&one.sub(y_value));
                tilt.mul(&up).mul(&down).div(&x.mix(y_value))
            }
        };
        let slope_y = || up.sub(&down).div(&x.mix(y_value));
        self.chain2(y, x.log_mix(y_value), slope, slope_y)
    }
    fn log_cosh(&self) -> Self {
        self.chain(self.value.log_cosh(), || self.value.tanh())
    }
    fn log_hypot(&self) -> Self {
        self.chain(self.value.log_hypot(), || self.value.log_hypot_slope())
    }
    fn log_hypot_slope(&self) -> Self {
        // (1 - x²) / (1 + x²)², far from 0 by the square of the slope itself
        let (x, one) = (&self.value, N::of(1.0));
        self.chain(x.log_hypot_slope(), || {
            if x.abs().less(&one) {
                let below = one.add(&x.mul(x));
                one.sub(x).mul(&one.add(x)).div(&below).div(&below)
            } else {
                let slope = x.log_hypot_slope();
                let above = one.sub(x).mul(&one.add(x).div(x));
                above.mul(&slope).mul(&slope).div(x)
            }
        })
    }
}

/// The slope of the arc sine, `1 / sqrt(1 - x*x)`, factored so that it keeps its digits near the ends.
fn arc_slope<N: Number>(x: &N) -> N {
    let one = N::of(1.0);
    one.sub(x).mul(&one.add(x)).sqrt().recip()
}
