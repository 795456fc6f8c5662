//! Formula in, code out: the compiler behind `loss!`, an ordinary library so that every pass is tested as a function.
//!
//! ```text
//! tokens ── parse ──► syntax tree ── check ──► typed graph ── stabilise, differentiate, simplify, lower ──► graph with outputs
//!        ── schedule ──► loops ── emit ──► Rust
//! ```
//!
//! Read [`compile`] first: it is the chain. Errors end in [`check`]; nothing after it can fail.

mod ahead;
pub mod algebra;
pub mod check;
pub mod compile;
pub mod differentiate;
pub mod emit;
pub mod error;
pub mod explain;
pub mod function;
pub mod graph;
pub mod interpret;
pub mod lower;
mod patience;
pub mod plot;
pub mod range;
pub mod schedule;
pub mod show;
pub mod simplify;
pub mod stabilise;
pub mod stage;
pub mod syntax;

mod expand;
mod kernels;

pub use expand::{expand, expand_located, expand_only};
pub use graph::Also;
pub use kernels::reading;
