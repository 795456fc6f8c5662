//! What a loss has beyond value and gradient where it is asked for: second derivatives, and the gradient by its parameters.
//!
//! Each loss costs the compiler a kernel more for each of them, so that a loss of one's own says `#[also(hessian)]` and
//! `#[also(param_gradient)]`; the features `hessian` and `param-gradient` ask for all losses, those of the library too.

use crate::{
    array::{FromArrays, FromOutputs},
    error::Error,
    loss::SampleLoss,
    options::Options,
    simd::Elem,
};
use alloc::vec::Vec;

/// A loss whose Hessian can be multiplied with vectors.
pub trait HessianVector: SampleLoss {
    /// The vectors: one `&[E]` an input, as long as it.
    type Vectors<'a, E: Elem>: FromArrays<'a, E>;
    /// Where the products are written: one `&mut [E]` an input.
    type Products<'a, E: Elem>: FromOutputs<'a, E>;

    /// The derivative of the cost along the vectors; the Hessian of the cost times the vectors is written where the caller says.
    ///
    /// # Errors
    /// If the arguments do not fit the formula or each other; then nothing is written.
    fn hessian_vector_into_with<E: Elem>(
        &self,
        options: &Options<'_>,
        inputs: Self::Inputs<'_, E>,
        vectors: Self::Vectors<'_, E>,
        products: Self::Products<'_, E>,
    ) -> Result<f64, Error>;
}

/// A loss of rows that has `derivatives_into`.
pub trait HessianDiagonal: SampleLoss {
    /// Where derivatives are written: one `&mut [E]` an input.
    type Derivatives<'a, E: Elem>;

    /// The derivatives of each sample, first and second, each by one element of an input, over no divisor.
    ///
    /// # Errors
    /// If the arguments do not fit the formula or each other; then nothing is written.
    fn derivatives_into_with<E: Elem>(
        &self,
        options: &Options<'_>,
        inputs: Self::Inputs<'_, E>,
        gradient: Self::Derivatives<'_, E>,
        hessian: Self::Derivatives<'_, E>,
    ) -> Result<(), Error>;
}

/// A loss that is differentiated by its parameters.
pub trait ParamGradient: SampleLoss {
    /// A struct with a field for each parameter: a number, or a `Vec` for one along an axis.
    type ParamGradient<E: Elem>;

    /// The cost and its derivatives by the parameters.
    ///
    /// # Errors
    /// If the arguments do not fit the formula or each other.
    fn value_and_param_grad_with<E: Elem>(
        &self,
        options: &Options<'_>,
        inputs: Self::Inputs<'_, E>,
    ) -> Result<(f64, Self::ParamGradient<E>), Error>;

    /// The derivatives with the index of their argument in [`Loss::SPEC`](crate::Loss::SPEC), for code that is generic over losses.
    fn param_arrays<E: Elem>(gradient: Self::ParamGradient<E>) -> Vec<(usize, Vec<E>)>;
}
