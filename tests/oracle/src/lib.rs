//! What a formula is truly worth, by two kinds of numbers that the interpreter evaluates it in.
//!
//! A [`Ball`] is a double-double with a radius that holds the truth for certain, and costs a few dozen operations of `f64`; [`Big`] is arbitrary precision, and costs
//! a thousand times that. A point is judged by the first, and by the second where the first cannot decide. Neither shares anything with what `loss!` generates.
//!
//! It stands in a crate of its own so that tests that are not optimised have it optimised.

pub mod ball;
#[path = "../../../loss-compiler/tests/witness/big.rs"]
pub mod big;
mod witness;

pub use ball::Ball;
pub use big::Big;
pub use witness::Witness;
