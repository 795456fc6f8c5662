//! What a person reads: the argument, the index, the value, and what to do instead.

use super::Error;
use crate::spec::Domain;
use core::fmt;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Error::Samples { argument, found, with, expected } => {
                write!(f, "`{argument}` has {found} samples, but `{with}` has {expected}")
            }
            Error::Axis { axis, argument, found, with, expected } => {
                write!(f, "axis {axis} of `{argument}` has length {found}, but that of `{with}` has {expected}")
            }
            Error::Columns { argument, found, expected } => {
                write!(f, "`{argument}` has {found} columns, but the formula wants {expected}")
            }
            Error::Labels { argument, found, expected } => write!(
                f,
                "`{argument}` has {found} labels, but its axes want {expected}: sample after sample, the last axis contiguous"
            ),
            Error::LabelRows { argument, axes } => write!(
                f,
                "`{argument}` came as `Rows`, which have 2 axes, but has {axes}: pass one slice, the last axis contiguous"
            ),
            Error::Ragged { elements, columns } => write!(
                f,
                "{elements} elements do not fill whole rows of {columns}: {} are left over",
                elements.checked_rem(columns).unwrap_or(elements)
            ),
            Error::NoColumns => f.write_str("rows need at least one column, and each axis a length of at least 1"),
            Error::Unsized { axis } => write!(
                f,
                "nothing in the call tells the length of axis {axis}: give the parameter along it one number per class"
            ),
            Error::TooLong { axis, found, most } => write!(
                f,
                "{axis} has length {found}, but positions are exact in the element type only up to {most}: use `f64`"
            ),
            Error::Label { argument, index, label, classes } => label_text(f, argument, index, &label, classes),
            Error::HugeLabel { argument, index, label, classes } => label_text(f, argument, index, &label, classes),
            Error::Param { param, class, value, domain } => {
                write!(f, "parameter `{param}`")?;
                if let Some(class) = class {
                    write!(f, " of class {class}")?;
                }
                outside(f, value, domain)
            }
            Error::NoClasses { param } => {
                write!(f, "parameter `{param}` has no numbers: give one for all classes, or one for each")
            }
            Error::Classes { param, found, expected } => {
                write!(f, "parameter `{param}` has {found} numbers, but there are {expected} classes")
            }
            Error::NoParam { loss, index, argument: Some(argument) } => {
                write!(f, "argument {index} of {loss}, `{argument}`, is no parameter: it comes with each call")
            }
            Error::NoParam { loss, index, argument: None } => {
                write!(f, "{loss} has no argument {index}: they are counted from 0, as in `Loss::SPEC`")
            }
            Error::OneNumber { param, found } => {
                write!(f, "parameter `{param}` is one number, the same for all classes, but {found} were given")
            }
            Error::Value { argument, index, value, domain } => {
                write!(f, "`{argument}[{index}]`")?;
                outside(f, value, domain)
            }
            Error::Empty { argument: Some(argument) } => {
                write!(f, "`{argument}` has no samples, and there is no mean of nothing: skip such a batch")
            }
            Error::Empty { argument: None } => {
                f.write_str("there is no mean of no samples: merge the state of at least one, or take `Reduction::Sum`")
            }
            Error::Divisor { divisor } => write!(
                f,
                "the samples count {divisor:?} in all, which no mean can be divided by: are all left out, or is every weight 0?"
            ),
            Error::DividedBy { divisor } => write!(
                f,
                "`Reduction::DividedBy({divisor:?})` cannot divide: give a number that is positive and finite, as is its reciprocal"
            ),
            Error::Output { argument, found, expected } => {
                write!(f, "the gradient output for `{argument}` has {found} elements, but must have {expected}")
            }
            Error::Hessian { argument, found, expected } => {
                write!(f, "the hessian output for `{argument}` has {found} elements, but must have {expected}")
            }
            Error::Weights { found, expected } => {
                write!(f, "`weights` has {found} numbers, but there are {expected} samples: give one for each")
            }
            Error::Weight { index, value } => write!(
                f,
                "`weights[{index}]` is {value:?}, but must be finite and not negative; 0 leaves a sample out"
            ),
            Error::Mask { found, expected } => {
                write!(f, "`mask` has {found} entries, but there are {expected} samples: give one for each")
            }
            Error::NoLabel => f.write_str(
                "`ignore_label` needs a loss with one `index` per sample: use `mask` to leave samples out",
            ),
            Error::Batch { loss } => write!(
                f,
                "{loss} is a batch loss: it takes no weights, mask or ignored label; leave such rows out of its arguments"
            ),
            Error::Arguments { loss, found, expected } => {
                write!(f, "{loss} has {expected} arguments, but got {found}: pass them in the order declared")
            }
            Error::Outputs { loss, found, expected } => {
                write!(f, "the gradient of {loss} has {expected} outputs, but got {found}: one an input, then one a learnable")
            }
            Error::Elements { argument, labels: true } => {
                write!(f, "`{argument}` takes labels, but got numbers: pass integers")
            }
            Error::Elements { argument, labels: false } => {
                write!(f, "`{argument}` takes numbers, but got labels: convert them to the element type")
            }
            Error::Elemental { argument, found, ref shape } => {
                write!(f, "`{argument}` has {found} elements, which its shape {shape:?} does not")
            }
            Error::Axes { argument, ref found, expected, batch } => {
                let more = if batch { "exactly" } else { "at least" };
                write!(f, "`{argument}` has the shape {found:?}, but the formula wants {more} {expected} axes")
            }
            Error::Shape { argument, ref found, with, ref expected } => write!(
                f,
                "`{argument}` has the shape {found:?}, but `{with}` {expected:?}: nothing is broadcast, so reshape one to the other's samples"
            ),
            Error::State { what } => write!(f, "these are not the parts of a `CostState`: {what}"),
            Error::Penalty { strength } => {
                write!(f, "the strength of the penalty is {strength:?}, but must be finite and not negative")
            }
        }
    }
}

