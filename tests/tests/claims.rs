//! Every claim of every loss: what `#[claims(…)]` says is held against the loss itself.

use loss_core::{Options, Reduction};
use loss_tests::catalogue::{Element, Entry};
use loss_tests::numbers::Numbers;
use loss_tests::sampling::{Size, arguments};
use loss_tests::subject::{Array, Subject};

const SUM: fn() -> Options<'static> = || Options::default().reduce(Reduction::Sum);

/// Below, at and beyond the lanes; rows shorter and longer than them.
const SIZES: [Size; 4] = [
    Size {
        samples: 1,
        columns: 1,
    },
    Size {
        samples: 7,
        columns: 10,
    },
    Size {
        samples: 40,
        columns: 3,
    },
    Size {
        samples: 12,
        columns: 35,
    },
];

fn bits(numbers: &[f64]) -> Vec<u64> {
    // The sign of a zero is no matter of these laws.
    numbers.iter().map(|x| (x + 0.0).to_bits()).collect()
}

fn each(subject: &dyn Subject<f64>, args: &[Array<f64>]) -> Vec<f64> {
    match subject.each(&Options::default(), args) {
        Some(each) => each.unwrap(),
        None => vec![subject.value(&Options::default(), args).unwrap()],
    }
}

/// Arguments like these, from other numbers in all inputs.
fn elsewhere(subject: &dyn Subject<f64>, args: &[Array<f64>], size: Size) -> Vec<Array<f64>> {
    let other = arguments(subject.spec(), size, &mut Numbers::new(99));
    let mut args = args.to_vec();
    for input in subject.inputs() {
        args[input] = other[input].clone();
    }
    args
}

/// The middle of a chord is not below the loss there, and a tangent not above it.
fn convex(entry: &Entry<f64>, args: &[Array<f64>], size: Size, strictly: bool) {
    let subject = entry.subject.as_ref();
    let to = elsewhere(subject, args, size);
    let mut middle = args.to_vec();
    for input in subject.inputs() {
        let pairs = args[input].real().iter().zip(to[input].real());
        *middle[input].real_mut() = pairs.map(|(a, b)| f64::midpoint(*a, *b)).collect();
    }
    let (a, b, m) = (
        each(subject, args),
        each(subject, &to),
        each(subject, &middle),
    );
    for i in 0..a.len() {
        // A loss of numbers of the size of 1 to 10 errs by a few units in the last place of its terms.
        let slack = 64.0 * f64::EPSILON * (a[i].abs() + b[i].abs() + size.columns as f64);
        assert!(
            2.0 * m[i] <= a[i] + b[i] + slack,
            "{}: {} between {} and {}",
            entry.name,
            m[i],
            a[i],
            b[i]
        );
        assert!(
            !strictly || 2.0 * m[i] < a[i] + b[i],
            "{}: not strictly",
            entry.name
        );
    }
    let options = if subject.is_sample() {
        SUM()
    } else {
        Options::default()
    };
    let (_, gradient) = subject.value_and_grad(&options, args).unwrap();
    let mut rise = vec![0.0; a.len()];
    for (input, gradient) in subject.inputs().into_iter().zip(&gradient) {
        let per = gradient.len() / a.len();
        let steps = to[input]
            .real()
            .iter()
            .zip(args[input].real())
            .map(|(b, a)| b - a);
        // Elements that fill no whole value belong to the last one: a batch loss has but one.
        for (e, (step, slope)) in steps.zip(gradient).enumerate() {
            rise[(e / per.max(1)).min(a.len() - 1)] += step * slope;
        }
    }
    for i in 0..a.len() {
        let slack = 64.0
            * f64::EPSILON
            * (a[i].abs() + b[i].abs() + rise[i].abs() + 10.0 * size.columns as f64);
        assert!(
            b[i] >= a[i] + rise[i] - slack,
            "{}: {} below its tangent {}",
            entry.name,
            b[i],
            a[i] + rise[i]
        );
    }
}

/// The value of `1 + pos_weight`.
fn bound(subject: &dyn Subject<f64>, text: &str) -> f64 {
    let term = |term: &str| term.parse().unwrap_or_else(|_| subject.param(term));
    text.split('+').map(|part| term(part.trim())).sum()
}

fn lipschitz(entry: &Entry<f64>, args: &[Array<f64>], most: f64) {
    let (_, gradient) = entry.subject.value_and_grad(&SUM(), args).unwrap();
    for slope in gradient.iter().flatten() {
        assert!(
            slope.abs() <= most,
            "{}: a slope of {slope} beyond {most}",
            entry.name
        );
    }
}

/// Scaling by powers of two is exact, and so is what it does to the loss, up to what `pow` rounds.
fn homogeneous(entry: &Entry<f64>, args: &[Array<f64>], degree: f64) {
    let subject = entry.subject.as_ref();
    let here = each(subject, args);
    for power in [-6, 1, 20] {
        let by = 2f64.powi(power);
        let mut scaled = args.to_vec();
        // A label has no size.
        scaled
            .iter_mut()
            .filter(|arg| matches!(arg, Array::Real(..)))
            .for_each(|arg| arg.real_mut().iter_mut().for_each(|x| *x *= by));
        let expected: Vec<f64> = here.iter().map(|l| l * by.powf(degree)).collect();
        assert_eq!(
            bits(&each(subject, &scaled)),
            bits(&expected),
            "{}",
            entry.name
        );
    }
}

