//! An arbitrary-precision number: what a formula is truly worth.
//!
//! The precision is that of the thread, 256 bits unless told otherwise by [`with_precision`]: a formula that subtracts
//! numbers that agree in n bits needs n more.

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;

use astro_float_num::{BigFloat, Consts, RoundingMode, Sign};
use loss_compiler::interpret::Number;

/// An arbitrary-precision number.
#[derive(Clone, Debug)]
pub struct Big(pub BigFloat);

const RM: RoundingMode = RoundingMode::ToEven;

thread_local! {
    static PRECISION: Cell<usize> = const { Cell::new(256) };
    static CONSTS: RefCell<Option<Consts>> = const { RefCell::new(None) };
}

/// Computes with so many bits.
pub fn with_precision<T>(bits: usize, f: impl FnOnce() -> T) -> T {
    let before = PRECISION.replace(bits);
    let result = f();
    PRECISION.set(before);
    result
}

fn bits() -> usize {
    PRECISION.get()
}

fn with_consts(f: impl FnOnce(&mut Consts) -> BigFloat) -> Big {
    CONSTS.with_borrow_mut(|consts| {
        let consts = consts.get_or_insert_with(|| Consts::new().expect("there is memory"));
        Big(f(consts))
    })
}

impl Big {
    fn exponent(&self) -> i64 {
        self.0.exponent().map_or(0, i64::from)
    }
    fn infinite(&self) -> bool {
        self.0.is_inf()
    }
    fn int(n: u64) -> Big {
        Big::of(n as f64)
    }
    /// π
    pub fn circle() -> Big {
        with_consts(|consts| consts.pi(bits(), RM))
    }
    /// How far two numbers are apart, in units of the larger one.
    pub fn distance(&self, other: &Big) -> f64 {
        if self.compare(other) == Some(Ordering::Equal) {
            return 0.0;
        }
        let (x, y) = (self.abs(), other.abs());
        let larger = if x.less(&y) { y } else { x };
        self.sub(other).abs().div(&larger).to_f64()
    }
}

