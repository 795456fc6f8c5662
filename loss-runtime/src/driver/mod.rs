//! What runs a kernel: checks, blocks, tails, sums. A generated method is one call of a function in [`pointwise`] or
//! [`rowwise`].
//!
//! ```text
//! inputs ── bind ──► lengths agree, labels are classes   select ──► who counts   reduction ──► divisor
//!        ── pass ──► blocks of a fixed size, whose sums are combined in index order: the same bits however it is split
//! ```
//!
//! Everything is checked before the first write.

mod across;
mod across_pass;
mod along;
mod bind;
mod check;
mod columns;
mod common;
mod derivatives;
mod lanes;
mod pass;
pub mod pointwise;
mod product;
mod row_pass;
pub mod rowwise;
mod select;
mod tasks;
mod transpose;
mod usual;

pub use across::Across;
pub use along::Along;
pub use common::Common;
pub use product::{Operand, Packed, Totals, block_of, blocks};

use crate::{
    error::Error,
    kernel::Class,
    labels::Labels,
    loss::Loss,
    options::Options,
    reduction::Reduction,
    rows::Rows,
    simd::{Elem, Level},
    spec::{Kind, Spec},
};
use alloc::{vec, vec::Vec};

/// Samples of a block, or elements of a block of rows.
pub(crate) const BLOCK: usize = 16 * 1024;

/// The most axes an argument can have at a call, besides the one over samples.
pub const MOST_AXES: usize = 7;

/// An argument of a call.
#[derive(Clone, Copy)]
pub enum Input<'a, E> {
    /// One element a sample, or an array with one axis.
    Slice(&'a [E]),
    /// Several elements a sample.
    Rows {
        /// All of them.
        data: &'a [E],
        /// How many samples.
        samples: usize,
        /// The shape of one; the first `axes` count.
        shape: [usize; MOST_AXES],
        /// How many axes it has.
        axes: usize,
    },
    /// Classes or identities.
    Labels(Labels<'a>),
}

impl<'a, E> From<&'a [E]> for Input<'a, E> {
    #[inline]
    fn from(data: &'a [E]) -> Self {
        Input::Slice(data)
    }
}

impl<'a, E, const A: usize> From<Rows<'a, E, A>> for Input<'a, E> {
    #[inline]
    fn from(rows: Rows<'a, E, A>) -> Self {
        const { assert!(A <= MOST_AXES, "too many axes") };
        let mut shape = [1; MOST_AXES];
        shape[..A].copy_from_slice(rows.shape());
        Input::Rows {
            data: rows.data(),
            samples: rows.len(),
            shape,
            axes: A,
        }
    }
}

impl<'a, E> From<Labels<'a>> for Input<'a, E> {
    #[inline]
    fn from(labels: Labels<'a>) -> Self {
        Input::Labels(labels)
    }
}

impl<E> Input<'_, E> {
    /// How many elements or labels.
    pub fn len(&self) -> usize {
        match self {
            Input::Slice(data) | Input::Rows { data, .. } => data.len(),
            Input::Labels(labels) => labels.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// No outputs.
pub(super) fn none<'o, E, const G: usize>() -> [&'o mut [E]; G] {
    core::array::from_fn(|_| &mut [] as &mut [E])
}

/// A gradient of zeros for an input.
pub fn zeros<'a, E: Elem>(input: impl Into<Input<'a, E>>) -> Vec<E> {
    vec![E::ZERO; input.into().len()]
}

/// Elements in the shape of an input: its vector in a Hessian-vector product. Whether there are as many is checked with all else.
pub fn alike<'a, E: Elem>(input: impl Into<Input<'a, E>>, data: &'a [E]) -> Input<'a, E> {
    match input.into() {
        Input::Rows {
            samples,
            shape,
            axes,
            ..
        } => Input::Rows {
            data,
            samples,
            shape,
            axes,
        },
        _ => Input::Slice(data),
    }
}

/// Hands on a loss whose parameters are in their domains.
///
/// # Errors
/// If one is outside.
pub fn checked<L: Loss>(loss: L) -> Result<L, Error> {
    params_fit(L::SPEC, &|i| loss.number(i), |x| x)?;
    Ok(loss)
}

/// Checks the parameters against their domains, as rounded to the element type.
///
/// # Errors
/// If one is outside.
fn params_fit<'m>(
    spec: &'static Spec,
    number: &dyn Fn(usize) -> Class<'m>,
    round: fn(f64) -> f64,
) -> Result<(), Error> {
    for (i, arg) in spec.args.iter().enumerate() {
        if !matches!(arg.kind, Kind::Param | Kind::Learnable) {
            continue;
        }
        let check = |class: Option<usize>, value: f64| {
            if arg.domain.contains(round(value)) {
                Ok(())
            } else {
                Err(Error::Param {
                    param: arg.name,
                    class,
                    value,
                    domain: arg.domain,
                })
            }
        };
        match number(i) {
            Class::One(value) => check(None, value)?,
            Class::Each([]) => return Err(Error::NoClasses { param: arg.name }),
            Class::Each(values) => {
                for (k, &value) in values.iter().enumerate() {
                    check(Some(k), value)?;
                }
            }
        }
    }
    Ok(())
}

/// The instruction set of a call.
fn level(options: &Options<'_>) -> Level {
    options.level.unwrap_or_else(crate::simd::level)
}

/// What the sum is divided by, given the divisors of the two means.
#[inline]
fn divisor<E: Elem>(
    spec: &'static Spec,
    options: &Options<'_>,
    samples: usize,
    count: f64,
    weight: f64,
) -> Result<f64, Error> {
    match options.reduction.divisor(samples, count, weight) {
        // Not so small that the scale of the gradient is beyond the element type.
        Ok(divisor) if !E::Real::of(1.0 / divisor).to_f64().is_infinite() => Ok(divisor),
        other => Err(no_divisor(spec, options, other)),
    }
}

/// What is wrong with a divisor.
#[cold]
fn no_divisor(spec: &'static Spec, options: &Options<'_>, found: Result<f64, Error>) -> Error {
    match (found, options.reduction) {
        (Ok(divisor), Reduction::DividedBy(_)) => Error::DividedBy { divisor },
        (Ok(divisor), _) => Error::Divisor { divisor },
        (Err(Error::Empty { .. }), _) => Error::Empty {
            argument: spec
                .args
                .iter()
                .find(|arg| arg.is_per_call())
                .map(|arg| arg.name),
        },
        (Err(other), _) => other,
    }
}
