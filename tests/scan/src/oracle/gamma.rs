//! The gamma family in extended numbers: shifted up by the recurrence to where the expansions hold, negative arguments
//! reflected. core-math has the logarithm of the gamma function, so only its derivatives rest on this alone.

use super::extended::PI;
use super::{Extended, Oracle};

/// ln |Γ(x)|.
pub const LGAMMA: Oracle = Oracle {
    // Reflected: two logarithms cancel.
    term: |x| if x < 0.0 { -core_math::lgamma(-x) } else { 0.0 },
    ..Oracle::of(
        |x, _| {
            if x == f64::NEG_INFINITY {
                f64::INFINITY
            } else {
                core_math::lgamma(x)
            }
        },
        0.5,
        |x, _| {
            let fine = (1e-30..1e15).contains(&x.abs()) && x != 1.0 && x != 2.0 && x.fract() != 0.0
                || (3.0..1e15).contains(&x);
            fine.then(|| {
                if x > 0.0 {
                    return ln_gamma(x.into());
                }
                let sine = half_turns(x).0;
                (PI / (sine.abs() * -x)).ln() - ln_gamma(Extended::from(-x))
            })
        },
    )
};

macro_rules! derivatives {
    ($( $(#[$doc:meta])* $oracle:ident = $n:literal; )*) => { $(
        $(#[$doc])*
        pub const $oracle: Oracle = Oracle {
            quick: |x, _| derivative($n, x, fine),
            slack: 0.5,
            single: |x, _| derivative($n, x, plain),
            slack_single: 1e-4,
            fine: |x, _| fine($n, x),
            // Reflected: f(1 - x) and a power series of the cotangent cancel.
            term: |x| if x < 0.0 { -sign($n) * derivative($n, 1.0 - x, plain) } else { 0.0 },
        };
    )* };
}

derivatives! {
    /// The digamma function; -∞ at 0, NaN at the other poles.
    DIGAMMA = 0;
    /// Its derivative.
    TRIGAMMA = 1;
    /// Its second derivative.
    TETRAGAMMA = 2;
    /// Its third derivative.
    PENTAGAMMA = 3;
}

const BERNOULLI: [(f64, f64); 14] = [
    (1.0, 6.0),
    (-1.0, 30.0),
    (1.0, 42.0),
    (-1.0, 30.0),
    (5.0, 66.0),
    (-691.0, 2730.0),
    (7.0, 6.0),
    (-3617.0, 510.0),
    (43_867.0, 798.0),
    (-174_611.0, 330.0),
    (854_513.0, 138.0),
    (-236_364_091.0, 2730.0),
    (8_553_103.0, 6.0),
    (-23_749_461_029.0, 870.0),
];

/// From here on the expansions hold to 2^-100.
const FAR: f64 = 30.0;

/// ln Γ(x) for positive x.
fn ln_gamma(x: Extended) -> Extended {
    let (mut y, mut product) = (x, Extended::from(1.0));
    while y.0 < FAR {
        product = product * y;
        y = y + 1.0;
    }
    let w = Extended::from(1.0) / y;
    let z = w * w;
    let mut rest = Extended(0.0, 0.0);
    for (k, (b, d)) in BERNOULLI.iter().enumerate().rev() {
        let k = 2.0 * (k as f64 + 1.0);
        rest = rest * z + Extended::from(*b) / (d * k * (k - 1.0));
    }
    let half_ln_two_pi = Extended(0.918_938_533_204_672_8, -3.878_294_158_067_241_4e-17);
    (y + -0.5) * y.ln() - y + half_ln_two_pi + rest * w - product.ln()
}

/// sin and cos of πx, for x that are not whole.
fn half_turns(x: f64) -> (Extended, Extended) {
    // Even numbers are full turns; both differences are exact.
    let x = x % 2.0;
    let n = (2.0 * x).round();
    let (s, c) = (PI * (x - 0.5 * n)).sin_cos();
    match (n as i64).rem_euclid(4) {
        0 => (s, c),
        1 => (c, -s),
        2 => (-s, -c),
        _ => (-c, s),
    }
}

/// (-1)^(n+1) n! Σ 1/(x + k)^(n+1), for positive x; for n = 0 the digamma function.
fn positive(n: i32, x: Extended) -> Extended {
    let mut sum = Extended(0.0, 0.0);
    let one = Extended::from(1.0);
    let mut y = x;
    while y.0 < FAR {
        sum = sum + one / y.powi(n + 1);
        y = y + 1.0;
    }
    let w = one / y;
    let z = w * w;
    let mut rest = Extended(0.0, 0.0);
    for (k, (b, d)) in BERNOULLI.iter().enumerate().rev() {
        let k = 2 * (k as i32 + 1);
        // (n + 1) … (n + k - 1) / k!
        let mut factor = Extended::from(*b) / *d;
        for j in 1..=k {
            factor = factor / f64::from(j);
        }
        for j in 1..k {
            factor = factor * f64::from(n + j);
        }
        rest = rest * z + factor;
    }
    let rest = w.powi(n + 1) * 0.5 + rest * w.powi(n + 2);
    if n == 0 {
        return y.ln() - rest - sum;
    }
    (sum + rest + w.powi(n) / f64::from(n)) * sign(n) * factorial(n)
}

fn sign(n: i32) -> f64 {
    if n % 2 == 0 { -1.0 } else { 1.0 }
}
fn factorial(n: i32) -> f64 {
    (1..=n).map(f64::from).product()
}

/// The zero of the digamma function.
const ROOT: Extended = Extended(1.461_632_144_968_362_3, 9.549_995_429_965_697e-17);

/// The n-th derivative where the expansions and their products keep all digits.
fn fine(n: i32, x: f64) -> Option<Extended> {
    if x < 0.0 && x.fract() == 0.0 || x == 0.0 || !x.is_finite() {
        return None;
    }
    if !(1e-60..1e20).contains(&x.abs()) {
        let (y, scale) = alone(n, x);
        return (scale.abs() < 1020).then(|| y.scaled(scale));
    }
    if n == 0 && (x - ROOT.0).abs() < 1e-9 {
        // ψ(root + h), which the sum of terms has not enough digits for.
        let h = Extended::from(x - ROOT.0) - Extended::from(ROOT.1);
        let slope = |n| positive(n, ROOT);
        return Some(h * (slope(1) + h * (slope(2) * 0.5 + h * slope(3) / 6.0)));
    }
    if x > 0.0 {
        return Some(positive(n, x.into()));
    }
    // (-1)^n f(1 - x) - π (d/dx)^n cot(πx)
    let (s, c) = half_turns(x);
    let cot = c / s;
    let square = cot * cot + 1.0;
    let turn = match n {
        0 => cot * PI,
        1 => -(square * PI * PI),
        2 => square * cot * PI.powi(3) * 2.0,
        _ => -(square * (cot * cot * 3.0 + 1.0) * PI.powi(4) * 2.0),
    };
    let here = positive(n, Extended::from(-x) + 1.0);
    Some(here * -sign(n) - turn)
}

/// The one term that is left near 0 and far away, and the power of two to scale it with.
fn alone(n: i32, x: f64) -> (Extended, i32) {
    let near = x.abs() < 1.0;
    if n == 0 && !near {
        let y = if x < 1e290 {
            Extended::from(x).ln()
        } else {
            core_math::log(x).into()
        };
        return (y, 0);
    }
    // x = mantissa 2^exponent
    let lift = if x.abs() < f64::MIN_POSITIVE {
        2f64.powi(200)
    } else {
        1.0
    };
    let bits = (x * lift).to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32 - 1023 - if lift > 1.0 { 200 } else { 0 };
    let mantissa = f64::from_bits(bits & !(0x7ff << 52) | 1023 << 52);
    let power = if near { n + 1 } else { n };
    let factor = if near { factorial(n) } else { factorial(n - 1) };
    let y = Extended::from(sign(n) * factor) / Extended::from(mantissa).powi(power);
    (y, (-exponent * power).clamp(-2000, 2000))
}

/// The same in plain `f64`, or by [`fine`] where terms cancel: 2^-45 or better, a hundred times as fast.
fn plain(n: i32, x: f64) -> Option<Extended> {
    if !(1e-60..1e20).contains(&x.abs()) || x < 0.0 && x.fract() == 0.0 {
        return None;
    }
    let at = if x < 0.0 { 1.0 - x } else { x };
    let (mut sum, mut y) = (0.0, at);
    while y < 12.0 {
        sum += y.powi(-n - 1);
        y += 1.0;
    }
    let w = 1.0 / y;
    let mut rest = 0.0;
    for (k, (b, d)) in BERNOULLI.iter().enumerate().take(9).rev() {
        let k = 2 * (k as i32 + 1);
        let factor: f64 = (1..n).map(|j| f64::from(k + j)).product();
        let factor = if n == 0 { 1.0 / f64::from(k) } else { factor };
        rest = rest * (w * w) + factor * b / d;
    }
    let scale = if n == 0 { 1.0 } else { factorial(n) };
    let rest = scale * w.powi(n + 1) * 0.5 + rest * w.powi(n + 2);
    let (main, total) = if n == 0 {
        let log = core_math::log(y);
        (log.abs().max(sum), log - rest - sum)
    } else {
        let all = scale * sum + rest + factorial(n - 1) * w.powi(n);
        (all, all * sign(n))
    };
    if x > 0.0 {
        return if total.abs() < 1e-2 * main {
            fine(n, x)
        } else {
            Some(total.into())
        };
    }
    let cot = 1.0 / core_math::tanpi(x);
    let square = cot * cot + 1.0;
    let turn = core::f64::consts::PI.powi(n + 1)
        * match n {
            0 => cot,
            1 => -square,
            2 => 2.0 * square * cot,
            _ => -2.0 * square * (3.0 * cot * cot + 1.0),
        };
    let y = total * -sign(n) - turn;
    // The argument 1 - x is rounded, too, which the poles of the cotangent do not see.
    if y.abs() < 1e-2 * total.abs().max(turn.abs()) {
        fine(n, x)
    } else {
        Some(y.into())
    }
}

/// The n-th derivative everywhere, from what knows it where that is not trivial.
fn derivative(n: i32, x: f64, known: fn(i32, f64) -> Option<Extended>) -> f64 {
    if x.is_nan() || x == f64::NEG_INFINITY || x < 0.0 && x.fract() == 0.0 {
        return f64::NAN;
    }
    if let Some(y) = known(n, x) {
        return y.0;
    }
    if x == 0.0 {
        return sign(n) * f64::INFINITY;
    }
    if x == f64::INFINITY {
        return if n == 0 { x } else { sign(n) * 0.0 };
    }
    let (y, scale) = alone(n, x);
    // In three factors, of which the last may round.
    let step = 2f64.powi(scale / 3);
    y.0 * step * step * 2f64.powi(scale - scale / 3 * 2)
}
