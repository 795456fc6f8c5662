//! From what Python passes to arrays: each argument by place or name, all numbers of one element type, labels of any integer type.

use crate::name::python_name;
use loss_core_rs::{
    array::Array,
    spec::{Arg, Kind, Spec},
};
use numpy::{
    PyArrayDyn, PyArrayMethods, PyReadonlyArrayDyn, PyUntypedArray, PyUntypedArrayMethods,
};
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    intern,
    prelude::*,
    types::{PyDict, PyString, PyTuple},
};

/// The arrays of a call, in the order declared.
pub(crate) enum Arguments<'py> {
    /// Whose numbers are `float32`.
    F32(Vec<Argument<'py, f32>>),
    /// Whose numbers are `float64`.
    F64(Vec<Argument<'py, f64>>),
}

/// One of them, contiguous, and as long as this lives the same.
pub(crate) enum Argument<'py, E: numpy::Element> {
    Real(PyReadonlyArrayDyn<'py, E>),
    Labels(Labels<'py>),
}

macro_rules! labels {
    ($($variant:ident $int:ty),+) => {
        /// Labels of one of the integer types.
        pub(crate) enum Labels<'py> {
            $($variant(PyReadonlyArrayDyn<'py, $int>),)+
        }

        impl<'py> Labels<'py> {
            /// Of an array of integers.
            fn new(array: &Bound<'py, PyUntypedArray>) -> PyResult<Option<Self>> {
                $(if let Ok(array) = array.cast::<PyArrayDyn<$int>>() {
                    return Ok(Some(Labels::$variant(array.try_readonly()?)));
                })+
                Ok(None)
            }

            fn array<'a, E>(&'a self) -> PyResult<Array<'a, E>> {
                Ok(match self {
                    $(Labels::$variant(array) => Array::labels(array.as_slice()?, array.shape()),)+
                })
            }
        }
    };
}
labels! { I8 i8, I16 i16, I32 i32, I64 i64, U8 u8, U16 u16, U32 u32, U64 u64 }

impl<'py, E: numpy::Element> Argument<'py, E> {
    /// As the library takes it.
    pub fn array(&self) -> PyResult<Array<'_, E>> {
        match self {
            Argument::Real(array) => Ok(Array::new(array.as_slice()?, array.shape())),
            Argument::Labels(labels) => labels.array(),
        }
    }
}

/// Of what was passed by place and by name.
pub(crate) fn take<'py>(
    spec: &'static Spec,
    args: &Bound<'py, PyTuple>,
    named: &Bound<'py, PyDict>,
) -> PyResult<Arguments<'py>> {
    let objects = in_order(spec, args, named)?;
    let py = args.py();
    let mut arrays = Vec::with_capacity(objects.len());
    for (arg, object) in objects {
        arrays.push((arg, given(py, arg, &object)?));
    }
    let mut decided: Option<(&Arg, Float)> = None;
    for (arg, given) in &arrays {
        let (false, Some(float)) = (is_label(arg), given.float) else {
            continue;
        };
        let (first, of_first) = *decided.get_or_insert((arg, float));
        if float != of_first {
            let (name, other) = (python_name(arg), python_name(first));
            let (found, expected) = (float.name(), of_first.name());
            return Err(PyTypeError::new_err(format!(
                "`{name}` is {found}, but `{other}` {expected}: convert one of them, with `{name}.astype(\"{expected}\")`",
            )));
        }
    }
    match decided {
        Some((_, Float::Single)) => Ok(Arguments::F32(all(&arrays, Float::Single)?)),
        _ => Ok(Arguments::F64(all(&arrays, Float::Double)?)),
    }
}

/// The arguments of a call in the order declared.
fn in_order<'py>(
    spec: &'static Spec,
    args: &Bound<'py, PyTuple>,
    named: &Bound<'py, PyDict>,
) -> PyResult<Vec<(&'static Arg, Bound<'py, PyAny>)>> {
    let declared: Vec<&Arg> = spec.args.iter().filter(|arg| arg.is_per_call()).collect();
    let listed = || {
        let names: Vec<_> = declared.iter().map(|arg| python_name(arg)).collect();
        names.join(", ")
    };
    let (loss, given, expected) = (spec.name, args.len(), declared.len());
    if given > expected {
        let names = listed();
        return Err(PyTypeError::new_err(format!(
            "{loss} takes {expected} arrays ({names}), but got {given}"
        )));
    }
    let mut objects = Vec::with_capacity(expected);
    for (place, arg) in declared.iter().enumerate() {
        let name = python_name(arg);
        let by_name = named.get_item(&*name)?;
        let object = match (args.get_item(place).ok(), by_name) {
            (Some(_), Some(_)) => {
                return Err(PyTypeError::new_err(format!(
                    "{loss} got `{name}` both by place and by name"
                )));
            }
            (Some(object), None) | (None, Some(object)) => object,
            (None, None) => {
                let names = listed();
                return Err(PyTypeError::new_err(format!(
                    "{loss} needs `{name}`: it takes {names}"
                )));
            }
        };
        named.del_item(&*name).ok();
        objects.push((*arg, object));
    }
    match named.keys().get_item(0) {
        Ok(name) => {
            let names = listed();
            Err(PyTypeError::new_err(format!(
                "{loss} has no argument `{name}`: it takes {names}, and the options reduction, divided_by, sample_weight, \
                 sample_mask, ignore_label and checked; its parameters are set when it is made"
            )))
        }
        Err(_) => Ok(objects),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Float {
    Single,
    Double,
}

impl Float {
    fn name(self) -> &'static str {
        match self {
            Float::Single => "float32",
            Float::Double => "float64",
        }
    }
}

/// An array as it was given.
struct Given<'py> {
    array: Bound<'py, PyUntypedArray>,
    /// Its element type, if it has one that decides: a list of Python's numbers becomes what the arrays beside it are, and so do
    /// integers and truths where numbers are expected.
    float: Option<Float>,
}

