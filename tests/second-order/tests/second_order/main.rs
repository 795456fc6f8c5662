//! Hessian-vector products, the diagonal of the Hessian and the gradient by parameters of losses of every kind, against numbers that
//! carry their own derivatives: the interpreter of the formula as it stands, in dual numbers of dual numbers.

#[path = "../../../tests/oracle/formulas.rs"]
mod formulas;

use loss_compiler::differentiate::by_params;
use loss_compiler::graph::{Arg, ArgId, Extent, Formula, Kind};
use loss_compiler::interpret::{Dual, Env, Sampler, evaluate};
use loss_compiler::stabilise::stabilise;
use loss_core::kernel::Class;
use loss_core::losses::*;
use loss_core::{Error, HessianDiagonal, HessianVector, Loss, Options, ParamGradient, Reduction};
use loss_subjects::numbers::Numbers;
use loss_subjects::subject::{Array, FromArrays, FromOutputs};
use loss_subjects::ulp::Float;

/// A loss, called with arrays.
trait Second<E> {
    fn name(&self) -> &'static str;
    fn params(&self) -> Vec<(usize, Vec<f64>)>;
    /// What it writes, and its result; nothing where the loss has no such method.
    fn call(&self, options: &Options<'_>, args: &[Array<E>], vectors: &[Array<E>]) -> Results<E>;
}

type Results<E> = Result<(f64, Vec<Vec<E>>), Error>;

fn params_of<L: Loss>(loss: &L) -> Vec<(usize, Vec<f64>)> {
    let all = L::SPEC.args.iter().enumerate();
    all.filter(|(_, arg)| !arg.is_per_call())
        .map(|(i, _)| match loss.number(i) {
            Class::One(x) => (i, vec![x]),
            Class::Each(of) => (i, of.to_vec()),
        })
        .collect()
}

fn outputs<E: Float, L: Loss>(args: &[Array<E>]) -> Vec<Vec<E>> {
    use loss_core::spec::Kind::Input;
    let per_call = L::SPEC.args.iter().filter(|arg| arg.is_per_call());
    let inputs = per_call.zip(args).filter(|(arg, _)| arg.kind == Input);
    // What is there before must not be seen after.
    inputs
        .map(|(_, array)| vec![E::of(-77.0); array.real().len()])
        .collect()
}

macro_rules! second {
    ($kind:ident: $trait:ident where $($bound:ty: $of:path),*; |$loss:ident, $options:ident, $args:ident, $vectors:ident| $body:expr) => {
        struct $kind<L>(L);
        impl<E: Float, L: $trait> Second<E> for $kind<L>
        where
            for<'a> L::Inputs<'a, E>: FromArrays<'a, E>,
            $(for<'a> $bound: $of,)*
        {
            fn name(&self) -> &'static str { L::NAME }
            fn params(&self) -> Vec<(usize, Vec<f64>)> { params_of(&self.0) }
            fn call(&self, $options: &Options<'_>, $args: &[Array<E>], $vectors: &[Array<E>]) -> Results<E> {
                let $loss = &self.0;
                $body
            }
        }
    };
}
second! { Product: HessianVector where L::Vectors<'a, E>: FromArrays<'a, E>, L::Products<'a, E>: FromOutputs<'a, E>;
    |loss, options, args, vectors| {
        let mut products = outputs::<E, L>(args);
        let slope = loss.hessian_vector_into_with(
            options,
            FromArrays::from_arrays(args)?,
            FromArrays::from_arrays(vectors)?,
            FromOutputs::from_outputs(&mut products),
        )?;
        Ok((slope, products))
    }
}
second! { Diagonal: HessianDiagonal where L::Derivatives<'a, E>: FromOutputs<'a, E>;
    |loss, options, args, _vectors| {
        let [mut gradient, mut hessian] = [outputs::<E, L>(args), outputs::<E, L>(args)];
        loss.derivatives_into_with(
            options,
            FromArrays::from_arrays(args)?,
            FromOutputs::from_outputs(&mut gradient),
            FromOutputs::from_outputs(&mut hessian),
        )?;
        gradient.extend(hessian);
        Ok((0.0, gradient))
    }
}
second! { Param: ParamGradient where;
    |loss, options, args, _vectors| {
        let (cost, gradient) = loss.value_and_param_grad_with(options, FromArrays::from_arrays(args)?)?;
        Ok((cost, L::param_arrays(gradient).into_iter().map(|(_, of)| of).collect()))
    }
}

macro_rules! all {
    ($name:ident, $kind:ident: $($loss:ident $($params:expr)?;)*) => {
        fn $name<E: Float>() -> Vec<Box<dyn Second<E>>> {
            vec![$(Box::new($kind(all!(@make $loss $($params)?)))),*]
        }
    };
    (@make $loss:ident) => { <$loss as Default>::default() };
    (@make $loss:ident $params:expr) => { $params.expect("parameters in their domains") };
}
include!("losses.rs");

/// A call of several samples, each bound for the interpreter too.
struct Call {
    envs: Vec<Env<f64>>,
    args: Vec<Array<f64>>,
    vectors: Vec<Array<f64>>,
    weights: Vec<f64>,
}

fn is_per_call(arg: &Arg) -> bool {
    matches!(
        arg.kind,
        Kind::Input | Kind::Data | Kind::Index(_) | Kind::Identity
    )
}

fn call<E: Float>(
    formula: &Formula,
    params: &[(usize, Vec<f64>)],
    columns: usize,
    sampler: &mut Sampler,
) -> Call {
    let samples = 11;
    let envs: Vec<Env<f64>> = (0..samples)
        .map(|_| {
            let mut env = sampler.env(formula, &[columns]);
            for (index, values) in params {
                let (id, arg) = (ArgId(*index as u16), &formula.args[*index]);
                if arg.kind == Kind::Flag {
                    env.flags.insert(id, values[0] != 0.0);
                } else {
                    let size = env.size(id).expect("axes with lengths");
                    let values = (0..size).map(|k| values[k.min(values.len() - 1)]);
                    env.reals
                        .insert(id, values.map(|x| E::of(x).to_f64()).collect());
                }
            }
            env.map(|_, _, x| E::of(*x).to_f64())
        })
        .collect();
    let shape = |arg: &Arg| -> Vec<usize> {
        let length = |extent: &Extent| match extent {
            Extent::Named(_) => columns,
            Extent::Fixed(n) => *n as usize,
        };
        arg.axes.iter().map(length).collect()
    };
    let arrays = |id: ArgId, arg: &Arg| match arg.kind {
        Kind::Index(_) | Kind::Identity => Array::Labels(
            envs.iter()
                .flat_map(|env| env.labels[&id].clone())
                .collect(),
        ),
        _ => Array::Real(
            envs.iter().flat_map(|env| env.reals[&id].clone()).collect(),
            shape(arg),
        ),
    };
    let per_call = || formula.arg_ids().filter(|(_, arg)| is_per_call(arg));
    let args = per_call().map(|(id, arg)| arrays(id, arg)).collect();
    let mut numbers = Numbers::new(columns as u64);
    let vectors = per_call()
        .filter(|(_, arg)| arg.kind == Kind::Input)
        .map(|(_, arg)| {
            let size = samples * shape(arg).iter().product::<usize>();
            let values = numbers.many(size, -2.0, 2.0);
            Array::Real(
                values.into_iter().map(|x| E::of(x).to_f64()).collect(),
                vec![],
            )
        })
        .collect();
    let mut weights = numbers.many(samples, 0.25, 2.0);
    weights[3] = 0.0;
    weights = weights.into_iter().map(|x| E::of(x).to_f64()).collect();
    Call {
        envs,
        args,
        vectors,
        weights,
    }
}

fn number(formula: &Formula, env: &Env<f64>, of: Option<loss_compiler::graph::Id>) -> f64 {
    let Some(root) = of else { return 1.0 };
    let arrays = evaluate(&formula.graph, &[root], env).expect("everything is bound");
    *arrays[0].number().expect("a number a sample")
}

/// The derivative along a direction, and of that the derivative along another.
fn twice(
    formula: &Formula,
    env: &Env<f64>,
    first: impl Fn(ArgId, usize) -> Option<f64>,
    second: impl Fn(ArgId, usize) -> Option<f64>,
) -> (f64, f64) {
    let dual = env.map(|arg, i, x| Dual {
        value: Dual {
            value: *x,
            derivative: first(arg, i),
        },
        derivative: second(arg, i).map(Dual::constant),
    });
    let arrays = evaluate(&formula.graph, &[formula.value], &dual).expect("everything is bound");
    let value = arrays[0].number().expect("a number a sample");
    (value.value.slope(), value.slope().slope())
}

/// What the interpreter says of one sample, over the elements of the inputs or parameters.
type Truth<'c> = Box<dyn Fn(&Env<f64>, usize) -> Vec<f64> + 'c>;

fn inputs(formula: &Formula) -> Vec<ArgId> {
    formula
        .arg_ids()
        .filter(|(_, arg)| arg.kind == Kind::Input)
        .map(|(id, _)| id)
        .collect()
}

fn elements(env: &Env<f64>, args: &[ArgId]) -> Vec<(ArgId, usize)> {
    args.iter()
        .flat_map(|arg| (0..env.reals[arg].len()).map(move |i| (*arg, i)))
        .collect()
}

/// Compares one output a sample: `got` has for each argument the elements of all samples.
fn compare<E: Float>(
    what: &str,
    call: &Call,
    truth: &Truth<'_>,
    got: &[Vec<f64>],
    columns: usize,
) -> usize {
    let mut compared = 0;
    for (sample, env) in call.envs.iter().enumerate() {
        let wanted = truth(env, sample);
        let mut numbers = Numbers::new(sample as u64);
        // How far the formula carries an error of the last place of each argument: no kernel can do better.
        let mut open = vec![0f64; wanted.len()];
        for _ in 0..4 {
            let near = env.map(|_, _, x| x * (1.0 + 4.0 * E::UNIT * numbers.uniform(-1.0, 1.0)));
            for (open, (a, b)) in open
                .iter_mut()
                .zip(truth(&near, sample).iter().zip(&wanted))
            {
                *open = open.max((a - b).abs());
            }
        }
        let size = wanted.iter().fold(1.0, |size: f64, x| {
            if x.is_finite() {
                size.max(x.abs())
            } else {
                size
            }
        });
        let got: Vec<f64> = got
            .iter()
            .flat_map(|all| {
                let per = all.len() / call.envs.len();
                all[sample * per..][..per].to_vec()
            })
            .collect();
        assert_eq!(got.len(), wanted.len(), "{what}");
        for (i, ((got, wanted), open)) in got.iter().zip(&wanted).zip(&open).enumerate() {
            // The naive formula overflows where the kernel does not; f32 has less room.
            if !wanted.is_finite() || wanted.abs() > 1e30 || !open.is_finite() {
                continue;
            }
            compared += 1;
            // Each of some hundred operations on a row of 20 may err by a unit or two of the largest number of the sample.
            let most = 16.0 * open + 256.0 * E::UNIT * size * columns as f64;
            assert!(
                (got - wanted).abs() <= most,
                "{what} sample {sample} output {i}: {got:e}, not {wanted:e}, by {:e} of {most:e}; {env:?}",
                (got - wanted).abs(),
            );
        }
    }
    compared
}

fn over_all<E: Float>(
    what: &str,
    subjects: Vec<Box<dyn Second<E>>>,
    check: impl Fn(&Formula, &dyn Second<E>, &Call, usize) -> usize,
) {
    let library = formulas::library();
    let mut failed = Vec::new();
    for subject in subjects {
        let subject = subject.as_ref();
        let formula = library.iter().find(|f| f.name == subject.name());
        // Stable, or f64 would not do for a witness; that it is the formula as it stands is tested of the compiler.
        let formula = &stabilise(formula.expect("the formula")).0;
        let mut compared = 0;
        for (columns, seed) in [(1, 1), (3, 2), (4, 3), (20, 4)] {
            for edges in [false, true] {
                let sampler = Sampler::new(seed);
                let mut sampler = if edges { sampler.edges() } else { sampler };
                let call = call::<E>(formula, &subject.params(), columns, &mut sampler);
                let check =
                    std::panic::AssertUnwindSafe(|| check(formula, subject, &call, columns));
                match std::panic::catch_unwind(check) {
                    Ok(n) => compared += n,
                    Err(_) => failed.push(format!(
                        "{what} {} {columns} columns, edges {edges}",
                        subject.name()
                    )),
                }
            }
        }
        assert!(
            compared > 20 || !failed.is_empty(),
            "{} was compared {compared} times",
            subject.name()
        );
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

fn convert<E: Float>(arrays: &[Array<f64>]) -> Vec<Array<E>> {
    arrays.iter().map(Array::convert).collect()
}

fn numbers_of<E: Float>(all: Vec<Vec<E>>) -> Vec<Vec<f64>> {
    all.into_iter()
        .map(|all| all.into_iter().map(|x| x.to_f64()).collect())
        .collect()
}

fn products_agree<E: Float>() {
    over_all::<E>("product", products(), |formula, subject, call, columns| {
        let (weights, args, vectors) = (&call.weights, convert(&call.args), convert(&call.vectors));
        let options = Options::default().reduce(Reduction::Sum).weights(weights);
        let (_, got) = subject
            .call(&options, &args, &vectors)
            .expect("a call that fits");
        let inputs = inputs(formula);
        let truth: Truth<'_> = Box::new(|env, sample| {
            let weight = weights[sample] * number(formula, env, formula.weight);
            let along = |arg: ArgId, i: usize| {
                let input = inputs.iter().position(|input| *input == arg)?;
                let per = env.reals[&arg].len();
                Some(call.vectors[input].real()[sample * per + i])
            };
            let elements = elements(env, &inputs);
            elements
                .into_iter()
                .map(|(of, k)| {
                    let (_, second) = twice(formula, env, along, |arg, i| {
                        (arg == of && i == k).then_some(1.0)
                    });
                    if weight == 0.0 { 0.0 } else { second * weight }
                })
                .collect()
        });
        compare::<E>(
            &format!("{} {}", formula.name, E::NAME),
            call,
            &truth,
            &numbers_of(got),
            columns,
        )
    });
}

#[test]
fn hessian_vector_products_are_those_of_dual_numbers() {
    products_agree::<f64>();
}

fn diagonals_agree<E: Float>() {
    over_all::<E>(
        "diagonal",
        diagonals(),
        |formula, subject, call, columns| {
            let (weights, args) = (&call.weights, convert(&call.args));
            let options = Options::default().weights(weights);
            let (_, got) = subject
                .call(&options, &args, &[])
                .expect("a call that fits");
            let inputs = inputs(formula);
            let of = |second: bool| -> Truth<'_> {
                let inputs = inputs.clone();
                Box::new(move |env, sample| {
                    let weight = weights[sample] * number(formula, env, formula.weight);
                    let one =
                        |of: ArgId, k: usize| move |arg, i| (arg == of && i == k).then_some(1.0);
                    let all = elements(env, &inputs).into_iter().map(|(of, k)| {
                        let (first, twice) = twice(formula, env, one(of, k), one(of, k));
                        let x = if second { twice } else { first };
                        if weight == 0.0 { 0.0 } else { x * weight }
                    });
                    all.collect()
                })
            };
            let got = numbers_of(got);
            let (gradient, hessian) = got.split_at(inputs.len());
            let name = format!("{} {}", formula.name, E::NAME);
            compare::<E>(
                &format!("{name} first"),
                call,
                &of(false),
                gradient,
                columns,
            );
            compare::<E>(&name, call, &of(true), hessian, columns)
        },
    );
}

#[test]
fn diagonals_are_those_of_dual_numbers() {
    diagonals_agree::<f64>();
}

fn params_agree<E: Float>() {
    over_all::<E>("params", params(), |formula, subject, call, columns| {
        let by = by_params(formula).expect("parameters");
        let wanted: Vec<ArgId> = formula
            .arg_ids()
            .filter(|(id, arg)| arg.kind == Kind::Param && by.arg(*id).kind != Kind::Param)
            .map(|(id, _)| id)
            .collect();
        let truth: Truth<'_> = Box::new(|env, sample| {
            let weight = call.weights[sample] * number(formula, env, formula.weight);
            let all = elements(env, &wanted).into_iter().map(|(of, k)| {
                let (first, _) = twice(
                    formula,
                    env,
                    |arg, i| (arg == of && i == k).then_some(1.0),
                    |_, _| None,
                );
                if weight == 0.0 { 0.0 } else { first * weight }
            });
            all.collect()
        });
        // One sample at a time says what each contributes.
        let mut each: Vec<Vec<f64>> = vec![Vec::new(); wanted.len()];
        let samples = call.envs.len();
        for sample in 0..samples {
            let args: Vec<Array<E>> = call
                .args
                .iter()
                .map(|a| a.slice(sample..sample + 1).convert())
                .collect();
            let weight = [call.weights[sample]];
            let options = Options::default().reduce(Reduction::Sum).weights(&weight);
            let (_, got) = subject
                .call(&options, &args, &[])
                .expect("a call that fits");
            for (each, got) in each.iter_mut().zip(numbers_of(got)) {
                each.extend(got);
            }
        }
        let compared = compare::<E>(
            &format!("{} {}", formula.name, E::NAME),
            call,
            &truth,
            &each,
            columns,
        );
        // And all at once their sum.
        let options = Options::default()
            .reduce(Reduction::Sum)
            .weights(&call.weights);
        let (_, all) = subject
            .call(&options, &convert(&call.args), &[])
            .expect("a call that fits");
        for (each, all) in each.iter().zip(numbers_of(all)) {
            for (k, all) in all.iter().enumerate() {
                let parts = each.iter().skip(k).step_by(each.len() / samples);
                let (sum, size) =
                    parts.fold((0.0, 0.0), |(sum, size), x| (sum + x, size + x.abs()));
                // Every part is rounded to the element type, and so is the sum.
                let most = 4.0 * E::UNIT * size;
                assert!(
                    (all - sum).abs() <= most || !(sum.is_finite() && size < E::LARGEST),
                    "{}: {all} {sum}",
                    formula.name
                );
            }
        }
        compared
    });
}

#[test]
fn derivatives_by_parameters_are_those_of_dual_numbers() {
    params_agree::<f64>();
}
