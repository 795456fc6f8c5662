//! A loss behind a pointer, so that all else is written, and compiled, once for all losses.

use loss_core::{
    Error, Loss, Options, PerClass, SampleLoss,
    array::{self, Array},
    params,
    spec::Spec,
};
use std::sync::Arc;

/// A loss of one sample that can be an aggregate: every one is.
pub trait Tabular: SampleLoss + Default + Clone + Send + Sync + 'static {}

impl<L: SampleLoss + Default + Clone + Send + Sync + 'static> Tabular for L {}

/// The loss of each sample, and how often it counts where the formula says so.
pub(crate) type Each = (Vec<f64>, Option<Vec<f64>>);

/// A loss with its parameters.
pub(crate) trait AnyLoss: Send + Sync {
    /// Its declaration.
    fn spec(&self) -> &'static Spec;
    /// The same loss with another parameter.
    fn set(&self, arg: usize, to: PerClass) -> Result<Arc<dyn AnyLoss>, Error>;
    /// The loss of each sample.
    fn each(&self, options: &Options<'_>, arrays: &[Array<'_, f64>]) -> Result<Each, Error>;
}

impl<L: Tabular> AnyLoss for L {
    fn spec(&self) -> &'static Spec {
        <L as Loss>::SPEC
    }

    fn set(&self, arg: usize, to: PerClass) -> Result<Arc<dyn AnyLoss>, Error> {
        Ok(Arc::new(params::set(self.clone(), arg, to)?))
    }

    fn each(&self, options: &Options<'_>, arrays: &[Array<'_, f64>]) -> Result<Each, Error> {
        array::each_and_counts(self, options, arrays)
    }
}
