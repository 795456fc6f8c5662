//! Losses whose formula has axes, of one sample or of the batch.

use super::{
    Input, level, none,
    pointwise::of_hessian,
    row_pass::{Of, RowPass, RowTally, Samples, Source},
    select::Select,
    tasks::{self, Call, Total, Totals},
    usual::Found,
};
use crate::{
    error::Error,
    kernel::{Class, Model, Rowwise},
    options::Options,
    reduction::Reduction,
    simd::{Elem, Real},
    spec::{Extent, Kind, Spec},
    state::CostState,
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
    M: Model,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    let want = Want {
        state: false,
        each: false,
        counts: false,
    };
    let done = run::<M, K, E, A, C, D, G, P, false>(model, kernel, options, &inputs, none(), want)?;
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
    M: Model,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    let want = Want {
        state: false,
        each: false,
        counts: false,
    };
    let done = run::<M, K, E, A, C, D, G, P, true>(model, kernel, options, &inputs, outputs, want)?;
    *learnable = done.total.learnable.map(|sum| E::of(sum.over(1.0)));
    Ok(done.total.value.over(done.divisor))
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
    M: Model,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    let options = options.reduce(Reduction::Sum);
    let want = Want {
        state: true,
        each: false,
        counts: false,
    };
    let done =
        run::<M, K, E, A, C, D, G, P, false>(model, kernel, &options, &inputs, none(), want)?;
    Ok(CostState {
        sum: done.total.value,
        ..done.state
    })
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
    M: Model,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    let options = options.reduce(Reduction::Sum);
    let want = Want {
        state: false,
        each: true,
        counts: false,
    };
    Ok(run::<M, K, E, A, C, D, G, P, false>(model, kernel, &options, &inputs, none(), want)?.each)
}

/// The loss of each sample, and how often it counts, of a formula that weighs its samples.
///
/// # Errors
/// If the call is wrong in structure.
pub fn each_and_counts<
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
) -> Result<(Vec<E>, Option<Vec<E>>), Error>
where
    M: Model,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    let options = options.reduce(Reduction::Sum);
    let want = Want {
        state: false,
        each: true,
        counts: true,
    };
    let done =
        run::<M, K, E, A, C, D, G, P, false>(model, kernel, &options, &inputs, none(), want)?;
    // A kernel for parameters at which every sample counts once has no counts.
    Ok((done.each, K::WEIGHTED.then_some(done.counts)))
}

/// First and second derivatives of each sample: the second by the kernel of the diagonal.
///
/// # Errors
/// If the call is wrong in structure; then nothing is written.
#[allow(
    clippy::too_many_arguments,
    reason = "two kernels and what each reads and writes"
)]
pub fn derivatives<
    M,
    K,
    H,
    E,
    const A: usize,
    const C: usize,
    const D: usize,
    const G: usize,
    const P: usize,
>(
    model: &M,
    kernel: &K,
    diagonal: &H,
    options: &Options<'_>,
    inputs: [Input<'_, E>; A],
    gradient: [&mut [E]; G],
    hessian: [&mut [E]; G],
) -> Result<(), Error>
where
    M: Model,
    K: Rowwise<A, C, D, G, P>,
    H: Rowwise<A, C, D, G, 0>,
    E: Elem,
{
    let options = options.reduce(Reduction::Sum);
    let want = || Want {
        state: false,
        each: false,
        counts: false,
    };
    // The first pass checks everything else before it writes.
    E::sizes(M::SPEC, &inputs, &[0; A], &hessian, &mut [0; G]).map_err(of_hessian)?;
    run::<M, K, E, A, C, D, G, P, true>(model, kernel, &options, &inputs, gradient, want())?;
    run::<M, H, E, A, C, D, G, 0, true>(model, diagonal, &options, &inputs, hessian, want())?;
    Ok(())
}

/// A parameter along an axis, once a sample.
pub struct Spread<E> {
    data: Vec<E>,
    samples: usize,
    columns: usize,
}

impl<'a, E> From<&'a Spread<E>> for Input<'a, E> {
    fn from(of: &'a Spread<E>) -> Self {
        let mut shape = [1; super::MOST_AXES];
        shape[0] = of.columns;
        Input::Rows {
            data: &of.data,
            samples: of.samples,
            shape,
            axes: 1,
        }
    }
}

