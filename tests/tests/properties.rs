//! Laws that hold for every loss, whatever its formula.

use std::cell::LazyCell;

use loss_core::simd::Level;
use loss_core::{Error, Labels, Options, Reduction, Rows};
use loss_tests::catalogue::{Element, Entry};
use loss_tests::losses::*;
use loss_tests::numbers::Numbers;
use loss_tests::sampling::{Size, arguments};
use loss_tests::subject::{Array, Subject};
use loss_tests::ulp::{Float, ulp};

/// Below the lanes, beyond them, and beyond several registers; rows that are shorter and longer than the lanes.
const SIZES: [Size; 4] = [
    Size {
        samples: 1,
        columns: 3,
    },
    Size {
        samples: 5,
        columns: 10,
    },
    Size {
        samples: 33,
        columns: 2,
    },
    Size {
        samples: 70,
        columns: 33,
    },
];

fn every<E: Element>(mut law: impl FnMut(&Entry<E>, Size, &[Array<E>])) {
    for entry in E::library().unwrap() {
        for (seed, size) in SIZES.into_iter().enumerate() {
            let args = arguments(entry.subject.spec(), size, &mut Numbers::new(seed as u64));
            let args: Vec<Array<E>> = args.iter().map(Array::convert).collect();
            law(&entry, size, &args);
        }
    }
}

fn bits<E: Float>(numbers: &[E]) -> Vec<u64> {
    numbers.iter().map(|x| x.to_f64().to_bits()).collect()
}

fn all_bits<E: Float>(arrays: &[Vec<E>]) -> Vec<u64> {
    arrays.iter().flat_map(|array| bits(array)).collect()
}

fn the_value_is_that_of_value_and_grad<E: Element>() {
    every::<E>(|entry, size, args| {
        let subject = entry.subject.as_ref();
        let weights: Vec<f64> = (0..size.samples)
            .map(|i| (i % 3) as f64 * 0.7 + 0.25)
            .collect();
        let mut options = vec![Options::default()];
        if subject.is_sample() {
            let reductions = [
                Reduction::Sum,
                Reduction::WeightedMean,
                Reduction::DividedBy(7.0),
            ];
            options.extend(
                reductions.map(|reduction| Options::default().reduce(reduction).weights(&weights)),
            );
        }
        for options in options {
            let value = subject.value(&options, args).unwrap();
            let (same, _) = subject.value_and_grad(&options, args).unwrap();
            assert!(value.is_finite(), "{}: {value}", entry.name);
            assert_eq!(
                value.to_bits(),
                same.to_bits(),
                "{} {size:?}: {value:e} and {same:e}",
                entry.name
            );
        }
    });
}

#[test]
fn the_value_is_that_of_value_and_grad_bit_for_bit() {
    the_value_is_that_of_value_and_grad::<f32>();
    the_value_is_that_of_value_and_grad::<f64>();
}

#[test]
fn a_mean_is_the_sum_over_the_count() {
    every::<f64>(|entry, _, args| {
        let Some(state) = entry.subject.state(&Options::default(), args) else {
            return;
        };
        let state = state.unwrap();
        let mean = entry.subject.value(&Options::default(), args).unwrap();
        let sum = entry
            .subject
            .value(&Options::default().reduce(Reduction::Sum), args)
            .unwrap();
        assert_eq!(
            mean.to_bits(),
            (sum / state.count()).to_bits(),
            "{}",
            entry.name
        );
        assert_eq!(
            state.cost(Reduction::Mean).unwrap().to_bits(),
            mean.to_bits(),
            "{}",
            entry.name
        );
        assert_eq!(state.sum().to_bits(), sum.to_bits(), "{}", entry.name);
        let each = entry
            .subject
            .each(&Options::default(), args)
            .unwrap()
            .unwrap();
        let total: f64 = each.iter().sum();
        let size: f64 = each.iter().map(|x| x.abs()).sum();
        // A plain sum of so few numbers errs by less than n ulp of the sum of sizes.
        assert!(
            (total - sum).abs() <= each.len() as f64 * f64::EPSILON * size,
            "{}: {total:e}, {sum:e}",
            entry.name
        );
    });
}

/// Appends samples that must not matter: NaN everywhere, labels that are no class.
fn padded<E: Float>(args: &[Array<E>], by: usize) -> Vec<Array<E>> {
    let mut args = args.to_vec();
    for arg in &mut args {
        match arg {
            Array::Real(data, shape) => {
                data.extend(vec![E::of(f64::NAN); by * shape.iter().product::<usize>()]);
            }
            Array::Labels(labels) => labels.extend(vec![-100; by]),
        }
    }
    args
}

