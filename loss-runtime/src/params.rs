//! Parameters by position, for code that learns them when the program runs: a query, a command line, a file of settings.
//!
//! In a program of one's own `Huber::new(1.5)?` and `huber.with_delta(1.5)?` say the same, and cannot be misspelt.

use crate::{
    driver::checked,
    error::Error,
    loss::Loss,
    per_class::PerClass,
    spec::{Domain, Kind},
};

/// The same loss with another value of the parameter, learnable or flag that is argument `arg` of [`Loss::SPEC`]. A flag
/// is 1 for true, 0 for false.
///
/// # Errors
/// If the argument is none of these, the value is outside its domain, or there is one number per class where the formula has one
/// for all.
///
/// ```
/// use loss_core::{Loss, losses::Huber, params};
///
/// let arg = Huber::SPEC.args.iter().position(|arg| arg.name == "delta").unwrap();
/// assert_eq!(params::set(Huber::default(), arg, 1.5)?, Huber::new(1.5)?);
/// let error = params::set(Huber::default(), arg, -1.0).unwrap_err();
/// assert_eq!(error.to_string(), "parameter `delta` is -1.0, outside its domain 0.0<..");
/// let error = params::set(Huber::default(), 0, 1.5).unwrap_err();
/// assert_eq!(error.to_string(), "argument 0 of Huber, `prediction`, is no parameter: it comes with each call");
/// # Ok::<(), loss_core::Error>(())
/// ```
pub fn set<L: Loss>(mut loss: L, arg: usize, to: impl Into<PerClass>) -> Result<L, Error> {
    let spec = L::SPEC;
    let argument = spec.args.get(arg);
    let Some(declared) = argument.filter(|arg| !arg.is_per_call()) else {
        return Err(Error::NoParam {
            loss: spec.name,
            index: arg,
            argument: argument.map(|arg| arg.name),
        });
    };
    let param = declared.name;
    match to.into() {
        PerClass::One(value) if declared.kind == Kind::Flag && value != 0.0 && value != 1.0 => {
            // Checked here, since a flag has no domain of its own.
            return Err(Error::Param {
                param,
                class: None,
                value,
                domain: Domain::ALL.from(0.0, true).to(1.0, true),
            });
        }
        PerClass::One(value) => loss.set_number(arg, value),
        PerClass::Each(values) if declared.axes.is_empty() => {
            return Err(Error::OneNumber {
                param,
                found: values.len(),
            });
        }
        each => loss.set_classes(arg, each),
    }
    checked(loss)
}
