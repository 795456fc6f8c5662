//! A graph for reading elsewhere than in Rust: as LaTeX for a page, as a picture in DOT or Mermaid; and a loss by itself, in its own language.
//!
//! Pure functions of the graph, at any stage of the compiler; the text of a formula in its own language is [`crate::graph::print`].

mod definition;
pub mod diagram;
mod dot;
pub mod latex;
mod mermaid;
mod rust;
mod wrap;

#[cfg(test)]
mod tests;

pub use definition::{definition, indented, written};
pub use diagram::Diagram;
pub use dot::dot;
pub use mermaid::mermaid;
pub use rust::rust;
pub use wrap::equation;
