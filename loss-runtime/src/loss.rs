//! What all losses have in common, for code that is generic over them.

use crate::{
    array::{FromArrays, FromOutputs},
    error::Error,
    explain::Explain,
    kernel::Class,
    options::Options,
    per_class::PerClass,
    simd::Elem,
    spec::{Spec, Trait},
    state::CostState,
};
use alloc::vec::Vec;

/// A loss, for code that is generic over losses. Its arguments are a tuple, in the order declared.
///
/// ```
/// use loss_core::{Error, Loss};
///
/// fn fit<L>(loss: &L, prediction: &[f32], target: &[f32]) -> Result<f64, Error>
/// where
///     L: for<'a> Loss<Inputs<'a, f32> = (&'a [f32], &'a [f32])>,
/// {
///     loss.value::<f32>((prediction, target))
/// }
/// ```
pub trait Loss {
    /// Its arguments, their kinds, axes and domains.
    const SPEC: &'static Spec;
    /// Its name.
    const NAME: &'static str = Self::SPEC.name;
    /// Formula, gradient, domain, kinks.
    const EXPLAIN: Explain;
    /// What it claims of itself: [`check::laws`](crate::check::laws) holds it to them.
    const TRAITS: &'static [Trait] = &[];

    /// The arguments of a call: `&[E]`, [`Rows`](crate::Rows) and [`Labels`](crate::Labels).
    type Inputs<'a, E: Elem>: Copy + FromArrays<'a, E>;
    /// The gradient: a `Vec` for one input, a struct with a field each for several inputs and learnables.
    type Gradient<E: Elem>;
    /// Where a gradient is written: one `&mut [E]` an input, then one `&mut E` a learnable.
    type GradientMut<'a, E: Elem>: FromOutputs<'a, E>;

    /// The parameter, learnable or flag (1 or 0) that is argument `arg` of [`Loss::SPEC`]; 0 for any other.
    #[doc(hidden)]
    fn number(&self, arg: usize) -> Class<'_>;

    /// Sets the parameter, learnable or flag that is argument `arg`, unchecked, where there is one: a check moves it a little.
    /// [`params::set`](crate::params::set) checks.
    #[doc(hidden)]
    fn set_number(&mut self, arg: usize, to: f64) {
        let _ = (arg, to);
    }

    /// Sets the parameter along an axis that is argument `arg`, unchecked, where there is one.
    #[doc(hidden)]
    fn set_classes(&mut self, arg: usize, to: PerClass) {
        let _ = (arg, to);
    }

    /// The cost.
    ///
    /// # Errors
    /// If the arguments do not fit the formula or each other.
    fn value_with<E: Elem>(
        &self,
        options: &Options<'_>,
        inputs: Self::Inputs<'_, E>,
    ) -> Result<f64, Error>;

    /// The cost and its gradient.
    ///
    /// # Errors
    /// If the arguments do not fit the formula or each other.
    fn value_and_grad_with<E: Elem>(
        &self,
        options: &Options<'_>,
        inputs: Self::Inputs<'_, E>,
    ) -> Result<(f64, Self::Gradient<E>), Error>;

    /// The cost; its gradient is written where the caller says.
    ///
    /// # Errors
    /// If the arguments do not fit the formula or each other; then nothing is written.
    fn value_and_grad_into_with<E: Elem>(
        &self,
        options: &Options<'_>,
        inputs: Self::Inputs<'_, E>,
        gradient: Self::GradientMut<'_, E>,
    ) -> Result<f64, Error>;

    /// The cost: the mean over the batch.
    ///
    /// # Errors
    /// If the arguments do not fit the formula or each other.
    fn value<E: Elem>(&self, inputs: Self::Inputs<'_, E>) -> Result<f64, Error> {
        self.value_with(&Options::default(), inputs)
    }

    /// The cost, the mean over the batch, and its gradient.
    ///
    /// # Errors
    /// If the arguments do not fit the formula or each other.
    fn value_and_grad<E: Elem>(
        &self,
        inputs: Self::Inputs<'_, E>,
    ) -> Result<(f64, Self::Gradient<E>), Error> {
        self.value_and_grad_with(&Options::default(), inputs)
    }

    /// The cost, the mean over the batch; its gradient is written where the caller says.
    ///
    /// # Errors
    /// If the arguments do not fit the formula or each other; then nothing is written.
    fn value_and_grad_into<E: Elem>(
        &self,
        inputs: Self::Inputs<'_, E>,
        gradient: Self::GradientMut<'_, E>,
    ) -> Result<f64, Error> {
        self.value_and_grad_into_with(&Options::default(), inputs, gradient)
    }
}

/// A loss whose formula describes one sample.
pub trait SampleLoss: Loss {
    /// The loss of each sample, times its weights; 0 for those left out.
    ///
    /// # Errors
    /// If the arguments do not fit the formula or each other.
    fn each_with<E: Elem>(
        &self,
        options: &Options<'_>,
        inputs: Self::Inputs<'_, E>,
    ) -> Result<Vec<E>, Error>;

    /// The sums behind the cost, to be merged with those of other samples.
    ///
    /// # Errors
    /// If the arguments do not fit the formula or each other.
    fn state_with<E: Elem>(
        &self,
        options: &Options<'_>,
        inputs: Self::Inputs<'_, E>,
    ) -> Result<CostState, Error>;

    /// The loss of each sample as [`SampleLoss::each_with`] gives it, and how often each counts where the formula says so with
    /// `weighted`; where it does not, each that is not left out counts once. What [`CostState::add`] takes.
    ///
    /// # Errors
    /// If the arguments do not fit the formula or each other.
    fn each_and_counts_with<E: Elem>(
        &self,
        options: &Options<'_>,
        inputs: Self::Inputs<'_, E>,
    ) -> Result<(Vec<E>, Option<Vec<E>>), Error> {
        Ok((self.each_with(options, inputs)?, None))
    }

    /// The loss of each sample.
    ///
    /// # Errors
    /// If the arguments do not fit the formula or each other.
    fn each<E: Elem>(&self, inputs: Self::Inputs<'_, E>) -> Result<Vec<E>, Error> {
        self.each_with(&Options::default(), inputs)
    }

    /// The sums behind the cost, to be merged with those of other samples.
    ///
    /// # Errors
    /// If the arguments do not fit the formula or each other.
    fn state<E: Elem>(&self, inputs: Self::Inputs<'_, E>) -> Result<CostState, Error> {
        self.state_with(&Options::default(), inputs)
    }
}
