//! Random formulas, compiled to kernels, against the interpreter of the formula as it stands: long rows and short ones, on both sets of bits, `f32` and `f64`.

use loss_compiler::check::front;
use loss_compiler::graph::{ArgId, Axis, Formula, Kind};
use loss_compiler::interpret::{Env, gradient};
use loss_core::simd::{Level, level};
use loss_core::{Options, Reduction};
use loss_tests::numbers::Numbers;
use loss_tests::sampling::{Size, arguments};
use loss_tests::subject::{Array, Sample, Subject};
use loss_tests::ulp::Float;

mod losses {
    include!(concat!(env!("OUT_DIR"), "/random.rs"));
}

macro_rules! subjects {
    ($($name:ident)*) => { vec![$(Box::new(Sample(losses::$name::default())) as Box<dyn Subject<E>>),*] };
}

fn subjects<E: Float>() -> Vec<Box<dyn Subject<E>>> {
    subjects! { Random0 Random1 Random2 Random3 Random4 Random5 Random6 Random7 Random8 Random9 Random10 Random11 }
}

fn formulas() -> Vec<Formula> {
    let text = include_str!("../../loss-compiler/corpus/random.loss");
    let (_, items, errors) = front(text.parse().expect("Rust's tokens"));
    assert!(errors.is_empty());
    items.into_iter().map(|item| item.formula).collect()
}

/// One sample of the arguments.
fn bind<E: Float>(formula: &Formula, args: &[Array<E>], columns: usize, sample: usize) -> Env<f64> {
    let mut env = Env::new(&formula.args);
    for axis in 0..formula.axes.len() {
        env = env.length(Axis(axis as u8), columns);
    }
    let mut arrays = args.iter();
    for (index, arg) in formula.args.iter().enumerate() {
        let id = ArgId(index as u16);
        env = match arg.kind {
            Kind::Flag => env.flag(id, arg.default != Some(0.0)),
            Kind::Param | Kind::Learnable => env.real(id, vec![arg.default.unwrap_or(1.0)]),
            _ => match arrays.next().expect("an array").slice(sample..sample + 1) {
                Array::Real(data, _) => {
                    env.real(id, data.iter().map(|x| x.to_f64()).collect::<Vec<_>>())
                }
                Array::Labels(labels) => env.label(id, labels),
            },
        };
    }
    env
}

/// The value and the gradient by the inputs, of the formula as it stands.
fn truth(formula: &Formula, env: &Env<f64>) -> Vec<f64> {
    let (value, gradient) =
        gradient(&formula.graph, formula.value, env).expect("everything is bound");
    let inputs = gradient
        .into_iter()
        .filter(|(arg, _)| formula.arg(*arg).kind == Kind::Input);
    std::iter::once(value)
        .chain(inputs.flat_map(|(_, g)| g))
        .collect()
}

fn compare<E: Float>(level: Level) {
    for (formula, subject) in formulas().iter().zip(subjects::<E>()) {
        let subject = subject.as_ref();
        for (samples, columns) in [(1, 1), (11, 3), (2, 20)] {
            let size = Size { samples, columns };
            let args: Vec<Array<E>> =
                arguments(subject.spec(), size, &mut Numbers::new(columns as u64))
                    .iter()
                    .map(Array::convert)
                    .collect();
            let options = Options::default().level(level);
            let values = subject
                .each(&options, &args)
                .expect("of samples")
                .expect("a call that fits");
            let (_, slopes) = subject
                .value_and_grad(&options.reduce(Reduction::Sum), &args)
                .expect("a call that fits");
            for (sample, value) in values.iter().enumerate() {
                let env = bind(formula, &args, columns, sample);
                let wanted = truth(formula, &env);
                let mut got = vec![value.to_f64()];
                for (input, all) in subject.inputs().into_iter().zip(&slopes) {
                    let per = args[input].real().len() / samples;
                    got.extend(all[sample * per..][..per].iter().map(|g| g.to_f64()));
                }
                // How far the formula carries an error of the last place of each argument, three ways: no kernel can do better.
                let mut numbers = Numbers::new(sample as u64);
                let mut open = vec![0f64; wanted.len()];
                for _ in 0..3 {
                    let near =
                        env.map(|_, _, x| x * (1.0 + 4.0 * E::UNIT * numbers.uniform(-1.0, 1.0)));
                    for (open, (a, b)) in open
                        .iter_mut()
                        .zip(truth(formula, &near).iter().zip(&wanted))
                    {
                        *open = open.max((a - b).abs());
                    }
                }
                let size = wanted.iter().fold(1.0, |size: f64, x| size.max(x.abs()));
                for (i, ((got, wanted), open)) in got.iter().zip(&wanted).zip(&open).enumerate() {
                    // Each of some fifty operations on a row of 20 may err by a unit or two of the largest number of the sample.
                    let most = 8.0 * open + 64.0 * E::UNIT * size * columns as f64;
                    assert!(
                        (got - wanted).abs() <= most || (got.is_nan() && wanted.is_nan()),
                        "{} {} {level:?}, {columns} columns, output {i}: {got:e}, not {wanted:e}",
                        formula.name,
                        E::NAME,
                    );
                }
            }
        }
    }
}

#[test]
fn kernels_of_random_formulas_are_the_formulas() {
    // Without optimisation every lane of every step of `lgamma` has a place of its own on the stack.
    let room = std::thread::Builder::new().stack_size(16 << 20);
    let all = || {
        for level in [level(), Level::baseline()] {
            compare::<f32>(level);
            compare::<f64>(level);
        }
    };
    room.spawn(all)
        .expect("a thread")
        .join()
        .expect("kernels that agree");
}