fn masked_samples_change_no_bit<E: Element>() {
    every::<E>(|entry, size, args| {
        let subject = entry.subject.as_ref();
        if !subject.is_sample() {
            return;
        }
        let (value, gradient) = subject.value_and_grad(&Options::default(), args).unwrap();
        for by in [1, 37] {
            let longer = padded(args, by);
            let mask: Vec<bool> = (0..size.samples + by).map(|i| i < size.samples).collect();
            let weights: Vec<f64> = mask.iter().map(|m| f64::from(*m)).collect();
            let label = matches!(args.get(1), Some(Array::Labels(_)));
            let mut options = vec![
                Options::default().mask(&mask),
                Options::default().weights(&weights),
            ];
            if label {
                options.push(Options::default().ignore_label(-100));
            }
            for options in options
                .into_iter()
                .flat_map(|options| [options, options.checked()])
            {
                let (same, more) = subject.value_and_grad(&options, &longer).unwrap();
                assert_eq!(
                    value.to_bits(),
                    same.to_bits(),
                    "{} {size:?} + {by}: {options:?}",
                    entry.name
                );
                for (gradient, more) in gradient.iter().zip(&more) {
                    let (kept, rest) = more.split_at(gradient.len());
                    assert_eq!(
                        bits(gradient),
                        bits(kept),
                        "{} {size:?} + {by}: {options:?}",
                        entry.name
                    );
                    assert!(
                        rest.iter().all(|x| x.to_f64() == 0.0),
                        "{} {size:?} + {by}: {options:?}",
                        entry.name
                    );
                }
            }
        }
    });
}

#[test]
fn samples_left_out_change_no_bit() {
    masked_samples_change_no_bit::<f32>();
    masked_samples_change_no_bit::<f64>();
}

#[test]
fn weights_that_are_powers_of_two_are_exact() {
    every::<f64>(|entry, size, args| {
        let subject = entry.subject.as_ref();
        if !subject.is_sample() {
            return;
        }
        let sum = Options::default().reduce(Reduction::Sum);
        let (value, gradient) = subject.value_and_grad(&sum, args).unwrap();
        for power in [-3, 0, 10] {
            let by = 2f64.powi(power);
            let weights = vec![by; size.samples];
            let (heavy, scaled) = subject
                .value_and_grad(&sum.weights(&weights), args)
                .unwrap();
            assert_eq!(
                heavy.to_bits(),
                (value * by).to_bits(),
                "{} {size:?}",
                entry.name
            );
            let expected: Vec<f64> = gradient.iter().flatten().map(|x| x * by).collect();
            assert_eq!(
                all_bits(&scaled),
                bits(&expected),
                "{} {size:?}",
                entry.name
            );
            let mean = subject
                .value(
                    &Options::default()
                        .weights(&weights)
                        .reduce(Reduction::WeightedMean),
                    args,
                )
                .unwrap();
            let plain = subject.value(&Options::default(), args).unwrap();
            assert_eq!(mean.to_bits(), plain.to_bits(), "{} {size:?}", entry.name);
        }
    });
}

#[test]
fn samples_in_another_order_have_the_same_losses_and_gradients() {
    every::<f64>(|entry, size, args| {
        let subject = entry.subject.as_ref();
        let sum = Options::default().reduce(Reduction::Sum);
        let Some(each) = subject.each(&sum, args) else {
            return;
        };
        let each = each.unwrap();
        let order: Vec<usize> = (0..size.samples).rev().collect();
        let turned: Vec<Array<f64>> = args.iter().map(|arg| arg.reorder(&order)).collect();
        let other = subject.each(&sum, &turned).unwrap().unwrap();
        let expected: Vec<f64> = order.iter().map(|&i| each[i]).collect();
        assert_eq!(bits(&other), bits(&expected), "{} {size:?}", entry.name);
        let (value, gradient) = subject.value_and_grad(&sum, args).unwrap();
        let (same, found) = subject.value_and_grad(&sum, &turned).unwrap();
        for (arg, (gradient, found)) in subject
            .inputs()
            .into_iter()
            .zip(gradient.into_iter().zip(&found))
        {
            let Array::Real(_, shape) = &args[arg] else {
                unreachable!()
            };
            let expected = Array::Real(gradient, shape.clone()).reorder(&order);
            assert_eq!(
                bits(expected.real()),
                bits(found),
                "{} {size:?}",
                entry.name
            );
        }
        let largest: f64 = each.iter().map(|x| x.abs()).sum();
        // The bound on a sum: 2^-50 of the sum of sizes.
        assert!(
            (value - same).abs() <= 2f64.powi(-50) * largest,
            "{} {size:?}",
            entry.name
        );
    });
}

