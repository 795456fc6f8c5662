//! Losses whose formula has axes, of one sample or of the batch.

use super::{
    Input, level, none,
    row_pass::{Of, RowPass, RowTally, Samples, Source},
    tasks::{self, Call},
};
use crate::{
    error::Error,
    kernel::{Class, Rowwise},
    loss::Loss,
    options::Options,
    reduction::Reduction,
    simd::{Elem, Real},
    spec::{Kind, Spec},
    state::{CostState, Sum},
};
use alloc::{vec, vec::Vec};

/// The cost.
///
/// # Errors
/// If the call is wrong in structure.
pub fn value<
    M,
    K,
    E,
    const A: usize,
    const C: usize,
    const D: usize,
    const G: usize,
    const P: usize,
>(
    model: &M,
    kernel: &K,
    options: &Options<'_>,
    inputs: [Input<'_, E>; A],
) -> Result<f64, Error>
where
    M: Loss,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    let want = Want {
        tally: options.reduction.is_mean(),
        each: false,
    };
    let done = run::<M, K, E, A, C, D, G, P, false>(model, kernel, options, &inputs, none(), want)?;
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
    const A: usize,
    const C: usize,
    const D: usize,
    const G: usize,
    const P: usize,
>(
    model: &M,
    kernel: &K,
    options: &Options<'_>,
    inputs: [Input<'_, E>; A],
    outputs: [&mut [E]; G],
    learnable: &mut [E; P],
) -> Result<f64, Error>
where
    M: Loss,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    let want = Want {
        tally: options.reduction.is_mean(),
        each: false,
    };
    let done = run::<M, K, E, A, C, D, G, P, true>(model, kernel, options, &inputs, outputs, want)?;
    *learnable = done.learnable.map(|sum| E::of(sum.over(1.0)));
    Ok(done.state.sum.over(done.divisor))
}

/// The sums behind the cost.
///
/// # Errors
/// If the call is wrong in structure.
pub fn state<
    M,
    K,
    E,
    const A: usize,
    const C: usize,
    const D: usize,
    const G: usize,
    const P: usize,
>(
    model: &M,
    kernel: &K,
    options: &Options<'_>,
    inputs: [Input<'_, E>; A],
) -> Result<CostState, Error>
where
    M: Loss,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    let options = options.reduce(Reduction::Sum);
    let want = Want {
        tally: true,
        each: false,
    };
    Ok(run::<M, K, E, A, C, D, G, P, false>(model, kernel, &options, &inputs, none(), want)?.state)
}

/// The loss of each sample.
///
/// # Errors
/// If the call is wrong in structure.
pub fn each<
    M,
    K,
    E,
    const A: usize,
    const C: usize,
    const D: usize,
    const G: usize,
    const P: usize,
>(
    model: &M,
    kernel: &K,
    options: &Options<'_>,
    inputs: [Input<'_, E>; A],
) -> Result<Vec<E>, Error>
where
    M: Loss,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    let options = options.reduce(Reduction::Sum);
    let want = Want {
        tally: false,
        each: true,
    };
    Ok(run::<M, K, E, A, C, D, G, P, false>(model, kernel, &options, &inputs, none(), want)?.each)
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
    const A: usize,
    const C: usize,
    const D: usize,
    const G: usize,
    const P: usize,
    const GRAD: bool,
>(
    model: &M,
    kernel: &K,
    options: &Options<'_>,
    inputs: &[Input<'_, E>; A],
    outputs: [&mut [E]; G],
    want: Want,
) -> Result<Done<E, P>, Error>
where
    M: Loss,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    const { assert!(M::SPEC.axes.len() == D) };
    let number = |arg| model.number(arg);
    let (mut size, mut len) = ([1; A], [0; D]);
    let (rows, select) = E::bind(M::SPEC, &number, options, inputs, &mut size, &mut len)?;
    let mut sizes = [0; G];
    if GRAD {
        E::sizes(M::SPEC, inputs, &size, &outputs, &mut sizes)?;
    }
    let mut numbers = [const { Vec::new() }; A];
    E::numbers(M::SPEC, inputs, &size, &len, &mut numbers)?;
    let mut real = [Source::Elements(&[] as &[E]); A];
    E::arguments(M::SPEC, inputs, &numbers, &len, &mut real);
    let samples = Samples {
        real,
        class: classes(model),
        len,
        size,
        select: &select,
        first: 0,
        samples: rows,
    };
    let mut state = CostState {
        samples: rows,
        ..CostState::default()
    };
    if want.tally {
        state = if K::WEIGHTED {
            E::Real::dispatch(
                level(options),
                Of::<M, _, P>::new((RowTally { kernel, samples }, [(); G])),
            )
        } else {
            E::tally(&select, rows)
        };
    }
    let divisor = super::divisor::<E>(M::SPEC, options, &state)?;
    let mut each = if want.each {
        vec![E::ZERO; rows]
    } else {
        Vec::new()
    };
    let level = level(options);
    let call = Call {
        samples: rows,
        block: samples.block(),
        elements: rows.saturating_mul(size.iter().sum()),
        outputs,
        each: &mut each,
    };
    let total = tasks::run(call, &|task| {
        let pass = RowPass::<K, E, A, C, D, G, GRAD> {
            kernel,
            samples: samples.part(task.first, task.count),
            divisor: E::Real::of(divisor),
            outputs: task.outputs,
            sizes,
            each: task.each,
        };
        E::Real::dispatch(level, Of::<M, _, P>::new(pass))
    });
    state.sum = total.value;
    Ok(Done {
        state,
        divisor,
        learnable: total.learnable,
        each,
    })
}

/// [`Common::sizes`](super::Common::sizes).
pub(super) fn sizes<E>(
    spec: &'static Spec,
    inputs: &[Input<'_, E>],
    size: &[usize],
    outputs: &[&mut [E]],
    sizes: &mut [usize],
) -> Result<(), Error> {
    let args = spec
        .args
        .iter()
        .filter(|arg| arg.is_per_call())
        .zip(inputs.iter().zip(size));
    for (g, (arg, (input, size))) in args.filter(|(arg, _)| arg.kind == Kind::Input).enumerate() {
        let (found, expected) = (outputs[g].len(), input.len());
        if found != expected {
            return Err(Error::Output {
                argument: arg.name,
                found,
                expected,
            });
        }
        sizes[g] = *size;
    }
    Ok(())
}

/// [`Common::arguments`](super::Common::arguments).
pub(super) fn arguments<'c, E: Elem>(
    spec: &'static Spec,
    inputs: &'c [Input<'_, E>],
    numbers: &'c [Vec<E::Real>],
    len: &[usize],
    sources: &mut [Source<'c, E>],
) {
    for (i, arg) in spec.args.iter().filter(|arg| arg.is_per_call()).enumerate() {
        sources[i] = match (&inputs[i], arg.kind) {
            (Input::Slice(data) | Input::Rows { data, .. }, _) => Source::Elements(data),
            (Input::Labels(labels), Kind::Index(axis)) if numbers[i].is_empty() => {
                Source::Classes(*labels, len[axis])
            }
            (Input::Labels(_), _) => Source::Numbers(&numbers[i]),
        };
    }
}

/// The parameters along an axis.
fn classes<M: Loss, const C: usize>(model: &M) -> [Class<'_>; C] {
    let mut classes = [Class::One(0.0); C];
    let args = M::SPEC
        .args
        .iter()
        .enumerate()
        .filter(|(_, arg)| arg.kind == Kind::Param && !arg.axes.is_empty());
    for (class, (i, _)) in classes.iter_mut().zip(args) {
        *class = model.number(i);
    }
    classes
}
