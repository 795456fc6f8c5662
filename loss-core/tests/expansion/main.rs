//! Expansions written by hand: what generated code looks like, and that the drivers run it right, compared with plain
//! loops over `f64`.

mod cross_entropy;
mod huber;
mod pointwise;
mod reference;
mod rowwise;
mod triplet;
