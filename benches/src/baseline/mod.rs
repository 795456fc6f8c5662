//! The ceiling: kernels written by hand, with the lanes, the elementary functions and the accumulation of the library.
//!
//! They are what a generated kernel is measured against, so they are frozen: one that is found to be slower than it could
//! be is replaced by a faster one, never by a slower one. They do less than a generated kernel does: nothing is checked,
//! no sample is weighed or left out, and every parameter that the comparison keeps at its neutral value is gone.
//!
//! Costs are means over the samples; gradients are those of the mean.

mod cross_entropy;
mod pick;
mod pointwise;
mod softmax;
mod triplet;

pub mod elements;
pub mod naive;

pub use cross_entropy::cross_entropy;
pub use pick::sparse_categorical;
pub(crate) use pointwise::{BceWithLogits, Focal, Squared};
pub use pointwise::{Body, bce_with_logits, focal, mean_squared_error, pointwise, summed};
pub use softmax::{categorical_focal, soft_cross_entropy};
pub use triplet::{squared_triplet, triplet};

/// Samples whose values are summed before the sum is added to the total, as in the library.
pub const BLOCK: usize = 16 * 1024;

/// The most lanes that a step has.
const MOST_LANES: usize = 32;

#[cfg(test)]
mod tests;
