//! A class for each loss, so that `help`, editors and pickles know it by name.

use crate::{
    any::Any,
    loss::{Declared, Loss},
    name::python_name,
};
use loss_core_rs::spec::{Extent, Kind, Spec};
use pyo3::{
    IntoPyObjectExt,
    prelude::*,
    types::{PyDict, PyTuple, PyType},
};
use std::sync::Arc;

/// Where a class keeps its loss, and the type of its gradient.
pub(crate) const DECLARED: &str = "_declared";
pub(crate) const GRADIENT: &str = "Gradient";

/// The class of a loss.
pub(crate) fn class_of<'py>(
    module: &Bound<'py, PyModule>,
    loss: Arc<Any>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = module.py();
    let spec = loss.spec();
    let members = PyDict::new(py);
    members.set_item("__module__", module.name()?)?;
    members.set_item("__doc__", loss.explain().to_string())?;
    members.set_item("__slots__", ())?;
    members.set_item("__signature__", signature(py, &*loss)?)?;
    members.set_item("ARGUMENTS", arguments(module, spec)?)?;
    let (inputs, learnables) = loss.differentiated();
    let names: Vec<_> = inputs
        .iter()
        .chain(&learnables)
        .map(|&index| python_name(&spec.args[index]))
        .collect();
    if names.len() > 1 {
        let tuple = py.import("collections")?.getattr("namedtuple")?;
        let named = PyDict::new(py);
        named.set_item("module", module.name()?)?;
        let qualified = format!("{}Gradient", spec.name);
        members.set_item(GRADIENT, tuple.call((qualified, names), Some(&named))?)?;
    }
    members.set_item(DECLARED, Bound::new(py, Declared(loss))?)?;
    let base = (PyType::new::<Loss>(py),);
    py.get_type::<PyType>().call1((spec.name, base, members))
}

/// How the class is called: every parameter by name, with its default.
fn signature<'py>(py: Python<'py>, loss: &Any) -> PyResult<Bound<'py, PyAny>> {
    let inspect = py.import("inspect")?;
    let parameter = inspect.getattr("Parameter")?;
    let by_name = parameter.getattr("KEYWORD_ONLY")?;
    let mut parameters = Vec::new();
    for arg in loss.spec().args.iter().filter(|arg| !arg.is_per_call()) {
        let default = arg.default.unwrap_or_default();
        let about = PyDict::new(py);
        match arg.kind {
            Kind::Flag => about.set_item("default", default != 0.0)?,
            _ => about.set_item("default", default)?,
        }
        parameters.push(parameter.call((python_name(arg), &by_name), Some(&about))?);
    }
    inspect.getattr("Signature")?.call1((parameters,))
}

/// The type of what [`arguments`] lists: a named tuple.
pub(crate) fn argument_type<'py>(module: &Bound<'py, PyModule>) -> PyResult<Bound<'py, PyAny>> {
    let py = module.py();
    let named = PyDict::new(py);
    named.set_item("module", module.name()?)?;
    let fields = ("name", "kind", "axes", "low", "high", "default");
    let tuple = py.import("collections")?.getattr("namedtuple")?;
    tuple.call((ARGUMENT, fields), Some(&named))
}

/// The name of that type in the module.
pub(crate) const ARGUMENT: &str = "Argument";

/// All arguments as declared: what comes with a call, and parameters.
fn arguments<'py>(module: &Bound<'py, PyModule>, spec: &Spec) -> PyResult<Bound<'py, PyTuple>> {
    let py = module.py();
    let argument = module.getattr(ARGUMENT)?;
    let mut arguments = Vec::with_capacity(spec.args.len());
    for arg in spec.args {
        let kind = match arg.kind {
            Kind::Input => "input",
            Kind::Data => "data",
            Kind::Index(_) | Kind::Identity => "index",
            Kind::Param => "param",
            Kind::Learnable => "learnable",
            Kind::Flag => "flag",
        };
        let axis = |extent: &Extent| match *extent {
            Extent::Named(index) => spec.axes[index].name.into_bound_py_any(py),
            Extent::Fixed(length) => length.into_bound_py_any(py),
        };
        let axes: Vec<_> = arg.axes.iter().map(axis).collect::<PyResult<_>>()?;
        let low = arg.domain.low.map_or(f64::NEG_INFINITY, |bound| bound.at);
        let high = arg.domain.high.map_or(f64::INFINITY, |bound| bound.at);
        let default = match (arg.kind, arg.default) {
            (Kind::Flag, Some(flag)) => (flag != 0.0).into_bound_py_any(py)?,
            (_, default) => default.into_bound_py_any(py)?,
        };
        let fields = (
            python_name(arg),
            kind,
            PyTuple::new(py, axes)?,
            low,
            high,
            default,
        );
        arguments.push(argument.call1(fields)?);
    }
    PyTuple::new(py, arguments)
}
