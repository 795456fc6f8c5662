//! From the arguments of a call to arrays whose shapes agree.

use super::{Input, check, params_fit, select::Select};
use crate::{
    error::Error,
    kernel::Class,
    labels::{Labels, distinct},
    options::Options,
    simd::{Elem, Real},
    spec::{Arg, Extent, Kind, Spec},
};
use alloc::{vec, vec::Vec};

/// [`Common::bind`](super::Common::bind).
pub(super) fn bind<'c, 'a, E: Elem>(
    spec: &'static Spec,
    number: &dyn Fn(usize) -> Class<'c>,
    options: &Options<'c>,
    inputs: &'c [Input<'a, E>],
    select: &Select<'c, 'a, E>,
    size: &mut [usize],
    len: &mut [usize],
) -> Result<usize, Error> {
    params_fit_rounded::<E>(spec, number)?;
    check_rows_of_labels(spec, inputs)?;
    let samples = samples(spec, inputs)?;
    if !len.is_empty() {
        lengths::<E>(spec, number, inputs, samples, len)?;
    }
    sizes(spec, inputs, len, size, samples)?;
    if spec.batch && options.selects() {
        return Err(Error::Batch { loss: spec.name });
    }
    select.check(samples)?;
    check::labels(spec, inputs, len, size, select)?;
    if options.checked {
        check::values(spec, inputs, size, select)?;
    }
    Ok(samples)
}

/// [`Common::params_fit`](super::Common::params_fit).
pub(super) fn params_fit_rounded<'c, E: Elem>(
    spec: &'static Spec,
    number: &dyn Fn(usize) -> Class<'c>,
) -> Result<(), Error> {
    // In f64 the parameters are what was checked when they were set.
    if E::Real::EXACT < f64::EXACT {
        params_fit(spec, number, |x| E::Real::of(x).to_f64())?;
    }
    Ok(())
}

pub(super) fn per_call(spec: &'static Spec) -> impl Iterator<Item = &'static Arg> {
    spec.args.iter().filter(|arg| arg.is_per_call())
}

/// Labels that come as rows have the axes that their argument has, or one a row.
fn check_rows_of_labels<E>(spec: &'static Spec, inputs: &[Input<'_, E>]) -> Result<(), Error> {
    for (arg, input) in per_call(spec).zip(inputs) {
        let Input::Labels(labels) = input else {
            continue;
        };
        let (columns, axes) = (labels.columns(), arg.axes.len());
        let fits = match spec.batch {
            true => axes == 2,
            false => axes == 1 || (axes == 0 && columns == 1),
        };
        if columns > 0 && !fits {
            return Err(Error::LabelRows {
                argument: arg.name,
                axes: axes + usize::from(!spec.batch),
            });
        }
    }
    Ok(())
}

/// How many samples the arguments agree on; 1 in a batch loss. Labels with axes are checked by their size later.
fn samples<E>(spec: &'static Spec, inputs: &[Input<'_, E>]) -> Result<usize, Error> {
    if spec.batch {
        return Ok(1);
    }
    let mut known: Option<(&'static str, usize)> = None;
    for (arg, input) in per_call(spec).zip(inputs) {
        let found = match input {
            Input::Labels(labels) if labels.columns() > 0 => labels.len() / labels.columns(),
            Input::Labels(_) if !arg.axes.is_empty() => continue,
            Input::Rows { samples, .. } => *samples,
            _ => input.len(),
        };
        match known {
            None => known = Some((arg.name, found)),
            Some((with, expected)) if found != expected => {
                return Err(Error::Samples {
                    argument: arg.name,
                    found,
                    with,
                    expected,
                });
            }
            Some(_) => {}
        }
    }
    Ok(known.map_or(0, |(_, samples)| samples))
}

/// The extents of an argument, as found: how many, and how long; in a batch loss the first is the number of rows.
#[derive(Clone, Copy)]
struct Extents<'i> {
    count: usize,
    rows: Option<usize>,
    shape: &'i [usize],
    columns: usize,
}

