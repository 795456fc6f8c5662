//! Ten digits: softmax cross-entropy against class indices (sparse) and against one-hot rows (categorical).
//!
//! Both say the same, so two networks that start alike must end alike; what differs is the time.

use loss_core::Rows;
use loss_core::losses::{CrossEntropy, SparseCrossEntropy};
use std::hint::black_box;
use std::time::{Duration, Instant};

use loss_examples::chart::{Chart, Panel, Series};
use loss_examples::measures::{agreement, row_argmax};
use loss_examples::sampling::{Split, pick, pick_rows};
use loss_examples::{Activation, Network, Random, Schedule, train};
use ndarray::Array2;

use crate::report::{Part, Table, percent};
use crate::setting::Setting;
use crate::{CostAndGradient, Result};

const CLASSES: usize = 10;

/// What one training gives.
struct Run {
    network: Network,
    costs: Vec<f64>,
    accuracy: Vec<f64>,
    in_loss: Duration,
}

pub fn run(setting: &Setting) -> Result<Part> {
    let data = &setting.digits;
    let epochs = setting.epochs(60);
    let bar = setting.progress("Ten digits", 2 * epochs);
    let mut rng = Random::new(400);
    let split = Split::new(data.label.len(), 0.2, &mut rng);
    let (images, test_images) = (
        pick_rows(&data.features, &split.train),
        pick_rows(&data.features, &split.test),
    );
    let (labels, truth) = (
        pick(&data.label, &split.train),
        pick(&data.label, &split.test),
    );
    let mut one_hot = Array2::<f32>::zeros((labels.len(), CLASSES));
    for (row, &label) in labels.iter().enumerate() {
        one_hot[[row, label]] = 1.0;
    }
    let start = Network::new(
        &[64, 64, CLASSES],
        Activation::Relu,
        Activation::Identity,
        &mut rng,
    );
    let (sparse, categorical) = (SparseCrossEntropy::default(), CrossEntropy);

    // The same network, the same minibatches: only the loss differs.
    let learn = |loss: &dyn Fn(&[f32], &[usize]) -> CostAndGradient| -> Result<Run> {
        let (mut network, mut in_loss) = (start.clone(), Duration::ZERO);
        let (mut costs, mut accuracy) = (vec![], vec![]);
        let schedule = Schedule {
            epochs,
            batch: 64,
            learning_rate: 0.005,
        };
        train(
            &mut network,
            &images,
            &schedule,
            &mut Random::new(401),
            |output, rows| {
                let started = Instant::now();
                let result = loss(output, rows);
                in_loss += started.elapsed();
                result
            },
            |network, cost| {
                costs.push(cost);
                accuracy.push(agreement(
                    &row_argmax(&network.predict(&test_images)),
                    &truth,
                ));
                bar.inc(1);
            },
        )?;
        Ok(Run {
            network,
            costs,
            accuracy,
            in_loss,
        })
    };
    let by_index = learn(&|output, rows| {
        Ok(sparse.value_and_grad(Rows::new(output, CLASSES)?, &pick(&labels, rows))?)
    })?;
    let by_row = learn(&|output, rows| {
        let target = pick_rows(&one_hot, rows);
        let target = Rows::new(target.as_slice().unwrap_or_default(), CLASSES)?;
        Ok(categorical.value_and_grad(Rows::new(output, CLASSES)?, target)?)
    })?;
    bar.finish_and_clear();

    // The losses alone, on the logits of the whole training set.
    let logits = by_index.network.predict(&images);
    let logits = Rows::new(logits.as_slice().unwrap_or_default(), CLASSES)?;
    let target = Rows::new(one_hot.as_slice().unwrap_or_default(), CLASSES)?;
    let on_equal_logits = relative_difference(
        &sparse.value_and_grad(logits, &labels)?.1,
        &categorical.value_and_grad(logits, target)?.1,
    );
    let calls = setting.epochs(500);
    let sparse_alone = fastest(calls, || {
        Ok(black_box(sparse.value_and_grad(logits, &labels)?.0))
    })?;
    let categorical_alone = fastest(calls, || {
        Ok(black_box(categorical.value_and_grad(logits, target)?.0))
    })?;

    let last = |values: &[f64]| values.last().copied().unwrap_or(f64::NAN);
    let difference = by_index.network.largest_difference(&by_row.network);
    let mut table = Table::new(["loss", "training cost", "test accuracy"]);
    for (name, run) in [
        ("sparse (class index)", &by_index),
        ("categorical (one-hot row)", &by_row),
    ] {
        table.row([
            name.into(),
            format!("{:.5}", last(&run.costs)),
            percent(last(&run.accuracy)),
        ]);
    }
    let nanoseconds = |time: Duration| time.as_secs_f64() * 1e9 / labels.len() as f64;
    let lines = |of: fn(&Run) -> &Vec<f64>| {
        vec![
            Series::per_epoch("sparse", of(&by_index)),
            Series::per_epoch("categorical", of(&by_row)),
        ]
    };
    Ok(Part {
        name: "digits",
        title: "Ten digits: sparse and categorical cross-entropy on logits",
        setting: format!(
            "Handwritten digits, {} to train on and {} to test, one hidden layer of 64, {epochs} epochs; both trainings start from the same weights and see the same minibatches.",
            labels.len(),
            truth.len()
        ),
        listing: None,
        table,
        findings: vec![same_result(on_equal_logits, difference, &by_index, &by_row)],
        chart: Chart {
            title: "Digits, softmax cross-entropy".into(),
            panels: vec![
                Panel {
                    x_label: "epoch".into(),
                    y_label: "training cost".into(),
                    logarithmic: true,
                    series: lines(|run| &run.costs),
                },
                Panel {
                    x_label: "epoch".into(),
                    y_label: "test accuracy".into(),
                    logarithmic: false,
                    series: lines(|run| &run.accuracy),
                },
            ],
        },
        pictures: vec![],
        timings: vec![
            format!(
                "value and gradient of {} rows of {CLASSES}: sparse {:.1} ns a row, categorical {:.1} ns a row (fastest of {calls} calls)",
                labels.len(),
                nanoseconds(sparse_alone),
                nanoseconds(categorical_alone)
            ),
            format!(
                "in the loss over a whole training, with gathering the targets: sparse {:.1} ms, categorical {:.1} ms",
                by_index.in_loss.as_secs_f64() * 1e3,
                by_row.in_loss.as_secs_f64() * 1e3
            ),
        ],
    })
}

