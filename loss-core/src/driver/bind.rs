//! From the arguments of a call to arrays whose shapes agree.

use super::{Input, check, select::Select};
use crate::{
    error::Error,
    kernel::Class,
    labels::{Labels, Number, distinct},
    options::Options,
    simd::Elem,
    spec::{Arg, Extent, Kind, Spec},
};
use alloc::{vec, vec::Vec};

/// [`Common::bind`](super::Common::bind).
pub(super) fn bind<'c, 'a, E: Elem>(
    spec: &'static Spec,
    number: &dyn Fn(usize) -> Class<'c>,
    options: &Options<'c>,
    inputs: &'c [Input<'a, E>],
    size: &mut [usize],
    len: &mut [usize],
) -> Result<(usize, Select<'c, 'a, E>), Error> {
    // In f64 the parameters are what was checked when they were set.
    if E::EXACT < f64::EXACT {
        check(spec, number, |x| E::of(x).to_f64())?;
    }
    let samples = samples(spec, inputs)?;
    if !len.is_empty() {
        lengths::<E>(spec, number, inputs, len)?;
    }
    sizes(spec, inputs, len, size, samples)?;
    if spec.batch && options.selects() {
        return Err(Error::Batch { loss: spec.name });
    }
    let select = Select::new(spec, options, inputs, samples)?;
    check_labels(spec, inputs, len, size, &select)?;
    if options.checked {
        check_values(spec, inputs, size, &select)?;
    }
    Ok((samples, select))
}

