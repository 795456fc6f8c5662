//! A function with a gradient written by hand.

use super::difference;
use super::report::Report;
use super::subject::{Argument, Point, Subject};
use crate::error::Error;
use crate::spec::{Arg, Domain, Kind};
use alloc::{format, string::String, vec, vec::Vec};

/// Holds the gradient of a function of `N` numbers, written by hand, against differences of its value, as [`gradient`](super::gradient) does.
/// The function returns both; `domains` says where it is defined.
///
/// ```
/// use loss_core::{check, spec::Domain};
///
/// // ln(cosh(r)), whose derivative is tanh(r): a factor is lost in the tails.
/// let log_cosh = |[r]: [f64; 1]| {
///     let value = r.abs() + (-2.0 * r.abs()).exp().ln_1p() - 2.0_f64.ln();
///     let gradient = if r.abs() < 20.0 { r.tanh() } else { 0.5 * r.signum() };
///     (value, [gradient])
/// };
/// let wrong = check::function("log_cosh", [Domain::ALL], log_cosh).unwrap_err();
/// assert!(wrong.to_string().contains("the differences converge to"), "{wrong}");
///
/// let right = |[r]: [f64; 1]| (log_cosh([r]).0, [r.tanh()]);
/// check::function("log_cosh", [Domain::ALL], right)?;
/// # Ok::<(), check::Report>(())
/// ```
///
/// # Errors
/// The report, if the gradient is wrong somewhere: it names the worst point.
#[inline]
pub fn function<const N: usize>(
    name: &str,
    domains: [Domain; N],
    f: impl FnMut([f64; N]) -> (f64, [f64; N]),
) -> Result<Report, Report> {
    difference::check(&mut Function { name, domains, f })
}

struct Function<'a, F, const N: usize> {
    name: &'a str,
    domains: [Domain; N],
    f: F,
}

#[inline]
fn numbers<const N: usize>(point: &Point) -> [f64; N] {
    core::array::from_fn(|i| point.arrays[i].real()[0])
}

impl<F: FnMut([f64; N]) -> (f64, [f64; N]), const N: usize> Subject for Function<'_, F, N> {
    #[inline]
    fn name(&self) -> &str {
        self.name
    }

    #[inline]
    fn arguments(&self) -> Vec<Argument> {
        let arguments = self.domains.iter().enumerate();
        arguments
            .map(|(i, domain)| Argument {
                name: format!("x[{i}]"),
                arg: Arg::new("x", Kind::Input).domain(*domain),
            })
            .collect()
    }

    #[inline]
    fn learnables(&self) -> Vec<Argument> {
        vec![]
    }

    #[inline]
    fn length_of(&self, axis: usize) -> usize {
        axis
    }

    #[inline]
    fn is_batch(&self) -> bool {
        false
    }

    #[inline]
    fn param(&self, _: &str) -> Option<f64> {
        None
    }

    #[inline]
    fn params(&self) -> Vec<(String, f64)> {
        vec![]
    }

    #[inline]
    fn value(&mut self, point: &Point) -> Result<f64, Error> {
        Ok((self.f)(numbers(point)).0)
    }

    #[inline]
    fn gradient(&mut self, point: &Point) -> Result<(f64, Vec<Vec<f64>>), Error> {
        let (value, gradient) = (self.f)(numbers(point));
        Ok((value, gradient.iter().map(|&g| vec![g]).collect()))
    }
}
