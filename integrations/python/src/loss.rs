//! A loss in Python: what all of its classes can do.

use crate::{
    any::{Any, Of},
    arguments::{self, Argument, Arguments},
    class,
    cost::Cost,
    name::python_name,
    options::Chosen,
    wrong,
};
use loss_core_rs::{
    CostState, Error, Options, PerClass,
    array::Array,
    simd::Elem,
    spec::{Arg, Kind},
};
use numpy::{PyArray1, PyArrayMethods};
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    intern,
    prelude::*,
    types::{PyBool, PyDict, PyTuple, PyType},
};
use std::sync::Arc;

/// A loss with its default parameters, which its class carries.
#[pyclass(frozen)]
pub(crate) struct Declared(pub Arc<Any>);

/// A loss with its parameters. Each loss is a class derived from this one.
#[pyclass(subclass, frozen, module = "loss_core")]
pub(crate) struct Loss {
    loss: Arc<Any>,
    /// Its parameters, learnables and flags, by the index of the argument.
    params: Vec<(usize, PerClass)>,
}

#[pymethods]
impl Loss {
    #[new]
    #[classmethod]
    #[pyo3(signature = (**params))]
    fn new(class: &Bound<'_, PyType>, params: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let Ok(declared) = class.getattr(intern!(class.py(), class::DECLARED)) else {
            return Err(PyTypeError::new_err(
                "Loss is what all losses are derived from: take one of them, as Huber()",
            ));
        };
        let mut loss = declared.cast::<Declared>()?.get().0.clone();
        let spec = loss.spec();
        let declared = || (0..spec.args.len()).filter(|&index| !spec.args[index].is_per_call());
        let mut values: Vec<(usize, PerClass)> = declared()
            .map(|index| (index, spec.args[index].default.unwrap_or_default().into()))
            .collect();
        for (name, value) in params.into_iter().flatten() {
            let name: String = name.extract()?;
            let named =
                |(index, _): &&mut (usize, PerClass)| python_name(&spec.args[*index]) == name;
            let Some((index, at)) = values.iter_mut().find(named) else {
                let names: Vec<_> = declared()
                    .map(|index| python_name(&spec.args[index]))
                    .collect();
                let names = match names.is_empty() {
                    true => "none".to_owned(),
                    false => names.join(", "),
                };
                let loss = spec.name;
                return Err(PyTypeError::new_err(format!(
                    "{loss} has no parameter `{name}`: it has {names}"
                )));
            };
            let to = setting(&spec.args[*index], &value)?;
            loss = loss.set(*index, to.clone()).map_err(wrong)?;
            *at = to;
        }
        Ok(Loss {
            loss,
            params: values,
        })
    }

    /// The cost: the mean over the samples, or what `reduction` or `divided_by` says.
    #[pyo3(signature = (*args, **options))]
    fn __call__(
        &self,
        args: &Bound<'_, PyTuple>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<f64> {
        self.call(args, options, Value)
    }

    /// The cost: the mean over the samples, or what `reduction` or `divided_by` says. The same as calling the loss.
    #[pyo3(signature = (*args, **options))]
    fn value(
        &self,
        args: &Bound<'_, PyTuple>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<f64> {
        self.call(args, options, Value)
    }

    /// The cost and its gradient, in one pass: an array for one input; for several inputs and learnables a named tuple.
    #[pyo3(signature = (*args, **options))]
    fn value_and_grad<'py>(
        slf: &Bound<'py, Self>,
        args: &Bound<'py, PyTuple>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<(f64, Bound<'py, PyAny>)> {
        let (value, mut parts) = slf.get().call(args, options, ValueAndGrad)?;
        let gradient = match parts.len() {
            1 => parts.remove(0),
            _ => {
                let tuple = slf.getattr(intern!(args.py(), class::GRADIENT))?;
                tuple.call1(PyTuple::new(args.py(), parts)?)?
            }
        };
        Ok((value, gradient))
    }

    /// The loss of each sample, times its weight; 0 for those left out.
    #[pyo3(signature = (*args, **options))]
    fn each<'py>(
        &self,
        args: &Bound<'py, PyTuple>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.call(args, options, Each)
    }

    /// The sums behind the cost, to be added to those of other samples.
    #[pyo3(signature = (*args, **options))]
    fn state(
        &self,
        args: &Bound<'_, PyTuple>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Cost> {
        self.call(args, options, State)
    }

    /// The name of the loss.
    #[getter]
    fn name(&self) -> &'static str {
        self.loss.spec().name
    }

    /// Its parameters, learnables and flags.
    #[getter]
    fn params<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (index, value) in &self.params {
            let arg = &self.loss.spec().args[*index];
            dict.set_item(python_name(arg), shown(py, arg, value)?)?;
        }
        Ok(dict)
    }

    /// The same loss with other parameters.
    #[pyo3(signature = (**params))]
    fn replace<'py>(
        slf: &Bound<'py, Self>,
        params: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let all = slf.get().params(slf.py())?;
        if let Some(params) = params {
            all.update(params.as_mapping())?;
        }
        slf.get_type().call((), Some(&all))
    }

    /// All that is known of the loss, on one screen: formula, gradient, domain, kinks, claims, cost.
    fn explain(&self) -> String {
        self.loss.explain().to_string()
    }

    fn __getnewargs_ex__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        Ok((PyTuple::empty(py), self.params(py)?))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        let Ok(other) = other.cast::<Loss>() else {
            return false;
        };
        let other = other.get();
        std::ptr::eq(self.loss.spec(), other.loss.spec()) && self.params == other.params
    }

    fn __hash__(&self) -> PyResult<u64> {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        self.loss.spec().name.hash(&mut hasher);
        Ok(hasher.finish())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let params: Vec<String> = slf
            .get()
            .params(slf.py())?
            .iter()
            .map(|(name, value)| Ok(format!("{name}={}", value.repr()?)))
            .collect::<PyResult<_>>()?;
        Ok(format!("{}({})", slf.get_type().name()?, params.join(", ")))
    }
}