fn per_call(spec: &'static Spec) -> impl Iterator<Item = &'static Arg> {
    spec.args.iter().filter(|arg| arg.is_per_call())
}

/// How many samples the arguments agree on; 1 in a batch loss. Labels with axes are checked by their size later.
fn samples<E>(spec: &'static Spec, inputs: &[Input<'_, E>]) -> Result<usize, Error> {
    if spec.batch {
        return Ok(1);
    }
    let mut known: Option<(&'static str, usize)> = None;
    for (arg, input) in per_call(spec).zip(inputs) {
        let found = match input {
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

/// The extents of a real argument, as found: in a batch loss the first is the number of rows.
fn extents<E>(spec: &Spec, input: &Input<'_, E>) -> ([usize; super::MOST_AXES + 1], usize) {
    let mut found = [1; super::MOST_AXES + 1];
    match (input, spec.batch) {
        (Input::Slice(data), true) => {
            found[0] = data.len();
            (found, 1)
        }
        (
            Input::Rows {
                samples,
                shape,
                axes,
                ..
            },
            true,
        ) => {
            found[0] = *samples;
            found[1..].copy_from_slice(shape);
            (found, axes + 1)
        }
        (Input::Rows { shape, axes, .. }, false) => {
            found[..super::MOST_AXES].copy_from_slice(shape);
            (found, *axes)
        }
        (Input::Slice(_), false) | (Input::Labels(_), _) => (found, 0),
    }
}

/// The length of every axis, each from the first argument that has it; the others must agree.
fn lengths<'m, E: Elem>(
    spec: &'static Spec,
    number: &dyn Fn(usize) -> Class<'m>,
    inputs: &[Input<'_, E>],
    len: &mut [usize],
) -> Result<(), Error> {
    let mut with = [""; 32];
    let mut settle = |len: &mut [usize], axis: usize, argument: &'static str, found: usize| {
        let root = spec.axes[axis].length_of;
        if with[root].is_empty() {
            with[root] = argument;
            len[root] = found;
        } else if len[root] != found {
            let (with, expected) = (with[root], len[root]);
            return Err(Error::Axis {
                axis: spec.axes[axis].name,
                argument,
                found,
                with,
                expected,
            });
        }
        if found > E::EXACT {
            return Err(Error::TooLong {
                axis: spec.axes[axis].name,
                found,
                most: E::EXACT,
            });
        }
        Ok(())
    };
    for (arg, input) in per_call(spec).zip(inputs) {
        if let Input::Labels(labels) = input {
            // Alone, one axis of labels tells its length in a batch loss.
            if let (true, [Extent::Named(axis)]) = (spec.batch, arg.axes) {
                settle(len, *axis, arg.name, labels.len())?;
            }
            continue;
        }
        let (found, _) = extents(spec, input);
        for (extent, &found) in arg.axes.iter().zip(&found) {
            match *extent {
                Extent::Named(axis) => settle(len, axis, arg.name, found)?,
                Extent::Fixed(_) => {}
            }
        }
    }
    // Parameters come last: where the arguments know the length, the parameter is at fault.
    for (i, arg) in spec.args.iter().enumerate() {
        if let (Kind::Param | Kind::Learnable, [Extent::Named(axis)]) = (arg.kind, arg.axes)
            && let Class::Each(values) = number(i)
        {
            let root = spec.axes[*axis].length_of;
            if !with[root].is_empty() && len[root] != values.len() {
                return Err(Error::Classes {
                    param: arg.name,
                    found: values.len(),
                    expected: len[root],
                });
            }
            with[root] = arg.name;
            len[root] = values.len();
        }
    }
    for (i, axis) in spec.axes.iter().enumerate() {
        if with[axis.length_of].is_empty() {
            return Err(Error::Unsized { axis: axis.name });
        }
        len[i] = len[axis.length_of];
    }
    // The batch of a batch loss is one of its axes.
    if spec.batch
        && let Some(empty) = len.iter().position(|&length| length == 0)
    {
        let argument = Some(with[spec.axes[empty].length_of]);
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
        let (found, axes) = extents(spec, input);
        let mut product = 1usize;
        for (i, extent) in arg.axes.iter().enumerate() {
            let expected = match *extent {
                Extent::Named(axis) => len[axis],
                Extent::Fixed(n) => n,
            };
            if axes > 0 && found[i] != expected {
                return Err(Error::Columns {
                    argument: arg.name,
                    found: found[i],
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

/// Every class of a sample that counts is a class.
fn check_labels<E: Elem>(
    spec: &'static Spec,
    inputs: &[Input<'_, E>],
    len: &[usize],
    size: &[usize],
    select: &Select<'_, '_, E>,
) -> Result<(), Error> {
    for ((arg, input), size) in per_call(spec).zip(inputs).zip(size) {
        let (Kind::Index(axis), Input::Labels(labels)) = (arg.kind, input) else {
            continue;
        };
        let classes = len[axis];
        if labels.all_below(classes) {
            continue;
        }
        let bad = |i: &usize| labels.key(*i) >= classes as u64 && select.keeps(i / size);
        if let Some(index) = (0..labels.len()).find(bad) {
            let argument = arg.name;
            return Err(match labels.number(index) {
                Number::Usual(label) => Error::Label {
                    argument,
                    index,
                    label,
                    classes,
                },
                Number::Huge(label) => Error::HugeLabel {
                    argument,
                    index,
                    label,
                    classes,
                },
            });
        }
    }
    Ok(())
}

/// Every element of a sample that counts is in the domain of its argument.
fn check_values<E: Elem>(
    spec: &'static Spec,
    inputs: &[Input<'_, E>],
    size: &[usize],
    select: &Select<'_, '_, E>,
) -> Result<(), Error> {
    for ((arg, input), size) in per_call(spec).zip(inputs).zip(size) {
        let (Input::Slice(data) | Input::Rows { data, .. }) = input else {
            continue;
        };
        let bad = |i: &usize| !arg.domain.contains(data[*i].to_f64()) && select.keeps(i / size);
        if let Some(index) = (0..data.len()).find(bad) {
            let value = data[index].to_f64();
            return Err(Error::Value {
                argument: arg.name,
                index,
                value,
                domain: arg.domain,
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
    numbers: &mut [Vec<E>],
) -> Result<(), Error> {
    let mut identities =
        per_call(spec)
            .zip(inputs)
            .filter_map(|(arg, input)| match (arg.kind, input) {
                (Kind::Identity, Input::Labels(labels)) => Some(*labels),
                _ => None,
            });
    let ranks = distinct(&mut identities);
    for (i, (arg, input)) in per_call(spec).zip(inputs).enumerate() {
        let Input::Labels(labels) = input else {
            continue;
        };
        match arg.kind {
            Kind::Identity if ranks.len() > E::EXACT => {
                return Err(Error::TooLong {
                    axis: arg.name,
                    found: ranks.len(),
                    most: E::EXACT,
                });
            }
            Kind::Identity => {
                let rank = |i| {
                    ranks
                        .binary_search(&labels.number(i))
                        .unwrap_or_else(|at| at)
                };
                numbers[i] = (0..labels.len()).map(|i| E::of(rank(i) as f64)).collect();
            }
            Kind::Index(axis) if size[i] != 1 => {
                numbers[i] = vec![E::ZERO; labels.len()];
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
pub(super) fn class<E: Elem>(labels: Labels<'_>, i: usize, classes: usize) -> E {
    let key = labels.key(i);
    if key < classes as u64 {
        E::of(key as f64)
    } else {
        E::ZERO
    }
}