/// Fixed blocks: 16 Ki samples, or as many rows as have about so many elements.
#[test]
fn states_of_aligned_shards_merge_to_the_same_bits() {
    let mut numbers = Numbers::new(7);
    let n = 3 * 16 * 1024 + 77;
    let (x, y) = (numbers.many(n, -3.0, 3.0), numbers.many(n, -3.0, 3.0));
    let whole = Huber::default().state(&x, &y).unwrap();
    let shards = [0..16 * 1024, 16 * 1024..3 * 16 * 1024, 3 * 16 * 1024..n];
    let merged: loss_core::CostState = shards
        .iter()
        .map(|s| {
            Huber::default()
                .state(&x[s.clone()], &y[s.clone()])
                .unwrap()
        })
        .sum();
    let mean = |state: &loss_core::CostState| state.cost(Reduction::Mean).unwrap().to_bits();
    assert_eq!(mean(&whole), mean(&merged));
    assert_eq!(
        mean(&whole),
        Huber::default().value(&x, &y).unwrap().to_bits()
    );
    // Shards that are not aligned: within the bound on a sum.
    let unaligned = [0..1000, 1000..n]
        .iter()
        .map(|s| {
            Huber::default()
                .state(&x[s.clone()], &y[s.clone()])
                .unwrap()
        })
        .sum::<loss_core::CostState>();
    let (a, b) = (whole.sum(), unaligned.sum());
    assert!((a - b).abs() <= 2f64.powi(-50) * a, "{a:e}, {b:e}");
    assert_eq!(unaligned.count(), n as f64);
}

/// The size of the terms of an output: that of its largest element. What is learnable is a sum over the samples that may cancel to nothing, of
/// terms up to 204: similarities over the square of a temperature of 0.07.
fn largest<E: Float, F: Float>(entry: &Entry<E>, gradients: &[Vec<F>], at: usize) -> f64 {
    let is_learnable = at >= entry.subject.inputs().len();
    let least = if is_learnable { 204.0 } else { 0.0 };
    let sizes = gradients[at].iter().map(|x| x.to_f64().abs());
    sizes.fold(least, f64::max)
}

/// The value and all elements of the gradients, in a row.
fn flat((value, gradients): (f64, Vec<Vec<f64>>)) -> Vec<f64> {
    std::iter::once(value)
        .chain(gradients.into_iter().flatten())
        .collect()
}

/// How far a loss moves when each of its arguments moves by four units of `f32`, one after the other: where a scale of 64 or a temperature of 0.01 sharpens
/// what is computed on the way, the units in which that is computed count for so much more.
fn moved(subject: &dyn Subject<f64>, args: &[Array<f64>]) -> Vec<f64> {
    let at = |args: &[Array<f64>]| flat(subject.value_and_grad(&Options::default(), args).unwrap());
    let here = at(args);
    let mut moved = vec![0.0; here.len()];
    let mut beside = args.to_vec();
    for (arg, array) in args.iter().enumerate() {
        let Array::Real(numbers, _) = array else {
            continue;
        };
        for (i, &x) in numbers.iter().enumerate() {
            beside[arg].real_mut()[i] = x + 4.0 * ulp::<f32>(x);
            for (most, (there, here)) in moved.iter_mut().zip(at(&beside).iter().zip(&here)) {
                *most += (there - here).abs();
            }
            beside[arg].real_mut()[i] = x;
        }
    }
    moved
}