/// The gradient changes by no more than the step allows, also across the places where formulas change.
fn differentiable(entry: &Entry<f64>, args: &[Array<f64>]) {
    let subject = entry.subject.as_ref();
    let options = if subject.is_sample() {
        SUM()
    } else {
        Options::default()
    };
    let step = 2f64.powi(-24);
    let mut at = args.to_vec();
    for input in subject.inputs() {
        // Matches, and distances of one.
        if let (Some(Array::Real(target, _)), [_, _]) = (args.get(1), args) {
            let near = target
                .iter()
                .enumerate()
                .map(|(i, t)| t + [0.0, 1.0, -1.0, 0.375][i % 4]);
            if subject.spec().args[input].domain.low.is_none()
                && target.len() == args[input].real().len()
            {
                *at[input].real_mut() = near.collect();
            }
        }
        let (mut above, mut below) = (at.clone(), at.clone());
        above[input].real_mut().iter_mut().for_each(|x| *x += step);
        below[input].real_mut().iter_mut().for_each(|x| *x -= step);
        let (_, up) = subject.value_and_grad(&options, &above).unwrap();
        let (_, down) = subject.value_and_grad(&options, &below).unwrap();
        for (u, d) in up.iter().flatten().zip(down.iter().flatten()) {
            // Second derivatives of losses of numbers of the size of 1 are below 1e5 by far; a kink has a jump of about 1.
            assert!(
                (u - d).abs() < 1e5 * step,
                "{}: the slope jumps from {d} to {u}",
                entry.name
            );
        }
    }
}

fn shift_invariant(entry: &Entry<f64>, args: &[Array<f64>]) {
    let subject = entry.subject.as_ref();
    let mut args = args.to_vec();
    // Multiples of 2^-20, so that a shift rounds nothing.
    let snap = |x: &mut f64| *x = (*x * 2f64.powi(20)).round() * 2f64.powi(-20);
    args[0].real_mut().iter_mut().for_each(snap);
    let (value, gradient) = subject.value_and_grad(&SUM(), &args).unwrap();
    for shift in [64.0, -1024.0, 0.5] {
        let mut moved = args.clone();
        moved[0].real_mut().iter_mut().for_each(|x| *x += shift);
        let (same, gradients) = subject.value_and_grad(&SUM(), &moved).unwrap();
        assert_eq!(value.to_bits(), same.to_bits(), "{} {shift}", entry.name);
        assert_eq!(
            bits(&gradient[0]),
            bits(&gradients[0]),
            "{} {shift}",
            entry.name
        );
    }
}

fn check(entry: &Entry<f64>, claim: &str, size: Size, args: &[Array<f64>]) {
    let subject = entry.subject.as_ref();
    let (name, constant) = claim
        .split_once('=')
        .map_or((claim, ""), |(name, constant)| {
            (name.trim(), constant.trim())
        });
    match name {
        "convex" => convex(entry, args, size, false),
        "strictly_convex" => convex(entry, args, size, true),
        "nonnegative" => {
            assert!(
                each(subject, args).iter().all(|l| *l >= 0.0),
                "{}: negative",
                entry.name
            );
        }
        "symmetric" => {
            let swapped: Vec<Array<f64>> = args.iter().rev().cloned().collect();
            assert_eq!(
                bits(&each(subject, args)),
                bits(&each(subject, &swapped)),
                "{}",
                entry.name
            );
        }
        "zero_at_match" => {
            let (value, gradient) = subject
                .value_and_grad(&SUM(), &[args[1].clone(), args[1].clone()])
                .unwrap();
            assert_eq!(value, 0.0, "{}", entry.name);
            assert!(
                gradient.iter().flatten().all(|g| *g == 0.0),
                "{}",
                entry.name
            );
        }
        "lipschitz" => lipschitz(entry, args, bound(subject, constant)),
        "homogeneous" => homogeneous(entry, args, constant.parse().unwrap()),
        "shift_invariant" => shift_invariant(entry, args),
        "differentiable" => differentiable(entry, args),
        // Of one sample, in tests/check.rs.
        "permutation_equivariant" | "proper" => {}
        _ => panic!("{}: no test for the claim `{claim}`", entry.name),
    }
}

#[test]
fn every_claim_holds() {
    let mut claims = 0;
    for entry in f64::library().unwrap() {
        for claim in entry.subject.explain().claims {
            claims += 1;
            for (seed, size) in SIZES.into_iter().enumerate() {
                let args = arguments(entry.subject.spec(), size, &mut Numbers::new(seed as u64));
                check(&entry, claim, size, &args);
            }
        }
    }
    assert!(claims > 50, "only {claims} claims were found");
}
