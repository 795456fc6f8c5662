//! The gamma functions in Burn's operations, which has none: near 2 the Taylor series, far away Stirling's, between them by recurrence,
//! below 0 by reflection.

use super::element::powi;
use burn::tensor::{Bool, Tensor};
use core::f64::consts::PI;

/// From here on, ten terms of Stirling's series leave less than a unit in the last place of `f64`.
const FAR: f64 = 8.5;
const ONE_LESS_EULER: f64 = 0.42278433509846713;
/// `(ζ(k) - 1)` from k = 2.
const ZETA_LESS_ONE: [f64; 28] = [
    0.6449340668482264,
    0.2020569031595943,
    0.08232323371113819,
    0.03692775514336993,
    0.01734306198444914,
    0.008349277381922827,
    0.00407735619794434,
    0.0020083928260822143,
    0.0009945751278180853,
    0.0004941886041194645,
    0.0002460865533080483,
    0.00012271334757848915,
    6.124813505870483e-05,
    3.058823630702049e-05,
    1.528225940865187e-05,
    7.637197637899763e-06,
    3.81729326499984e-06,
    1.908212716553939e-06,
    9.539620338727962e-07,
    4.769329867878064e-07,
    2.38450502727733e-07,
    1.1921992596531106e-07,
    5.960818905125948e-08,
    2.980350351465228e-08,
    1.4901554828365043e-08,
    7.45071178983543e-09,
    3.725334024788457e-09,
    1.862659723513049e-09,
];
/// The Bernoulli numbers of even index, from the second.
const BERNOULLI: [f64; 10] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
    43867.0 / 798.0,
    -174611.0 / 330.0,
];

/// `ln Γ(2 + t)` for `|t| <= 1/2`: t (1 - γ) + Σ (-1)^k (ζ(k) - 1) t^k / k.
fn about_two<const D: usize>(t: Tensor<D>) -> Tensor<D> {
    let mut sum = t.zeros_like();
    for (k, zeta) in (2..30).zip(ZETA_LESS_ONE).rev() {
        sum = sum * t.clone().neg() + zeta / f64::from(k);
    }
    (sum * t.clone() + ONE_LESS_EULER) * t
}

/// Σ b[k] factor(2 k) / y^(2 k - 2), k from 1: what Stirling's series are made of.
fn bernoulli_series<const D: usize>(y: &Tensor<D>, factor: impl Fn(f64) -> f64) -> Tensor<D> {
    let inverse = (y.clone() * y.clone()).recip();
    let mut sum = y.zeros_like();
    for (k, b) in (1..11).zip(BERNOULLI).rev() {
        sum = sum * inverse.clone() + b * factor(2.0 * f64::from(k));
    }
    sum
}

/// How far x is from the nearest whole number, with its sign.
fn beyond_whole<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    x.clone() - x.round()
}

/// Negative infinity, and the whole numbers below 0.
fn poles<const D: usize>(x: &Tensor<D>) -> Tensor<D, Bool> {
    let is_whole = x.clone().equal(x.clone().round());
    is_whole.bool_and(x.clone().lower_scalar(0))
}

/// `ln |Γ(x)|`
pub(super) fn lgamma<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let size = x.clone().abs();
    let is_small = size.clone().lower_scalar(0.5);
    let is_far = size.clone().greater_equal_scalar(FAR);

    // Γ(s + 1) = s Γ(s), down to between 3/2 and 5/2, where no term is of another sign.
    let mut s = size.clone().mask_fill(is_far.clone(), 2);
    let mut product = s.ones_like();
    for _ in 0..7 {
        let goes_down = s.clone().greater_equal_scalar(2.5);
        let below = s.clone() - 1;
        product = product
            .clone()
            .mask_where(goes_down.clone(), product * below.clone());
        s = s.mask_where(goes_down, below);
    }
    let is_near_one = s.clone().lower_scalar(1.5);
    let t = s.clone() - 2;
    let t = t.mask_where(is_near_one.clone(), s - 1);
    let t = t.mask_where(is_small.clone(), x.clone());
    let once = t.clone().log1p();
    let is_above = is_near_one.clone().bool_or(is_small.clone()).bool_not();
    let twice = size.clone().log().mask_fill(is_small.clone().bool_not(), 0);
    let near = product.log() + about_two(t) - once.mask_fill(is_above, 0) - twice;

    let y = size.clone().mask_fill(is_far.clone().bool_not(), FAR);
    let tail = bernoulli_series(&y, |k| 1.0 / (k * (k - 1.0))) / y.clone();
    let far = (y.clone() - 0.5) * y.clone().log() - y + 0.5 * (2.0 * PI).ln() + tail;
    let is_infinite = size.clone().is_inf();
    let positive = near
        .mask_where(is_far, far)
        .mask_fill(is_infinite, f64::INFINITY);

    // Γ(x) Γ(-x) = -π / (x sin(πx)); near 0 the series is for both signs.
    let is_reflected = x.clone().lower_scalar(0).bool_and(is_small.bool_not());
    let sine = (beyond_whole(x.clone()) * PI).sin().abs();
    let reflected = ((sine * size).recip() * PI).log() - positive.clone();
    positive
        .mask_where(is_reflected, reflected)
        .mask_fill(poles(&x), f64::INFINITY)
}

