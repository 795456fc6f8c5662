//! Calls of any loss with arrays whose number and shapes are known when the program runs: what a framework's tensors need.
//!
//! The methods of a loss have an argument each, of the right type. Code that serves every loss, a user's own too, has a list instead:
//!
//! ```
//! use loss_core::{Error, Loss, Options, array::{self, Array}};
//!
//! /// The cost of any loss, for tensors that are already numbers and shapes.
//! fn cost<L: Loss>(loss: &L, tensors: &[(&[f32], &[usize])]) -> Result<f64, Error> {
//!     let arrays: Vec<_> = tensors.iter().map(|(data, shape)| Array::new(data, shape)).collect();
//!     array::value(loss, &Options::default(), &arrays)
//! }
//!
//! use loss_core::losses::{Huber, Triplet};
//! let (x, y) = ([0.5_f32, 3.0], [0.0; 2]);
//! assert_eq!(cost(&Huber::default(), &[(&x, &[2]), (&y, &[2])])?, 1.3125);
//! let (a, p, n) = ([0.0_f32, 0.0], [3.0, 4.0], [0.0, 2.0]);
//! assert_eq!(cost(&Triplet::default(), &[(&a, &[1, 2]), (&p, &[1, 2]), (&n, &[1, 2])])?, 4.0);
//!
//! // Nothing is broadcast: a column next to a vector is a mistake.
//! let error = cost(&Huber::default(), &[(&x, &[2, 1]), (&y, &[2])]).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "`target` has the shape [2], but `prediction` [2, 1]: nothing is broadcast, so reshape one to the other's samples",
//! );
//! # Ok::<(), Error>(())
//! ```
//!
//! The last axes of an array are those of its argument; all that come before them count samples, and must be the same in every argument:
//! logits of shape `[batch, time, K]` go with labels of shape `[batch, time]`. In a loss of the whole batch the axes are exactly the argument's.

mod shape;
mod tuples;

pub use tuples::{FromArrays, FromOutputs};

use crate::{
    driver::checked,
    error::Error,
    labels::Labels,
    loss::{Loss, SampleLoss},
    options::Options,
    second_order::HessianVector,
    simd::Elem,
    spec::Kind,
    state::CostState,
};
use alloc::vec::Vec;

/// An argument of a call: its elements, the last axis contiguous, and its whole shape.
#[derive(Clone, Copy, Debug)]
pub struct Array<'a, E> {
    elements: Elements<'a, E>,
    shape: &'a [usize],
}

/// The elements of an array.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Elements<'a, E> {
    /// An `input` or `data`.
    Real(&'a [E]),
    /// Classes or identities.
    Labels(Labels<'a>),
}

impl<'a, E> Array<'a, E> {
    /// Numbers, for an `input` or `data`.
    #[must_use]
    pub fn new(data: &'a [E], shape: &'a [usize]) -> Self {
        Array {
            elements: Elements::Real(data),
            shape,
        }
    }

    /// Classes or identities, for an `index`.
    #[must_use]
    pub fn labels(labels: impl Into<Labels<'a>>, shape: &'a [usize]) -> Self {
        Array {
            elements: Elements::Labels(labels.into()),
            shape,
        }
    }

    /// The shape, samples first.
    #[must_use]
    pub fn shape(&self) -> &'a [usize] {
        self.shape
    }

    fn len(&self) -> usize {
        match self.elements {
            Elements::Real(data) => data.len(),
            Elements::Labels(labels) => labels.len(),
        }
    }
}

/// An argument whose shape has been split: what a call is made of.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Part<'a, E> {
    pub(crate) elements: Elements<'a, E>,
    /// The shape of one sample; in a loss of the whole batch, of the array without its first axis.
    pub(crate) own: &'a [usize],
}

