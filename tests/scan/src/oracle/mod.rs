//! What the functions are measured against, none of it ours.
//!
//! [`core_math`] is correctly rounded: for `f32` its `f64` functions are exact for all that matters, for `f64` they are
//! half a unit off, so where that could decide, sums of two `f64` ([`Extended`]) settle it. They are checked against each
//! other at every point where both are computed.

mod elementary;
mod extended;
mod gamma;
mod logistic;

pub use elementary::*;
pub use extended::Extended;
pub use gamma::*;
pub use logistic::*;

/// A function as it should be.
#[derive(Clone, Copy)]
pub struct Oracle {
    /// The nearest `f64`, or nearly.
    pub quick: fn(f64, f64) -> f64,
    /// By how many units in the last place of an `f64` that may be wrong.
    pub slack: f64,
    /// What `f32` is measured against: billions of times, so it may be less exact than `quick`.
    pub single: fn(f64, f64) -> f64,
    /// By how many units in the last place of an `f32` that may be wrong.
    pub slack_single: f64,
    /// The function to 2^-90 or so; `None` where it cannot be had.
    pub fine: fn(f64, f64) -> Option<Extended>,
    /// One of two terms whose sum the function is, where they cancel at zeros which have no closed form: errors of `f64`
    /// count in units of the larger term. 0 elsewhere.
    pub term: fn(f64) -> f64,
}

impl Oracle {
    /// Of a correctly rounded function of one number.
    const fn of(
        quick: fn(f64, f64) -> f64,
        slack: f64,
        fine: fn(f64, f64) -> Option<Extended>,
    ) -> Oracle {
        Oracle {
            quick,
            slack,
            single: quick,
            slack_single: slack / 268_435_456.0,
            fine,
            term: |_| 0.0,
        }
    }
}

/// `y`, if `x` is between the sizes.
fn within(x: f64, low: f64, high: f64, y: impl FnOnce() -> Extended) -> Option<Extended> {
    (low..=high).contains(&x.abs()).then(y)
}
