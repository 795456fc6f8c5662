//! Losses whose formula has no axis: lanes hold samples.

use super::{
    Input, Model,
    bind::{self, bind},
    level,
    pass::{Column, Derivatives, Pass, Place, Samples, Tally},
    select::Select,
};
use crate::{
    error::Error,
    kernel::Pointwise,
    options::Options,
    simd::Elem,
    spec::{Extent, Kind, Spec},
    state::CostState,
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
    M: Model,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let mut learnable = [E::ZERO; P];
    let (state, divisor) =
        run::<M, K, E, N, A, G, P, 0, false>(model, kernel, options, &inputs, options.reduction.is_mean(), [], &mut learnable, None)?;
    Ok(state.sum.over(divisor))
}

/// The cost and its gradient.
///
/// # Errors
/// If the call is wrong in structure; then nothing is written.
pub fn gradient<M, K, E, const N: usize, const A: usize, const G: usize, const P: usize, const O: usize>(
    model: &M,
    kernel: &K,
    options: &Options<'_>,
    inputs: [Input<'_, E>; N],
    outputs: [&mut [E]; O],
    learnable: &mut [E; P],
) -> Result<f64, Error>
where
    M: Model,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let (state, divisor) =
        run::<M, K, E, N, A, G, P, O, true>(model, kernel, options, &inputs, options.reduction.is_mean(), outputs, learnable, None)?;
    Ok(state.sum.over(divisor))
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
    M: Model,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let options = options.reduce(crate::Reduction::Sum);
    let mut learnable = [E::ZERO; P];
    let (state, _) = run::<M, K, E, N, A, G, P, 0, false>(model, kernel, &options, &inputs, true, [], &mut learnable, None)?;
    Ok(state)
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
    M: Model,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let options = options.reduce(crate::Reduction::Sum);
    let mut learnable = [E::ZERO; P];
    let mut each = Vec::new();
    run::<M, K, E, N, A, G, P, 0, false>(model, kernel, &options, &inputs, false, [], &mut learnable, Some(&mut each))?;
    Ok(each)
}

/// First and second derivatives of each sample.
///
/// # Errors
/// If the call is wrong in structure; then nothing is written.
pub fn derivatives<M, K, E, const N: usize, const A: usize, const G: usize, const P: usize, const O: usize>(
    model: &M,
    kernel: &K,
    options: &Options<'_>,
    inputs: [Input<'_, E>; N],
    mut gradient: [&mut [E]; O],
    mut hessian: [&mut [E]; O],
) -> Result<(), Error>
where
    M: Model,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let (shape, select) = bind::<M, E, N, 0>(model, options, &inputs)?;
    let places = places::<E, G>(M::SPEC, &inputs, &gradient)?;
    self::places::<E, G>(M::SPEC, &inputs, &hessian)?;
    let numbers = bind::numbers(M::SPEC, &inputs, &shape.len, |_, _| true)?;
    let samples = Samples { columns: columns(M::SPEC, &inputs, &numbers), select: &select, len: shape.samples };
    let pass = Derivatives { kernel, samples, places, gradient: &mut gradient, hessian: &mut hessian };
    E::dispatch(level(options), pass);
    Ok(())
}

/// Checks, finds the divisor, and goes over the samples. Returns the sums and the divisor.
#[inline]
#[expect(clippy::too_many_arguments, reason = "the one place where all that a call can ask for meets")]
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
    tally: bool,
    mut outputs: [&mut [E]; O],
    learnable: &mut [E; P],
    each: Option<&mut Vec<E>>,
) -> Result<(CostState, f64), Error>
where
    M: Model,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let (shape, select) = bind::<M, E, N, 0>(model, options, inputs)?;
    let places = if GRAD { places(M::SPEC, inputs, &outputs)? } else { [Place::default(); G] };
    let numbers = bind::numbers(M::SPEC, inputs, &shape.len, |_, _| true)?;
    let samples = || Samples { columns: columns(M::SPEC, inputs, &numbers), select: &select, len: shape.samples };
    let mut state = CostState { samples: shape.samples, ..CostState::default() };
    if tally {
        state = if K::WEIGHTED {
            E::dispatch(level(options), Tally { kernel, samples: samples() })
        } else {
            select.tally(shape.samples)
        };
    }
    let divisor = super::divisor::<E>(options, &state)?;
    let mut none = Vec::new();
    let each = each.unwrap_or(&mut none);
    if let (true, true) = (!GRAD, each.capacity() == 0) {}
    let pass = Pass::<K, E, A, G, P, GRAD> {
        kernel,
        samples: samples(),
        divisor: E::of(divisor),
        places,
        outputs: &mut outputs,
        each,
    };
    let (sum, sums) = E::dispatch(level(options), pass);
    state.sum = sum;
    for (to, sum) in learnable.iter_mut().zip(&sums) {
        *to = E::of(sum.over(1.0));
    }
    Ok((state, divisor))
}

/// The columns of the arguments: one, or with a fixed axis one a component.
fn columns<'c, E: Elem, const A: usize>(
    spec: &'static Spec,
    inputs: &[Input<'c, E>],
    numbers: &'c [Vec<E>],
) -> [Column<'c, E>; A] {
    let mut columns = [Column { data: &[], offset: 0, stride: 1 }; A];
    let mut next = columns.iter_mut();
    let args = spec.args.iter().filter(|arg| arg.is_per_call());
    for ((arg, input), numbers) in args.zip(inputs).zip(numbers) {
        let data = match input {
            Input::Slice(data) | Input::Rows { data, .. } => *data,
            Input::Labels(_) => numbers,
        };
        let stride = components(arg.axes);
        for (offset, column) in (0..stride).zip(&mut next) {
            *column = Column { data, offset, stride };
        }
    }
    columns
}

/// Where the derivatives go; and that the outputs are as long as their inputs.
fn places<E, const G: usize>(
    spec: &'static Spec,
    inputs: &[Input<'_, E>],
    outputs: &[&mut [E]],
) -> Result<[Place; G], Error> {
    let mut places = [Place::default(); G];
    let mut next = places.iter_mut();
    let args = spec.args.iter().filter(|arg| arg.is_per_call()).zip(inputs);
    for (output, (arg, input)) in args.filter(|(arg, _)| arg.kind == Kind::Input).enumerate() {
        let (found, expected) = (outputs[output].len(), input.len());
        if found != expected {
            return Err(Error::Output { argument: arg.name, found, expected });
        }
        let stride = components(arg.axes);
        for (offset, place) in (0..stride).zip(&mut next) {
            *place = Place { output, offset, stride };
        }
    }
    Ok(places)
}

fn components(axes: &[Extent]) -> usize {
    axes.iter().map(|extent| if let Extent::Fixed(n) = extent { *n } else { 1 }).product()
}