/// A sum, and what it lost to rounding.
fn two_sum<const D: usize>(x: Tensor<D>, y: Tensor<D>) -> (Tensor<D>, Tensor<D>) {
    let sum = x.clone() + y.clone();
    let of_y = sum.clone() - x.clone();
    let lost = (x - (sum.clone() - of_y.clone())) + (y - of_y);
    (sum, lost)
}

/// The `n`-th derivative of digamma; the 0th is digamma.
pub(super) fn polygamma<const D: usize>(n: u32, x: Tensor<D>) -> Tensor<D> {
    let is_below = x.clone().lower_scalar(0);
    let y = x.clone().mask_where(is_below.clone(), x.clone().neg() + 1);
    let positive = polygamma_of_positive(n, y);
    // ψₙ(1 - x) - (-1)^n ψₙ(x) = (-1)^n π dⁿ/dxⁿ cot(πx)
    let slope = cotangent_derivative(n, x.clone());
    let is_even = n.is_multiple_of(2);
    let reflected = if is_even {
        positive.clone()
    } else {
        positive.clone().neg()
    } - slope;
    // On both sides of a pole odd orders go the same way.
    let at_pole = if is_even { f64::NAN } else { f64::INFINITY };
    let is_pole = poles(&x);
    positive
        .mask_where(is_below, reflected)
        .mask_fill(is_pole, at_pole)
}

fn polygamma_of_positive<const D: usize>(n: u32, x: Tensor<D>) -> Tensor<D> {
    let order = f64::from(n);
    let factorial: f64 = (1..=n).map(f64::from).product();
    // ψₙ(y) = ψₙ(y + 1) - (-1)^n n! / y^(n + 1), up to where Stirling's series is good enough for this order.
    let (mut y, mut sum, mut lost) = (x.clone(), x.zeros_like(), x.zeros_like());
    let far = FAR + order;
    for _ in 0..far.ceil() as u32 {
        let stays = y.clone().greater_equal_scalar(far);
        let term = powi(y.clone(), n as i32 + 1).recip() * factorial;
        let (more, rest) = two_sum(sum, term.mask_fill(stays.clone(), 0));
        (sum, lost) = (more, lost + rest);
        let up = y.clone() + 1;
        y = up.mask_where(stays, y);
    }
    // At 0 the sum is infinite, and what it lost no number.
    let is_infinite = sum.clone().is_inf();
    let sum = sum + lost.mask_fill(is_infinite, 0);
    // The factor (2k + n - 1)! / (2k)! that a term of the series carries.
    let rising = |k: f64| match n {
        0 => 1.0 / k,
        _ => (1..n).map(|i| k + f64::from(i)).product(),
    };
    let tail = bernoulli_series(&y, rising) / (y.clone() * y.clone());
    if n == 0 {
        return y.clone().log() - (y.recip() * 0.5 + tail + sum);
    }
    let head = y.clone().recip() * (0.5 * factorial) + factorial / order;
    let size = sum + (head + tail) / powi(y, n as i32);
    if n % 2 == 1 { size } else { size.neg() }
}

/// The `n`-th derivative of π cot(πx): a polynomial in the cotangent, since its own is -π (1 + cot²).
fn cotangent_derivative<const D: usize>(n: u32, x: Tensor<D>) -> Tensor<D> {
    let mut polynomial = vec![0.0, PI];
    for _ in 0..n {
        let mut next = vec![0.0; polynomial.len() + 1];
        for (k, c) in polynomial.iter().enumerate().skip(1) {
            next[k - 1] -= PI * k as f64 * c;
            next[k + 1] -= PI * k as f64 * c;
        }
        polynomial = next;
    }
    let turned = beyond_whole(x) * PI;
    let cotangent = turned.clone().cos() / turned.sin();
    let mut sum = cotangent.zeros_like();
    for c in polynomial.into_iter().rev() {
        sum = sum * cotangent.clone() + c;
    }
    sum
}
