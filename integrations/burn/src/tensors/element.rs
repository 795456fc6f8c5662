//! The element-wise functions in Burn's operations, as accurate as those of the kernels where Burn's own are: its exponential, logarithm,
//! `log1p` and `tanh`.

use super::gamma;
use burn::tensor::Tensor;
use loss_compiler::graph::Fun;

fn ln_1p_exp_of_less_size<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    x.abs().neg().exp().log1p()
}

/// Keeps NaN, which `clamp_min` of a backend may not.
fn relu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let below = x.clone().lower_scalar(0);
    x.mask_fill(below, 0)
}

fn sigmoid<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let e = x.clone().abs().neg().exp();
    let whole = e.clone() + 1;
    let below = x.lower_scalar(0);
    let top = e.ones_like().mask_where(below, e);
    top / whole
}

/// By `tanh(x / 2)`, which is accurate near 0, where the exponential less 1 is not.
fn exp_m1<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let near = x.clone().abs().lower_scalar(1);
    let t = (x.clone() * 0.5).tanh();
    let accurate = t.clone() * 2 / (t.neg() + 1);
    (x.exp() - 1).mask_where(near, accurate)
}

fn hypot<const D: usize>(x: Tensor<D>, y: Tensor<D>) -> Tensor<D> {
    let [x, y] = super::shape::aligned(x.abs(), y.abs());
    let swap = x.clone().lower(y.clone());
    let high = x.clone().mask_where(swap.clone(), y.clone());
    let low = y.mask_where(swap, x);
    let is_zero = high.clone().equal_scalar(0.0);
    let is_infinite = high.clone().is_inf();
    let ratio = low / high.clone().mask_fill(is_zero, 1);
    let root = (ratio.clone() * ratio + 1).sqrt();
    (high * root).mask_fill(is_infinite, f64::INFINITY)
}

/// The one that is less (or more); NaN if either is.
fn extreme<const D: usize>(x: Tensor<D>, y: Tensor<D>, least: bool) -> Tensor<D> {
    let [x, y] = super::shape::aligned(x, y);
    let takes = match least {
        true => y.clone().lower(x.clone()),
        false => x.clone().lower(y.clone()),
    };
    let takes = takes.bool_or(y.clone().is_nan());
    x.mask_where(takes, y)
}

fn sign<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let (below, above) = (x.clone().lower_scalar(0), x.clone().greater_scalar(0));
    x.mask_fill(below, -1).mask_fill(above, 1)
}

/// A product that is 0 where its first factor is, unless the other is NaN for more than an infinite logarithm.
fn product_or_zero<const D: usize>(x: Tensor<D>, y: Tensor<D>, log: Tensor<D>) -> Tensor<D> {
    let [x, y] = super::shape::aligned(x, y);
    let is_zero = x.clone().equal_scalar(0.0).bool_and(y.is_nan().bool_not());
    (x * log).mask_fill(is_zero, 0)
}

fn log_ratio<const D: usize>(x: Tensor<D>, y: Tensor<D>) -> Tensor<D> {
    let [x, y] = super::shape::aligned(x, y);
    let near = |x: &Tensor<D>, y: &Tensor<D>| x.clone().lower(y.clone() * 2);
    let is_near = near(&x, &y).bool_and(near(&y, &x));
    let close = ((x.clone() - y.clone()) / y.clone()).log1p();
    (x.log() - y.log()).mask_where(is_near, close)
}

/// By its series near 0, where the exponential less 1 less x would cancel.
fn exp_rest<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let is_near = x.clone().abs().lower_scalar(1);
    // Terms past x^18 / 18! are less than a unit in the last place of x^2 / 2.
    let mut sum = x.ones_like();
    for k in (3..=18).rev() {
        sum = sum * x.clone() / k + 1;
    }
    let close = x.clone() * x.clone() * 0.5 * sum;
    let is_infinite = x.clone().equal_scalar(f64::INFINITY);
    let far = (exp_m1(x.clone()) - x).mask_fill(is_infinite, f64::INFINITY);
    far.mask_where(is_near, close)
}

fn sinh<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    // (e^x - 1) and its reciprocal's like: nothing cancels near 0.
    let size = x.clone().abs();
    let e = exp_m1(size.clone());
    let is_small = size.clone().lower_scalar(20);
    let half = (e.clone() + e.clone() / (e + 1)) * 0.5;
    // Half of the logarithm away, so that the largest do not overflow early.
    let far = (size * 0.5).exp();
    let far = far.clone() * 0.5 * far;
    let result = far.mask_where(is_small, half);
    let below = x.lower_scalar(0);
    let negative = result.clone().neg();
    result.mask_where(below, negative)
}

fn log_cosh<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let size = x.abs();
    let is_near = size.clone().lower_scalar(1);
    let half = sinh(size.clone() * 0.5);
    let close = (half.clone() * half * 2).log1p();
    let tail = (size.clone() * -2).exp().log1p();
    (size - core::f64::consts::LN_2 + tail).mask_where(is_near, close)
}

/// The one of a size and its reciprocal that is at most 1.
fn at_most_one<const D: usize>(size: Tensor<D>) -> Tensor<D> {
    let is_large = size.clone().greater_scalar(1);
    let inverse = size.clone().recip();
    size.mask_where(is_large, inverse)
}

