//! Uniform calls of any loss, and arguments for them.
//!
//! It stands apart from the kernels of every loss, which `loss-tests` compiles, so that a test of a few losses with other features does not.

pub mod farthest;
pub mod numbers;
pub mod sampling;
pub mod subject;
pub mod ulp;
pub mod variable;
