//! What the tests share: every loss, compiled once; differences, golden records.

pub use loss_subjects::{farthest, numbers, sampling, subject, ulp, variable};

pub mod catalogue;
pub mod differences;
pub mod golden;
pub mod losses;
pub mod reference;
