//! Calls of any loss with arrays, so that the checks are written, and compiled, once for all losses.

use crate::{error::Error, labels::Labels, rows::Rows};
use alloc::vec::Vec;

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Array {
    /// Numbers, and the shape of one sample; in a batch loss, of the array without its first axis.
    Real(Vec<f64>, Vec<usize>),
    /// Classes or identities, and how many a sample has where it has several.
    Labels(Vec<i64>, usize),
}

impl Array {
    /// The numbers.
    pub fn real(&self) -> &[f64] {
        match self {
            Array::Real(data, _) => data,
            Array::Labels(..) => &[],
        }
    }

    pub(super) fn real_mut(&mut self) -> &mut [f64] {
        match self {
            Array::Real(data, _) => data,
            Array::Labels(..) => &mut [],
        }
    }
}

/// What an [`Array`] becomes at a call.
pub trait FromArray<'a>: Sized {
    /// The argument, or why it is none.
    ///
    /// # Errors
    /// If the elements do not fill whole rows.
    fn from_array(array: &'a Array) -> Result<Self, Error>;
}

impl<'a> FromArray<'a> for &'a [f64] {
    fn from_array(array: &'a Array) -> Result<Self, Error> {
        Ok(array.real())
    }
}

impl<'a, const A: usize> FromArray<'a> for Rows<'a, f64, A> {
    fn from_array(array: &'a Array) -> Result<Self, Error> {
        match array {
            Array::Real(data, shape) => {
                Rows::with_shape(data, shape.as_slice().try_into().unwrap_or([0; A]))
            }
            Array::Labels(..) => Err(Error::NoColumns),
        }
    }
}

impl<'a> FromArray<'a> for Labels<'a> {
    fn from_array(array: &'a Array) -> Result<Self, Error> {
        match array {
            Array::Labels(labels, 0) => Ok(labels.into()),
            Array::Labels(labels, columns) => Ok(Rows::new(labels, *columns)?.into()),
            Array::Real(..) => Err(Error::NoColumns),
        }
    }
}

/// The arguments of a loss.
pub trait FromArrays<'a>: Sized {
    /// Of as many arrays.
    ///
    /// # Errors
    /// If one of them is not whole.
    fn from_arrays(arrays: &'a [Array]) -> Result<Self, Error>;
}

/// Where a loss writes its gradient: one output an input, then one of one element for each learnable.
pub trait FromOutputs<'a>: Sized {
    /// Of as many outputs; nothing if there are fewer.
    fn from_outputs(outputs: &'a mut [Vec<f64>]) -> Option<Self>;
}

/// One of them.
pub trait FromOutput<'a>: Sized {
    /// Of an output; nothing if it is empty.
    fn from_output(output: &'a mut Vec<f64>) -> Option<Self>;
}

impl<'a> FromOutput<'a> for &'a mut [f64] {
    fn from_output(output: &'a mut Vec<f64>) -> Option<Self> {
        Some(output)
    }
}

impl<'a> FromOutput<'a> for &'a mut f64 {
    fn from_output(output: &'a mut Vec<f64>) -> Option<Self> {
        output.first_mut()
    }
}

macro_rules! tuples {
    ($($($name:ident $index:tt),+;)*) => { $(
        impl<'a, $($name: FromArray<'a>),+> FromArrays<'a> for ($($name,)+) {
            fn from_arrays(arrays: &'a [Array]) -> Result<Self, Error> {
                Ok(($($name::from_array(&arrays[$index])?,)+))
            }
        }
        impl<'a, $($name: FromOutput<'a>),+> FromOutputs<'a> for ($($name,)+) {
            fn from_outputs(outputs: &'a mut [Vec<f64>]) -> Option<Self> {
                let mut outputs = outputs.iter_mut();
                Some(($($name::from_output(outputs.next()?)?,)+))
            }
        }
    )* };
}
tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, F 4;
    A 0, B 1, C 2, D 3, F 4, G 5;
    A 0, B 1, C 2, D 3, F 4, G 5, H 6;
    A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7;
}
