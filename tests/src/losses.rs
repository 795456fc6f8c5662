//! The losses of the library.
pub use loss_core::losses::*;
