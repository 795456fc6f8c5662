//! Formula in, code out: the compiler behind `loss!`, an ordinary library so that every pass is tested as a function.
//!
//! ```text
//! tokens ── parse ──► syntax tree ── check ──► typed graph ── stabilise, differentiate, simplify, lower ──► graph with outputs
//!        ── schedule ──► loops ── emit ──► Rust
//! ```

pub mod graph;
pub mod interpret;

/// Expands `($crate) items…`.
pub fn expand(tokens: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    tokens
}