#[test]
fn single_precision_is_close_to_double() {
    every::<f32>(|entry, size, args| {
        let double = f64::library().unwrap();
        let other = double
            .iter()
            .find(|other| other.name == entry.name)
            .unwrap();
        let exact: Vec<Array<f64>> = args.iter().map(Array::convert).collect();
        let (value, gradient) = entry
            .subject
            .value_and_grad(&Options::default(), args)
            .unwrap();
        let (expected, gradients) = other
            .subject
            .value_and_grad(&Options::default(), &exact)
            .unwrap();
        // A loss errs by a few units of its largest term, all of which are of the size of 10; a sum of 33 squares with
        // opposite signs cancels to less.
        let close =
            |x: f64, y: f64, largest: f64| (x - y).abs() <= 64.0 * f32::UNIT * (y.abs() + largest);
        // The gradient of a row is often a softmax less a target, terms of the size of 1 that err by units of 1.
        let softmax = if entry.subject.has_axis() {
            4.0 * f32::UNIT
        } else {
            0.0
        };
        let moved = LazyCell::new(|| moved(other.subject.as_ref(), &exact));
        let sizes = gradients.iter().enumerate().flat_map(|(at, gradient)| {
            let largest = largest(entry, &gradients, at);
            gradient.iter().map(move |_| largest)
        });
        let sizes: Vec<f64> = std::iter::once(100.0).chain(sizes).collect();
        let gradient = gradient
            .iter()
            .map(|g| g.iter().map(|x| f64::from(*x)).collect());
        let got = flat((value, gradient.collect()));
        let expected = flat((expected, gradients.clone()));
        for (i, (x, y)) in got.iter().zip(&expected).enumerate() {
            assert!(
                close(*x, *y, sizes[i]) || (x - y).abs() <= moved[i] + softmax,
                "{} {size:?} [{i}]: {x:e}, {y:e}; moved by {:e}",
                entry.name,
                moved[i]
            );
        }
    });
}

fn levels_agree<E: Element>() {
    every::<E>(|entry, size, args| {
        let subject = entry.subject.as_ref();
        let options = Options::default();
        let (value, gradient) = subject.value_and_grad(&options, args).unwrap();
        let least = options.level(Level::baseline());
        let (other, gradients) = subject.value_and_grad(&least, args).unwrap();
        // The same formulas with another rounding of products and another order of sums.
        let close =
            |x: f64, y: f64, largest: f64| (x - y).abs() <= 64.0 * E::UNIT * (y.abs() + largest);
        assert!(
            close(value, other, 100.0),
            "{} {size:?}: {value:e}, {other:e}",
            entry.name
        );
        for (at, (gradient, other)) in gradient.iter().zip(&gradients).enumerate() {
            let largest = largest(entry, &gradients, at);
            for (x, y) in gradient.iter().zip(other) {
                let (x, y) = (x.to_f64(), y.to_f64());
                assert!(
                    close(x, y, largest),
                    "{} {size:?}: {x:e}, {y:e}",
                    entry.name
                );
            }
        }
    });
}

#[test]
fn both_instruction_levels_agree() {
    levels_agree::<f32>();
    levels_agree::<f64>();
}

fn pairs(seed: u64) -> (Vec<f64>, Vec<f64>) {
    let mut numbers = Numbers::new(seed);
    (numbers.many(4000, -4.0, 4.0), numbers.many(4000, -4.0, 4.0))
}

/// Of a residual: not negative, symmetric, odd in its gradient, zero at a match.
macro_rules! residual_laws {
    ($($name:ident: $loss:expr;)*) => { $(
        #[test]
        fn $name() {
            let loss = $loss;
            let (x, y) = pairs(3);
            let (there, back) = (loss.each(&x, &y).unwrap(), loss.each(&y, &x).unwrap());
            assert_eq!(bits(&there), bits(&back));
            assert!(there.iter().all(|l| *l >= 0.0));
            let (_, gradient) = loss.reduce(Reduction::Sum).value_and_grad(&x, &y).unwrap();
            let (_, opposite) = loss.reduce(Reduction::Sum).value_and_grad(&y, &x).unwrap();
            let opposite: Vec<f64> = opposite.iter().map(|g| -g).collect();
            assert_eq!(bits(&gradient), bits(&opposite));
            for i in 0..x.len() {
                assert!(gradient[i] * (x[i] - y[i]) >= 0.0, "the gradient leads away from the target");
            }
            let (value, gradient) = loss.value_and_grad(&x, &x).unwrap();
            assert_eq!(value, 0.0);
            assert!(gradient.iter().all(|g| *g == 0.0));
        }
    )* };
}
residual_laws! {
    mean_squared_error_is_symmetric_and_zero_at_a_match: MeanSquaredError;
    mean_absolute_error_is_symmetric_and_zero_at_a_match: MeanAbsoluteError;
    huber_is_symmetric_and_zero_at_a_match: Huber::default();
    huber_with_a_small_delta_is_symmetric_and_zero_at_a_match: Huber::new(0.01).unwrap();
}