fn given<'py>(py: Python<'py>, arg: &Arg, object: &Bound<'py, PyAny>) -> PyResult<Given<'py>> {
    let name = python_name(arg);
    let numpy = py.import(intern!(py, "numpy"))?;
    let is_masked = numpy
        .getattr(intern!(py, "ma"))?
        .call_method1(intern!(py, "isMaskedArray"), (object,))?;
    if is_masked.is_truthy()? {
        return Err(PyTypeError::new_err(format!(
            "`{name}` is a masked array: pass its data, and what counts as `sample_mask`"
        )));
    }
    let array = numpy.call_method1(intern!(py, "asarray"), (object,))?;
    let array = array.cast_into::<PyUntypedArray>()?;
    let dtype = array.dtype();
    let kind: char = dtype.getattr(intern!(py, "kind"))?.extract()?;
    let size: usize = dtype.getattr(intern!(py, "itemsize"))?.extract()?;
    let wrong = |expected: &str| {
        Err(PyTypeError::new_err(format!(
            "`{name}` must hold {expected}, but is {dtype}"
        )))
    };
    if is_label(arg) {
        return match kind {
            'i' | 'u' | 'b' => Ok(Given { array, float: None }),
            _ => wrong("labels, integers"),
        };
    }
    let float = match (kind, size) {
        ('f', 4) => Some(Float::Single),
        ('f', 8) => Some(Float::Double),
        ('i' | 'u' | 'b', _) => None,
        _ => return wrong("float32 or float64"),
    };
    let has_dtype = object.hasattr(intern!(py, "dtype"))?;
    Ok(Given {
        array,
        float: float.filter(|_| has_dtype),
    })
}

/// All arguments in an element type.
fn all<'py, E: numpy::Element>(
    arrays: &[(&'static Arg, Given<'py>)],
    float: Float,
) -> PyResult<Vec<Argument<'py, E>>> {
    let one = |(arg, given): &(&Arg, Given<'py>)| {
        let array = &given.array;
        let py = array.py();
        let name = python_name(arg);
        let inner = |error: PyErr| PyValueError::new_err(format!("`{name}`: {}", error.value(py)));
        if is_label(arg) {
            // Truths are the classes 0 and 1.
            let dtype = array.dtype();
            let kind: char = dtype.getattr(intern!(py, "kind"))?.extract()?;
            let as_type = match kind {
                'b' => PyString::new(py, "uint8").into_any(),
                // The same integers in the processor's own order of bytes.
                _ => dtype.call_method1(intern!(py, "newbyteorder"), ("=",))?,
            };
            let labels = contiguous(array, as_type)?;
            return match Labels::new(&labels).map_err(inner)? {
                Some(labels) => Ok(Argument::Labels(labels)),
                None => Err(PyTypeError::new_err(format!(
                    "`{name}` must hold integers of up to 64 bits, but is {dtype}"
                ))),
            };
        }
        let real = contiguous(array, PyString::new(py, float.name()).into_any())?;
        let real = real.cast_into::<PyArrayDyn<E>>()?;
        Ok(Argument::Real(
            real.try_readonly().map_err(|error| inner(error.into()))?,
        ))
    };
    arrays.iter().map(one).collect()
}

/// The same array, copied only where its elements are of another type or do not lie side by side.
pub(crate) fn contiguous<'py>(
    array: &Bound<'py, PyUntypedArray>,
    dtype: Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyUntypedArray>> {
    let py = array.py();
    let numpy = py.import(intern!(py, "numpy"))?;
    let require = numpy.getattr(intern!(py, "require"))?;
    let array = require.call1((array, dtype, ("C_CONTIGUOUS", "ALIGNED")))?;
    Ok(array.cast_into::<PyUntypedArray>()?)
}

/// Whether an argument takes labels.
pub(crate) fn is_label(arg: &Arg) -> bool {
    matches!(arg.kind, Kind::Index(_) | Kind::Identity)
}