/// What a value sets a parameter to.
fn setting(arg: &Arg, value: &Bound<'_, PyAny>) -> PyResult<PerClass> {
    let name = python_name(arg);
    let wrong = |expected: &str| {
        let found = value.repr().map(|text| text.to_string());
        let found = found.unwrap_or_default();
        Err(PyTypeError::new_err(format!(
            "`{name}` must be {expected}, but is {found}"
        )))
    };
    if arg.kind == Kind::Flag {
        return match value.extract::<bool>() {
            Ok(flag) => Ok(f64::from(u8::from(flag)).into()),
            Err(_) => wrong("True or False"),
        };
    }
    if value.is_instance_of::<PyBool>() {
        return wrong("a number");
    }
    if let Ok(number) = value.extract::<f64>() {
        return Ok(number.into());
    }
    match value.extract::<Vec<f64>>() {
        Ok(numbers) if !arg.axes.is_empty() => Ok(numbers.into()),
        _ if arg.axes.is_empty() => wrong("a number"),
        _ => wrong("a number, or one for each class"),
    }
}

/// A parameter as Python sees it.
fn shown<'py>(py: Python<'py>, arg: &Arg, value: &PerClass) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        PerClass::One(flag) if arg.kind == Kind::Flag => {
            PyBool::new(py, *flag != 0.0).to_owned().into_any()
        }
        PerClass::One(number) => number.into_pyobject(py)?.into_any(),
        PerClass::Each(numbers) => numbers.into_pyobject(py)?,
    })
}

/// A number that arrays of both libraries hold.
trait Number: Elem + numpy::Element {}
impl Number for f32 {}
impl Number for f64 {}

/// What a call computes.
trait Compute<'py> {
    type Out;
    fn compute<E: Number>(
        self,
        py: Python<'py>,
        loss: &Any,
        options: &Options<'_>,
        arrays: &[Array<'_, E>],
        samples: &[usize],
    ) -> PyResult<Self::Out>
    where
        Any: Of<E>;
}

impl Loss {
    /// Calls with arrays that are read in place, while other threads of Python run.
    fn call<'py, C: Compute<'py>>(
        &self,
        args: &Bound<'py, PyTuple>,
        named: Option<&Bound<'py, PyDict>>,
        what: C,
    ) -> PyResult<C::Out> {
        let named = match named {
            Some(named) => named.copy()?,
            None => PyDict::new(args.py()),
        };
        let chosen = Chosen::take(&named)?;
        match arguments::take(self.loss.spec(), args, &named)? {
            Arguments::F32(taken) => self.compute(args.py(), &chosen, &taken, what),
            Arguments::F64(taken) => self.compute(args.py(), &chosen, &taken, what),
        }
    }