/// Rows of positive numbers that add up to 1.
fn distributions(numbers: &mut Numbers, n: usize, k: usize) -> Vec<f64> {
    let mut all = numbers.many(n * k, 0.0, 1.0);
    for row in all.chunks_mut(k) {
        let total: f64 = row.iter().sum();
        row.iter_mut().for_each(|x| *x /= total);
    }
    all
}

#[test]
fn divergences_are_not_negative_and_zero_at_a_match() {
    let mut numbers = Numbers::new(5);
    for k in [1, 2, 5, 33] {
        let (p, q) = (
            distributions(&mut numbers, 50, k),
            distributions(&mut numbers, 50, k),
        );
        let log_q: Vec<f64> = q.iter().map(|q| q.ln()).collect();
        let rows = |data| Rows::new(data, k).unwrap();
        let there = KlDivergenceProbabilities.each(rows(&q), rows(&p)).unwrap();
        let logs = KlDivergence.each(rows(&log_q), rows(&p)).unwrap();
        for (a, b) in there.iter().zip(&logs) {
            // Rows add up to 1 within k ulp, terms err by a few.
            let bound = 8.0 * k as f64 * f64::EPSILON;
            assert!(
                *a >= -bound && (a - b).abs() <= bound * (1.0 + a),
                "{a:e}, {b:e}"
            );
        }
        assert!(
            KlDivergenceProbabilities
                .each(rows(&p), rows(&p))
                .unwrap()
                .iter()
                .all(|l| *l == 0.0)
        );
        let zero = vec![0.0; 6 * k];
        let (value, gradient) = VaeKl::default()
            .value_and_grad(rows(&zero), rows(&zero))
            .unwrap();
        assert_eq!(value, 0.0);
        assert!(
            gradient
                .mean
                .iter()
                .chain(&gradient.log_variance)
                .all(|g| *g == 0.0)
        );
    }
}

/// Losses of a softmax: the gradient of a row adds up to 0, and a shift of the row changes nothing.
#[test]
fn losses_of_a_softmax_do_not_see_a_shift() {
    every::<f64>(|entry, size, args| {
        let name = entry.subject.spec().name;
        if !["CrossEntropy", "SparseCrossEntropy", "CategoricalFocal"].contains(&name) {
            return;
        }
        let sum = Options::default().reduce(Reduction::Sum);
        // Multiples of 2^-20, so that the shift rounds nothing.
        let mut args = args.to_vec();
        args[0]
            .real_mut()
            .iter_mut()
            .for_each(|x| *x = (*x * 2f64.powi(20)).round() * 2f64.powi(-20));
        let (value, gradient) = entry.subject.value_and_grad(&sum, &args).unwrap();
        let target = match &args[1] {
            Array::Real(target, _) => target.iter().map(|t| t.abs()).sum::<f64>(),
            Array::Labels(_) => 1.0,
        };
        for row in gradient[0].chunks(size.columns) {
            let total: f64 = row.iter().sum();
            assert!(
                total.abs() <= 8.0 * size.columns as f64 * f64::EPSILON * (1.0 + target),
                "{}: {total:e}",
                entry.name
            );
        }
        for shift in [64.0, -1024.0, 0.5] {
            let mut moved = args.clone();
            moved[0].real_mut().iter_mut().for_each(|x| *x += shift);
            let (same, gradients) = entry.subject.value_and_grad(&sum, &moved).unwrap();
            assert_eq!(
                value.to_bits(),
                same.to_bits(),
                "{} {size:?} {shift}",
                entry.name
            );
            assert_eq!(
                all_bits(&gradient),
                all_bits(&gradients),
                "{} {size:?} {shift}",
                entry.name
            );
        }
    });
}

#[test]
fn classes_in_another_order_have_the_same_loss() {
    let mut numbers = Numbers::new(11);
    for k in [2, 3, 10, 33] {
        let (x, label) = (numbers.many(20 * k, -5.0, 5.0), numbers.labels(20, k));
        let turned: Vec<f64> = x
            .chunks(k)
            .flat_map(|row| row.iter().rev().copied())
            .collect();
        let other: Vec<i64> = label.iter().map(|l| k as i64 - 1 - l).collect();
        let loss = SparseCrossEntropy::default();
        let a = loss.each(Rows::new(&x, k).unwrap(), &label).unwrap();
        let b = loss.each(Rows::new(&turned, k).unwrap(), &other).unwrap();
        for (a, b) in a.iter().zip(&b) {
            // Another order of the sum of k exponentials, below the logarithm.
            assert!(
                (a - b).abs() <= (k as f64 + 8.0) * f64::EPSILON * (1.0 + a),
                "{a:e}, {b:e}"
            );
        }
    }
}

