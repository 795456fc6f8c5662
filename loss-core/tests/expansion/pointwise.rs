//! The pointwise driver.

use super::huber::Huber;
use super::reference::{Float, assert_close, numbers, rounded, sum};
use loss_core::{Error, Options, Reduction, SampleLoss};

fn huber(delta: f64, r: f64) -> (f64, f64, f64) {
    if r.abs() <= delta {
        (r * r / 2.0, r, 1.0)
    } else {
        (delta * (r.abs() - delta / 2.0), delta * r.signum(), 0.0)
    }
}

fn agrees<E: Float>() {
    let loss = Huber::new(1.5).unwrap();
    for n in (1..=130).chain([1000, 16 * 1024, 16 * 1024 + 1, 40_000]) {
        let (x, xs) = rounded::<E>(&numbers(n, 1, 4.0));
        let (y, ys) = rounded::<E>(&numbers(n, 2, 1.0));
        let (_, ws) = rounded::<E>(
            &numbers(n, 3, 1.0)
                .iter()
                .map(|x| x.abs())
                .collect::<Vec<_>>(),
        );
        let mask: Vec<bool> = (0..n).map(|i| i % 3 != 1).collect();
        let expected: Vec<_> = xs.iter().zip(&ys).map(|(x, y)| huber(1.5, x - y)).collect();
        let total = sum(expected.iter().map(|e| e.0));

        let value = loss.value(&x, &y).unwrap();
        assert_close::<E>(value, total / n as f64, 0.0);
        let (same, gradient) = loss.value_and_grad(&x, &y).unwrap();
        assert_eq!(value.to_bits(), same.to_bits());
        let each = loss.each(&x, &y).unwrap();
        let (mut g, mut h) = (vec![E::ONE; n], vec![E::ONE; n]);
        loss.derivatives_into(&x, &y, &mut g, &mut h).unwrap();
        for (i, e) in expected.iter().enumerate() {
            assert_close::<E>(each[i].to_f64(), e.0, 0.0);
            assert_close::<E>(gradient[i].to_f64(), e.1 / n as f64, 0.0);
            assert_close::<E>(g[i].to_f64(), e.1, 0.0);
            assert_eq!(h[i].to_f64(), e.2);
        }

        // Weights and a mask: the mean is over the samples that count, the weighted mean over their weights.
        let kept = |i: &usize| mask[*i];
        let weighted = sum((0..n).filter(kept).map(|i| ws[i] * expected[i].0));
        let weight = sum((0..n).filter(kept).map(|i| ws[i]));
        let count = (0..n).filter(kept).count() as f64;
        let some = loss.mask(&mask);
        let narrow: Vec<f32> = ws.iter().map(|w| *w as f32).collect();
        let some = if E::EXACT == 1 << 24 {
            some.weights(&narrow)
        } else {
            some.weights(&ws)
        };
        for (reduction, divisor) in [
            (Reduction::Mean, count),
            (Reduction::WeightedMean, weight),
            (Reduction::Sum, 1.0),
            (Reduction::DividedBy(7.0), 7.0),
        ] {
            let some = some.reduce(reduction);
            let value = some.value(&x, &y).unwrap();
            assert_close::<E>(value, weighted / divisor, 0.0);
            let mut gradient = vec![E::ONE; n];
            let same = some.value_and_grad_into(&x, &y, &mut gradient).unwrap();
            assert_eq!(value.to_bits(), same.to_bits());
            let state = some.state(&x, &y).unwrap();
            assert_eq!(value.to_bits(), state.cost(reduction).unwrap().to_bits());
            for i in 0..n {
                let expected = if mask[i] {
                    ws[i] * expected[i].1 / divisor
                } else {
                    0.0
                };
                assert_close::<E>(gradient[i].to_f64(), expected, 0.0);
            }
        }
    }
}

#[test]
fn agrees_with_a_plain_loop_in_f32() {
    agrees::<f32>();
}

#[test]
fn agrees_with_a_plain_loop_in_f64() {
    agrees::<f64>();
}

#[test]
fn what_is_left_out_is_inert() {
    let loss = Huber::default();
    for n in [5usize, 32, 33, 100, 16 * 1024 - 3] {
        let (mut x, _) = rounded::<f32>(&numbers(n, 1, 3.0));
        let (mut y, _) = rounded::<f32>(&numbers(n, 2, 3.0));
        let (value, gradient) = loss.value_and_grad(&x, &y).unwrap();
        let extra = 70;
        x.extend([f32::NAN; 70]);
        y.extend([f32::INFINITY; 70]);
        let mask: Vec<bool> = (0..n + extra).map(|i| i < n).collect();
        let weights: Vec<f32> = (0..n + extra)
            .map(|i| if i < n { 1.0 } else { 0.0 })
            .collect();
        for with in [loss.mask(&mask), loss.weights(&weights)] {
            let (same, longer) = with.value_and_grad(&x, &y).unwrap();
            assert_eq!(value.to_bits(), same.to_bits());
            assert_eq!(gradient, longer[..n]);
            assert!(longer[n..].iter().all(|g| g.to_bits() == 0));
            assert!(with.each(&x, &y).unwrap()[n..].iter().all(|v| *v == 0.0));
            with.checked().value(&x, &y).unwrap();
        }
    }
}

