//! What a caller may say beyond the arguments of a loss.

use crate::arguments::contiguous;
use loss_core_rs::{Options, Reduction};
use numpy::{
    PyArrayDyn, PyArrayMethods, PyReadonlyArrayDyn, PyUntypedArray, PyUntypedArrayMethods,
};
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    intern,
    prelude::*,
    types::{PyDict, PyString},
};

/// The options of a call, with the arrays that they borrow.
#[derive(Default)]
pub(crate) struct Chosen<'py> {
    reduction: Reduction,
    ignore_label: Option<i64>,
    checked: bool,
    sample_weight: Option<PyReadonlyArrayDyn<'py, f64>>,
    sample_mask: Option<PyReadonlyArrayDyn<'py, bool>>,
}

impl<'py> Chosen<'py> {
    /// Takes the options out of what was passed by name.
    pub fn take(named: &Bound<'py, PyDict>) -> PyResult<Self> {
        let mut chosen = Chosen::default();
        let option = |name: &str| -> PyResult<Option<Bound<'py, PyAny>>> {
            let value = named.get_item(name)?;
            if value.is_some() {
                named.del_item(name)?;
            }
            Ok(value.filter(|value| !value.is_none()))
        };
        if let Some(reduction) = option("reduction")? {
            chosen.reduction = reduction_of(&reduction)?;
        }
        if let Some(divisor) = option("divided_by")? {
            chosen.reduction = Reduction::DividedBy(divisor.extract()?);
        }
        if let Some(label) = option("ignore_label")? {
            chosen.ignore_label = Some(label.extract()?);
        }
        if let Some(checked) = option("checked")? {
            chosen.checked = checked.extract()?;
        }
        if let Some(weights) = option("sample_weight")? {
            chosen.sample_weight = Some(numbers(&weights)?);
        }
        if let Some(mask) = option("sample_mask")? {
            chosen.sample_mask = Some(truths(&mask)?);
        }
        Ok(chosen)
    }

    /// Whether weights and mask have a number for each sample, in their shape.
    pub fn fit(&self, samples: &[usize]) -> PyResult<()> {
        let weights = self.sample_weight.as_ref().map(|array| array.shape());
        let mask = self.sample_mask.as_ref().map(|array| array.shape());
        for (name, shape) in [("sample_weight", weights), ("sample_mask", mask)] {
            if let Some(shape) = shape.filter(|&shape| shape != samples) {
                return Err(PyValueError::new_err(format!(
                    "`{name}` has the shape {shape:?}, but the samples {samples:?}: nothing is broadcast, so give each sample its own"
                )));
            }
        }
        Ok(())
    }

    /// As the library takes them.
    pub fn options(&self) -> PyResult<Options<'_>> {
        let mut options = Options::default().reduce(self.reduction);
        if let Some(weights) = &self.sample_weight {
            options = options.weights(weights.as_slice()?);
        }
        if let Some(mask) = &self.sample_mask {
            options = options.mask(mask.as_slice()?);
        }
        if let Some(label) = self.ignore_label {
            options = options.ignore_label(label);
        }
        Ok(match self.checked {
            true => options.checked(),
            false => options,
        })
    }
}

/// A reduction by its name.
pub(crate) fn reduction_of(name: &Bound<'_, PyAny>) -> PyResult<Reduction> {
    match &*name.extract::<String>()? {
        "mean" => Ok(Reduction::Mean),
        "sum" => Ok(Reduction::Sum),
        "weighted_mean" => Ok(Reduction::WeightedMean),
        "none" => Err(PyValueError::new_err(
            "no reduction is no cost: `each` gives the loss of each sample",
        )),
        other => Err(PyValueError::new_err(format!(
            "no reduction \"{other}\": there are \"mean\", \"sum\" and \"weighted_mean\", and `divided_by` for a number of your own"
        ))),
    }
}

fn numbers<'py>(weights: &Bound<'py, PyAny>) -> PyResult<PyReadonlyArrayDyn<'py, f64>> {
    let (array, kind) = array_of(weights)?;
    if !matches!(kind, 'f' | 'i' | 'u' | 'b') {
        let dtype = array.dtype();
        return Err(PyTypeError::new_err(format!(
            "`sample_weight` must hold numbers, but is {dtype}"
        )));
    }
    let double = PyString::new(array.py(), "float64").into_any();
    let array = contiguous(&array, double)?.cast_into::<PyArrayDyn<f64>>()?;
    Ok(array.try_readonly()?)
}

fn truths<'py>(mask: &Bound<'py, PyAny>) -> PyResult<PyReadonlyArrayDyn<'py, bool>> {
    let (array, kind) = array_of(mask)?;
    if kind != 'b' {
        let dtype = array.dtype();
        return Err(PyTypeError::new_err(format!(
            "`sample_mask` must hold truths, `True` for what counts, but is {dtype}: write `sample_mask != 0`"
        )));
    }
    let truth = PyString::new(array.py(), "bool").into_any();
    let array = contiguous(&array, truth)?.cast_into::<PyArrayDyn<bool>>()?;
    Ok(array.try_readonly()?)
}

/// What numpy makes of an object, and the kind of its elements.
fn array_of<'py>(object: &Bound<'py, PyAny>) -> PyResult<(Bound<'py, PyUntypedArray>, char)> {
    let py = object.py();
    let numpy = py.import(intern!(py, "numpy"))?;
    let array = numpy.call_method1(intern!(py, "asarray"), (object,))?;
    let array = array.cast_into::<PyUntypedArray>()?;
    let kind = array.dtype().getattr(intern!(py, "kind"))?.extract()?;
    Ok((array, kind))
}