impl Number for Big {
    fn of(x: f64) -> Big {
        // The crate takes subnormal numbers for 0.
        if x != 0.0 && x.abs() < f64::MIN_POSITIVE {
            return Big::of(x * 2f64.powi(200)).mul(&Big::of(2f64.powi(-200)));
        }
        Big(BigFloat::from_f64(x, bits().max(64)))
    }
    fn pi() -> Option<Big> {
        Some(Big::circle())
    }
    fn to_f64(&self) -> f64 {
        if self.0.is_nan() {
            return f64::NAN;
        }
        if self.infinite() {
            return if self.0.is_positive() {
                f64::INFINITY
            } else {
                f64::NEG_INFINITY
            };
        }
        let Some((words, _, sign, exponent, _)) = self.0.as_raw_parts() else {
            return f64::NAN;
        };
        let Some((&top, rest)) = words.split_last() else {
            return 0.0;
        };
        // The low bit stands for all that follows, so that the conversion rounds to the nearest.
        let sticky = u64::from(rest.iter().any(|&word| word != 0));
        let mut x = (top | sticky) as f64;
        let mut exponent = i64::from(exponent) - 64;
        while exponent != 0 && x != 0.0 && x.is_finite() {
            let step = exponent.clamp(-1000, 1000);
            x *= 2f64.powi(step as i32);
            exponent -= step;
        }
        if sign == Sign::Neg { -x } else { x }
    }
    fn compare(&self, other: &Big) -> Option<Ordering> {
        self.0.cmp(&other.0).map(|order| order.cmp(&0))
    }
    fn neg(&self) -> Big {
        Big(self.0.neg())
    }
    fn add(&self, y: &Big) -> Big {
        Big(self.0.add(&y.0, bits(), RM))
    }
    fn sub(&self, y: &Big) -> Big {
        Big(self.0.sub(&y.0, bits(), RM))
    }
    fn mul(&self, y: &Big) -> Big {
        Big(self.0.mul(&y.0, bits(), RM))
    }
    fn div(&self, y: &Big) -> Big {
        Big(self.0.div(&y.0, bits(), RM))
    }
    fn abs(&self) -> Big {
        Big(self.0.abs())
    }
    fn exp(&self) -> Big {
        with_consts(|c| self.0.exp(bits(), RM, c))
    }
    fn exp_m1(&self) -> Big {
        if self.infinite() || self.is(0.0) {
            return if self.is(0.0) {
                self.clone()
            } else {
                self.exp().sub(&Big::int(1))
            };
        }
        let lost = -self.exponent();
        if lost > bits() as i64 {
            // x + x²/2
            return self.add(&self.mul(self).div(&Big::int(2)));
        }
        with_precision(bits() + lost.max(0) as usize + 64, || {
            self.exp().sub(&Big::int(1))
        })
        .rounded()
    }
    fn ln(&self) -> Big {
        match self.compare(&Big::of(0.0)) {
            Some(Ordering::Equal) => Big::of(f64::NEG_INFINITY),
            Some(Ordering::Greater) => with_consts(|c| self.0.ln(bits(), RM, c)),
            _ => Big::of(f64::NAN),
        }
    }
    fn ln_1p(&self) -> Big {
        let lost = -self.exponent();
        if self.is(0.0) {
            return self.clone();
        }
        if lost > bits() as i64 {
            // x - x²/2
            return self.sub(&self.mul(self).div(&Big::int(2)));
        }
        with_precision(bits() + lost.max(0) as usize + 64, || {
            self.add(&Big::int(1)).ln()
        })
        .rounded()
    }
    fn sqrt(&self) -> Big {
        Big(self.0.sqrt(bits(), RM))
    }
    fn hypot(&self, y: &Big) -> Big {
        self.mul(self).add(&y.mul(y)).sqrt()
    }
    fn pow(&self, p: &Big) -> Big {
        if self.is_nan() || p.is_nan() || self.is_negative() {
            return Big::of(f64::NAN);
        }
        if p.is(0.0) {
            return Big::int(1);
        }
        if self.is(0.0) {
            return Big::of(if p.is_negative() { f64::INFINITY } else { 0.0 });
        }
        with_precision(bits() + 64, || p.mul(&self.ln()).exp()).rounded()
    }
    fn powi(&self, n: i32) -> Big {
        let size = Big(self.0.powi(n.unsigned_abs() as usize, bits(), RM));
        if n == 0 {
            Big::int(1)
        } else if n < 0 {
            size.recip()
        } else {
            size
        }
    }
    fn sin(&self) -> Big {
        with_consts(|c| self.0.sin(bits(), RM, c))
    }
    fn cos(&self) -> Big {
        with_consts(|c| self.0.cos(bits(), RM, c))
    }
    fn tan(&self) -> Big {
        with_consts(|c| self.0.tan(bits(), RM, c))
    }
    fn asin(&self) -> Big {
        with_consts(|c| self.0.asin(bits(), RM, c))
    }
    fn acos(&self) -> Big {
        with_consts(|c| self.0.acos(bits(), RM, c))
    }
    fn atan(&self) -> Big {
        with_consts(|c| self.0.atan(bits(), RM, c))
    }
    fn tanh(&self) -> Big {
        with_consts(|c| self.0.tanh(bits(), RM, c))
    }
    fn sinh(&self) -> Big {
        with_consts(|c| self.0.sinh(bits(), RM, c))
    }
    fn cosh(&self) -> Big {
        with_consts(|c| self.0.cosh(bits(), RM, c))
    }
    fn erf(&self) -> Big {
        if self.is_nan() {
            return self.clone();
        }
        if Big::int(40).less(&self.abs()) {
            return Big::of(if self.is_negative() { -1.0 } else { 1.0 });
        }
        // 2/sqrt(π) · x·exp(-x²) · Σ (2x²)^n / (1·3·…·(2n+1))
        with_precision(bits() + 64, || {
            let square = self.mul(self);
            let twice = square.add(&square);
            let mut term = self.clone();
            let mut sum = self.clone();
            let mut n = 1;
            while !term.is(0.0) && term.exponent() > sum.exponent() - bits() as i64 {
                term = term.mul(&twice).div(&Big::int(2 * n + 1));
                sum = sum.add(&term);
                n += 1;
            }
            square.neg().exp().mul(&sum).div(&Big::int(1).atan().sqrt())
        })
        .rounded()
    }
    fn lgamma(&self) -> Big {
        if self.is_nan() || self.infinite() {
            return self.abs();
        }
        with_precision(bits() + 128, || {
            if self.is_negative() {
                // Γ(x)·Γ(1 - x) = π / sin(πx)
                let sine = Big::circle().mul(self).sin().abs();
                let other = Big::int(1).sub(self).lgamma();
                return Big::circle().div(&sine).ln().sub(&other);
            }
            let (x, product) = self.shifted(Big::int(1), |product, x| product.mul(x));
            let half = Big::of(0.5);
            let stirling = x.sub(&half).mul(&x.ln()).sub(&x);
            let constant = half.mul(&Big::circle().add(&Big::circle()).ln());
            let mut power = x.clone();
            let mut tail = Big::of(0.0);
            for (k, b) in bernoulli().iter().enumerate() {
                let twice = 2 * (k as u64 + 1);
                tail = tail.add(&b.div(&Big::int(twice * (twice - 1)).mul(&power)));
                power = power.mul(&x).mul(&x);
            }
            stirling.add(&constant).add(&tail).sub(&product.ln())
        })
        .rounded()
    }
    fn polygamma(&self, n: u32) -> Big {
        if self.is_nan() {
            return self.clone();
        }
        with_precision(bits() + 128, || {
            let even = n.is_multiple_of(2);
            if self.is_negative() {
                // (-1)^n ψₙ(x) = ψₙ(1 - x) - (-1)^n π dⁿ/dxⁿ cot(πx)
                let mirrored = Big::int(1).sub(self).polygamma(n);
                let mirrored = if even { mirrored } else { mirrored.neg() };
                return mirrored.sub(&cotangent_derivative(n, self));
            }
            let factorial =
                |n: u32| (1..=n).fold(Big::int(1), |f, i| f.mul(&Big::int(u64::from(i))));
            let (x, sum) = self.shifted(Big::of(0.0), |sum, x| {
                sum.add(&factorial(n).div(&x.powi(n as i32 + 1)))
            });
            let mut tail = Big::of(0.0);
            for (k, b) in bernoulli().iter().enumerate() {
                let twice = 2 * (k as u32 + 1);
                // (2k + n - 1)! / (2k)!
                let factor = if n == 0 {
                    Big::int(u64::from(twice)).recip()
                } else {
                    (1..n).fold(Big::int(1), |f, i| f.mul(&Big::int(u64::from(twice + i))))
                };
                tail = tail.add(&b.mul(&factor).div(&x.powi((twice + n) as i32)));
            }
            if n == 0 {
                return x.ln().sub(&Big::of(0.5).div(&x)).sub(&tail).sub(&sum);
            }
            let first = factorial(n - 1).div(&x.powi(n as i32));
            let second = factorial(n).div(&Big::int(2).mul(&x.powi(n as i32 + 1)));
            let size = sum.add(&first).add(&second).add(&tail);
            if even { size.neg() } else { size }
        })
        .rounded()
    }
}

