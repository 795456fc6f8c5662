//! From whole shapes to those of one sample: the leading axes of all arguments must be the same.

use super::{Array, Elements, Part};
use crate::{
    error::Error,
    loss::Loss,
    spec::{Arg, Kind, Spec},
};
use alloc::vec::Vec;

/// The parts of a call, in the order declared.
pub(super) fn split<'a, L: Loss, E>(arrays: &[Array<'a, E>]) -> Result<Vec<Part<'a, E>>, Error>
where
    E: Copy,
{
    let mut lead: Option<(&'static str, &'a [usize])> = None;
    let args = per_call(L::SPEC);
    if arrays.len() != args.len() {
        return Err(Error::Arguments {
            loss: L::NAME,
            found: arrays.len(),
            expected: args.len(),
        });
    }
    let mut parts = Vec::with_capacity(arrays.len());
    for (arg, array) in args.into_iter().zip(arrays) {
        fits(arg, array)?;
        let (samples, own) = axes(L::SPEC.batch, arg, array.shape)?;
        if !L::SPEC.batch {
            let (with, expected) = *lead.get_or_insert((arg.name, samples));
            if samples != expected {
                return Err(Error::Shape {
                    argument: arg.name,
                    found: samples.into(),
                    with,
                    expected: expected.into(),
                });
            }
        }
        parts.push(Part {
            elements: array.elements,
            own,
        });
    }
    Ok(parts)
}

fn per_call(spec: &'static Spec) -> Vec<&'static Arg> {
    spec.args.iter().filter(|arg| arg.is_per_call()).collect()
}

/// Whether it holds what the argument takes, and as much as its shape says.
fn fits<E>(arg: &Arg, array: &Array<'_, E>) -> Result<(), Error> {
    let wants_labels = matches!(arg.kind, Kind::Index(_) | Kind::Identity);
    let has_labels = matches!(array.elements, Elements::Labels(_));
    if wants_labels != has_labels {
        return Err(Error::Elements {
            argument: arg.name,
            labels: wants_labels,
        });
    }
    let size = array
        .shape
        .iter()
        .try_fold(1usize, |size, &n| size.checked_mul(n));
    match size == Some(array.len()) {
        true => Ok(()),
        false => Err(Error::Elemental {
            argument: arg.name,
            found: array.len(),
            shape: array.shape.into(),
        }),
    }
}

/// The axes that count samples, and those of one sample.
fn axes<'a>(
    batch: bool,
    arg: &Arg,
    shape: &'a [usize],
) -> Result<(&'a [usize], &'a [usize]), Error> {
    let own = arg.axes.len();
    let fits = match batch {
        true => shape.len() == own,
        false => shape.len() >= own,
    };
    if !fits {
        return Err(Error::Axes {
            argument: arg.name,
            found: shape.into(),
            expected: own,
            batch,
        });
    }
    Ok(match batch {
        true => shape.split_at(own.min(1)),
        false => shape.split_at(shape.len() - own),
    })
}
