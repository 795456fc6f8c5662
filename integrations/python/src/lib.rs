//! The losses of `loss-core` for NumPy: each is a class of the module `loss_core`, made from what the loss says of itself.
//!
//! ```text
//! arrays ── arguments ──► one element type, contiguous ── any ──► kernel ── loss ──► numbers and arrays
//! ```

mod any;
mod arguments;
mod class;
mod cost;
mod loss;
mod name;
mod options;

use any::{Any, OfBatches, OfSamples};
use loss_core_rs::losses;
use pyo3::{exceptions::PyValueError, prelude::*};
use std::sync::Arc;

macro_rules! shipped {
    ([$($sample:ident)*] [$($batch:ident)*]) => {
        /// All losses that ship.
        fn shipped() -> Vec<Arc<Any>> {
            vec![
                $(Arc::new(OfSamples(losses::$sample::default())),)*
                $(Arc::new(OfBatches(losses::$batch::default())),)*
            ]
        }
    };
}
include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// Loss functions for NumPy arrays: value and analytic gradient in one fused, vectorised pass.
///
///     import numpy as np, loss_core
///     huber = loss_core.Huber(delta=1.5)
///     cost, gradient = huber.value_and_grad(np.array([0.5, 3.0]), np.array([0.0, 0.0]))
///
/// `LOSSES` names all of them; `help(loss_core.Huber)` shows a loss.
#[pymodule]
fn loss_core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<loss::Loss>()?;
    module.add_class::<cost::Cost>()?;
    module.add(class::ARGUMENT, class::argument_type(module)?)?;
    let mut names = Vec::new();
    for loss in shipped() {
        let name = loss.spec().name;
        module.add(name, class::class_of(module, loss)?)?;
        names.push(name);
    }
    names.sort_unstable();
    module.add("LOSSES", pyo3::types::PyTuple::new(module.py(), names)?)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))
}

/// What is wrong with a call.
fn wrong(error: loss_core_rs::Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}
