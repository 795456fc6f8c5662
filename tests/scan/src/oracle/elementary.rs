//! Functions that core-math has.

use super::extended::PI;
use super::{Extended, Oracle, within};

/// Half a unit: a correctly rounded result.
const ROUNDED: f64 = 0.5;

macro_rules! rounded {
    ($( $(#[$doc:meta])* $oracle:ident = $quick:path, $low:expr, $high:expr, $fine:expr; )*) => { $(
        $(#[$doc])*
        pub const $oracle: Oracle = Oracle::of(
            |x, _| $quick(x),
            ROUNDED,
            |x, _| within(x, $low, $high, || {
                let fine: fn(Extended) -> Extended = $fine;
                fine(x.into())
            }),
        );
    )* };
}

rounded! {
    /// e^x.
    EXP = core_math::exp, 0.0, 670.0, Extended::exp;
    /// e^x - 1.
    EXP_M1 = core_math::expm1, 1e-60, 700.0, Extended::exp_m1;
    /// ln x.
    LN = core_math::log, 0.0, f64::MAX, Extended::ln_any;
    /// ln(1 + x).
    LN_1P = core_math::log1p, 0.0, f64::MAX, |x| match x.0.abs() {
        ..1e-60 => x,
        1e10.. => (x + 1.0).ln_any(),
        _ => x.ln_1p(),
    };
    /// √x.
    SQRT = f64::sqrt, 1e-200, 1e200, Extended::sqrt;
    /// sin x.
    SIN = core_math::sin, 1e-60, 1e5, |x| x.sin_cos().0;
    /// cos x.
    COS = core_math::cos, 0.0, 1e5, |x| x.sin_cos().1;
    /// sin(πx).
    SIN_PI = core_math::sinpi, 1e-60, 1e15, |x| {
        let whole = x.0.round();
        let y = (PI * (x.0 - whole)).sin_cos().0;
        if whole % 2.0 == 0.0 { y } else { -y }
    };
    /// cos(πx), by the sine next to its zeros.
    COS_PI = core_math::cospi, 0.0, 1e15, |x| {
        let whole = x.0.round();
        let part = (x.0 - whole).abs();
        let y = if part < 0.25 { (PI * part).sin_cos().1 } else { (PI * (0.5 - part)).sin_cos().0 };
        if whole % 2.0 == 0.0 { y } else { -y }
    };
    /// tan x.
    TAN = core_math::tan, 1e-60, 1e5, |x| x.sin_cos().0 / x.sin_cos().1;
    /// arcsin x, from the rounded result y by sin(arcsin x - y).
    ASIN = core_math::asin, 1e-60, 1.0, |x| {
        let y = core_math::asin(x.0);
        let (s, c) = Extended::from(y).sin_cos();
        x * c - cathetus(x) * s + y
    };
    /// arccos x, the same way.
    ACOS = core_math::acos, 0.0, 1.0, |x| {
        let y = core_math::acos(x.0);
        let (s, c) = Extended::from(y).sin_cos();
        cathetus(x) * c - x * s + y
    };
    /// arctan x, the same way.
    ATAN = core_math::atan, 1e-60, 1e30, |x| {
        let y = core_math::atan(x.0);
        let (s, c) = Extended::from(y).sin_cos();
        (x * c - s) / (c + x * s) + y
    };
    /// tanh x.
    TANH = core_math::tanh, 1e-60, 40.0, |x| {
        let m = (x + x).exp_m1();
        m / (m + 2.0)
    };
    /// sinh x.
    SINH = core_math::sinh, 1e-60, 700.0, |x| {
        let m = x.abs().exp_m1();
        let y = (m + m / (m + 1.0)) * 0.5;
        if x.0 < 0.0 { -y } else { y }
    };
    /// cosh x.
    COSH = core_math::cosh, 0.0, 700.0, |x| {
        let e = x.exp();
        (e + Extended::from(1.0) / e) * 0.5
    };
    /// The error function, by a series of one sign.
    ERF = core_math::erf, 1e-60, 6.0, |x| {
        // 2/√π x e^(-x²) (1 + 2x²/3 (1 + 2x²/5 (1 + …)))
        let z = x * x;
        let mut sum = Extended(0.0, 0.0);
        for j in (1..=200).rev() {
            sum = (sum + 1.0) * (z + z) / f64::from(2 * j + 1);
        }
        let scale = Extended(core::f64::consts::FRAC_2_SQRT_PI, 1.533_545_961_316_588e-17);
        scale * x * (-z).exp() * (sum + 1.0)
    };
}

/// √(1 - x²).
fn cathetus(x: Extended) -> Extended {
    ((x + 1.0) * (-x + 1.0)).sqrt()
}

/// x³.
pub const CUBE: Oracle = Oracle::of(
    |x, _| x * x * x,
    2.0,
    |x, _| within(x, 1e-80, 1e80, || Extended::from(x).powi(3)),
);

/// x³ and x⁴ for x from 0 on; NaN beyond.
pub const THIRD: Oracle = Oracle::of(|x, _| whole(x, 3), ROUNDED, |x, _| whole_fine(x, 3));
/// See [`THIRD`].
pub const FOURTH: Oracle = Oracle::of(|x, _| whole(x, 4), ROUNDED, |x, _| whole_fine(x, 4));

fn whole(x: f64, n: i32) -> f64 {
    if x < 0.0 {
        f64::NAN
    } else {
        core_math::pow(x, n.into())
    }
}

fn whole_fine(x: f64, n: i32) -> Option<Extended> {
    within(x, 1e-60, 1e60, || Extended::from(x).powi(n)).filter(|_| x > 0.0)
}

/// ln(sqrt(1 + x²)); beyond 2^30 the 1 is less than 2^-60 of the square.
pub const LOG_HYPOT: Oracle = Oracle::of(
    |x, _| {
        if x.abs() < 2f64.powi(30) {
            0.5 * core_math::log1p(x * x)
        } else {
            core_math::log(x.abs())
        }
    },
    2.0,
    |x, _| {
        let square = Extended::from(x) * x;
        let log = || match square.0 {
            ..1e-60 => square,
            1e10.. => (square + 1.0).ln_any(),
            _ => square.ln_1p(),
        };
        within(x, 1e-120, 1e120, || log() * 0.5)
    },
);

/// x / (1 + x²), the slope of that.
pub const LOG_HYPOT_SLOPE: Oracle = Oracle::of(
    |x, _| {
        if x.abs() < 2f64.powi(30) {
            x / (1.0 + x * x)
        } else {
            1.0 / x
        }
    },
    2.0,
    |x, _| {
        let x = Extended::from(x);
        within(x.0, 1e-120, 1e120, || x / (x * x + 1.0))
    },
);

/// x over what one call divides by.
macro_rules! over {
    ($($oracle:ident = $by:expr;)*) => {$(
        /// A quotient by a number that is the same for a whole call.
        pub const $oracle: Oracle = Oracle::of(
            |x, _| x / $by,
            ROUNDED,
            |x, _| within(x, 1e-240, 1e240, || Extended::from(x) / $by),
        );
    )*};
}

over! {
    OVER_THREE = 3.0;
    OVER_TEN = 10.0;
    OVER_FAR = FAR;
}

/// Too large a divisor for a product to take its place in `f32`: 3 · 2^100.
pub const FAR: f64 = 3.0 * (1u128 << 100) as f64;

/// x^y for x from 0 on; NaN beyond, and where either is NaN.
pub const POW: Oracle = Oracle::of(
    |x, y| {
        if x < 0.0 || x.is_nan() || y.is_nan() {
            f64::NAN
        } else {
            core_math::pow(x.abs(), y)
        }
    },
    ROUNDED,
    |x, y| {
        let p = within(x, 1e-290, 1e290, || Extended::from(x).ln() * y)?;
        (x > 0.0 && p.0.abs() < 600.0 && y.abs() > 1e-200).then(|| p.exp())
    },
);

/// x ln y, 0 where x is 0.
pub const XLOGY: Oracle = Oracle::of(
    |x, y| {
        if x == 0.0 && !y.is_nan() {
            0.0
        } else {
            product(x, core_math::log(y), || Extended::from(y).ln_any())
        }
    },
    1.5,
    |x, y| (y > 0.0 && y < f64::INFINITY).then(|| times(x, Extended::from(y).ln_any())),
);

/// x ln(1 + y), 0 where x is 0.
pub const XLOG1PY: Oracle = Oracle::of(
    |x, y| {
        if x == 0.0 && !y.is_nan() {
            0.0
        } else {
            product(x, core_math::log1p(y), || {
                (LN_1P.fine)(y, 0.0).unwrap_or(y.into())
            })
        }
    },
    1.5,
    |x, y| {
        let log = ((y > -1.0).then_some(LN_1P.fine)?)(y, 0.0)?;
        Some(times(x, log))
    },
);

/// x y for a rounded y; where the low part of the product would be lost, by the `fine` one, and rounded at the end.
fn product(x: f64, y: f64, fine: impl FnOnce() -> Extended) -> f64 {
    let plain = x * y;
    if plain == 0.0 || plain.abs() > 1e-280 || !plain.is_finite() {
        return plain;
    }
    let power = 2f64.powi(600);
    times(x * power, fine()).0 / power
}

fn times(x: f64, y: Extended) -> Extended {
    y * x
}

/// √(x² + y²), NaN if either is.
pub const HYPOT: Oracle = Oracle::of(
    |x, y| {
        if x.is_nan() || y.is_nan() {
            f64::NAN
        } else {
            core_math::hypot(x, y)
        }
    },
    ROUNDED,
    |x, y| {
        let larger = x.abs().max(y.abs());
        within(larger, 1e-120, 1e120, || {
            (Extended::product(x, x) + Extended::product(y, y)).sqrt()
        })
    },
);

/// ln(x / y) for numbers of one sign.
pub const LOG_RATIO: Oracle = Oracle::of(
    |x, y| {
        // The sign counts even where the quotient is nothing, but not that of a zero numerator.
        let negative = x.is_sign_negative() != y.is_sign_negative();
        if x.is_nan() || y.is_nan() || negative && x != 0.0 {
            return f64::NAN;
        }
        let (x, y) = (x.abs(), y.abs());
        if (0.5..=2.0).contains(&(x / y)) {
            return core_math::log1p(((Extended::from(x) + -y) / y).0);
        }
        let ratio = x / y;
        if ratio.is_nan() {
            return f64::NAN;
        }
        if ratio > 1e-300 && ratio < 1e300 {
            return core_math::log(ratio);
        }
        core_math::log(x) - core_math::log(y)
    },
    3.0,
    |x, y| {
        let known = |x: f64| x != 0.0 && x.is_finite();
        if !known(x) || !known(y) || x == y || (x < 0.0) != (y < 0.0) {
            return None;
        }
        // x / y = a / b 2^(i - j)
        let ((a, i), (b, j)) = (mantissa(x), mantissa(y));
        if (i - j).abs() <= 1 {
            let a = a * 2f64.powi(i - j);
            if (0.5..=2.0).contains(&(a / b)) {
                return Some(((Extended::from(a) + -b) / b).ln_1p());
            }
        }
        let ratio = Extended::from(a) / b;
        Some(ratio.ln() + super::extended::LN_2 * f64::from(i - j))
    },
);

impl Extended {
    /// The logarithm of any positive number, by its mantissa where the exponential of it would lose digits.
    fn ln_any(self) -> Extended {
        if (1e-290..1e290).contains(&self.0) || self.0 <= 0.0 {
            return self.ln();
        }
        let (mantissa, exponent) = mantissa(self.0);
        Extended::from(mantissa).ln() + super::extended::LN_2 * f64::from(exponent)
    }
}

/// |x| as a number from 1 to 2 and the exponent of a power of two, for x neither 0 nor infinite.
fn mantissa(x: f64) -> (f64, i32) {
    let (x, lifted) = if x.abs() < f64::MIN_POSITIVE {
        (x * 2f64.powi(200), 200)
    } else {
        (x, 0)
    };
    let bits = x.abs().to_bits();
    let mantissa = f64::from_bits(bits & !(0x7ff << 52) | 1023 << 52);
    (mantissa, (bits >> 52) as i32 - 1023 - lifted)
}

/// e^x - 1 - x, by its series where that cancels.
pub const EXP_REST: Oracle = Oracle::of(
    |x, _| {
        if x == f64::INFINITY {
            return x;
        }
        if x.is_nan() || x.abs() > 1.0 {
            return core_math::expm1(x) - x;
        }
        let sum = (3..25)
            .rev()
            .fold(1.0, |sum, n| 1.0 + sum * x / f64::from(n));
        x * 0.5 * x * sum
    },
    3.0,
    |x, _| {
        let y = Extended::from(x);
        if x.abs() > 2.0 {
            // Apart from e^x - 1, which overflows before e^x.
            let power = if x > 700.0 { y.exp() } else { y.exp_m1() + 1.0 };
            return Some(power + -1.0 - y);
        }
        let sum = (3..40)
            .rev()
            .fold(Extended::from(1.0), |sum, n| sum * y / f64::from(n) + 1.0);
        Some(y * 0.5 * y * sum)
    },
);