#[test]
fn focal_without_gamma_is_cross_entropy() {
    let mut numbers = Numbers::new(13);
    let logit = numbers.many(1000, -40.0, 40.0);
    let target: Vec<f64> = numbers
        .many(1000, 0.0, 2.0)
        .iter()
        .map(|t| t.floor())
        .collect();
    let focal = Focal::new(0.5, 0.0).unwrap();
    let entropy = BinaryCrossEntropyWithLogits::default();
    let twice: Vec<f64> = focal
        .each(&logit, &target)
        .unwrap()
        .iter()
        .map(|l| 2.0 * l)
        .collect();
    assert_eq!(bits(&twice), bits(&entropy.each(&logit, &target).unwrap()));
    let (_, a) = focal.value_and_grad(&logit, &target).unwrap();
    let (_, b) = entropy.value_and_grad(&logit, &target).unwrap();
    for (a, b) in a.iter().zip(&b) {
        // Two ways to round a product of three factors.
        assert!(
            (2.0 * a - b).abs() <= 4.0 * f64::EPSILON * b.abs(),
            "{a:e}, {b:e}"
        );
    }
    let k = 7;
    let (x, label) = (numbers.many(100 * k, -9.0, 9.0), numbers.labels(100, k));
    let rows = Rows::new(&x, k).unwrap();
    let (a, da) = CategoricalFocal::new(1.0, 0.0)
        .unwrap()
        .value_and_grad(rows, &label)
        .unwrap();
    let (b, db) = SparseCrossEntropy::default()
        .value_and_grad(rows, &label)
        .unwrap();
    assert!((a - b).abs() <= 4.0 * f64::EPSILON * b, "{a:e}, {b:e}");
    for (a, b) in da.iter().zip(&db) {
        assert!(
            (a - b).abs() <= 16.0 * f64::EPSILON * (b.abs() + 0.01),
            "{a:e}, {b:e}"
        );
    }
}

#[test]
fn huber_tends_to_its_limits() {
    let (x, y) = pairs(17);
    let square = MeanSquaredError.each(&x, &y).unwrap();
    let (_, slope) = MeanSquaredError.value_and_grad(&x, &y).unwrap();
    for delta in [f64::INFINITY, f64::MAX, 1e300, 8.0] {
        let huber = Huber::new(delta).unwrap();
        let half: Vec<f64> = square.iter().map(|l| l / 2.0).collect();
        assert_eq!(bits(&huber.each(&x, &y).unwrap()), bits(&half), "{delta}");
        let (_, gradient) = huber.value_and_grad(&x, &y).unwrap();
        let half: Vec<f64> = slope.iter().map(|g| g / 2.0).collect();
        assert_eq!(bits(&gradient), bits(&half), "{delta}");
    }
    let size = MeanAbsoluteError.each(&x, &y).unwrap();
    for power in [-20, -60, -200] {
        let delta = 2f64.powi(power);
        let huber = Huber::new(delta).unwrap();
        for (l, size) in huber.each(&x, &y).unwrap().iter().zip(&size) {
            let expected = if *size <= delta {
                size * size / (2.0 * delta)
            } else {
                size - delta / 2.0
            };
            assert!(
                (l / delta - expected).abs() <= 4.0 * f64::EPSILON * expected,
                "{l:e} {size:e}"
            );
        }
    }
}

#[test]
fn labels_of_every_type_are_the_same() {
    let x = Numbers::new(19).many(12, -2.0, 2.0);
    let rows = Rows::new(&x, 3).unwrap();
    let loss = SparseCrossEntropy::default();
    let value = loss.value(rows, &[0i64, 2, 1, 2]).unwrap();
    let all: [Labels<'_>; 9] = [
        (&[0u8, 2, 1, 2]).into(),
        (&[0u16, 2, 1, 2]).into(),
        (&[0u32, 2, 1, 2]).into(),
        (&[0u64, 2, 1, 2]).into(),
        (&[0usize, 2, 1, 2]).into(),
        (&[0i8, 2, 1, 2]).into(),
        (&[0i16, 2, 1, 2]).into(),
        (&[0i32, 2, 1, 2]).into(),
        (&[0isize, 2, 1, 2]).into(),
    ];
    for labels in all {
        assert_eq!(loss.value(rows, labels), Ok::<f64, Error>(value));
    }
}
