//! Numbers as sums of two `f64`, 2^-100 accurate: what composed functions and the gamma family are measured against.

use core::ops::{Add, Div, Mul, Neg, Sub};

/// high + low.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extended(pub f64, pub f64);

fn two_sum(a: f64, b: f64) -> Extended {
    let sum = a + b;
    let part = sum - a;
    Extended(sum, (a - (sum - part)) + (b - part))
}

impl From<f64> for Extended {
    fn from(x: f64) -> Extended {
        Extended(x, 0.0)
    }
}
impl Neg for Extended {
    type Output = Extended;
    fn neg(self) -> Extended {
        Extended(-self.0, -self.1)
    }
}
impl Add for Extended {
    type Output = Extended;
    fn add(self, other: Extended) -> Extended {
        let Extended(a, b) = two_sum(self.0, other.0);
        let Extended(c, d) = two_sum(self.1, other.1);
        let Extended(a, b) = two_sum(a, b + c);
        two_sum(a, b + d)
    }
}
impl Sub for Extended {
    type Output = Extended;
    fn sub(self, other: Extended) -> Extended {
        self + -other
    }
}
impl Mul for Extended {
    type Output = Extended;
    fn mul(self, other: Extended) -> Extended {
        let product = self.0 * other.0;
        let error = self.0.mul_add(other.0, -product);
        two_sum(product, error + (self.0 * other.1 + self.1 * other.0))
    }
}
impl Div for Extended {
    type Output = Extended;
    fn div(self, other: Extended) -> Extended {
        let a = self.0 / other.0;
        let rest = self - other * Extended::from(a);
        let b = rest.0 / other.0;
        let rest = rest - other * Extended::from(b);
        Extended::from(a) + Extended(b, rest.0 / other.0)
    }
}

impl Extended {
    /// 2^k times it.
    fn scaled(self, k: i32) -> Extended {
        let half = |k: i32| f64::from_bits(((1023 + k) as u64) << 52);
        let (a, b) = (half(k / 2), half(k - k / 2));
        Extended(self.0 * a * b, self.1 * a * b)
    }
    /// e^x - 1 = 2^k (1 + p) - 1: k and p.
    fn exp_parts(self) -> (i32, Extended) {
        let k = (self.0 * core::f64::consts::LOG2_E)
            .round()
            .clamp(-1100.0, 1100.0);
        let ln_2 = Extended(core::f64::consts::LN_2, 2.3190468138462996e-17);
        let r = (self - ln_2 * k.into()).scaled(-8);
        let mut p = Extended(0.0, 0.0);
        for j in (1..=12).rev() {
            p = r * (Extended(1.0, 0.0) + p) / f64::from(j).into();
        }
        for _ in 0..8 {
            p = p * (p + 2.0.into());
        }
        (k as i32, p)
    }
    pub(super) fn exp(self) -> Extended {
        if self.0 < -800.0 {
            return Extended(0.0, 0.0);
        }
        let (k, p) = self.exp_parts();
        (p + 1.0.into()).scaled(k)
    }
    /// ln(1 + x), for x from 0 to 1.
    pub(super) fn ln_1p(self) -> Extended {
        let y = core_math::log1p(self.0);
        // One step of Newton: (1 + x) e^-y = 1 + e.
        let (k, p) = Extended::from(-y).exp_parts();
        let m = p.scaled(k) + (f64::from(k).exp2() - 1.0).into();
        let e = self + m + self * m;
        Extended::from(y) + e - e * e * 0.5.into()
    }
    pub(super) fn ln(self) -> Extended {
        let y = core_math::log(self.0);
        let e = self * Extended::from(-y).exp() - 1.0.into();
        Extended::from(y) + e - e * e * 0.5.into()
    }
    fn powi(self, n: i32) -> Extended {
        (0..n).fold(1.0.into(), |p, _| p * self)
    }
}

/// e^x - 1 - x: by its series where it cancels.
pub(super) fn exp_rest(x: f64) -> Extended {
    if x.is_nan() || x.abs() > 700.0 {
        return (core_math::expm1(x) - x.min(800.0)).into();
    }
    if x.abs() > 2.0 {
        let (k, p) = Extended::from(x).exp_parts();
        return (p + 1.0.into()).scaled(k) - 1.0.into() - x.into();
    }
    let mut sum = Extended(0.0, 0.0);
    for n in (2..40).rev() {
        sum = (sum + 1.0.into()) * x.into() / f64::from(n).into();
    }
    sum * x.into()
}

pub(super) fn sigmoid(x: f64) -> Extended {
    let u = Extended::from(-x.abs()).exp();
    let one = Extended::from(1.0);
    if x < 0.0 {
        u / (one + u)
    } else {
        one / (one + u)
    }
}

pub(super) fn softplus(x: f64) -> Extended {
    if x == f64::INFINITY || x.is_nan() {
        return x.into();
    }
    let u = Extended::from(-x.abs()).exp();
    let y = if u.0 < 1e-30 { u } else { u.ln_1p() };
    y + x.max(0.0).into()
}

/// The n-th derivative of digamma, for positive x: 60 terms, and Euler and Maclaurin.
pub(super) fn polygamma(n: i32, x: f64) -> Extended {
    let mut sum = Extended(0.0, 0.0);
    let one = Extended::from(1.0);
    let mut y = Extended::from(x);
    for _ in 0..60 {
        sum = sum + one / y.powi(n + 1);
        y = y + one;
    }
    let w = one / y;
    let bernoulli = [
        (1.0, 6.0),
        (-1.0, 30.0),
        (1.0, 42.0),
        (-1.0, 30.0),
        (5.0, 66.0),
        (-691.0, 2730.0),
        (7.0, 6.0),
        (-3617.0, 510.0),
    ];
    let mut rest = w.powi(n + 1) * 0.5.into();
    for (k, (b, d)) in bernoulli.iter().enumerate() {
        let k = 2 * (k as i32 + 1);
        // (n + 1) … (n + k - 1) / k!
        let mut factor = Extended::from(*b) / (*d).into();
        for j in 1..=k {
            factor = factor / f64::from(j).into();
        }
        for j in 1..k {
            factor = factor * f64::from(n + j).into();
        }
        rest = rest + factor * w.powi(n + k);
    }
    if n == 0 {
        return y.ln() - rest - sum;
    }
    let factorial: f64 = (1..=n).map(f64::from).product();
    let total = sum + rest + w.powi(n) / f64::from(n).into();
    let sign = if n % 2 == 0 { -1.0 } else { 1.0 };
    total * (sign * factorial).into()
}
