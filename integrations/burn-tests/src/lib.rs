//! Losses in tensor operations held against their kernels: the arguments of a call, the loss without its type, and the comparison.
//!
//! A kernel is compiled for every loss here, and nothing else is: what does not need the type of the loss comes from [`Tried`].

mod case;
mod compare;
mod tried;

pub use case::{Case, Elements, Points};
pub use compare::{Outcome, compare, each, in_tensors, near, rounded};
pub use tried::{Batch, Prepared, Samples, Tried, other_parameters};