    fn compute<'py, E: Number, C: Compute<'py>>(
        &self,
        py: Python<'py>,
        chosen: &Chosen<'_>,
        taken: &[Argument<'_, E>],
        what: C,
    ) -> PyResult<C::Out>
    where
        Any: Of<E>,
    {
        let arrays: Vec<Array<'_, E>> =
            taken.iter().map(Argument::array).collect::<PyResult<_>>()?;
        let samples = self.samples(&arrays);
        if let Some(samples) = samples {
            chosen.fit(samples)?;
        }
        let options = chosen.options()?;
        what.compute(
            py,
            &*self.loss,
            &options,
            &arrays,
            samples.unwrap_or_default(),
        )
    }

    /// The axes that count samples, if the arguments have any.
    fn samples<'a, E>(&self, arrays: &[Array<'a, E>]) -> Option<&'a [usize]> {
        let spec = self.loss.spec();
        let first = spec.args.iter().find(|arg| arg.is_per_call())?;
        let shape = arrays.first()?.shape();
        match spec.batch {
            true => shape.get(..1),
            false => shape.get(..shape.len().checked_sub(first.axes.len())?),
        }
    }
}

struct Value;
struct ValueAndGrad;
struct Each;
struct State;

impl<'py> Compute<'py> for Value {
    type Out = f64;

    fn compute<E: Number>(
        self,
        py: Python<'py>,
        loss: &Any,
        options: &Options<'_>,
        arrays: &[Array<'_, E>],
        _samples: &[usize],
    ) -> PyResult<f64>
    where
        Any: Of<E>,
    {
        py.detach(|| loss.value(options, arrays)).map_err(wrong)
    }
}

impl<'py> Compute<'py> for ValueAndGrad {
    type Out = (f64, Vec<Bound<'py, PyAny>>);

    fn compute<E: Number>(
        self,
        py: Python<'py>,
        loss: &Any,
        options: &Options<'_>,
        arrays: &[Array<'_, E>],
        _samples: &[usize],
    ) -> PyResult<Self::Out>
    where
        Any: Of<E>,
    {
        let spec = loss.spec();
        let per_call = spec.args.iter().filter(|arg| arg.is_per_call());
        let inputs = per_call
            .zip(arrays)
            .filter(|(arg, _)| arg.kind == Kind::Input);
        let shapes: Vec<&[usize]> = inputs.map(|(_, array)| array.shape()).collect();
        let learnables = loss.differentiated().1.len();
        let size = |shape: &&[usize]| shape.iter().product::<usize>();
        let sizes = shapes
            .iter()
            .map(size)
            .chain(std::iter::repeat_n(1, learnables));
        let mut outputs: Vec<Vec<E>> = sizes.map(|size| vec![E::of(0.0); size]).collect();
        let value = py.detach(|| {
            let mut slices: Vec<&mut [E]> = outputs.iter_mut().map(Vec::as_mut_slice).collect();
            loss.value_and_grad(options, arrays, &mut slices)
        });
        let value = value.map_err(wrong)?;
        let mut outputs = outputs.into_iter();
        let mut parts = Vec::with_capacity(shapes.len() + learnables);
        for (shape, output) in shapes.iter().zip(&mut outputs) {
            let array = PyArray1::from_vec(py, output).reshape(shape.to_vec())?;
            parts.push(array.into_any());
        }
        for output in outputs {
            let number = output.first().map_or(0.0, |x| x.to_f64());
            parts.push(number.into_pyobject(py)?.into_any());
        }
        Ok((value, parts))
    }
}

impl<'py> Compute<'py> for Each {
    type Out = Bound<'py, PyAny>;

    fn compute<E: Number>(
        self,
        py: Python<'py>,
        loss: &Any,
        options: &Options<'_>,
        arrays: &[Array<'_, E>],
        samples: &[usize],
    ) -> PyResult<Self::Out>
    where
        Any: Of<E>,
    {
        let each = of_samples(loss, py.detach(|| loss.each(options, arrays)))?;
        Ok(PyArray1::from_vec(py, each)
            .reshape(samples.to_vec())?
            .into_any())
    }
}

impl<'py> Compute<'py> for State {
    type Out = Cost;

    fn compute<E: Number>(
        self,
        py: Python<'py>,
        loss: &Any,
        options: &Options<'_>,
        arrays: &[Array<'_, E>],
        _samples: &[usize],
    ) -> PyResult<Cost>
    where
        Any: Of<E>,
    {
        let state: Option<Result<CostState, Error>> = py.detach(|| loss.state(options, arrays));
        of_samples(loss, state).map(Cost)
    }
}

/// What a loss of samples gave; one of the whole batch has none.
fn of_samples<T>(loss: &Any, result: Option<Result<T, Error>>) -> PyResult<T> {
    match result {
        Some(result) => result.map_err(wrong),
        None => {
            let name = loss.spec().name;
            Err(PyValueError::new_err(format!(
                "{name} is a loss of the whole batch, not a sum over samples: it has a value and a gradient only"
            )))
        }
    }
}
