//! Losses whose formula has no axis: lanes hold samples.

use super::{
    BLOCK, Input,
    columns::slices,
    derivatives::Derivatives,
    level,
    pass::{Column, Pass, Place, Samples, Tally},
    select::Select,
    tasks::{self, Call, Total, Totals},
};
use crate::{
    error::Error,
    kernel::{Model, Pointwise},
    options::Options,
    reduction::Reduction,
    simd::{Elem, Real},
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
    let want = Want {
        state: false,
        each: false,
        counts: false,
    };
    let done = run::<M, K, E, N, A, G, P, 0, false>(model, kernel, options, &inputs, [], want)?;
    Ok(done.total.value.over(done.divisor))
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
    M: Model,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let want = Want {
        state: false,
        each: false,
        counts: false,
    };
    let done = run::<M, K, E, N, A, G, P, O, true>(model, kernel, options, &inputs, outputs, want)?;
    *learnable = done.total.learnable.map(|sum| E::of(sum.over(1.0)));
    Ok(done.total.value.over(done.divisor))
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
    let options = options.reduce(Reduction::Sum);
    let want = Want {
        state: true,
        each: false,
        counts: false,
    };
    let done = run::<M, K, E, N, A, G, P, 0, false>(model, kernel, &options, &inputs, [], want)?;
    Ok(CostState {
        sum: done.total.value,
        ..done.state
    })
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
    let options = options.reduce(Reduction::Sum);
    let want = Want {
        state: false,
        each: true,
        counts: false,
    };
    let done = run::<M, K, E, N, A, G, P, 0, false>(model, kernel, &options, &inputs, [], want)?;
    Ok(done.each)
}

/// The loss of each sample, and how often it counts, of a formula that weighs its samples.
///
/// # Errors
/// If the call is wrong in structure.
pub fn each_and_counts<M, K, E, const N: usize, const A: usize, const G: usize, const P: usize>(
    model: &M,
    kernel: &K,
    options: &Options<'_>,
    inputs: [Input<'_, E>; N],
) -> Result<(Vec<E>, Option<Vec<E>>), Error>
where
    M: Model,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let options = options.reduce(Reduction::Sum);
    let want = Want {
        state: false,
        each: true,
        counts: true,
    };
    let done = run::<M, K, E, N, A, G, P, 0, false>(model, kernel, &options, &inputs, [], want)?;
    // A kernel for parameters at which every sample counts once has no counts.
    Ok((done.each, K::WEIGHTED.then_some(done.counts)))
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
    M: Model,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let select = Select::new(M::SPEC, options, &inputs);
    let mut places = [Place::default(); G];
    let mut columns = [Column::default(); A];
    let len = E::bind_samples(
        &|arg| model.number(arg),
        options,
        &select,
        &gradient,
        &mut [1; N],
        &mut columns,
        &mut places,
    )?;
    E::places(M::SPEC, &inputs, &hessian, &mut places).map_err(of_hessian)?;
    let samples = Samples {
        columns,
        select: &select,
        first: 0,
        len,
    };
    let pass = Derivatives {
        kernel,
        samples,
        places,
        gradient: &mut gradient,
        hessian: &mut hessian,
        floor: E::Real::of(options.least_hessian()),
    };
    E::Real::dispatch(level(options), pass);
    Ok(())
}

/// What a call asks for besides the sum.
struct Want {
    state: bool,
    each: bool,
    /// How often each sample counts, of a formula that says so.
    counts: bool,
}

/// What came out.
struct Done<E, const P: usize> {
    total: Total<P>,
    /// Count and weight, if they were asked for.
    state: CostState,
    divisor: f64,
    each: Vec<E>,
    counts: Vec<E>,
}

/// Checks, finds the divisor, and goes over the samples.
#[inline]
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
    mut outputs: [&mut [E]; O],
    want: Want,
) -> Result<Done<E, P>, Error>
where
    M: Model,
    K: Pointwise<A, G, P>,
    E: Elem,
{
    let select = Select::new(M::SPEC, options, inputs);
    let mut places = [Place::default(); G];
    let mut samples = Samples {
        columns: [Column::default(); A],
        select: &select,
        first: 0,
        len: 0,
    };
    let number = |arg| model.number(arg);
    let usual = match const { M::SPEC.has_no_axes() } && !options.checked && !select.active {
        true => slices(inputs, &outputs, &mut samples.columns, &mut places),
        false => None,
    };
    samples.len = match usual {
        Some(len) => {
            if const { M::SPEC.may_round_out() } {
                E::params_fit(M::SPEC, &number)?;
            }
            len
        }
        None => E::bind_samples(
            &number,
            options,
            &select,
            &outputs,
            &mut [1; N],
            &mut samples.columns,
            &mut places,
        )?,
    };
    let (samples, len) = (&samples, samples.len);
    let level = level(options);
    let mut state = CostState::default();
    let (mut count, mut weight) = (len as f64, len as f64);
    let mut counts = if want.counts {
        vec![E::ZERO; len]
    } else {
        Vec::new()
    };
    if want.state || want.counts || (options.reduction.is_mean() && (K::WEIGHTED || select.active))
    {
        state = if K::WEIGHTED {
            E::Real::dispatch(
                level,
                Tally {
                    kernel,
                    samples: *samples,
                    counts: &mut counts,
                },
            )
        } else {
            E::tally(&select, len)
        };
        (count, weight) = (state.count(), state.weight());
    }
    let divisor = super::divisor::<E>(M::SPEC, options, len, count, weight)?;
    let mut each = if want.each {
        vec![E::ZERO; len]
    } else {
        Vec::new()
    };
    let work =
        |samples: &_, outputs: &mut [&mut [E]; O], each: &mut [E], totals: &mut Totals<P>| {
            let mut pass = Pass::<K, E, A, G, P, GRAD> {
                kernel,
                samples,
                divisor: E::Real::of(divisor),
                places: &places,
                outputs,
                each,
                totals,
            };
            // By reference: what is copied field by field and then read as a whole has to wait for the fields.
            E::Real::dispatch(level, &mut pass);
        };
    let mut totals = Totals::new();
    if len <= BLOCK {
        // A small call has no time to be handed around.
        work(samples, &mut outputs, &mut each, &mut totals);
    } else {
        let call = Call {
            samples: len,
            block: BLOCK,
            elements: len * A,
            outputs,
            each: &mut each,
        };
        totals = tasks::run(call, &|mut task, totals| {
            let samples = samples.part(task.first, task.count);
            work(&samples, &mut task.outputs, task.each, totals);
        });
    }
    Ok(Done {
        total: *totals.total(),
        state,
        divisor,
        each,
        counts,
    })
}

/// The same said of second derivatives.
pub(super) fn of_hessian(error: Error) -> Error {
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
