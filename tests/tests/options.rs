//! What a caller may ask of every loss beyond its arguments: divisors of one's own, weighted means, nothing at all.

use loss_core::{Error, Options, Reduction};
use loss_tests::catalogue::{Element, Entry};
use loss_tests::numbers::Numbers;
use loss_tests::sampling::{Size, arguments};
use loss_tests::subject::Array;

const SIZE: Size = Size {
    samples: 41,
    columns: 5,
};

/// Every loss of one sample, with arguments.
fn every<E: Element>(mut law: impl FnMut(&Entry<E>, &[Array<E>])) {
    for entry in E::library().unwrap() {
        if entry.subject.is_sample() {
            let args = arguments(entry.subject.spec(), SIZE, &mut Numbers::new(7));
            let args: Vec<Array<E>> = args.iter().map(Array::convert).collect();
            law(&entry, &args);
        }
    }
}

/// Weights of three sizes.
fn weights() -> Vec<f64> {
    (0..SIZE.samples).map(|i| [0.25, 1.5, 3.0][i % 3]).collect()
}

#[test]
fn batches_with_the_divisor_of_all_accumulate_to_the_whole() {
    every::<f32>(|entry, args| {
        let subject = entry.subject.as_ref();
        let all = subject.state(&Options::default(), args).unwrap().unwrap();
        let (whole, gradient) = subject.value_and_grad(&Options::default(), args).unwrap();
        let by_all = Options::default().reduce(Reduction::DividedBy(all.count()));
        let (mut cost, mut size) = (0.0, 0.0);
        let mut parts: Vec<Vec<f32>> = vec![Vec::new(); subject.inputs().len()];
        for range in [0..1, 1..18, 18..SIZE.samples] {
            let args: Vec<_> = args.iter().map(|arg| arg.slice(range.clone())).collect();
            let (value, gradient) = subject.value_and_grad(&by_all, &args).unwrap();
            cost += value;
            size += value.abs();
            for (part, more) in parts.iter_mut().zip(gradient) {
                part.extend(more);
            }
        }
        // What is learnable is a sum over samples, and comes after the inputs.
        for (part, whole) in parts.iter().zip(&gradient) {
            assert_eq!(part, whole, "{}", entry.name);
        }
        // Registers are added in f32 before they are widened: two roundings of the sizes.
        let most = f64::from(f32::EPSILON) * 2.0 * size;
        assert!(
            (cost - whole).abs() <= most,
            "{}: {cost:e} in parts, {whole:e}",
            entry.name
        );
    });
}

#[test]
fn a_weighted_mean_divides_by_the_weights() {
    let weights = weights();
    every::<f64>(|entry, args| {
        let subject = entry.subject.as_ref();
        let state = subject.state(&Options::default(), args).unwrap().unwrap();
        // The formulas that weigh samples themselves have tests of their own.
        if state.count() != SIZE.samples as f64 {
            return;
        }
        let each = subject.each(&Options::default(), args).unwrap().unwrap();
        let weighed = each.iter().zip(&weights).map(|(x, w)| x * w);
        let sum: f64 = weighed.clone().sum();
        let size: f64 = weighed.map(f64::abs).sum();
        let heavy = Options::default().weights(&weights);
        for (reduction, divisor) in [
            (Reduction::Sum, 1.0),
            (Reduction::Mean, SIZE.samples as f64),
            (Reduction::WeightedMean, weights.iter().sum()),
            (Reduction::DividedBy(12.5), 12.5),
        ] {
            let value = subject.value(&heavy.reduce(reduction), args).unwrap();
            // The plain sum here errs by at most a rounding for each term.
            let most = f64::EPSILON * SIZE.samples as f64 * size / divisor;
            assert!(
                (value - sum / divisor).abs() <= most,
                "{} {reduction:?}: {value:e}, by hand {:e}",
                entry.name,
                sum / divisor
            );
        }
    });
}

#[test]
fn of_nothing_there_is_a_sum_but_no_mean() {
    let mask = [false; SIZE.samples];
    every::<f64>(|entry, args| {
        let subject = entry.subject.as_ref();
        let nothing = Options::default().mask(&mask);
        for reduction in [Reduction::Sum, Reduction::DividedBy(3.0)] {
            let options = nothing.reduce(reduction);
            let (value, gradient) = subject.value_and_grad(&options, args).unwrap();
            assert_eq!(value, 0.0, "{}", entry.name);
            let mut slopes = gradient.iter().flatten();
            assert!(slopes.all(|&d| d == 0.0), "{}: {gradient:?}", entry.name);
        }
        for reduction in [Reduction::Mean, Reduction::WeightedMean] {
            let options = nothing.reduce(reduction);
            let mut outputs = subject.outputs(args, 5.0);
            let errors = [
                subject.value(&options, args).unwrap_err(),
                subject.grad_into(&options, args, &mut outputs).unwrap_err(),
            ];
            for error in errors {
                assert!(
                    matches!(error, Error::Divisor { .. }),
                    "{}: {error}",
                    entry.name
                );
            }
            assert!(
                outputs.iter().flatten().all(|&x| x == 5.0),
                "{}",
                entry.name
            );
        }
    });
}
