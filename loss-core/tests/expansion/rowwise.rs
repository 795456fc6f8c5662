//! The row driver.

use super::cross_entropy::SparseCrossEntropy;
use super::reference::{Float, assert_close, numbers, rounded, sum};
use super::triplet::Triplet;
use loss_core::{Error, Labels, Reduction, Rows};

/// Value and gradient of one row.
fn cross_entropy(x: &[f64], label: usize) -> (f64, Vec<f64>) {
    let max = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total = sum(x.iter().map(|x| (x - max).exp()));
    let p = |k: usize| (x[k] - max).exp() / total;
    let gradient = (0..x.len())
        .map(|k| p(k) - if k == label { 1.0 } else { 0.0 })
        .collect();
    (total.ln() + max - x[label], gradient)
}

fn cross_entropy_agrees<E: Float>() {
    for (n, k) in [1, 5, 33, 70]
        .into_iter()
        .flat_map(|n| (1..=67).chain([130, 500]).map(move |k| (n, k)))
    {
        let (x, xs) = rounded::<E>(&numbers(n * k, 1, 5.0));
        let label: Vec<u16> = (0..n).map(|i| (i * 7 % k) as u16).collect();
        let class: Vec<f64> = numbers(k, 4, 2.0)
            .iter()
            .map(|w| f64::from(w.abs() as f32))
            .collect();
        let loss = SparseCrossEntropy::new(&class).unwrap();
        let rows = Rows::new(&x, k).unwrap();
        let expected: Vec<_> = (0..n)
            .map(|i| cross_entropy(&xs[i * k..][..k], label[i].into()))
            .collect();
        let weight: Vec<f64> = label.iter().map(|l| class[usize::from(*l)]).collect();
        let divisor = sum(weight.iter().copied());
        let value = loss.value(rows, &label).unwrap();
        assert_close::<E>(
            value,
            sum((0..n).map(|i| weight[i] * expected[i].0)) / divisor,
            5.0,
        );
        let (same, gradient) = loss.value_and_grad(rows, &label).unwrap();
        assert_eq!(value.to_bits(), same.to_bits());
        for i in 0..n {
            for j in 0..k {
                let expected = weight[i] * expected[i].1[j] / divisor;
                assert_close::<E>(gradient[i * k + j].to_f64(), expected, weight[i] / divisor);
            }
        }
        let state = loss.state(rows, &label).unwrap();
        assert_eq!(
            state.cost(Reduction::Mean).unwrap().to_bits(),
            value.to_bits()
        );
        assert_close::<E>(state.count(), divisor, 0.0);
        let each = loss.each(rows, &label).unwrap();
        for i in 0..n {
            assert_close::<E>(each[i].to_f64(), weight[i] * expected[i].0, 10.0);
        }
    }
}

#[test]
fn cross_entropy_agrees_with_plain_loops_in_f32() {
    cross_entropy_agrees::<f32>();
}

#[test]
fn cross_entropy_agrees_with_plain_loops_in_f64() {
    cross_entropy_agrees::<f64>();
}

fn triplet_agrees<E: Float>() {
    let loss = Triplet::new(0.5).unwrap();
    for (n, d) in [1, 3, 40]
        .into_iter()
        .flat_map(|n| (1..=67).chain([128, 300]).map(move |d| (n, d)))
    {
        let [(a, av), (p, pv), (q, qv)] =
            [1, 2, 3].map(|seed| rounded::<E>(&numbers(n * d, seed, 1.0)));
        let [a, p, q] = [&a, &p, &q].map(|x| Rows::new(x, d).unwrap());
        let (value, gradient) = loss.value_and_grad(a, p, q).unwrap();
        assert_eq!(value.to_bits(), loss.value(a, p, q).unwrap().to_bits());
        let mut costs = vec![];
        let mut margin = 0.0;
        for i in 0..n {
            let row = |v: &[f64]| v[i * d..][..d].to_vec();
            let (av, pv, qv) = (row(&av), row(&pv), row(&qv));
            let far = |x: &[f64]| sum(x.iter().zip(&av).map(|(x, a)| (a - x) * (a - x))).sqrt();
            let (near, distant) = (far(&pv), far(&qv));
            let cost = (near - distant + 0.5).max(0.0);
            let on = if cost > 0.0 { 1.0 / n as f64 } else { 0.0 };
            margin += on;
            costs.push(cost);
            for j in 0..d {
                let by_near = on * (av[j] - pv[j]) / near;
                let by_far = on * (av[j] - qv[j]) / distant;
                assert_close::<E>(
                    gradient.positive[i * d + j].to_f64(),
                    -by_near,
                    1.0 / n as f64,
                );
                assert_close::<E>(
                    gradient.negative[i * d + j].to_f64(),
                    by_far,
                    1.0 / n as f64,
                );
                assert_close::<E>(
                    gradient.anchor[i * d + j].to_f64(),
                    by_near - by_far,
                    1.0 / n as f64,
                );
            }
        }
        assert_close::<E>(value, sum(costs) / n as f64, (d as f64).sqrt());
        assert_close::<E>(gradient.margin.to_f64(), margin, 1.0);
    }
}

#[test]
fn triplet_agrees_with_plain_loops_in_f32() {
    triplet_agrees::<f32>();
}

#[test]
fn triplet_agrees_with_plain_loops_in_f64() {
    triplet_agrees::<f64>();
}