impl Extents<'_> {
    fn at(&self, i: usize) -> usize {
        match (self.rows, i) {
            (Some(rows), 0) => rows,
            (Some(_), i) => self.shape.get(i - 1).copied().unwrap_or(self.columns),
            (None, i) => self.shape.get(i).copied().unwrap_or(self.columns),
        }
    }
}

fn extents<'i, E>(spec: &Spec, input: &'i Input<'_, E>) -> Extents<'i> {
    let (rows, shape, columns) = match input {
        Input::Slice(data) => (data.len(), &[][..], 0),
        Input::Rows {
            samples,
            shape,
            axes,
            ..
        } => (*samples, &shape[..*axes], 0),
        Input::Labels(labels) if labels.columns() > 0 => {
            (labels.len() / labels.columns(), &[][..], labels.columns())
        }
        Input::Labels(_) => {
            return Extents {
                count: 0,
                rows: None,
                shape: &[],
                columns: 1,
            };
        }
    };
    Extents {
        count: shape.len() + usize::from(columns > 0) + usize::from(spec.batch),
        rows: spec.batch.then_some(rows),
        shape,
        columns: columns.max(1),
    }
}

/// The length of every axis, each from the first argument that has it; the others must agree.
fn lengths<'m, E: Elem>(
    spec: &'static Spec,
    number: &dyn Fn(usize) -> Class<'m>,
    inputs: &[Input<'_, E>],
    samples: usize,
    len: &mut [usize],
) -> Result<(), Error> {
    let mut with: [Option<&'static Arg>; 32] = [None; 32];
    let settle = |len: &mut [usize],
                  with: &mut [Option<&'static Arg>; 32],
                  axis: usize,
                  arg: &'static Arg,
                  found: usize| {
        let root = spec.axes[axis].length_of;
        if let Some(with) = with[root] {
            if len[root] != found {
                return Err(Error::Axis {
                    axis: spec.axes[axis].name,
                    argument: arg.name,
                    found,
                    with: with.name,
                    expected: len[root],
                });
            }
        } else {
            with[root] = Some(arg);
            len[root] = found;
        }
        if found > E::Real::EXACT {
            return Err(Error::TooLong {
                axis: spec.axes[axis].name,
                found,
                most: E::Real::EXACT,
            });
        }
        Ok(())
    };
    for (arg, input) in per_call(spec).zip(inputs) {
        if let Input::Labels(labels) = input
            && labels.columns() == 0
        {
            // Alone, one axis of labels tells its length in a batch loss.
            if let (true, [Extent::Named(axis)]) = (spec.batch, arg.axes) {
                settle(len, &mut with, *axis, arg, labels.len())?;
            }
            continue;
        }
        let found = extents(spec, input);
        for (i, extent) in arg.axes.iter().enumerate() {
            match *extent {
                Extent::Named(axis) => settle(len, &mut with, axis, arg, found.at(i))?,
                Extent::Fixed(_) => {}
            }
        }
    }
    // An axis that only labels have: as many a sample as there are.
    for (arg, input) in per_call(spec).zip(inputs) {
        if let (Input::Labels(labels), [Extent::Named(axis)], false) = (input, arg.axes, spec.batch)
            && with[spec.axes[*axis].length_of].is_none()
            && let Some(each) = labels.len().checked_div(samples)
            && each > 0
        {
            settle(len, &mut with, *axis, arg, each)?;
        }
    }
    // Parameters come last: where the arguments know the length, the parameter is at fault.
    for (i, arg) in spec.args.iter().enumerate() {
        if let (Kind::Param | Kind::Learnable, [Extent::Named(axis)]) = (arg.kind, arg.axes)
            && let Class::Each(values) = number(i)
        {
            let root = spec.axes[*axis].length_of;
            if with[root].is_some() && len[root] != values.len() {
                return Err(Error::Classes {
                    param: arg.name,
                    found: values.len(),
                    expected: len[root],
                });
            }
            with[root] = Some(arg);
            len[root] = values.len();
        }
    }
    for (i, axis) in spec.axes.iter().enumerate() {
        if with[axis.length_of].is_none() {
            return Err(Error::Unsized { axis: axis.name });
        }
        len[i] = len[axis.length_of];
    }
    // The batch of a batch loss is one of its axes.
    if spec.batch
        && let Some(empty) = len.iter().position(|&length| length == 0)
    {
        let argument = with[spec.axes[empty].length_of].map(|arg| arg.name);
        return Err(Error::Empty { argument });
    }
    Ok(())
}

/// The elements of one sample, of each argument; and that fixed axes and label counts are right.
fn sizes<E>(
    spec: &'static Spec,
    inputs: &[Input<'_, E>],
    len: &[usize],
    size: &mut [usize],
    samples: usize,
) -> Result<(), Error> {
    for ((arg, input), size) in per_call(spec).zip(inputs).zip(size) {
        let found = extents(spec, input);
        let mut product = 1usize;
        for (i, extent) in arg.axes.iter().enumerate() {
            let expected = match *extent {
                Extent::Named(axis) => len[axis],
                Extent::Fixed(n) => n,
            };
            if found.count > 0 && found.at(i) != expected {
                return Err(Error::Columns {
                    argument: arg.name,
                    found: found.at(i),
                    expected,
                });
            }
            product = product.saturating_mul(expected);
        }
        *size = product;
        if input.len() != samples.saturating_mul(product) {
            let (argument, found) = (arg.name, input.len());
            let expected = samples.saturating_mul(product);
            return Err(match input {
                Input::Labels(_) => Error::Labels {
                    argument,
                    found,
                    expected,
                },
                _ => Error::Columns {
                    argument,
                    found,
                    expected,
                },
            });
        }
    }
    Ok(())
}

/// [`Common::numbers`](super::Common::numbers). Identities become ranks 0, 1, …, the same for equal ones in all arguments;
/// classes are themselves, and 0 where a sample that is left out has none. One class a sample is converted row by row,
/// not here.
pub(super) fn numbers<E: Elem>(
    spec: &'static Spec,
    inputs: &[Input<'_, E>],
    size: &[usize],
    len: &[usize],
    numbers: &mut [Vec<E::Real>],
) -> Result<(), Error> {
    // As a rule there are none, and a small call has no time to look for them.
    if !inputs.iter().any(|input| matches!(input, Input::Labels(_))) {
        return Ok(());
    }
    let mut identities =
        per_call(spec)
            .zip(inputs)
            .filter_map(|(arg, input)| match (arg.kind, input) {
                (Kind::Identity, Input::Labels(labels)) => Some(*labels),
                _ => None,
            });
    let ranks = match identities.next() {
        Some(first) => distinct(&mut core::iter::once(first).chain(identities)),
        None => Vec::new(),
    };
    for (i, (arg, input)) in per_call(spec).zip(inputs).enumerate() {
        let Input::Labels(labels) = input else {
            continue;
        };
        match arg.kind {
            Kind::Identity if ranks.len() > E::Real::EXACT => {
                return Err(Error::TooLong {
                    axis: arg.name,
                    found: ranks.len(),
                    most: E::Real::EXACT,
                });
            }
            Kind::Identity => {
                let rank = |i| {
                    ranks
                        .binary_search(&labels.number(i))
                        .unwrap_or_else(|at| at)
                };
                numbers[i] = (0..labels.len())
                    .map(|i| E::Real::of(rank(i) as f64))
                    .collect();
            }
            Kind::Index(axis) if size[i] != 1 => {
                numbers[i] = vec![E::Real::ZERO; labels.len()];
                for (l, number) in numbers[i].iter_mut().enumerate() {
                    *number = class(*labels, l, len[axis]);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// A class as an element; 0 for what is none, in a sample that is left out.
#[inline(always)]
pub(super) fn class<E: Real>(labels: Labels<'_>, i: usize, classes: usize) -> E {
    let key = labels.key(i);
    if key < classes as u64 {
        E::of(key as f64)
    } else {
        E::ZERO
    }
}
