//! What functions cost.

use crate::function::{Call, Function};
use crate::points::{Scanned, mixed};
use loss_core::simd::Level;
use std::time::Instant;

/// Numbers at a time: they stay in the first cache.
const COUNT: usize = 1024;

/// Nanoseconds an element: the least of many repeats.
pub fn time<E: Scanned>(function: &Function, call: Call<E>, level: Level, repeats: usize) -> f64 {
    let [a, b, c, d] = function.usual;
    let between = |low: f64, high: f64, seed: u64| -> Vec<E> {
        (0..COUNT as u64)
            .map(|i| E::of(low + (high - low) * (mixed(i + seed) as f64 * 2f64.powi(-64))))
            .collect()
    };
    let (x, y) = (between(a, b, 0), between(c, d, 1 << 32));
    let mut z = vec![E::ZERO; COUNT];
    let mut least = f64::INFINITY;
    for _ in 0..repeats {
        let start = Instant::now();
        for _ in 0..8 {
            call(
                level,
                std::hint::black_box(&x),
                std::hint::black_box(&y),
                &mut z,
            );
        }
        least = least.min(start.elapsed().as_secs_f64());
    }
    least / (8 * COUNT) as f64 * 1e9
}
