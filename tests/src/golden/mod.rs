//! The golden records: values and gradients of other libraries, and exact ones. The format is described in
//! `golden/README.md`.
//!
//! ```text
//! cases.jsonl.gz ── record ──► Record ── adapt ──► Problem: one of our losses with arguments ── run ──► Outcome
//!                                                                              compare ◄── what the record expects
//! ```

mod adapt;
mod compare;
mod peers;
mod record;
mod rows;
mod run;

pub use adapt::{Cannot, Problem, problem};
pub use compare::compare;
pub use record::{Record, Tensor, records};
pub use run::{Outcome, run};
