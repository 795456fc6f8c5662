//! Checks of a loss, for your own tests: is its gradient the derivative of its value, and does it keep what it claims?
//!
//! ```
//! use loss_core::{check, loss};
//!
//! loss! {
//!     /// Cauchy loss.
//!     #[claims(nonnegative, symmetric, zero_at_match, lipschitz = scale, differentiable)]
//!     pub loss Cauchy(prediction: input, target: data, scale: param = 1.0 in 0.0<..) {
//!         let r = (prediction - target) / scale;
//!         scale * scale / 2 * ln(1 + r * r)
//!     }
//! }
//!
//! # fn main() -> Result<(), check::Report> {
//! let report = check::gradient(&Cauchy::default())?; // in a `#[test]`, one line each
//! check::laws(&Cauchy::new(2.5).unwrap())?;
//! assert!(report.points() > 100 && report.order() > 1.9);
//! # Ok(())
//! # }
//! ```
//!
//! [`gradient`] draws points from the domains that the loss declares: ordinary ones, far tails, next to a match and at it, next to the ends of a
//! domain and on them. At each it halves the step of a difference until the differences converge, and holds the gradient against their limit. What
//! loses the last digits, or has the wrong sign in a tail, is found; the worst point is reported:
//!
//! ```
//! use loss_core::{check, loss};
//!
//! loss! {
//!     /// The distance is held fixed where it must not be.
//!     pub loss Damped(prediction: input, target: data) {
//!         let r = prediction - target;
//!         r * r / (1 + stop_gradient(abs(r)))
//!     }
//! }
//!
//! let report = check::gradient(&Damped).unwrap_err();
//! assert!(report.to_string().starts_with("Damped: the derivative by `prediction` is wrong"));
//! ```
//!
//! A gradient written by hand is checked by [`function`]. Both return the [`Report`] also where all is well.
//!
//! Nothing here is compiled where nothing calls it: every function is `#[inline]`, which leaves its code to the crate that does.

mod call;
mod constant;
mod difference;
mod function;
mod law;
mod laws;
mod numeric;
mod points;
mod report;
mod subject;

pub use function::function;
pub use report::Report;

#[doc(hidden)]
pub use call::Array;
#[doc(hidden)]
pub use subject::{Argument, Place, Point, Subject};

use crate::loss::Loss;
use subject::Typed;

/// Holds the gradient by every input and learnable against differences of the value, at points drawn from the declared domains.
///
/// Points at which the value is infinite, or its derivative, show nothing and are left out; at a kink the gradient must lie between the slopes of
/// the two sides.
///
/// # Errors
/// The report, if the gradient is wrong somewhere: it names the worst point.
#[inline]
pub fn gradient<L>(loss: &L) -> Result<Report, Report>
where
    L: Loss + Clone,
{
    difference::check(&mut Typed(loss.clone()))
}

/// Holds what the loss claims of itself, its [`TRAITS`](Loss::TRAITS), against its values and gradients.
///
/// # Errors
/// The report, if a claim does not hold somewhere: it names the claim and the point.
#[inline]
pub fn laws<L>(loss: &L) -> Result<Report, Report>
where
    L: Loss + Clone,
{
    laws::check(&mut Typed(loss.clone()), L::TRAITS)
}

/// The same checks of anything with a value and a gradient: the command `loss check` has an interpreter.
#[doc(hidden)]
pub mod any {
    use super::{Point, Report, Subject};
    use crate::spec::Trait;
    use alloc::vec::Vec;

    /// As [`gradient`](super::gradient).
    ///
    /// # Errors
    /// The report, if the gradient is wrong somewhere.
    #[inline]
    pub fn gradient(subject: &mut dyn Subject) -> Result<Report, Report> {
        super::difference::check(subject)
    }

    /// As [`laws`](super::laws), of these claims.
    ///
    /// # Errors
    /// The report, if a claim does not hold somewhere.
    #[inline]
    pub fn laws(subject: &mut dyn Subject, claims: &[Trait]) -> Result<Report, Report> {
        super::laws::check(subject, claims)
    }

    /// The points at which both look.
    #[inline]
    pub fn points(subject: &dyn Subject) -> Vec<Point> {
        let points = super::points::points(subject).into_iter();
        points.map(|(_, point)| point).collect()
    }

    /// A point as reports write it: `prediction = 1.5, target = 0.0`.
    #[inline]
    pub fn written(subject: &dyn Subject, point: &Point) -> alloc::string::String {
        super::report::at(subject, point)
            .trim_start_matches("  at       ")
            .into()
    }
}
