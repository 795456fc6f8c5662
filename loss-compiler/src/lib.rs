//! Formula in, code out: the compiler behind `loss!`, an ordinary library so that every pass is tested as a function.
//!
//! ```text
//! tokens ── parse ──► syntax tree ── check ──► typed graph ── stabilise, differentiate, simplify, lower ──► graph with outputs
//!        ── schedule ──► loops ── emit ──► Rust
//! ```

pub mod check;
pub mod error;
pub mod graph;
pub mod syntax;

/// Expands `($crate) items…`.
pub fn expand(tokens: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    tokens
}
pub mod algebra;
pub mod compile;
pub mod differentiate;
pub mod emit;
pub mod explain;
pub mod lower;
pub mod schedule;
pub mod simplify;
pub mod stabilise;
