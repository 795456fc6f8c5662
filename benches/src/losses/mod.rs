//! The shipped losses, each next to its hand-written kernel, and how to call both.

mod chapters;
mod elements;
mod rows;

pub use elements::{
    absolute_penalty, bce, bce_with_logits, discriminator, focal, focal_probability, huber,
    mean_absolute_error, mean_squared_error, minimax_generator, non_saturating_generator,
    squared_penalty,
};
pub use rows::{
    categorical_cross_entropy, categorical_focal, cross_entropy, kl_divergence,
    kl_divergence_probabilities, sparse_categorical_cross_entropy, sparse_cross_entropy,
    squared_triplet, triplet, vae_kl,
};

use crate::baseline::naive::Naive;
use crate::data::{Data, Draw, Gradients};
use loss_core::Real;

/// Value and gradient, the mean over the samples.
pub type Call<E> = fn(&Data<E>, &mut Gradients<E>) -> f64;

/// A shipped loss.
#[derive(Clone, Copy, Debug)]
pub struct Entry<E> {
    /// Its name in [`loss_core::losses`].
    pub name: &'static str,
    /// What its arguments hold.
    pub draws: [Draw; 3],
    /// Whether a sample is a row.
    pub rows: bool,
    /// How many gradients it has.
    pub gradients: usize,
    /// The generated kernel.
    pub ours: Call<E>,
    /// The hand-written one.
    pub baseline: Call<E>,
    /// Its elementary functions, each in a pass of its own, for a loss that needs others than what is written by hand.
    pub functions: Option<Call<E>>,
    /// What one writes first, for the losses that have a floor of their own.
    pub naive: Option<Call<E>>,
    /// Whether it needs a logarithm, an exponential or a power.
    pub transcendental: bool,
}

/// The columns of losses whose samples are rows, where nothing else is said.
pub const COLUMNS: usize = 128;

impl<E: Real> Entry<E> {
    /// Random arguments of about `n` elements.
    #[must_use]
    pub fn data(&self, n: usize) -> Data<E> {
        if self.rows {
            Data::new(self.draws, (n / COLUMNS).max(1), COLUMNS)
        } else {
            Data::new(self.draws, n, 1)
        }
    }

    /// How many arrays of elements are read and written.
    #[must_use]
    pub fn arrays(&self) -> (usize, usize) {
        let reads = self
            .draws
            .iter()
            .filter(|draw| **draw != Draw::None)
            .count();
        (reads, self.gradients)
    }
}

/// All of them.
#[must_use]
pub fn all<E: Real + Naive>() -> Vec<Entry<E>> {
    let mut all = vec![
        mean_squared_error(),
        mean_absolute_error(),
        huber(),
        bce(),
        bce_with_logits(),
        categorical_cross_entropy(),
        sparse_categorical_cross_entropy(),
        cross_entropy(),
        sparse_cross_entropy(),
        kl_divergence(),
        kl_divergence_probabilities(),
        vae_kl(),
        discriminator(),
        minimax_generator(),
        non_saturating_generator(),
        focal(),
        focal_probability(),
        categorical_focal(),
        triplet(),
        squared_triplet(),
        absolute_penalty(),
        squared_penalty(),
    ];
    all.extend(chapters::all());
    all
}

#[cfg(test)]
mod tests;
