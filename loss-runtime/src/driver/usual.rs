//! The usual call of a loss over rows, bound in one look: rows of one axis, a number or a class a sample, all in agreement, nothing
//! left out. A small call spends as long on the general way, argument after argument for each question, as on its kernel.

use super::{Input, row_pass::Source};
use crate::{
    kernel::Class,
    simd::{Elem, Real},
    spec::{Extent, Kind, Spec},
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
    let Found {
        size,
        len,
        sizes,
        sources,
    } = found;
    let [length] = len else { return None };
    if spec.batch {
        return None;
    }
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
