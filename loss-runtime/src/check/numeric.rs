//! Arithmetic that `core` lacks.

/// The nearest half towards 0: exact, and where kinks are.
#[inline]
pub(super) fn to_halves(x: f64) -> f64 {
    (x * 2.0) as i64 as f64 / 2.0
}

/// A power of a power of two, exact.
#[inline]
pub(super) fn power(base: f64, exponent: i32) -> f64 {
    let factor = if exponent < 0 { 1.0 / base } else { base };
    (0..exponent.unsigned_abs()).fold(1.0, |product, _| product * factor)
}

/// The natural logarithm of a normal number, to about a unit in the last place.
#[inline]
pub(super) fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = ((bits >> 52) & 0x7ff) as i32 - 1023;
    let mut mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    if mantissa > core::f64::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1;
    }
    // ln(m) = 2 artanh((m - 1) / (m + 1)), of at most 0.172: a dozen terms reach the last place.
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let series = (0..12)
        .rev()
        .fold(0.0, |sum, k| sum * t * t + 1.0 / f64::from(2 * k + 1));
    f64::from(exponent) * core::f64::consts::LN_2 + 2.0 * t * series
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::{ln, power};

    #[test]
    fn the_logarithm_is_that_of_std() {
        for x in [1e-300, 0.3, 0.999, 1.0, 1.5, 2.0, 1e10] {
            assert!(
                (ln(x) - x.ln()).abs() <= 4.0 * f64::EPSILON * x.ln().abs(),
                "{x}"
            );
        }
        assert_eq!((power(2.0, -3), power(2.0, 5)), (0.125, 32.0));
    }
}
