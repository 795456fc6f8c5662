//! The columns of a call whose formula has no axes, and where its derivatives go.

use super::{
    Input, bind,
    pass::{Column, Place},
    select::Select,
};
use crate::{
    error::Error,
    kernel::Class,
    options::Options,
    simd::Elem,
    spec::{Extent, Kind, Spec},
};

/// [`Common::bind_samples`](super::Common::bind_samples).
pub(super) fn bind<'c, E: Elem>(
    number: &dyn Fn(usize) -> Class<'c>,
    options: &Options<'c>,
    select: &Select<'c, '_, E>,
    outputs: &[&mut [E]],
    size: &mut [usize],
    columns: &mut [Column<'c, E>],
    places: &mut [Place],
) -> Result<usize, Error> {
    let Select { spec, inputs, .. } = *select;
    let samples = bind::bind(spec, number, options, inputs, select, size, &mut [])?;
    if !outputs.is_empty() {
        self::places(spec, inputs, outputs, places)?;
    }
    spread(spec, inputs, columns);
    Ok(samples)
}

/// The usual call of a loss whose arguments are numbers, in one look: slices that are as long as each other. Nothing if it is
/// another call, or a wrong one: then [`bind`] says what is wrong.
#[inline(always)]
pub(super) fn slices<'c, E, const N: usize, const A: usize, const G: usize, const O: usize>(
    inputs: &[Input<'c, E>; N],
    outputs: &[&mut [E]; O],
    columns: &mut [Column<'c, E>; A],
    places: &mut [Place; G],
) -> Option<usize> {
    let samples = inputs.first()?.len();
    for (input, column) in inputs.iter().zip(columns) {
        let Input::Slice(data) = input else {
            return None;
        };
        if data.len() != samples {
            return None;
        }
        *column = Column {
            data,
            offset: 0,
            stride: 1,
        };
    }
    for (i, (output, place)) in outputs.iter().zip(places).enumerate() {
        if output.len() != samples {
            return None;
        }
        *place = Place {
            output: i,
            offset: 0,
            stride: 1,
        };
    }
    Some(samples)
}

/// The columns of the arguments.
fn spread<'c, E: Elem>(
    spec: &'static Spec,
    inputs: &[Input<'c, E>],
    columns: &mut [Column<'c, E>],
) {
    let mut next = columns.iter_mut();
    let args = spec.args.iter().filter(|arg| arg.is_per_call());
    for (arg, input) in args.zip(inputs) {
        let data = match input {
            Input::Slice(data) | Input::Rows { data, .. } => *data,
            // Labels are for formulas with axes or comparisons of them, which are not pointwise.
            Input::Labels(_) => &[],
        };
        let stride = components(arg.axes);
        for (offset, column) in (0..stride).zip(&mut next) {
            *column = Column {
                data,
                offset,
                stride,
            };
        }
    }
}

/// [`Common::places`](super::Common::places).
pub(super) fn places<E>(
    spec: &'static Spec,
    inputs: &[Input<'_, E>],
    outputs: &[&mut [E]],
    places: &mut [Place],
) -> Result<(), Error> {
    let mut next = places.iter_mut();
    let args = spec.args.iter().filter(|arg| arg.is_per_call()).zip(inputs);
    for (output, (arg, input)) in args.filter(|(arg, _)| arg.kind == Kind::Input).enumerate() {
        let (found, expected) = (outputs[output].len(), input.len());
        if found != expected {
            return Err(Error::Output {
                argument: arg.name,
                found,
                expected,
            });
        }
        let stride = components(arg.axes);
        for (offset, place) in (0..stride).zip(&mut next) {
            *place = Place {
                output,
                offset,
                stride,
            };
        }
    }
    Ok(())
}

fn components(axes: &[Extent]) -> usize {
    axes.iter()
        .map(|extent| if let Extent::Fixed(n) = extent { *n } else { 1 })
        .product()
}
