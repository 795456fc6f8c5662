//! The sums behind a cost, in Python.

use crate::{options::reduction_of, wrong};
use loss_core_rs::{CostParts, CostState, Reduction};
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyBytes, PyString, PyType},
};

/// The sums behind a cost: of the losses, of the weights, and of the samples that count.
///
/// Costs of the parts of a data set add up to the cost of the whole, in any order, in twice the precision of `float64`:
/// `sum((huber.state(p, t) for p, t in batches), Cost()).mean()`. They can be pickled, and so sent to other processes.
#[pyclass(frozen, eq, module = "loss_core", from_py_object)]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cost(pub CostState);

#[pymethods]
impl Cost {
    /// The cost of no samples.
    #[new]
    fn new() -> Self {
        Cost(CostState::default())
    }

    /// The cost of both parts together.
    fn __add__(&self, other: &Cost) -> Cost {
        let mut both = self.0;
        both.merge(&other.0);
        Cost(both)
    }

    /// So that `sum(costs)` works, which begins with 0.
    fn __radd__(&self, other: &Bound<'_, PyAny>) -> PyResult<Cost> {
        match other.extract::<i64>() {
            Ok(0) => Ok(self.clone()),
            _ => Err(PyTypeError::new_err("a cost can only be added to a cost")),
        }
    }

    /// The mean over the samples that count.
    fn mean(&self) -> PyResult<f64> {
        self.0.cost(Reduction::Mean).map_err(wrong)
    }

    /// The cost by the name of a reduction: "mean", "sum" or "weighted_mean".
    fn reduce(&self, reduction: &Bound<'_, PyString>) -> PyResult<f64> {
        let reduction = reduction_of(reduction.as_any())?;
        self.0.cost(reduction).map_err(wrong)
    }

    /// The sum of the losses, each times its weights.
    #[getter]
    fn sum(&self) -> f64 {
        self.0.sum()
    }

    /// The sum of the caller's weights.
    #[getter]
    fn weight(&self) -> f64 {
        self.0.weight()
    }

    /// How many samples count, each as often as the formula says.
    #[getter]
    fn count(&self) -> f64 {
        self.0.count()
    }

    /// How many samples were seen, with those left out.
    #[getter]
    fn samples(&self) -> usize {
        self.0.samples()
    }

    /// The cost as 104 bytes, the same on every machine.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.to_parts().to_bytes())
    }

    /// The cost that `to_bytes` made these of.
    #[staticmethod]
    fn from_bytes(bytes: &[u8]) -> PyResult<Cost> {
        let parts = CostParts::from_bytes(bytes).map_err(wrong)?;
        CostState::from_parts(parts).map(Cost).map_err(wrong)
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let class: Bound<'_, PyType> = slf.get_type();
        Ok((
            class.getattr("from_bytes")?,
            (slf.get().to_bytes(slf.py()),),
        ))
    }

    fn __repr__(&self) -> String {
        let (sum, count, samples) = (self.sum(), self.count(), self.samples());
        format!("Cost(sum={sum:?}, count={count:?}, samples={samples})")
    }
}