#[test]
fn ignored_rows_are_inert() {
    let loss = SparseCrossEntropy::new([1.0, 0.5, 2.0]).unwrap();
    for n in [1, 31, 32, 33, 80] {
        let (mut x, _) = rounded::<f32>(&numbers(n * 3, 1, 4.0));
        let mut label: Vec<i64> = (0..n as i64).map(|i| i % 3).collect();
        let (value, gradient) = loss
            .value_and_grad(Rows::new(&x, 3).unwrap(), &label)
            .unwrap();
        x.extend([f32::NAN; 3 * 40]);
        label.extend([-100; 40]);
        let ignoring = loss.ignore_label(-100).checked();
        let rows = Rows::new(&x, 3).unwrap();
        let (same, longer) = ignoring.value_and_grad(rows, &label).unwrap();
        assert_eq!(value.to_bits(), same.to_bits());
        assert_eq!(gradient, longer[..n * 3]);
        assert!(longer[n * 3..].iter().all(|g| g.to_bits() == 0));
        assert!(matches!(
            loss.value(rows, &label),
            Err(Error::Label { argument: "label", index, label: -100, classes: 3 }) if index == n
        ));
    }
}

#[test]
fn a_class_of_weight_zero_does_not_count() {
    let loss = SparseCrossEntropy::new([1.0, 0.0]).unwrap();
    let rows = [0.5f32, 0.25, f32::NAN, 1.0];
    let (value, gradient) = loss
        .value_and_grad(Rows::new(&rows, 2).unwrap(), &[0u8, 1])
        .unwrap();
    let (alone, of) = loss
        .value_and_grad(Rows::new(&rows[..2], 2).unwrap(), &[0u8])
        .unwrap();
    assert_eq!(value.to_bits(), alone.to_bits());
    assert_eq!(gradient, [of[0], of[1], 0.0, 0.0]);
    let none = loss.value(Rows::new(&rows[..2], 2).unwrap(), &[1u8]);
    assert_eq!(none, Err(Error::Divisor { divisor: 0.0 }));
}

#[test]
fn a_nan_stays_in_its_row() {
    let loss = SparseCrossEntropy::new(1.0).unwrap();
    let x = [1.0f32, 2.0, f32::NAN, 0.0, 3.0, 3.0];
    let (value, gradient) = loss
        .value_and_grad(Rows::new(&x, 2).unwrap(), &[0u64, 1, 1])
        .unwrap();
    assert!(value.is_nan());
    assert_eq!(gradient.map_nan(), [false, false, true, true, false, false]);
}

trait MapNan {
    fn map_nan(&self) -> Vec<bool>;
}
impl MapNan for Vec<f32> {
    fn map_nan(&self) -> Vec<bool> {
        self.iter().map(|x| x.is_nan()).collect()
    }
}

#[test]
fn an_error_names_the_fault_and_leaves_the_outputs_alone() {
    let loss = SparseCrossEntropy::new([1.0, 2.0, 3.0]).unwrap();
    let x = [0.0f32; 12];
    let fails = |columns: usize, label: Labels<'_>, length: usize, error: Error| {
        let mut gradient = vec![7.0f32; length];
        let rows = Rows::new(&x, columns).unwrap();
        assert_eq!(
            loss.value_and_grad_into(rows, label, &mut gradient),
            Err(error)
        );
        assert!(gradient.iter().all(|g| *g == 7.0));
    };
    let bad = |index, label| Error::Label {
        argument: "label",
        index,
        label,
        classes: 3,
    };
    fails(3, Labels::from(&[0u8, 1, 2, 3]), 12, bad(3, 3));
    fails(3, Labels::from(&[0i8, -1, 2, 3]), 12, bad(1, -1));
    fails(
        3,
        Labels::from(&[0, 1, u64::MAX, 3]),
        12,
        bad(2, u64::MAX.into()),
    );
    fails(
        3,
        Labels::from(&[0, 1, i64::MIN, 3]),
        12,
        bad(2, i64::MIN.into()),
    );
    fails(
        3,
        Labels::from(&[0usize, 1]),
        12,
        Error::Samples {
            argument: "label",
            found: 2,
            with: "logits",
            expected: 4,
        },
    );
    fails(
        4,
        Labels::from(&[0usize, 1, 2]),
        12,
        Error::Classes {
            param: "class_weight",
            found: 3,
            expected: 4,
        },
    );
    fails(
        3,
        Labels::from(&[0u8; 4]),
        11,
        Error::Output {
            argument: "logits",
            found: 11,
            expected: 12,
        },
    );
    assert_eq!(Rows::new(&x, 0), Err(Error::NoColumns));
    assert_eq!(
        Rows::new(&x, 5),
        Err(Error::Ragged {
            elements: 12,
            columns: 5
        })
    );
    assert!(matches!(
        SparseCrossEntropy::new([1.0, -1.0]),
        Err(Error::Param {
            param: "class_weight",
            class: Some(1),
            value: -1.0,
            ..
        })
    ));
    let triplet = Triplet::new(1.0).unwrap();
    let rows = |n: usize| Rows::new(&x, n).unwrap();
    assert_eq!(
        triplet.value(rows(3), rows(3), rows(4)),
        Err(Error::Samples {
            argument: "negative",
            found: 3,
            with: "anchor",
            expected: 4
        })
    );
    let wide = Rows::new(&x[..8], 2).unwrap();
    assert_eq!(
        triplet.value(rows(3), wide, rows(3)),
        Err(Error::Axis {
            axis: "D",
            argument: "positive",
            found: 2,
            with: "anchor",
            expected: 3
        })
    );
}
