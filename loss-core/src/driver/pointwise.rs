//! Losses whose formula has no axis: lanes hold samples.

use super::{
    BLOCK, Input, level,
    pass::{Column, Derivatives, Pass, Place, Samples, Tally},
    select::Select,
    tasks::{self, Call},
};
use crate::{
    error::Error,
    kernel::Pointwise,
    loss::Loss,
    options::Options,
    reduction::Reduction,
    simd::{Elem, Real},
    spec::{Extent, Kind, Spec},
    state::{CostState, Sum},
};
use alloc::{vec, vec::Vec};

/// The cost.
///
/// # Errors
/// If the call is wrong in structure.
pub fn value<M, K, E, const N: usize, const A: usize, const G: usize, const P: usize>(
    model: &M,
    kernel: &K,
    options: &Options<'_>,
    inputs: [Input<'_, E>; N],
) -> Result<f64, Error>
where
    M: Loss,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let want = Want {
        tally: options.reduction.is_mean(),
        each: false,
    };
    let done = run::<M, K, E, N, A, G, P, 0, false>(model, kernel, options, &inputs, [], want)?;
    Ok(done.state.sum.over(done.divisor))
}

/// The cost and its gradient.
///
/// # Errors
/// If the call is wrong in structure; then nothing is written.
pub fn gradient<
    M,
    K,
    E,
    const N: usize,
    const A: usize,
    const G: usize,
    const P: usize,
    const O: usize,
>(
    model: &M,
    kernel: &K,
    options: &Options<'_>,
    inputs: [Input<'_, E>; N],
    outputs: [&mut [E]; O],
    learnable: &mut [E; P],
) -> Result<f64, Error>
where
    M: Loss,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let want = Want {
        tally: options.reduction.is_mean(),
        each: false,
    };
    let done = run::<M, K, E, N, A, G, P, O, true>(model, kernel, options, &inputs, outputs, want)?;
    *learnable = done.learnable.map(|sum| E::of(sum.over(1.0)));
    Ok(done.state.sum.over(done.divisor))
}

/// The sums behind the cost.
///
/// # Errors
/// If the call is wrong in structure.
pub fn state<M, K, E, const N: usize, const A: usize, const G: usize, const P: usize>(
    model: &M,
    kernel: &K,
    options: &Options<'_>,
    inputs: [Input<'_, E>; N],
) -> Result<CostState, Error>
where
    M: Loss,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let options = options.reduce(Reduction::Sum);
    let want = Want {
        tally: true,
        each: false,
    };
    let done = run::<M, K, E, N, A, G, P, 0, false>(model, kernel, &options, &inputs, [], want)?;
    Ok(done.state)
}

/// The loss of each sample.
///
/// # Errors
/// If the call is wrong in structure.
pub fn each<M, K, E, const N: usize, const A: usize, const G: usize, const P: usize>(
    model: &M,
    kernel: &K,
    options: &Options<'_>,
    inputs: [Input<'_, E>; N],
) -> Result<Vec<E>, Error>
where
    M: Loss,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let options = options.reduce(Reduction::Sum);
    let want = Want {
        tally: false,
        each: true,
    };
    let done = run::<M, K, E, N, A, G, P, 0, false>(model, kernel, &options, &inputs, [], want)?;
    Ok(done.each)
}

/// First and second derivatives of each sample.
///
/// # Errors
/// If the call is wrong in structure; then nothing is written.
pub fn derivatives<
    M,
    K,
    E,
    const N: usize,
    const A: usize,
    const G: usize,
    const P: usize,
    const O: usize,
