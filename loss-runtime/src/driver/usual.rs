//! The usual call of a loss over rows or of a batch, bound in one look: rows of one axis, a number or a class a sample, all in agreement,
//! nothing left out. A small call spends as long on the general way, argument after argument for each question, as on its kernel.

use super::{Input, row_pass::Source};
use crate::{
    kernel::Class,
    simd::{Elem, Real},
    spec::{Axis, Extent, Kind, Spec},
};

/// Where goes what is found.
pub struct Found<'f, 'c, E: Elem> {
    /// The elements of a sample of each argument; 1s before.
    pub size: &'f mut [usize],
    /// The length of each axis.
    pub len: &'f mut [usize],
    /// The elements of a sample in each output.
    pub sizes: &'f mut [usize],
    /// The arguments.
    pub sources: &'f mut [Source<'c, E>],
}

/// [`Common::usual`](super::Common::usual).
pub(super) fn usual<'c, E: Elem>(
    spec: &'static Spec,
    number: &dyn Fn(usize) -> Class<'c>,
    inputs: &'c [Input<'_, E>],
    outputs: &[&mut [E]],
    found: Found<'_, 'c, E>,
) -> Option<usize> {
    if spec.batch {
        return batch(spec, inputs, outputs, found);
    }
    let Found {
        size,
        len,
        sizes,
        sources,
    } = found;
    let [length] = len else { return None };
    let (mut samples, mut columns, mut has_labels) = (None, None, false);
    let mut outputs = outputs.iter().zip(sizes);
    let mut calls = inputs.iter().zip(size).zip(&mut *sources);
    for (i, arg) in spec.args.iter().enumerate() {
        if !arg.is_per_call() {
            // Numbers along the axis, if they are not one for all, have its length too.
            if let ([Extent::Named(_)], Class::Each(numbers)) = (arg.axes, number(i))
                && *columns.get_or_insert(numbers.len()) != numbers.len()
            {
                return None;
            }
            continue;
        }
        let ((input, size), source) = calls.next()?;
        let rows = match (input, arg.axes) {
            (Input::Slice(data), []) => {
                *source = Source::Elements(data);
                data.len()
            }
            (
                Input::Rows {
                    data,
                    samples,
                    shape: [found, ..],
                    axes: 1,
                },
                [Extent::Named(_)],
            ) => {
                let fits = *columns.get_or_insert(*found) == *found;
                if !fits || samples.checked_mul(*found) != Some(data.len()) {
                    return None;
                }
                *size = *found;
                *source = Source::Elements(data);
                *samples
            }
            (Input::Labels(labels), [])
                if labels.columns() == 0 && matches!(arg.kind, Kind::Index(_)) =>
            {
                has_labels = true;
                labels.len()
            }
            _ => return None,
        };
        if *samples.get_or_insert(rows) != rows {
            return None;
        }
        if arg.kind == Kind::Input
            && let Some((output, elements)) = outputs.next()
        {
            if output.len() != input.len() {
                return None;
            }
            *elements = *size;
        }
    }
    *length = columns.filter(|columns| *columns <= E::Real::EXACT)?;
    // How many classes there are may be known only now.
    if has_labels {
        for (input, source) in inputs.iter().zip(sources) {
            if let Input::Labels(labels) = input {
                if !labels.all_below(*length) {
                    return None;
                }
                *source = Source::Classes(*labels, *length);
            }
        }
    }
    samples
}

/// The same of a loss of a batch: slices along an axis each, or rows along two.
fn batch<'c, E: Elem>(
    spec: &'static Spec,
    inputs: &'c [Input<'_, E>],
    outputs: &[&mut [E]],
    found: Found<'_, 'c, E>,
) -> Option<usize> {
    let Found {
        size,
        len,
        sizes,
        sources,
    } = found;
    let mut outputs = outputs.iter().zip(sizes);
    let mut calls = inputs.iter().zip(size).zip(sources);
    for arg in spec.args {
        if !arg.is_per_call() {
            if !arg.axes.is_empty() {
                return None;
            }
            continue;
        }
        let ((input, size), source) = calls.next()?;
        let data: &[E] = match (input, arg.axes) {
            (Input::Slice(data), &[Extent::Named(axis)]) => {
                agree(&mut len[axis], data.len())?;
                data
            }
            (
                Input::Rows {
                    data,
                    samples,
                    shape: [columns, ..],
                    axes: 1,
                },
                &[Extent::Named(row), Extent::Named(column)],
            ) => {
                agree(&mut len[row], *samples)?;
                agree(&mut len[column], *columns)?;
                if samples.checked_mul(*columns) != Some(data.len()) {
                    return None;
                }
                data
            }
            _ => return None,
        };
        *size = data.len();
        *source = Source::Elements(data);
        if arg.kind == Kind::Input
            && let Some((output, elements)) = outputs.next()
        {
            if output.len() != data.len() {
                return None;
            }
            *elements = *size;
        }
    }
    // Axes that share a length, as those of a batch against itself do, are looked at in the general way.
    let is_known = |(i, axis): (usize, &Axis)| axis.length_of == i;
    let fits = |len: &usize| *len > 0 && *len <= E::Real::EXACT;
    (spec.axes.iter().enumerate().all(is_known) && len.iter().all(fits)).then_some(1)
}

/// The length of an axis, if it is known to be none other; 0 is not known.
fn agree(known: &mut usize, found: usize) -> Option<()> {
    if *known == 0 {
        *known = found;
    }
    (*known == found && found > 0).then_some(())
}
