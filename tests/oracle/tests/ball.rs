//! Balls hold the truth: every operation on random ones, against arbitrary precision at points inside.

use loss_compiler::interpret::Number;
use loss_oracle::ball::decided;
use loss_oracle::big::with_precision;
use loss_oracle::{Ball, Big};

/// Twice what a ball has, and what exponentials of large numbers lose.
const BITS: usize = 512;
/// How many arguments; half of them are known well enough that a result can be.
const COUNT: usize = 400;
/// The same for witnesses that take series and recurrences of many numbers.
const SLOW: usize = 100;

/// SplitMix64.
struct Random(u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.bits() >> 11) as f64 * 2f64.powi(-53))
    }
    /// Any size, often an ordinary one, often a whole number.
    fn number(&mut self) -> f64 {
        let sign = if self.bits() & 1 == 0 { 1.0 } else { -1.0 };
        let size = match self.bits() % 8 {
            0 => self.uniform(-1000.0, 1000.0).exp2(),
            1 | 2 => self.uniform(-50.0, 50.0).exp2(),
            3 => (self.bits() % 9) as f64 / 2.0,
            4 => self.uniform(0.0, 200.0),
            _ => self.uniform(0.0, 4.0),
        };
        sign * size
    }
    /// A ball, and a number in it.
    fn ball(&mut self) -> (Ball, Big) {
        let x = self.number();
        let y = x * self.uniform(-1.0, 1.0) * 2f64.powi(-54);
        let radius = match self.bits() % 4 {
            0 => 0.0,
            1 => x.abs() * 2f64.powi(-90),
            2 => x.abs() * 2f64.powi(-30),
            _ => x.abs() * self.uniform(0.0, 1.5),
        };
        let y = if self.bits() & 1 == 0 { 0.0 } else { y };
        let inside = radius * self.uniform(-1.0, 1.0);
        let ball = Ball::of(x).add(&Ball::of(y)).with_radius(radius);
        let big = Big::of(x).add(&Big::of(y)).add(&Big::of(inside));
        (ball, big)
    }
}

/// Whether the truth is in the ball; whether the ball is as small as that of a good function of an exact number; none if nothing is said.
fn holds(ball: &Ball, truth: &Big) -> (bool, bool) {
    let Some([high, low, radius]) = ball.parts() else {
        // Infinity and NaN are claims, an unknown number is none.
        let (claim, truth) = (ball.to_f64(), truth.to_f64());
        let unknown = ball.bounds() == (f64::NEG_INFINITY, f64::INFINITY);
        return (
            unknown || claim == truth || (claim.is_nan() && truth.is_nan()),
            false,
        );
    };
    let power = Big::of(2.0).pow(&Big::of(ball.power() as f64));
    let middle = Big::of(high).add(&Big::of(low)).mul(&power);
    let off = truth.sub(&middle).abs();
    // The witness is rounded too.
    let slack = truth.abs().mul(&Big::of(2f64.powi(-400)));
    let reach = Big::of(radius).mul(&power).add(&slack);
    let inside = truth.is(0.0) && reach.is(0.0) || !reach.less(&off);
    (
        inside && !truth.is_nan(),
        radius <= high.abs() * 2f64.powi(-80),
    )
}

/// The share of results that are known to 80 bits.
fn check(
    name: &str,
    count: usize,
    of: impl Fn(&Ball, &Ball) -> Ball,
    truly: impl Fn(&Big, &Big) -> Big,
) -> f64 {
    let mut random = Random(name.len() as u64 * 7919);
    let mut fine = 0;
    with_precision(BITS, || {
        for _ in 0..count {
            let ((x, big_x), (y, big_y)) = (random.ball(), random.ball());
            let Some(ball) = decided(|| of(&x, &y)) else {
                continue;
            };
            let truth = truly(&big_x, &big_y);
            let (inside, small) = holds(&ball, &truth);
            assert!(
                inside,
                "{name} of {x:?}, {y:?}: {ball:?} does not hold {}",
                truth.to_f64()
            );
            fine += usize::from(small);
        }
    });
    fine as f64 / count as f64
}

macro_rules! of_one {
    ($($name:ident: $fine:literal,)*) => {$(
        let fine = check(stringify!($name), COUNT, |x, _| x.$name(), |x, _| x.$name());
        assert!(fine >= $fine, "{} is known well in {fine} of all cases", stringify!($name));
    )*};
}

macro_rules! of_two {
    ($($name:ident: $fine:literal,)*) => {$(
        let fine = check(stringify!($name), COUNT, |x, y| x.$name(y), |x, y| x.$name(y));
        assert!(fine >= $fine, "{} is known well in {fine} of all cases", stringify!($name));
    )*};
}

#[test]
fn functions_of_one_number_hold_the_truth() {
    of_one! {
        neg: 0.41, abs: 0.41, exp: 0.36, exp_m1: 0.38, ln: 0.17, ln_1p: 0.24, sqrt: 0.20, sin: 0.35, cos: 0.36, tan: 0.35, asin: 0.13, acos: 0.15, atan: 0.35, tanh: 0.43,
        sinh: 0.33, cosh: 0.35, sigmoid: 0.40, softplus: 0.38, log_sigmoid: 0.38, exp_rest: 0.36, ln_rest: 0.24, softplus_rest: 0.41, log_cosh: 0.39, log_hypot: 0.35, log_hypot_slope: 0.39, angle: 0.30,
    }
}

#[test]
fn functions_of_two_numbers_hold_the_truth() {
    of_two! { add: 0.25, sub: 0.25, mul: 0.20, div: 0.20, hypot: 0.27, pow: 0.09, xlogy: 0.10, log_ratio: 0.10, hypot_rest: 0.21, }
}

#[test]
fn the_gamma_family_and_the_error_function_hold_the_truth() {
    let fine = [
        check("erf", SLOW, |x, _| x.erf(), |x, _| x.erf()),
        check("lgamma", SLOW, |x, _| x.lgamma(), |x, _| x.lgamma()),
        check(
            "digamma",
            SLOW,
            |x, _| x.polygamma(0),
            |x, _| x.polygamma(0),
        ),
        check(
            "trigamma",
            SLOW,
            |x, _| x.polygamma(1),
            |x, _| x.polygamma(1),
        ),
        check(
            "tetragamma",
            SLOW,
            |x, _| x.polygamma(2),
            |x, _| x.polygamma(2),
        ),
    ];
    assert!(fine.iter().all(|&fine| fine > 0.15), "{fine:?}");
}
