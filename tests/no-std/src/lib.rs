//! Compiles without `std`: `cargo build -p loss-tests-no-std`, alone, so that nobody else turns the feature on.
#![no_std]

use loss_core::losses::{Huber, SparseCrossEntropy};
use loss_core::{Error, Rows, loss};

loss! {
    /// A loss of one's own.
    pub loss LogCosh(prediction: input, target: data) { ln(cosh(prediction - target)) }
}

/// What it says of itself is a constant, without `std` too.
pub const GRADIENT: &str = LogCosh::EXPLAIN.gradient[0].1;

/// Instances of the kernels, so that all of their code is built.
///
/// # Errors
/// Those of the losses.
pub fn all(x: &[f32], y: &[f32], gradient: &mut [f32]) -> Result<f64, Error> {
    let own = LogCosh.value_and_grad_into(x, y, gradient)?;
    let huber = Huber::default().value_and_grad_into(x, y, gradient)?;
    let label = [0u8, 1];
    let rows = SparseCrossEntropy::default().value(Rows::new(x, x.len() / 2)?, &label)?;
    Ok(own + huber + rows)
}
