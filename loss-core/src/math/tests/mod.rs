//! Every function against an oracle that is not ours, at both sets of bits.
//!
//! `f32` is scanned over bit patterns `LOSS_SCAN_STRIDE` apart (1 scans all), against `f64` values good to 2^-50; `f64`
//! at as many points, over all exponents and over moderate numbers, against values with more digits.

#![allow(
    clippy::print_stdout,
    reason = "the measured errors are the result of a scan"
)]

mod extended;
mod functions;
mod scan;
mod shapes;