>(
    model: &M,
    kernel: &K,
    options: &Options<'_>,
    inputs: [Input<'_, E>; N],
    mut gradient: [&mut [E]; O],
    mut hessian: [&mut [E]; O],
) -> Result<(), Error>
where
    M: Loss,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let (samples, select) = bind(model, options, &inputs)?;
    let mut places = [Place::default(); G];
    E::places(M::SPEC, &inputs, &gradient, &mut places)?;
    E::places(M::SPEC, &inputs, &hessian, &mut places).map_err(of_hessian)?;
    let samples = Samples {
        columns: columns::<E, A>(M::SPEC, &inputs),
        select: &select,
        first: 0,
        len: samples,
    };
    let pass = Derivatives {
        kernel,
        samples,
        places,
        gradient: &mut gradient,
        hessian: &mut hessian,
    };
    E::Real::dispatch(level(options), pass);
    Ok(())
}

/// What a call asks for besides the sum.
struct Want {
    tally: bool,
    each: bool,
}

/// What came out.
struct Done<E, const P: usize> {
    state: CostState,
    divisor: f64,
    learnable: [Sum; P],
    each: Vec<E>,
}

/// Checks, finds the divisor, and goes over the samples.
fn run<
    M,
    K,
    E,
    const N: usize,
    const A: usize,
    const G: usize,
    const P: usize,
    const O: usize,
    const GRAD: bool,
>(
    model: &M,
    kernel: &K,
    options: &Options<'_>,
    inputs: &[Input<'_, E>; N],
    outputs: [&mut [E]; O],
    want: Want,
) -> Result<Done<E, P>, Error>
where
    M: Loss,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let (len, select) = bind(model, options, inputs)?;
    let mut places = [Place::default(); G];
    if GRAD {
        E::places(M::SPEC, inputs, &outputs, &mut places)?;
    }
    let samples = Samples {
        columns: columns::<E, A>(M::SPEC, inputs),
        select: &select,
        first: 0,
        len,
    };
    let mut state = CostState {
        samples: len,
        ..CostState::default()
    };
    if want.tally {
        state = if K::WEIGHTED {
            E::Real::dispatch(level(options), Tally { kernel, samples })
        } else {
            E::tally(&select, len)
        };
    }
    let divisor = super::divisor::<E>(M::SPEC, options, &state)?;
    let mut each = if want.each {
        vec![E::ZERO; len]
    } else {
        Vec::new()
    };
    let level = level(options);
    let call = Call {
        samples: len,
        block: BLOCK,
        elements: len * A,
        outputs,
        each: &mut each,
    };
    let total = tasks::run(call, &|mut task| {
        let pass = Pass::<K, E, A, G, P, GRAD> {
            kernel,
            samples: samples.part(task.first, task.count),
            divisor: E::Real::of(divisor),
            places,
            outputs: &mut task.outputs,
            each: task.each,
        };
        E::Real::dispatch(level, pass)
    });
    state.sum = total.value;
    Ok(Done {
        state,
        divisor,
        learnable: total.learnable,
        each,
    })
}

/// Checks a call; how many samples it has, and which of them count.
fn bind<'c, 'a, M: Loss, E: Elem, const N: usize>(
    model: &'c M,
    options: &Options<'c>,
    inputs: &'c [Input<'a, E>; N],
) -> Result<(usize, Select<'c, 'a, E>), Error> {
    let number = |arg| model.number(arg);
    E::bind(M::SPEC, &number, options, inputs, &mut [1; N], &mut [])
}

fn columns<'c, E: Elem, const A: usize>(
    spec: &'static Spec,
    inputs: &[Input<'c, E>],
) -> [Column<'c, E>; A] {
    let mut columns = [Column {
        data: &[],
        offset: 0,
        stride: 1,
    }; A];
    E::columns(spec, inputs, &mut columns);
    columns
}

/// [`Common::columns`](super::Common::columns).
pub(super) fn spread_columns<'c, E: Elem>(
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

/// The same said of second derivatives.
fn of_hessian(error: Error) -> Error {
    match error {
        Error::Output {
            argument,
            found,
            expected,
        } => Error::Hessian {
            argument,
            found,
            expected,
        },
        other => other,
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