/// The cost.
///
/// # Errors
/// If the arrays do not fit the formula or each other.
pub fn value<L: Loss, E: Elem>(
    loss: &L,
    options: &Options<'_>,
    arrays: &[Array<'_, E>],
) -> Result<f64, Error> {
    loss.value_with(
        options,
        L::Inputs::from_parts(&shape::split::<L, E>(arrays)?)?,
    )
}

/// The cost; its gradient is written to one output an input, in the order declared, then one of a single element for each learnable.
///
/// # Errors
/// If the arrays or outputs do not fit the formula or each other; then nothing is written.
pub fn value_and_grad<L: Loss, E: Elem>(
    loss: &L,
    options: &Options<'_>,
    arrays: &[Array<'_, E>],
    outputs: &mut [&mut [E]],
) -> Result<f64, Error> {
    let inputs = L::Inputs::from_parts(&shape::split::<L, E>(arrays)?)?;
    let found = outputs.len();
    let (of_inputs, of_learnables) = differentiated::<L>();
    let expected = of_inputs.len() + of_learnables.len();
    let wrong = Error::Outputs {
        loss: L::NAME,
        found,
        expected,
    };
    if found != expected {
        return Err(wrong);
    }
    // The lengths of the inputs' outputs are checked with the arrays; a learnable's is 1.
    let numbers = outputs.iter().skip(of_inputs.len()).zip(&of_learnables);
    for (output, &learnable) in numbers {
        if output.len() != 1 {
            return Err(Error::Output {
                argument: L::SPEC.args[learnable].name,
                found: output.len(),
                expected: 1,
            });
        }
    }
    let mut outputs = outputs.iter_mut().map(|output| &mut **output);
    let gradient = L::GradientMut::from_outputs(&mut outputs).ok_or(wrong)?;
    loss.value_and_grad_into_with(options, inputs, gradient)
}

/// The loss of each sample.
///
/// # Errors
/// If the arrays do not fit the formula or each other.
pub fn each<L: SampleLoss, E: Elem>(
    loss: &L,
    options: &Options<'_>,
    arrays: &[Array<'_, E>],
) -> Result<Vec<E>, Error> {
    loss.each_with(
        options,
        L::Inputs::from_parts(&shape::split::<L, E>(arrays)?)?,
    )
}

/// The loss of each sample, and how often it counts where the formula says so: [`SampleLoss::each_and_counts_with`].
///
/// # Errors
/// If the arrays do not fit the formula or each other.
pub fn each_and_counts<L: SampleLoss, E: Elem>(
    loss: &L,
    options: &Options<'_>,
    arrays: &[Array<'_, E>],
) -> Result<(Vec<E>, Option<Vec<E>>), Error> {
    loss.each_and_counts_with(
        options,
        L::Inputs::from_parts(&shape::split::<L, E>(arrays)?)?,
    )
}

/// The sums behind the cost, to be merged with those of other samples.
///
/// # Errors
/// If the arrays do not fit the formula or each other.
pub fn state<L: SampleLoss, E: Elem>(
    loss: &L,
    options: &Options<'_>,
    arrays: &[Array<'_, E>],
) -> Result<CostState, Error> {
    loss.state_with(
        options,
        L::Inputs::from_parts(&shape::split::<L, E>(arrays)?)?,
    )
}

/// The derivative of the cost along vectors, one an input; the Hessian of the cost times the vectors is written to one output an input.
///
/// # Errors
/// If the arrays, vectors or outputs do not fit the formula or each other; then nothing is written.
///
/// ```
/// use loss_core::{Options, array::{self, Array}, loss};
///
/// loss! {
///     #[also(hessian)]
///     pub loss Quartic(x: input, y: data) { powi(x - y, 4) }
/// }
///
/// let (x, y, along) = ([3.0_f64], [1.0], [1.0]);
/// let arrays = [Array::new(&x, &[1]), Array::new(&y, &[1])];
/// let mut product = [0.0];
/// let slope = array::hessian_vector(&Quartic, &Options::default(), &arrays, &[&along], &mut [&mut product])?;
/// assert_eq!((slope, product), (32.0, [48.0]));
/// # Ok::<(), loss_core::Error>(())
/// ```
pub fn hessian_vector<L: HessianVector, E: Elem>(
    loss: &L,
    options: &Options<'_>,
    arrays: &[Array<'_, E>],
    vectors: &[&[E]],
    outputs: &mut [&mut [E]],
) -> Result<f64, Error> {
    let inputs = L::Inputs::from_parts(&shape::split::<L, E>(arrays)?)?;
    let expected = differentiated::<L>().0.len();
    let wrong = |found: usize| Error::Outputs {
        loss: L::NAME,
        found,
        expected,
    };
    if let Some(found) = [vectors.len(), outputs.len()]
        .into_iter()
        .find(|&found| found != expected)
    {
        return Err(wrong(found));
    }
    let parts = vectors.iter().map(|&vector| Part {
        elements: Elements::Real(vector),
        own: &[],
    });
    let vectors = L::Vectors::from_parts(&parts.collect::<Vec<_>>())?;
    let mut outputs = outputs.iter_mut().map(|output| &mut **output);
    let products = L::Products::from_outputs(&mut outputs).ok_or(wrong(0))?;
    loss.hessian_vector_into_with(options, inputs, vectors, products)
}

/// The arguments of [`Loss::SPEC`] that a gradient is for: the inputs, then the learnables.
#[must_use]
pub fn differentiated<L: Loss>() -> (Vec<usize>, Vec<usize>) {
    let of = |kind: Kind| {
        let args = L::SPEC.args.iter().enumerate();
        args.filter(|(_, arg)| arg.kind == kind)
            .map(|(i, _)| i)
            .collect()
    };
    (of(Kind::Input), of(Kind::Learnable))
}

/// The same loss with other values of its learnables, in the order declared; those beyond the end of `values` stay.
///
/// # Errors
/// If one is outside its domain, or there are more than the loss has.
pub fn with_learnables<L: Loss>(mut loss: L, values: &[f64]) -> Result<L, Error> {
    let (inputs, learnables) = differentiated::<L>();
    if values.len() > learnables.len() {
        return Err(Error::Arguments {
            loss: L::NAME,
            found: inputs.len() + values.len(),
            expected: inputs.len() + learnables.len(),
        });
    }
    for (&index, &value) in learnables.iter().zip(values) {
        loss.set_number(index, value);
    }
    checked(loss)
}
