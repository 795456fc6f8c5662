//! The error function and the gamma family in `f64`, to about 1e-14: series, recurrences and asymptotic expansions that
//! share nothing with the vector code they are the witness of.

use std::f64::consts::PI;

/// 1 - Euler's constant.
const ONE_LESS_EULER: f64 = 0.422_784_335_098_467_14;

/// ζ(k) - 1 for k = 2, 3, …; past the last one it is 2^-k to 1e-5 of its size.
const ZETA_LESS_ONE: [f64; 24] = [
    6.449_340_668_482_264e-1,
    2.020_569_031_595_943e-1,
    8.232_323_371_113_82e-2,
    3.692_775_514_336_993e-2,
    1.734_306_198_444_914e-2,
    8.349_277_381_922_828e-3,
    4.077_356_197_944_34e-3,
    2.008_392_826_082_214_2e-3,
    9.945_751_278_180_853e-4,
    4.941_886_041_194_645e-4,
    2.460_865_533_080_483e-4,
    1.227_133_475_784_891_5e-4,
    6.124_813_505_870_483e-5,
    3.058_823_630_702_049e-5,
    1.528_225_940_865_187e-5,
    7.637_197_637_899_762e-6,
    3.817_293_264_999_84e-6,
    1.908_212_716_553_939e-6,
    9.539_620_338_727_96e-7,
    4.769_329_867_878_064e-7,
    2.384_505_027_277_33e-7,
    1.192_199_259_653_110_7e-7,
    5.960_818_905_125_948e-8,
    2.980_350_351_465_228e-8,
];

/// The Bernoulli numbers B2, B4, … B24.
const BERNOULLI: [f64; 12] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
    43867.0 / 798.0,
    -174_611.0 / 330.0,
    854_513.0 / 138.0,
    -236_364_091.0 / 2730.0,
];

/// From here on twelve terms of the asymptotic expansions are exact to the last digit: B26/(26·25·x^25) < 1e-17·x.
const FAR: f64 = 12.0;

/// The error function.
pub fn erf(x: f64) -> f64 {
    let size = x.abs();
    if size < 3.0 {
        // 2/sqrt(π) · x·exp(-x²) · Σ (2x²)^n / (1·3·…·(2n+1)): all terms positive, so nothing cancels.
        let mut term = x;
        let mut sum = x;
        for n in 1..200 {
            term *= 2.0 * x * x / f64::from(2 * n + 1);
            sum += term;
            if term.abs() < 1e-18 * sum.abs() {
                break;
            }
        }
        std::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp() * sum
    } else if size < 7.0 {
        // The complement by its continued fraction, from the inside out.
        let mut fraction = size;
        for n in (1..60).rev() {
            fraction = size + 0.5 * f64::from(n) / fraction;
        }
        let complement = (-x * x).exp() / (fraction * PI.sqrt());
        (1.0 - complement).copysign(x)
    } else {
        x.clamp(-1.0, 1.0) // keeps NaN
    }
}

/// `ln |Γ(x)|`
pub fn lgamma(x: f64) -> f64 {
    if x.is_nan() {
        x
    } else if x.is_infinite() || (x <= 0.0 && x == x.floor()) {
        f64::INFINITY
    } else if x.abs() < 0.5 {
        about_two(x) - x.ln_1p() - x.abs().ln()
    } else if x < 0.0 {
        // Γ(x)·Γ(-x) = -π / (x·sin(πx))
        (PI / (x * sin_pi(x)).abs()).ln() - lgamma(-x)
    } else if x < 1.5 {
        about_two(x - 1.0) - (x - 1.0).ln_1p()
    } else if x < 2.5 {
        about_two(x - 2.0)
    } else if x < FAR {
        let mut product = 1.0;
        let mut x = x;
        while x >= 2.5 {
            x -= 1.0;
            product *= x;
        }
        product.ln() + lgamma(x)
    } else {
        let mut tail = 0.0;
        for (i, b) in BERNOULLI.iter().enumerate().rev() {
            let k = 2.0 * (i as f64 + 1.0);
            tail = tail / (x * x) + b / (k * (k - 1.0));
        }
        (x - 0.5) * x.ln() - x + 0.5 * (2.0 * PI).ln() + tail / x
    }
}

