//! Scans: a function of lanes over many points, its largest error in units in the last place.

use super::extended::Extended;
use crate::simd::{Elem, Lanes, Level, Real, Work};
use alloc::vec::Vec;
use std::println;

/// A function of one or two lanes.
pub(super) trait Op: Copy {
    fn apply<V: Lanes>(t: V::Token, x: V, y: V) -> V;
}

struct Map<'a, E, O>(O, &'a [E], &'a [E], &'a mut [E]);
impl<E: Real, O: Op> Work<E> for Map<'_, E, O> {
    type Output = ();
    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(self, t: V::Token) {
        let lanes = self.1.chunks_exact(V::N).zip(self.2.chunks_exact(V::N));
        for ((x, y), z) in lanes.zip(self.3.chunks_exact_mut(V::N)) {
            O::apply(t, V::load(t, x), V::load(t, y)).store(z);
        }
    }
}

/// An element type that can be scanned.
pub(super) trait Scan: Real {
    /// Many numbers, a multiple of 32.
    fn points(stride: u32) -> Vec<Self>;
    /// Bits of the mantissa and the exponent of the smallest normal number.
    const FORMAT: (i32, i32);
    fn largest() -> f64;
}

/// Numbers where functions have edges, with both signs.
const EDGES: [f64; 28] = [
    0.0,
    1.0,
    0.5,
    2.0,
    f64::INFINITY,
    f64::NAN,
    1e-45,
    1e-40,
    1.1754943508222875e-38,
    3.4028234663852886e38,
    5e-324,
    1e-310,
    2.2250738585072014e-308,
    f64::MAX,
    0.625,
    0.875,
    87.3,
    88.7,
    103.9,
    709.7,
    745.1,
    16.0,
    17.0,
    40.0,
    1.5,
    2.5,
    8.0,
    32768.0,
];

fn with_edges<E: Elem>(mut points: Vec<E>) -> Vec<E> {
    points.extend(EDGES.iter().flat_map(|x| [E::of(*x), E::of(-*x)]));
    points.resize(points.len().next_multiple_of(32), E::ONE);
    points
}

impl Scan for f32 {
    const FORMAT: (i32, i32) = (23, -126);
    fn points(stride: u32) -> Vec<f32> {
        with_edges(
            (0..=u32::MAX)
                .step_by(stride as usize)
                .map(f32::from_bits)
                .collect(),
        )
    }
    fn largest() -> f64 {
        f32::MAX.into()
    }
}
impl Scan for f64 {
    const FORMAT: (i32, i32) = (52, -1022);
    fn points(stride: u32) -> Vec<f64> {
        let spread = |i: u32| u64::from(i).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ u64::from(i) << 32;
        // All exponents, and one in two between 2^-20 and 2^11.
        let near = |bits: u64| (bits & !(0x7ff << 52)) | ((bits >> 52 & 31) + 1003) << 52;
        with_edges(
            (0..=u32::MAX)
                .step_by(stride as usize)
                .map(|i| {
                    f64::from_bits(if (i / stride).is_multiple_of(2) {
                        spread(i)
                    } else {
                        near(spread(i))
                    })
                })
                .collect(),
        )
    }
    fn largest() -> f64 {
        f64::MAX
    }
}

/// The distance in units in the last place of what is wanted; 1e9 for a wrong NaN or infinity.
fn error<E: Scan>(got: E, want: Extended, floor: f64) -> f64 {
    let got = got.to_f64();
    let rounded = E::of(want.0).to_f64();
    if want.0.is_nan() || got.is_nan() || rounded.is_infinite() || got.is_infinite() {
        let edge = got.is_infinite() && want.0 * got.signum() >= E::largest();
        return if got == rounded || got.is_nan() && want.0.is_nan() || edge {
            0.0
        } else {
            1e9
        };
    }
    let (mantissa, least) = E::FORMAT;
    let size = want.0.abs().max(floor);
    let exponent = if size < f64::MIN_POSITIVE {
        -1022
    } else {
        (size.to_bits() >> 52) as i32 - 1023
    };
    // One over the unit, in two factors.
    let places = mantissa - exponent.max(least);
    let (one, other) = (2f64.powi(places / 2), 2f64.powi(places - places / 2));
    ((got - want.0) - want.1).abs() * one * other
}
/// The stride of the scan: what the environment says, or one that a debug build finishes in seconds.
pub(super) fn stride() -> u32 {
    std::env::var("LOSS_SCAN_STRIDE")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(300_007)
}

/// How good a function has to be.
#[derive(Clone, Copy)]
pub(super) struct Promise {
    /// Units in the last place where multiplication and addition fuse.
    pub fused: f64,
    /// And where they do not.
    pub apart: f64,
    /// Results below this count as this, near zeros that are cancellations.
    pub floor: f64,
}

/// Measures a function at both sets of bits and holds it to its promise.
pub(super) fn scan<E: Scan, O: Op>(
    name: &str,
    op: O,
    pairs: (&[E], &[E]),
    promise: Promise,
    oracle: impl Fn(f64, f64) -> Extended,
) {
    let (x, y) = pairs;
    let want: Vec<Extended> = x
        .iter()
        .zip(y)
        .map(|(x, y)| oracle(x.to_f64(), y.to_f64()))
        .collect();
    let mut got = alloc::vec![E::ZERO; x.len()];
    for (level, set, bound) in [
        (crate::simd::level(), "best", promise.fused),
        (Level::baseline(), "baseline", promise.apart),
    ] {
        E::dispatch(level, Map(op, x, y, &mut got));
        let mut worst = (0.0, 0);
        for (i, (got, want)) in got.iter().zip(&want).enumerate() {
            let error = error(*got, *want, promise.floor);
            if error > worst.0 || error.is_nan() {
                worst = (error, i);
            }
        }
        let (error, i) = worst;
        println!(
            "{name:>12} {:>3} {set:>8} {error:6.3} ulp at {:?}, {:?}: {:?} for {:?}",
            E::FORMAT.0 + 1,
            x[i],
            y[i],
            got[i],
            want[i].0,
        );
        if std::env::var("LOSS_SCAN_SURVEY").is_err() {
            assert!(
                error <= bound,
                "{name}: {error} ulp at {:?}, {:?}",
                x[i],
                y[i]
            );
        }
    }
}