#[test]
fn a_nan_stays_in_its_sample() {
    let loss = Huber::default();
    let mut x = vec![0.25f32; 50];
    x[33] = f32::NAN;
    let (value, gradient) = loss.value_and_grad(&x, &[0.0; 50]).unwrap();
    assert!(value.is_nan() && gradient[33].is_nan());
    assert!(
        gradient
            .iter()
            .enumerate()
            .all(|(i, g)| i == 33 || *g == 0.25 / 50.0)
    );
}

#[test]
fn the_mean_of_finite_losses_is_finite() {
    let loss = Huber::new(f64::INFINITY).unwrap();
    let x = [1.8e19f32; 100];
    let expected = f64::from(x[0]) * f64::from(x[0]) / 2.0;
    assert_close::<f32>(loss.value(&x, &[0.0; 100]).unwrap(), expected, 0.0);
    let x = [1.8e154f64; 100];
    let value = loss.value(&x, &[0.0; 100]).unwrap();
    assert_close::<f64>(value, x[0] * x[0] / 2.0, 0.0);
    let state = loss.state(&x, &[0.0; 100]).unwrap();
    assert_eq!(state.cost(Reduction::Mean).unwrap(), value);
}

#[test]
fn states_of_blocks_merge_to_the_state_of_the_whole() {
    let n = 50_000;
    let (x, _) = rounded::<f32>(&numbers(n, 1, 3.0));
    let y = vec![0.0; n];
    let loss = Huber::default();
    let whole = loss.state(&x, &y).unwrap();
    let merged: loss_core::CostState = x
        .chunks(16 * 1024)
        .zip(y.chunks(16 * 1024))
        .map(|(x, y)| loss.state(x, y).unwrap())
        .sum();
    assert_eq!(
        whole.cost(Reduction::Mean).unwrap().to_bits(),
        merged.cost(Reduction::Mean).unwrap().to_bits()
    );
    assert_eq!(merged.count(), 50_000.0);
}

#[test]
fn an_error_names_the_fault_and_leaves_the_outputs_alone() {
    let loss = Huber::default();
    let (x, y) = (vec![1.0f32; 4], vec![0.0f32; 4]);
    let fails =
        |with: super::huber::HuberWith<'_>, x: &[f32], y: &[f32], length: usize, error: Error| {
            let mut gradient = vec![7.0f32; length];
            assert_eq!(with.value_and_grad_into(x, y, &mut gradient), Err(error));
            assert!(gradient.iter().all(|g| *g == 7.0));
        };
    let plain = loss.checked();
    fails(
        plain,
        &x,
        &y[..3],
        4,
        Error::Samples {
            argument: "target",
            found: 3,
            with: "prediction",
            expected: 4,
        },
    );
    fails(
        plain,
        &x,
        &y,
        3,
        Error::Output {
            argument: "prediction",
            found: 3,
            expected: 4,
        },
    );
    fails(
        plain,
        &x,
        &y,
        5,
        Error::Output {
            argument: "prediction",
            found: 5,
            expected: 4,
        },
    );
    fails(
        plain,
        &[],
        &[],
        0,
        Error::Empty {
            argument: Some("prediction"),
        },
    );
    fails(
        plain.mask(&[true; 3]),
        &x,
        &y,
        4,
        Error::Mask {
            found: 3,
            expected: 4,
        },
    );
    fails(
        plain.mask(&[false; 4]),
        &x,
        &y,
        4,
        Error::Divisor { divisor: 0.0 },
    );
    fails(
        plain.weights(&[1.0f32; 3]),
        &x,
        &y,
        4,
        Error::Weights {
            found: 3,
            expected: 4,
        },
    );
    fails(
        plain.weights(&[1.0, -1.0, 1.0, 1.0]),
        &x,
        &y,
        4,
        Error::Weight {
            index: 1,
            value: -1.0,
        },
    );
    fails(
        plain.weights(&[1.0, 1.0, 1.0, 1e300]),
        &x,
        &y,
        4,
        Error::Weight {
            index: 3,
            value: 1e300,
        },
    );
    fails(
        plain.reduce(Reduction::DividedBy(0.0)),
        &x,
        &y,
        4,
        Error::DividedBy { divisor: 0.0 },
    );
    let tiny = Huber::new(1e-60).unwrap();
    assert!(matches!(
        tiny.value(&x, &y),
        Err(Error::Param { param: "delta", .. })
    ));
    assert!(tiny.value(&[1.0], &[0.0]).is_ok(), "f64 holds it");
    assert!(matches!(
        Huber::new(f64::NAN),
        Err(Error::Param { param: "delta", .. })
    ));
    assert!(matches!(
        loss.with_delta(-1.0),
        Err(Error::Param { param: "delta", .. })
    ));
    assert!(matches!(
        SampleLoss::state_with(&loss, &Options::default().ignore_label(1), (&x[..], &y[..])),
        Err(Error::NoLabel)
    ));
    // The sum of nothing is 0.
    assert_eq!(loss.reduce(Reduction::Sum).value::<f32>(&[], &[]), Ok(0.0));
    assert_eq!(
        loss.reduce(Reduction::Sum).mask(&[false; 4]).value(&x, &y),
        Ok(0.0)
    );
}

#[test]
fn a_loss_is_generic_over_its_element() {
    fn fit<L>(loss: &L, prediction: &[f32], target: &[f32]) -> Result<f64, Error>
    where
        L: for<'a> loss_core::Loss<Inputs<'a, f32> = (&'a [f32], &'a [f32])>,
    {
        loss.value::<f32>((prediction, target))
    }
    assert_eq!(fit(&Huber::default(), &[1.0, 0.0], &[0.0, 0.0]), Ok(0.25));
}