/// The parameters that are arguments `wanted`, each once a sample.
///
/// # Errors
/// If the call is wrong in structure.
pub fn spread<M, E, const A: usize, const D: usize, const N: usize>(
    model: &M,
    options: &Options<'_>,
    inputs: [Input<'_, E>; A],
    wanted: [usize; N],
    _axes: [(); D],
) -> Result<[Spread<E>; N], Error>
where
    M: Model,
    E: Elem,
{
    let select = Select::new(M::SPEC, options, &inputs);
    let (mut size, mut len) = ([1; A], [0; D]);
    let number = |arg| model.number(arg);
    let samples = E::bind(
        M::SPEC,
        &number,
        options,
        &inputs,
        &select,
        &mut size,
        &mut len,
    )?;
    Ok(wanted.map(|arg| {
        let columns = M::SPEC.args[arg].axes.iter().map(|extent| match *extent {
            Extent::Named(axis) => len[axis],
            Extent::Fixed(n) => n,
        });
        let columns = columns.product();
        let row = |k| match model.number(arg) {
            Class::One(x) => E::of(x),
            Class::Each(of) => E::of(of[k]),
        };
        Spread {
            data: (0..samples).flat_map(|_| (0..columns).map(row)).collect(),
            samples,
            columns,
        }
    }))
}

/// The cost, its derivatives by parameters along an axis, and by those that are one number.
pub type ByParams<E, const G: usize, const P: usize> = (f64, [Vec<E>; G], [E; P]);

/// The cost, and its gradient by what the model says is learned: numbers, and arrays along an axis, summed over the samples.
/// `inputs` holds the latter once for all samples; each sample gets them as arguments of its own.
///
/// # Errors
/// If the call is wrong in structure.
pub fn param_gradient<
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
) -> Result<ByParams<E, G, P>, Error>
where
    M: Model,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    let mut each: [Vec<E>; G] = [const { Vec::new() }; G];
    let args = M::SPEC.args.iter().filter(|arg| arg.is_per_call());
    let wanted = args.zip(&inputs).filter(|(arg, _)| arg.kind == Kind::Input);
    let mut samples = [1; G];
    for (g, (_, input)) in wanted.enumerate() {
        each[g] = vec![E::ZERO; input.len()];
        if let Input::Rows { samples: rows, .. } = input {
            samples[g] = *rows;
        }
    }
    let mut learnable = [E::ZERO; P];
    let cost = gradient::<M, K, E, A, C, D, G, P>(
        model,
        kernel,
        options,
        inputs,
        each.each_mut().map(Vec::as_mut_slice),
        &mut learnable,
    )?;
    for (each, samples) in each.iter_mut().zip(samples) {
        let columns = each.len() / samples.max(1);
        let sum = |column| {
            let rows = (0..samples).map(|row| each[row * columns + column]);
            // As the sums of learnables: in f64.
            rows.fold(0.0, |sum, x: E| sum + x.to_f64())
        };
        *each = (0..columns).map(|column| E::of(sum(column))).collect();
    }
    Ok((cost, each, learnable))
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
    mut outputs: [&mut [E]; G],
    want: Want,
) -> Result<Done<E, P>, Error>
where
    M: Model,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    const { assert!(M::SPEC.axes.len() == D) };
    let select = Select::new(M::SPEC, options, inputs);
    let (mut size, mut len) = ([1; A], [0; D]);
    let number = |arg| model.number(arg);
    let mut sizes = [0; G];
    let mut numbers = [const { Vec::new() }; A];
    let mut real = [Source::Elements(&[] as &[E]); A];
    let written: &[&mut [E]] = if GRAD { &outputs } else { &[] };
    let usual = match select.active || options.checked {
        true => None,
        false => {
            let found = Found {
                size: &mut size,
                len: &mut len,
                sizes: &mut sizes,
                sources: &mut real,
            };
            E::usual(M::SPEC, &number, inputs, written, found)
        }
    };
    let rows = if let Some(rows) = usual {
        if const { M::SPEC.may_round_out() } {
            E::params_fit(M::SPEC, &number)?;
        }
        rows
    } else {
        let rows = E::bind(
            M::SPEC,
            &number,
            options,
            inputs,
            &select,
            &mut size,
            &mut len,
        )?;
        if GRAD {
            E::sizes(M::SPEC, inputs, &size, &outputs, &mut sizes)?;
        }
        E::numbers(M::SPEC, inputs, &size, &len, &mut numbers)?;
        E::arguments(M::SPEC, inputs, &numbers, &len, &mut real);
        rows
    };
    let mut samples = Samples {
        real,
        class: classes(model),
        len,
        size,
        select: &select,
        first: 0,
        samples: rows,
        across: false,
        picks: false,
        together: false,
    };
    samples.across = samples.may_go_across(K::WAITS);
    samples.picks = samples.may_pick();
    samples.together = K::ADDS && !want.each && !want.counts && samples.may_be_one();
    let samples = &samples;
    let level = level(options);
    let mut state = CostState::default();
    let (mut count, mut weight) = (rows as f64, rows as f64);
    let mut counts = if want.counts {
        vec![E::ZERO; rows]
    } else {
        Vec::new()
    };
    if want.state || want.counts || (options.reduction.is_mean() && (K::WEIGHTED || select.active))
    {
        state = if K::WEIGHTED {
            E::Real::dispatch(
                level,
                Of::<M, _, P>::new((
                    RowTally {
                        kernel,
                        samples,
                        counts: &mut counts,
                    },
                    [(); G],
                )),
            )
        } else {
            E::tally(&select, rows)
        };
        (count, weight) = (state.count(), state.weight());
    }
    let divisor = super::divisor::<E>(M::SPEC, options, rows, count, weight)?;
    let mut each = if want.each {
        vec![E::ZERO; rows]
    } else {
        Vec::new()
    };
    let work =
        |samples: &_, outputs: &mut [&mut [E]; G], each: &mut [E], totals: &mut Totals<P>| {
            let mut pass = RowPass::<K, E, A, C, D, G, P, GRAD> {
                kernel,
                samples,
                divisor: E::Real::of(divisor),
                outputs,
                sizes,
                each,
                totals,
            };
            // By reference: what is copied field by field and then read as a whole has to wait for the fields.
            E::Real::dispatch(level, Of::<M, _, P>::new(&mut pass));
        };
    let block = samples.block();
    let mut totals = Totals::new();
    if rows <= block {
        // A small call has no time to be handed around.
        work(samples, &mut outputs, &mut each, &mut totals);
    } else {
        let call = Call {
            samples: rows,
            block,
            elements: rows.saturating_mul(size.iter().sum()),
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
fn classes<M: Model, const C: usize>(model: &M) -> [Class<'_>; C] {
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
