//! Numbers as sums of two `f64`, good to 2^-100: for errors in fractions of a unit in the last place of an `f64`.
//!
//! Everything here is for moderate numbers; the callers keep away from where a product of low parts vanishes.

use core::ops::{Add, Div, Mul, Neg, Sub};

/// high + low.
#[derive(Clone, Copy, Debug)]
pub struct Extended(pub f64, pub f64);

pub(super) const LN_2: Extended = Extended(core::f64::consts::LN_2, 2.319_046_813_846_299_6e-17);
pub(super) const PI: Extended = Extended(core::f64::consts::PI, 1.224_646_799_147_353_2e-16);

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
impl Add<f64> for Extended {
    type Output = Extended;
    fn add(self, other: f64) -> Extended {
        self + Extended::from(other)
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
impl Mul<f64> for Extended {
    type Output = Extended;
    fn mul(self, other: f64) -> Extended {
        self * Extended::from(other)
    }
}
impl Div for Extended {
    type Output = Extended;
    fn div(self, other: Extended) -> Extended {
        let a = self.0 / other.0;
        let rest = self - other * a;
        let b = rest.0 / other.0;
        let rest = rest - other * b;
        two_sum(a, b) + Extended::from(rest.0 / other.0)
    }
}
impl Div<f64> for Extended {
    type Output = Extended;
    fn div(self, other: f64) -> Extended {
        let a = self.0 / other;
        let rest = (-a).mul_add(other, self.0) + self.1;
        two_sum(a, rest / other)
    }
}

impl Extended {
    /// The exact product.
    pub(super) fn product(a: f64, b: f64) -> Extended {
        Extended::from(a) * b
    }
    /// 2^k times it.
    pub(super) fn scaled(self, k: i32) -> Extended {
        let half = |k: i32| f64::from_bits(((1023 + k) as u64) << 52);
        let (a, b) = (half(k / 2), half(k - k / 2));
        Extended(self.0 * a * b, self.1 * a * b)
    }
    /// e^x - 1 = 2^k (1 + p) - 1: k and p.
    fn exp_parts(self) -> (i32, Extended) {
        let k = (self.0 * core::f64::consts::LOG2_E)
            .round()
            .clamp(-1100.0, 1100.0);
        let r = (self - LN_2 * k).scaled(-8);
        let mut p = Extended(0.0, 0.0);
        for j in (1..=12).rev() {
            p = r * (p + 1.0) / f64::from(j);
        }
        for _ in 0..8 {
            p = p * (p + 2.0);
        }
        (k as i32, p)
    }
    pub(super) fn exp(self) -> Extended {
        if self.0 < -700.0 {
            return Extended(0.0, 0.0);
        }
        let (k, p) = self.exp_parts();
        (p + 1.0).scaled(k)
    }
    pub(super) fn exp_m1(self) -> Extended {
        if self.0 < -100.0 {
            return Extended(-1.0, 0.0);
        }
        let (k, p) = self.exp_parts();
        // Apart, so that nothing of a small p is lost.
        let (one, other) = (Extended::from(1.0).scaled(k), p.scaled(k));
        other + (one + -1.0)
    }
    /// ln(1 + x), for x from -1 on.
    pub(super) fn ln_1p(self) -> Extended {
        let y = core_math::log1p(self.0);
        // One step of Newton: (1 + x) e^-y = 1 + e.
        let m = Extended::from(-y).exp_m1();
        let e = self + m + self * m;
        Extended::from(y) + e - e * e * 0.5
    }
    pub(super) fn ln(self) -> Extended {
        // Near 1 the difference, so that the digits of a small logarithm are all there.
        if (0.5..=2.0).contains(&self.0) {
            return (self + -1.0).ln_1p();
        }
        let y = core_math::log(self.0);
        let e = self * Extended::from(-y).exp() + -1.0;
        Extended::from(y) + e - e * e * 0.5
    }
    pub(super) fn powi(self, n: i32) -> Extended {
        (0..n).fold(1.0.into(), |p, _| p * self)
    }
    pub(super) fn sqrt(self) -> Extended {
        let y = self.0.sqrt();
        if y == 0.0 {
            return self;
        }
        // One step of Newton.
        let rest = self - Extended::product(y, y);
        Extended::from(y) + rest / (2.0 * y)
    }
    pub(super) fn abs(self) -> Extended {
        if self.0 < 0.0 { -self } else { self }
    }
    /// The sine and the cosine, for |x| up to 1.
    fn sin_cos_small(self) -> (Extended, Extended) {
        let z = self * self;
        let (mut s, mut c) = (Extended(0.0, 0.0), Extended(0.0, 0.0));
        for j in (1..=15).rev() {
            let n = f64::from(2 * j);
            s = -(s + 1.0) * z / (n * (n + 1.0));
            c = -(c + 1.0) * z / (n * (n - 1.0));
        }
        (s * self + self, c + 1.0)
    }
    /// The sine and the cosine, for |x| below 10^5.
    pub(super) fn sin_cos(self) -> (Extended, Extended) {
        let n = (self.0 * core::f64::consts::FRAC_2_PI).round();
        // pi/2 in three parts: their products with n, and the differences, lose nothing that counts.
        let r = self
            - Extended::product(n, core::f64::consts::FRAC_PI_2)
            - Extended::product(n, 6.123_233_995_736_766e-17)
            - Extended::product(n, -1.497_384_904_859_17e-33);
        let (s, c) = r.sin_cos_small();
        match (n as i64).rem_euclid(4) {
            0 => (s, c),
            1 => (c, -s),
            2 => (-s, -c),
            _ => (-c, s),
        }
    }
}
