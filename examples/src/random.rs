//! Random numbers that are the same for the same seed, everywhere.

use ndarray::Array2;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

/// A seeded generator with the few distributions that the examples draw from.
#[derive(Debug)]
pub struct Random(ChaCha8Rng);

impl Random {
    /// A generator whose whole sequence follows from `seed`.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number from 0 (included) to 1 (excluded).
    pub fn uniform(&mut self) -> f32 {
        self.0.random()
    }

    /// A number from the standard normal distribution (Box and Muller 1958).
    pub fn normal(&mut self) -> f32 {
        // 1 - u lies above 0, so that its logarithm is finite.
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f32::consts::TAU * self.uniform()).cos()
    }

    /// A matrix of standard normal numbers.
    pub fn normals(&mut self, rows: usize, columns: usize) -> Array2<f32> {
        Array2::from_shape_simple_fn((rows, columns), || self.normal())
    }

    /// An index below `bound`, which must be above 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0.random_range(0..bound)
    }

    /// Brings the items into a random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_seeds_give_equal_numbers() {
        assert_eq!(Random::new(7).normals(3, 4), Random::new(7).normals(3, 4));
        assert_ne!(Random::new(7).normals(3, 4), Random::new(8).normals(3, 4));
    }

    #[test]
    fn normal_numbers_have_mean_0_and_variance_1() {
        let numbers = Random::new(1).normals(100, 100);
        // The standard error of the mean is 0.01 and that of the variance 0.014: both bounds are five of them.
        assert!(numbers.mean().expect("not empty").abs() < 0.05);
        assert!((numbers.var(0.0) - 1.0).abs() < 0.07);
    }
}
