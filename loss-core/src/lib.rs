//! Loss functions from formulas: value and analytic gradient in one fused, vectorised pass.
#![no_std]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod math;
pub mod simd;