fn label_text(
    f: &mut fmt::Formatter<'_>,
    argument: &str,
    index: usize,
    label: &dyn fmt::Display,
    classes: usize,
) -> fmt::Result {
    write!(
        f,
        "`{argument}[{index}]` is {label}, but the classes are 0..{classes}"
    )
}

/// ` is -1.0, outside its domain 0.0..`; NaN is in no domain, so that one without bounds need not be named.
fn outside(f: &mut fmt::Formatter<'_>, value: f64, domain: Domain) -> fmt::Result {
    write!(f, " is {value:?}")?;
    match domain == Domain::ALL {
        true => f.write_str(", which no calculation can use"),
        false => write!(f, ", outside its domain {domain}"),
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn nan_is_called_nan() {
        let error = |domain| Error::Value {
            argument: "x",
            index: 3,
            value: f64::NAN,
            domain,
        };
        assert_eq!(
            error(Domain::ALL).to_string(),
            "`x[3]` is NaN, which no calculation can use"
        );
        let unit = Domain::ALL.from(0.0, true).to(1.0, true);
        assert_eq!(
            error(unit).to_string(),
            "`x[3]` is NaN, outside its domain 0.0..=1.0"
        );
        let error = Error::Param {
            param: "p",
            class: Some(2),
            value: f64::NAN,
            domain: Domain::ALL,
        };
        assert_eq!(
            error.to_string(),
            "parameter `p` of class 2 is NaN, which no calculation can use"
        );
    }

    #[test]
    fn each_says_who_where_what_and_what_instead() {
        let huge = u128::MAX;
        for (error, words) in [
            (
                Error::Empty {
                    argument: Some("target"),
                },
                "`target` has no samples, and there is no mean of nothing",
            ),
            (Error::Empty { argument: None }, "take `Reduction::Sum`"),
            (
                Error::Divisor { divisor: 0.0 },
                "the samples count 0.0 in all",
            ),
            (
                Error::DividedBy { divisor: 0.0 },
                "`Reduction::DividedBy(0.0)` cannot divide: give a number that is positive",
            ),
            (
                Error::Output {
                    argument: "x",
                    found: 1,
                    expected: 2,
                },
                "the gradient output for `x` has 1 elements, but must have 2",
            ),
            (
                Error::Hessian {
                    argument: "x",
                    found: 1,
                    expected: 2,
                },
                "the hessian output for `x` has 1 elements",
            ),
            (
                Error::HugeLabel {
                    argument: "y",
                    index: 4,
                    label: huge,
                    classes: 3,
                },
                "`y[4]` is 340282366920938463463374607431768211455, but the classes are 0..3",
            ),
            (
                Error::NoClasses { param: "w" },
                "parameter `w` has no numbers: give one for all classes",
            ),
            (
                Error::Weights {
                    found: 1,
                    expected: 2,
                },
                "`weights` has 1 numbers, but there are 2 samples",
            ),
            (
                Error::Weight {
                    index: 1,
                    value: -1.0,
                },
                "`weights[1]` is -1.0",
            ),
            (
                Error::Mask {
                    found: 1,
                    expected: 2,
                },
                "`mask` has 1 entries",
            ),
            (
                Error::Ragged {
                    elements: 12,
                    columns: 5,
                },
                "12 elements do not fill whole rows of 5: 2 are left over",
            ),
            (Error::NoLabel, "use `mask`"),
            (Error::Batch { loss: "Rmse" }, "Rmse is a batch loss"),
            (
                Error::Labels {
                    argument: "y",
                    found: 5,
                    expected: 6,
                },
                "`y` has 5 labels, but its axes want 6",
            ),
            (
                Error::State { what: "no" },
                "not the parts of a `CostState`: no",
            ),
        ] {
            let text = error.to_string();
            assert!(text.contains(words), "{text}");
        }
    }
}
