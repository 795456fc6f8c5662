//! Distances in units in the last place.

/// An element type, with its bits in order.
pub trait Float: loss_core::Real {
    /// Half the distance from 1 to the next number.
    const UNIT: f64;
    /// The smallest positive number.
    const SMALLEST: f64;
    /// The largest finite number.
    const LARGEST: f64;
    /// `"f32"` or `"f64"`.
    const NAME: &'static str;
}

impl Float for f32 {
    const UNIT: f64 = f32::EPSILON as f64 / 2.0;
    const SMALLEST: f64 = 1.401_298_464_324_817e-45;
    const LARGEST: f64 = f32::MAX as f64;
    const NAME: &'static str = "f32";
}

impl Float for f64 {
    const UNIT: f64 = f64::EPSILON / 2.0;
    const SMALLEST: f64 = 5e-324;
    const LARGEST: f64 = f64::MAX;
    const NAME: &'static str = "f64";
}

/// The distance between two `E` at `x`: that to the next larger number, the smallest positive one near 0.
pub fn ulp<E: Float>(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    // The power of two at or below, which the exponent alone stands for; of a subnormal `f64`, 0.
    let power = f64::from_bits(x.to_bits() & f64::INFINITY.to_bits());
    (2.0 * E::UNIT * power).max(E::SMALLEST)
}

/// How far `got`, an `E`, is from `expected`, in units in the last place of the latter. Equal infinities and NaNs are at
/// distance 0; what is too large for `E` is infinite.
pub fn ulps<E: Float>(got: f64, expected: f64) -> f64 {
    if got.is_nan() || expected.is_nan() {
        return if got.is_nan() && expected.is_nan() {
            0.0
        } else {
            f64::INFINITY
        };
    }
    let nearest = E::of(expected).to_f64();
    if got == expected || got == nearest {
        // Within half a unit, and the only sensible answer beyond the range.
        return if nearest.is_infinite() {
            0.0
        } else {
            (got - expected).abs() / ulp::<E>(expected)
        };
    }
    if nearest.is_infinite() || got.is_infinite() {
        return f64::INFINITY;
    }
    (got - expected).abs() / ulp::<E>(expected)
}

#[cfg(test)]
mod tests {
    use super::{ulp, ulps};

    #[test]
    fn spacing_is_that_of_the_type() {
        for x in [1.0f64, 1.5, 3.0, 1e300, 1e-300, 2e-308, f64::MIN_POSITIVE] {
            assert_eq!(ulp::<f64>(x), f64::from_bits(x.to_bits() + 1) - x);
        }
        for x in [1.0f32, 1.5, 3.0, 1e38, 1e-38, 1e-44] {
            let next = f64::from(f32::from_bits(x.to_bits() + 1));
            assert_eq!(ulp::<f32>(x.into()), next - f64::from(x));
        }
        assert_eq!(ulp::<f64>(1e-310), 5e-324);
    }

    #[test]
    fn the_neighbour_is_one_unit_away() {
        assert_eq!(ulps::<f64>(1.0 + f64::EPSILON, 1.0), 1.0);
        assert_eq!(ulps::<f32>(f64::INFINITY, 1e39), 0.0);
        assert_eq!(ulps::<f32>(3e38, 1e39), f64::INFINITY);
        assert_eq!(ulps::<f64>(f64::NAN, 1.0), f64::INFINITY);
        assert_eq!(ulps::<f64>(-0.0, 0.0), 0.0);
    }
}