/// `ln(hypot(1, x))`, of a large x as `ln(x) + ln(hypot(1, 1 / x))`.
fn log_hypot<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let size = x.abs();
    let small = at_most_one(size.clone());
    let is_small = size.clone().greater_scalar(1).bool_not();
    let far = size.log().mask_fill(is_small, 0);
    (small.clone() * small).log1p() * 0.5 + far
}

/// The sine of `PI * x` so many quarters of a turn on, exact where it is -1, 0 or 1.
fn sine_of_turns<const D: usize>(x: Tensor<D>, quarters: f64) -> Tensor<D> {
    let nearest = (x.clone() * 2.0).round();
    let angle = (x - nearest.clone() * 0.5) * core::f64::consts::PI;
    let quarter = nearest + quarters;
    let half = (quarter.clone() * 0.5).floor();
    let is_odd = quarter - half.clone() * 2.0;
    let is_below = half.clone() - (half * 0.5).floor() * 2.0;
    let even = angle.clone().sin() * (is_odd.clone() * -1.0 + 1.0);
    (even + angle.cos() * is_odd) * (is_below * -2.0 + 1.0)
}

/// `x / (1 + x²)`, which is the same of `1 / x`.
fn log_hypot_slope<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let small = at_most_one(x.clone().abs());
    sign(x) * (small.clone() / (small.clone() * small + 1))
}

/// A whole power by squaring: a negative base too, on every backend.
pub(super) fn powi<const D: usize>(x: Tensor<D>, n: i32) -> Tensor<D> {
    let (mut power, mut square, mut left) = (x.ones_like(), x, n.unsigned_abs());
    while left > 0 {
        if left & 1 == 1 {
            power = power * square.clone();
        }
        square = square.clone() * square;
        left >>= 1;
    }
    if n < 0 { power.recip() } else { power }
}

/// A function of its operands; `whole` is the exponent of [`Fun::Powi`], or the order of [`Fun::Polygamma`]. Nothing for one that lowering
/// takes apart.
pub(super) fn apply<const D: usize>(
    fun: Fun,
    operands: Vec<Tensor<D>>,
    whole: Option<i32>,
) -> Option<Tensor<D>> {
    let mut operands = operands.into_iter();
    let mut next = || operands.next();
    let x = next()?;
    Some(match fun {
        Fun::Neg => x.neg(),
        Fun::Add => x + next()?,
        Fun::Sub => x - next()?,
        Fun::Mul => x * next()?,
        Fun::Div => x / next()?,
        Fun::Abs => x.abs(),
        Fun::Sign => sign(x),
        Fun::Min => extreme(x, next()?, true),
        Fun::Max => extreme(x, next()?, false),
        Fun::Clamp => {
            let low = extreme(x, next()?, false);
            extreme(low, next()?, true)
        }
        Fun::Relu => relu(x),
        Fun::Exp => x.exp(),
        Fun::ExpM1 => exp_m1(x),
        Fun::Ln => x.log(),
        Fun::Ln1p => x.log1p(),
        Fun::Sqrt => x.sqrt(),
        Fun::Hypot => hypot(x, next()?),
        Fun::Pow => {
            let [x, y] = super::shape::aligned(x, next()?);
            x.powf(y)
        }
        Fun::Powi => match whole {
            Some(n) => powi(x, n),
            None => x.powf(next()?),
        },
        Fun::Sin => x.sin(),
        Fun::Cos => x.cos(),
        Fun::Tan => x.tan(),
        Fun::Asin => x.asin(),
        Fun::Acos => x.acos(),
        Fun::Atan => x.atan(),
        Fun::Tanh => x.tanh(),
        Fun::Cosh => x.cosh(),
        Fun::Sinh => sinh(x),
        Fun::Sigmoid => sigmoid(x),
        Fun::LogSigmoid => relu(x.clone().neg()).neg() - ln_1p_exp_of_less_size(x),
        Fun::Softplus => relu(x.clone()) + ln_1p_exp_of_less_size(x),
        Fun::Xlogy => {
            let y = next()?;
            product_or_zero(x, y.clone(), y.log())
        }
        Fun::Xlog1py => {
            let y = next()?;
            product_or_zero(x, y.clone(), y.log1p())
        }
        Fun::Erf => x.erf(),
        Fun::LogCosh => log_cosh(x),
        Fun::LogHypot => log_hypot(x),
        Fun::LogHypotSlope => log_hypot_slope(x),
        Fun::SinPi => sine_of_turns(x, 0.0),
        Fun::CosPi => sine_of_turns(x, 1.0),
        Fun::LogRatio => log_ratio(x, next()?),
        Fun::ExpRest => exp_rest(x),
        Fun::Lgamma => gamma::lgamma(x),
        Fun::Digamma => gamma::polygamma(0, x),
        Fun::Trigamma => gamma::polygamma(1, x),
        Fun::Polygamma => gamma::polygamma(u32::try_from(whole?).ok()?, next()?),
        // Lowering has taken them apart.
        Fun::LnRest | Fun::SoftplusRest | Fun::HypotRest | Fun::LogMix => return None,
    })
}
