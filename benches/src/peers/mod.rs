//! Other libraries for Rust, on the CPU, with automatic differentiation: value and gradient, as their users write it.
//!
//! They are there with the feature `peers`; without it nobody takes part.

#[cfg(feature = "peers")]
mod burn;
#[cfg(feature = "peers")]
mod candle;

use crate::data::{Data, Gradients};
use crate::race::Contestant;

/// Everybody who has this loss.
#[cfg(feature = "peers")]
#[must_use]
pub fn contestants(
    loss: &'static str,
    data: &Data<f32>,
) -> Vec<Contestant<'static, Gradients<f32>>> {
    let n = data.len();
    let mut all = Vec::new();
    if let Some(mut call) = candle::call(loss, data) {
        all.push(Contestant::new("candle", n, move |_: &mut _| call()));
    }
    if let Some(mut call) = burn::call(loss, data) {
        all.push(Contestant::new("burn", n, move |_: &mut _| call()));
    }
    all
}

/// Nobody.
#[cfg(not(feature = "peers"))]
#[must_use]
pub fn contestants(_: &'static str, _: &Data<f32>) -> Vec<Contestant<'static, Gradients<f32>>> {
    Vec::new()
}

#[cfg(all(test, feature = "peers"))]
mod tests;
