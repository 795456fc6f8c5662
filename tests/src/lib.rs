//! What the tests share: uniform calls of any loss, numbers, differences, golden records.

pub mod catalogue;
pub mod differences;
pub mod golden;
pub mod losses;
pub mod numbers;
pub mod reference;
pub mod sampling;
pub mod subject;
pub mod ulp;
