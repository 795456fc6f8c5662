//! A loss behind a pointer, so that all else is written, and compiled, once for all losses.

use loss_core_rs::{
    CostState, Error, Explain, Loss, Options, PerClass, SampleLoss,
    array::{self, Array},
    params,
    simd::Elem,
    spec::Spec,
};
use std::sync::Arc;

/// A loss with its parameters.
pub(crate) trait AnyLoss: Of<f32> + Of<f64> + Send + Sync {
    /// Its declaration.
    fn spec(&self) -> &'static Spec;
    /// What it shows of itself.
    fn explain(&self) -> Explain;
    /// The arguments that a gradient is for: the inputs, then the learnables.
    fn differentiated(&self) -> (Vec<usize>, Vec<usize>);
    /// The same loss with another parameter.
    fn set(&self, arg: usize, to: PerClass) -> Result<Arc<Any>, Error>;
}

/// Any of them.
pub(crate) type Any = dyn AnyLoss;

/// What is computed in an element type. A loss of the whole batch has no parts: `each` and `state` are nothing there.
pub(crate) trait Of<E> {
    /// The cost.
    fn value(&self, options: &Options<'_>, arrays: &[Array<'_, E>]) -> Result<f64, Error>;
    /// The cost and its gradient.
    fn value_and_grad(
        &self,
        options: &Options<'_>,
        arrays: &[Array<'_, E>],
        outputs: &mut [&mut [E]],
    ) -> Result<f64, Error>;
    /// The loss of each sample.
    fn each(&self, options: &Options<'_>, arrays: &[Array<'_, E>])
    -> Option<Result<Vec<E>, Error>>;
    /// The sums behind the cost.
    fn state(
        &self,
        options: &Options<'_>,
        arrays: &[Array<'_, E>],
    ) -> Option<Result<CostState, Error>>;
}

/// A loss whose formula describes one sample.
#[derive(Clone)]
pub(crate) struct OfSamples<L>(pub L);

/// A loss that sees its whole batch at once.
#[derive(Clone)]
pub(crate) struct OfBatches<L>(pub L);

macro_rules! any {
    ($wrapper:ident, $bound:ident, |$loss:ident, $options:ident, $arrays:ident| $each:expr, $state:expr) => {
        impl<L: $bound + Clone + Send + Sync + 'static> AnyLoss for $wrapper<L> {
            fn spec(&self) -> &'static Spec {
                L::SPEC
            }

            fn explain(&self) -> Explain {
                L::EXPLAIN
            }

            fn differentiated(&self) -> (Vec<usize>, Vec<usize>) {
                array::differentiated::<L>()
            }

            fn set(&self, arg: usize, to: PerClass) -> Result<Arc<Any>, Error> {
                Ok(Arc::new($wrapper(params::set(self.0.clone(), arg, to)?)))
            }
        }

        impl<L: $bound, E: Elem> Of<E> for $wrapper<L> {
            fn value(&self, options: &Options<'_>, arrays: &[Array<'_, E>]) -> Result<f64, Error> {
                array::value(&self.0, options, arrays)
            }

            fn value_and_grad(
                &self,
                options: &Options<'_>,
                arrays: &[Array<'_, E>],
                outputs: &mut [&mut [E]],
            ) -> Result<f64, Error> {
                array::value_and_grad(&self.0, options, arrays, outputs)
            }

            fn each(
                &self,
                $options: &Options<'_>,
                $arrays: &[Array<'_, E>],
            ) -> Option<Result<Vec<E>, Error>> {
                let $loss = &self.0;
                $each
            }

            fn state(
                &self,
                $options: &Options<'_>,
                $arrays: &[Array<'_, E>],
            ) -> Option<Result<CostState, Error>> {
                let $loss = &self.0;
                $state
            }
        }
    };
}
any! { OfSamples, SampleLoss, |loss, options, arrays| Some(array::each(loss, options, arrays)), Some(array::state(loss, options, arrays)) }
any! { OfBatches, Loss, |_loss, _options, _arrays| None, None }