/// How far both losses agree: on equal logits, and at the end of trainings that fed every rounding into the next step.
fn same_result(on_equal_logits: f32, weights: f32, a: &Run, b: &Run) -> String {
    let accuracy = match (a.accuracy.last(), b.accuracy.last()) {
        (Some(a), Some(b)) if a == b => "the same test accuracy",
        _ => "different test accuracies",
    };
    let difference = |size: f32, what: &str| match size {
        0.0 => format!("{what} are equal to the last bit"),
        _ => format!("{what} differ by at most {size:.1e}"),
    };
    format!(
        "Sparse and categorical reach {accuracy}. On equal logits, {}; after the trainings, {}. They take about the same time: both read each row of logits once and spend most of it on the same ten exponentials.",
        difference(
            on_equal_logits,
            "their gradients, relative to the largest entry,"
        ),
        difference(weights, "the weights"),
    )
}

/// The largest difference of two gradients, relative to the largest entry.
fn relative_difference(a: &[f32], b: &[f32]) -> f32 {
    let largest =
        |numbers: &mut dyn Iterator<Item = f32>| numbers.fold(0.0, |m: f32, x| m.max(x.abs()));
    largest(&mut a.iter().zip(b).map(|(a, b)| a - b)) / largest(&mut a.iter().copied())
}

/// The shortest of several calls, which is the one least disturbed by the rest of the machine.
fn fastest(calls: usize, mut call: impl FnMut() -> Result<f64>) -> Result<Duration> {
    let mut shortest = Duration::MAX;
    for _ in 0..calls {
        let started = Instant::now();
        call()?;
        shortest = shortest.min(started.elapsed());
    }
    Ok(shortest)
}