/// `ln Γ(2 + z)` for `|z| <= 1/2`: z·(1 - γ) + Σ (-1)^k (ζ(k) - 1) z^k / k.
fn about_two(z: f64) -> f64 {
    let mut sum = 0.0;
    for (i, c) in ZETA_LESS_ONE.iter().enumerate().rev() {
        let k = i as f64 + 2.0;
        sum = -z * sum + c / k;
    }
    z * (ONE_LESS_EULER + z * sum)
}

/// `sin(πx)`, reduced before it is multiplied by π.
fn sin_pi(x: f64) -> f64 {
    (PI * (x % 2.0)).sin()
}

/// The `n`-th derivative of digamma; the 0th is digamma.
pub fn polygamma(n: u32, x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x == f64::NEG_INFINITY || (x <= 0.0 && x == x.floor()) {
        // A pole: its sides agree in sign for odd n alone.
        return if n % 2 == 1 { f64::INFINITY } else { f64::NAN };
    }
    if x == f64::INFINITY {
        return if n == 0 { x } else { 0.0 };
    }
    if x < 0.0 {
        // ψₙ(1 - x) - (-1)^n ψₙ(x) = (-1)^n π dⁿ/dxⁿ cot(πx)
        let sign = if n.is_multiple_of(2) { 1.0 } else { -1.0 };
        return sign * polygamma(n, 1.0 - x) - cotangent_derivative(n, x);
    }
    let order = f64::from(n);
    let factorial: f64 = (1..=n).map(f64::from).product();
    let mut x = x;
    let mut sum = 0.0;
    while x < FAR + order {
        sum += factorial / x.powi(n as i32 + 1);
        x += 1.0;
    }
    // The factor (2k + n - 1)! / (2k)! that a term of the expansion carries.
    let rising = |k: f64| (1..n).map(|i| k + f64::from(i)).product::<f64>();
    let mut tail = 0.0;
    for (i, b) in BERNOULLI.iter().enumerate().rev() {
        let k = 2.0 * (i as f64 + 1.0);
        let factor = if n == 0 { 1.0 / k } else { rising(k) };
        tail = tail / (x * x) + b * factor;
    }
    tail /= x * x;
    if n == 0 {
        return x.ln() - 0.5 / x - tail - sum;
    }
    let size = sum + (factorial / order + 0.5 * factorial / x + tail) / x.powi(n as i32);
    if n % 2 == 1 { size } else { -size }
}