impl Big {
    /// To the precision of the thread.
    fn rounded(self) -> Big {
        Big(self.0.add(&BigFloat::new(bits()), bits(), RM))
    }
    /// The number shifted up until the asymptotic expansions hold, and what was gathered on the way.
    fn shifted(&self, start: Big, gather: impl Fn(&Big, &Big) -> Big) -> (Big, Big) {
        let mut x = self.clone();
        let mut gathered = start;
        while x.less(&Big::int(FAR)) {
            gathered = gather(&gathered, &x);
            x = x.add(&Big::int(1));
        }
        (x, gathered)
    }
}

/// From here on, with so many terms, the expansions err by less than 2^-400.
const FAR: u64 = 70;
const TERMS: usize = 70;

/// B2, B4, …, by the tangent numbers, which are whole: nothing is lost.
fn bernoulli() -> Vec<Big> {
    thread_local! {
        static NUMBERS: RefCell<Vec<Big>> = const { RefCell::new(Vec::new()) };
    }
    NUMBERS.with_borrow_mut(|numbers| {
        if numbers.is_empty() {
            with_precision(2048, || {
                let mut tangent = vec![Big::int(1); TERMS + 1];
                for k in 2..=TERMS {
                    tangent[k] = Big::int(k as u64 - 1).mul(&tangent[k - 1]);
                }
                for k in 2..=TERMS {
                    for j in k..=TERMS {
                        let left = Big::int((j - k) as u64).mul(&tangent[j - 1]);
                        let right = Big::int((j - k + 2) as u64).mul(&tangent[j]);
                        tangent[j] = left.add(&right);
                    }
                }
                for (k, tangent) in tangent.iter().enumerate().skip(1) {
                    // B2k = (-1)^(k+1) · 2k · T(k) / (4^k · (4^k - 1))
                    let four = Big::int(4).powi(k as i32);
                    let size = Big::int(2 * k as u64)
                        .mul(tangent)
                        .div(&four.mul(&four.sub(&Big::int(1))));
                    numbers.push(if k % 2 == 1 { size } else { size.neg() });
                }
            });
        }
        numbers.clone()
    })
}

/// `π dⁿ/dxⁿ cot(πx)`, as a polynomial in the cotangent: c' = -π(1 + c²).
fn cotangent_derivative(n: u32, x: &Big) -> Big {
    let pi = Big::circle();
    let c = pi.mul(x).tan().recip();
    let mut polynomial = vec![Big::of(0.0), pi.clone()];
    for _ in 0..n {
        let mut next = vec![Big::of(0.0); polynomial.len() + 1];
        for (power, a) in polynomial.iter().enumerate().skip(1) {
            let slope = pi.mul(a).mul(&Big::int(power as u64)).neg();
            next[power - 1] = next[power - 1].add(&slope);
            next[power + 1] = next[power + 1].add(&slope);
        }
        polynomial = next;
    }
    polynomial
        .iter()
        .rev()
        .fold(Big::of(0.0), |sum, a| sum.mul(&c).add(a))
}
