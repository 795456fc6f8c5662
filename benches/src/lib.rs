//! Generated kernels against hand-written ones, the limits of the machine, and other libraries.
//!
//! Everything is a ratio of minima taken in one run in which the contestants alternate, because a number of
//! nanoseconds says more about the hour than about the code.

pub mod bandwidth;
pub mod baseline;
pub mod build_cost;
pub mod data;
pub mod floors;
pub mod losses;
pub mod machine;
pub mod peers;
pub mod plot;
pub mod race;
pub mod roofline;
pub mod text;