/// `π dⁿ/dxⁿ cot(πx)`, as a polynomial in the cotangent: c' = -π(1 + c²).
fn cotangent_derivative(n: u32, x: f64) -> f64 {
    let c = 1.0 / (PI * (x % 1.0)).tan();
    let mut polynomial = vec![0.0, PI];
    for _ in 0..n {
        let mut next = vec![0.0; polynomial.len() + 1];
        for (power, a) in polynomial.iter().enumerate().skip(1) {
            let slope = -PI * a * power as f64;
            next[power - 1] += slope;
            next[power + 1] += slope;
        }
        polynomial = next;
    }
    polynomial.iter().rev().fold(0.0, |sum, a| sum * c + a)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values by mpmath 1.3 at 40 digits.
    #[test]
    fn values_are_those_of_the_literature() {
        let near = |x: f64, y: f64| {
            assert!((x - y).abs() <= 1e-14 * y.abs(), "{x:e} is not {y:e}");
        };
        near(erf(1e-9), 1.1283791670955127e-09);
        near(erf(0.3), 0.3286267594591274);
        near(erf(-1.2), -0.9103139782296353);
        near(erf(2.9), 0.9999589021219005);
        near(erf(3.1), 0.9999883513426328);
        near(erf(5.5), 0.9999999999999927);
        near(lgamma(1e-9), 20.723265836369194);
        near(lgamma(-1e-3), 6.908333317515028);
        near(lgamma(0.4), 0.7966778177017837);
        near(lgamma(0.9), 0.06637623973474295);
        near(lgamma(1.1), -0.049872441259839764);
        near(lgamma(1.49), -0.12110025854219772);
        near(lgamma(1.9), -0.03898427592308336);
        near(lgamma(2.4), 0.21685932244884157);
        near(lgamma(3.7), 1.428072326665388);
        near(lgamma(11.5), 16.292000476567242);
        near(lgamma(12.5), 18.734347511936445);
        near(lgamma(170.25), 702.7206616776805);
        near(lgamma(1e10), 220258509288.81058);
        near(lgamma(-0.7), 1.4524729387568078);
        near(lgamma(-6.3), -5.791227281672506);
        near(polygamma(0, 0.01), -100.56088545786868);
        near(polygamma(0, 0.7), -1.2200235536979347);
        near(polygamma(0, 3.2), 0.9988388912865996);
        near(polygamma(0, 13.0), 2.5259950133091453);
        near(polygamma(0, 1e6), 13.815510057964191);
        near(polygamma(0, -0.3), 2.113309779635399);
        near(polygamma(0, -2.6), 0.1148975066969342);
        near(polygamma(1, 0.01), 10001.621213528313);
        near(polygamma(1, 0.7), 2.834049156694611);
        near(polygamma(1, 3.2), 0.3663211907314008);
        near(polygamma(1, 13.0), 0.07995742842732395);
        near(polygamma(1, 1e6), 1.0000005000001667e-06);
        near(polygamma(1, -0.3), 13.945160267805722);
        near(polygamma(1, -2.6), 10.591688362390217);
        near(polygamma(2, 0.01), -2000002.340398677);
        near(polygamma(2, 0.7), -6.4349928741909235);
        near(polygamma(2, 3.2), -0.1328000068031312);
        near(polygamma(2, 13.0), -0.006389797961591504);
        near(polygamma(2, 1e6), -1.0000010000005e-12);
        near(polygamma(2, -0.3), 67.63908119988317);
        near(polygamma(2, -2.6), -22.377796580409246);
        near(polygamma(3, 0.01), 600000006.2510618);
        near(polygamma(3, 0.7), 25.879149678427737);
        near(polygamma(3, 3.2), 0.0953463004453601);
        near(polygamma(3, 13.0), 0.001020741379218974);
        near(polygamma(3, 1e6), 2.000003000002e-18);
        near(polygamma(3, -0.3), 766.6198904191685);
        near(polygamma(3, -2.6), 283.53838059773574);
        near(polygamma(4, 0.01), -240000000023.7009);
        near(polygamma(4, 0.7), -144.70825364302465);
        near(polygamma(4, 3.2), -0.10174525197078321);
        near(polygamma(4, 13.0), -0.00024445943341713875);
        near(polygamma(4, 1e6), -6.00001200001e-24);
        near(polygamma(4, -0.3), 9731.83495623352);
        near(polygamma(4, -2.6), -2037.458483014219);
    }

    #[test]
    fn limits() {
        assert_eq!(erf(f64::INFINITY), 1.0);
        assert_eq!(erf(-8.0), -1.0);
        assert!(erf(f64::NAN).is_nan());
        assert_eq!(lgamma(0.0), f64::INFINITY);
        assert_eq!(lgamma(-3.0), f64::INFINITY);
        assert_eq!((lgamma(1.0), lgamma(2.0)), (0.0, 0.0));
        assert_eq!(polygamma(0, f64::INFINITY), f64::INFINITY);
        assert_eq!(polygamma(2, f64::INFINITY), 0.0);
    }
}
