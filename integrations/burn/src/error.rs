//! Why a call was refused.

use burn::tensor::{DType, Device};
use std::fmt;

/// Why a call was refused.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The tensors do not fit the formula or each other.
    Loss(loss_core::Error),
    /// Inputs of an element type that losses do not compute in.
    Dtype {
        /// The loss.
        loss: &'static str,
        /// The element type.
        dtype: DType,
    },
    /// An argument of another element type than the inputs.
    Mixed {
        /// The argument.
        argument: &'static str,
        /// Its element type.
        found: DType,
        /// That of the inputs.
        expected: DType,
    },
    /// Tensors of several devices.
    Devices {
        /// The argument.
        argument: &'static str,
        /// Where it is.
        found: Box<Device>,
        /// Where the first one is.
        expected: Box<Device>,
    },
    /// A learnable that is not one number.
    Learnable {
        /// The elements of its tensor.
        elements: usize,
    },
    /// Tensors for learnables, where the loss of each sample is asked for.
    Each {
        /// The loss.
        loss: &'static str,
    },
    /// The losses of samples in another number of axes than asked for.
    Axes {
        /// The shape of the samples.
        samples: Vec<usize>,
        /// The axes asked for.
        asked: usize,
    },
    /// More tensors that want a gradient than one operation has room for.
    Gradients {
        /// How many.
        found: usize,
    },
    /// More axes than tensor operations are made for.
    Named {
        /// The loss.
        loss: &'static str,
        /// How many axes it has.
        axes: usize,
    },
    /// A definition that cannot be compiled when the program runs.
    Definition {
        /// The loss.
        loss: &'static str,
        /// What is wrong with it.
        text: String,
    },
    /// The backend could not hand out or take in data.
    Backend(String),
}

impl From<loss_core::Error> for Error {
    fn from(error: loss_core::Error) -> Self {
        Error::Loss(error)
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Loss(error) => error.fmt(f),
            Error::Dtype { loss, dtype } => write!(
                f,
                "{loss} computes in f32, f64, f16 and bf16, but its inputs are {dtype:?}: convert them with `cast`"
            ),
            Error::Mixed {
                argument,
                found,
                expected,
            } => write!(
                f,
                "`{argument}` is {found:?}, but the inputs are {expected:?}: convert it with `cast`"
            ),
            Error::Devices {
                argument,
                found,
                expected,
            } => write!(
                f,
                "`{argument}` is on {found:?}, but the first argument on {expected:?}: move one with `to_device`"
            ),
            Error::Learnable { elements } => {
                write!(
                    f,
                    "a learnable is one number, but its tensor has {elements} elements"
                )
            }
            Error::Each { loss } => write!(
                f,
                "the losses of {loss} have a gradient by each sample's inputs, but none by a learnable: take `forward`, or leave that tensor out"
            ),
            Error::Axes { samples, asked } => write!(
                f,
                "the samples have the shape {samples:?}, of {} axes, but a tensor of {asked} was asked for",
                samples.len()
            ),
            Error::Gradients { found } => {
                write!(
                    f,
                    "{found} tensors want a gradient, but one operation has room for eight: detach some"
                )
            }
            Error::Named { loss, axes } => write!(
                f,
                "{loss} has {axes} axes, but tensor operations are made for five at most: take `Fused`"
            ),
            Error::Definition { loss, text } => write!(
                f,
                "the definition of {loss} cannot be compiled again: {text}; take `Fused`"
            ),
            Error::Backend(text) => f.write_str(text),
        }
    }
}

/// For methods that panic as those of Burn do.
#[track_caller]
pub fn or_panic<T>(loss: &str, result: Result<T, Error>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{loss}: {error}"),
    }
}
