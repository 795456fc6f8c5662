//! What can be wrong with a call. Every error names the argument, the index and the values; none leaves a trace in an output.

use crate::spec::Domain;
use core::fmt;

/// Why a call was refused. Nothing has been written when one is returned.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// Two arguments disagree on the number of samples.
    Samples {
        /// The argument.
        argument: &'static str,
        /// Its number of samples.
        found: usize,
        /// The argument it disagrees with.
        with: &'static str,
        /// That one's number of samples.
        expected: usize,
    },
    /// Two arguments disagree on the length of an axis.
    Axis {
        /// The axis.
        axis: &'static str,
        /// The argument.
        argument: &'static str,
        /// Its length along the axis.
        found: usize,
        /// The argument it disagrees with.
        with: &'static str,
        /// That one's length.
        expected: usize,
    },
    /// An argument has the wrong number of columns along a fixed axis.
    Columns {
        /// The argument.
        argument: &'static str,
        /// Its columns.
        found: usize,
        /// The columns the formula wants.
        expected: usize,
    },
    /// The elements do not fill whole rows.
    Ragged {
        /// How many elements there are.
        elements: usize,
        /// The elements of a row.
        columns: usize,
    },
    /// Rows of no elements.
    NoColumns,
    /// Nothing tells the length of an axis.
    Unsized {
        /// The axis.
        axis: &'static str,
    },
    /// An axis is too long for its positions to be exact in the element type.
    TooLong {
        /// The axis, or the argument whose distinct identities are too many.
        axis: &'static str,
        /// Its length.
        found: usize,
        /// The longest that works.
        most: usize,
    },
    /// A label that is no class.
    Label {
        /// The argument.
        argument: &'static str,
        /// The index in the argument.
        index: usize,
        /// The label.
        label: i128,
        /// The number of classes: labels run from 0 up to below it.
        classes: usize,
    },
    /// A parameter outside its domain, perhaps only after rounding to the element type.
    Param {
        /// The parameter.
        param: &'static str,
        /// The class, where there is one number per class.
        class: Option<usize>,
        /// Its value.
        value: f64,
        /// The values it may take.
        domain: Domain,
    },
    /// A parameter with one number per class has the wrong number of them.
    Classes {
        /// The parameter.
        param: &'static str,
        /// How many it has.
        found: usize,
        /// How many classes there are.
        expected: usize,
    },
    /// An element outside the domain of its argument.
    Value {
        /// The argument.
        argument: &'static str,
        /// The index in the argument.
        index: usize,
        /// The element.
        value: f64,
        /// The values it may take.
        domain: Domain,
    },
    /// The mean of no samples.
    Empty,
    /// A divisor that is not a positive number: all samples left out, or the caller's own.
    Divisor {
        /// The divisor.
        divisor: f64,
    },
    /// An output of the wrong length.
    Output {
        /// The argument whose output it is.
        argument: &'static str,
        /// Its length.
        found: usize,
        /// The length it must have.
        expected: usize,
    },
    /// The wrong number of sample weights.
    Weights {
        /// How many there are.
        found: usize,
        /// How many samples there are.
        expected: usize,
    },
    /// A sample weight that is negative, infinite or NaN, perhaps only after rounding to the element type.
    Weight {
        /// The sample.
        index: usize,
        /// Its weight.
        value: f64,
    },
    /// A mask of the wrong length.
    Mask {
        /// Its length.
        found: usize,
        /// How many samples there are.
        expected: usize,
    },
    /// `ignore_label` for a loss whose samples have no label.
    NoLabel,
    /// Weights, a mask or an ignored label for a batch loss, which has no samples to weigh.
    Batch {
        /// The loss.
        loss: &'static str,
    },
    /// A cost with a penalty whose strength is negative, infinite or NaN.
    Penalty {
        /// The strength.
        strength: f64,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Error::Samples {
                argument,
                found,
                with,
                expected,
            } => {
                write!(
                    f,
                    "`{argument}` has {found} samples, but `{with}` has {expected}"
                )
            }
            Error::Axis {
                axis,
                argument,
                found,
                with,
                expected,
            } => {
                write!(
                    f,
                    "axis {axis} of `{argument}` has length {found}, but that of `{with}` has {expected}"
                )
            }
            Error::Columns {
                argument,
                found,
                expected,
            } => {
                write!(
                    f,
                    "`{argument}` has {found} columns, but the formula wants {expected}"
                )
            }
            Error::Ragged { elements, columns } => {
                write!(f, "{elements} elements do not fill whole rows of {columns}")
            }
            Error::NoColumns => f.write_str("rows need at least one column"),
            Error::Unsized { axis } => {
                write!(f, "nothing in the call tells the length of axis {axis}")
            }
            Error::TooLong { axis, found, most } => {
                write!(
                    f,
                    "{axis} has length {found}, but positions are exact in the element type only up to {most}"
                )
            }
            Error::Label {
                argument,
                index,
                label,
                classes,
            } => {
                write!(
                    f,
                    "`{argument}[{index}]` is {label}, but the classes are 0..{classes}"
                )
            }
            Error::Param {
                param,
                class,
                value,
                domain,
            } => {
                write!(f, "parameter `{param}`")?;
                if let Some(class) = class {
                    write!(f, " of class {class}")?;
                }
                write!(f, " is {value:?}, outside its domain {domain}")
            }
            Error::Classes {
                param,
                found,
                expected,
            } => {
                write!(
                    f,
                    "parameter `{param}` has {found} numbers, but there are {expected} classes"
                )
            }
            Error::Value {
                argument,
                index,
                value,
                domain,
            } => {
                write!(
                    f,
                    "`{argument}[{index}]` is {value:?}, outside its domain {domain}"
                )
            }
            Error::Empty => f.write_str("the mean of no samples"),
            Error::Divisor { divisor } => {
                write!(
                    f,
                    "the divisor of the mean is {divisor:?}, not a positive number: are all samples left out?"
                )
            }
            Error::Output {
                argument,
                found,
                expected,
            } => {
                write!(
                    f,
                    "the output for `{argument}` has {found} elements, but must have {expected}"
                )
            }
            Error::Weights { found, expected } => {
                write!(f, "{found} weights for {expected} samples")
            }
            Error::Weight { index, value } => {
                write!(
                    f,
                    "weight {index} is {value:?}, but must be finite and not negative"
                )
            }
            Error::Mask { found, expected } => {
                write!(f, "a mask of {found} for {expected} samples")
            }
            Error::NoLabel => f.write_str("`ignore_label` needs a loss with one label per sample"),
            Error::Batch { loss } => {
                write!(
                    f,
                    "{loss} is a batch loss: it takes no weights, mask or ignored label"
                )
            }
            Error::Penalty { strength } => {
                write!(
                    f,
                    "the strength of the penalty is {strength:?}, but must be finite and not negative"
                )
            }
        }
    }
}

impl core::error::Error for Error {}
