//! Scans of the elementary functions and of the one-variable losses: the largest error of each, in units in the last place, and where it is; and what
//! each costs.
//!
//! It stands in a crate of its own because it needs no loss: it is built in seconds where the losses take minutes, and
//! polynomials are found by building and scanning many times. What a function is measured against is in [`oracle`],
//! what it is held to in [`functions`].

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tables and progress are what it is for"
)]

pub mod command;
pub mod function;
pub mod functions;
pub mod losses;
pub mod measure;
pub mod oracle;
pub mod points;
pub mod time;
