//! Digits as points of a plane, placed with the triplet loss so that equal digits are neighbours.

use loss_core::Rows;
use loss_core::losses::Triplet;
use loss_examples::chart::{Chart, Panel, Series};
use loss_examples::measures::neighbour_accuracy;
use loss_examples::sampling::{Split, pick, pick_rows};
use loss_examples::{Activation, Adam, Network, Random, Schedule, Trace};
use ndarray::ArrayView2;

use crate::Result;
use crate::report::{Part, Table, percent};
use crate::setting::Setting;

const MARGIN: f64 = 1.0;

/// What one training gives: cost and accuracy after each epoch, and the accuracy before the first.
struct Run {
    dimensions: usize,
    costs: Vec<f64>,
    accuracy: Vec<f64>,
}

impl Run {
    fn before(&self) -> f64 {
        self.accuracy.first().copied().unwrap_or(f64::NAN)
    }

    fn after(&self) -> f64 {
        self.accuracy.last().copied().unwrap_or(f64::NAN)
    }
}

pub fn run(setting: &Setting) -> Result<Part> {
    let data = &setting.digits;
    let epochs = setting.epochs(60);
    let bar = setting.progress("Embedding", 2 * epochs);
    let mut rng = Random::new(700);
    let split = Split::new(data.label.len(), 0.2, &mut rng);
    let (images, test_images) = (
        pick_rows(&data.features, &split.train),
        pick_rows(&data.features, &split.test),
    );
    let (labels, truth) = (
        pick(&data.label, &split.train),
        pick(&data.label, &split.test),
    );
    let mut by_digit = vec![Vec::new(); data.classes.len()];
    for (row, &label) in labels.iter().enumerate() {
        by_digit[label].push(row);
    }

    let mut runs = Vec::new();
    for dimensions in [2, 8] {
        let mut network = Network::new(
            &[64, 64, dimensions],
            Activation::Relu,
            Activation::Identity,
            &mut rng,
        );
        let accuracy = |network: &Network| {
            neighbour_accuracy(
                &network.predict(&images),
                &labels,
                &network.predict(&test_images),
                &truth,
            )
        };
        let mut run = Run {
            dimensions,
            costs: vec![],
            accuracy: vec![accuracy(&network)],
        };
        let schedule = Schedule {
            epochs,
            batch: 64,
            learning_rate: 0.003,
        };
        let mut adam = Adam::new(schedule.learning_rate);
        let mut order: Vec<usize> = (0..images.nrows()).collect();
        for epoch in 0..epochs {
            adam.learning_rate = schedule.learning_rate_at(epoch as f32 / epochs as f32);
            rng.shuffle(&mut order);
            let mut total = 0.0;
            for anchors in order.chunks(schedule.batch) {
                let (positives, negatives) = companions(anchors, &labels, &by_digit, &mut rng);
                let traces = [anchors, &positives, &negatives]
                    .map(|rows| network.forward(pick_rows(&images, rows)));
                total +=
                    anchors.len() as f64 * learn(&mut network, &mut adam, &traces, dimensions)?;
            }
            run.costs.push(total / images.nrows() as f64);
            run.accuracy.push(accuracy(&network));
            bar.inc(1);
        }
        runs.push(run);
    }
    bar.finish_and_clear();

    let pixels = neighbour_accuracy(&images, &labels, &test_images, &truth);
    let mut table = Table::new(["nearest neighbour in", "before training", "after training"]);
    table.row(["64 pixels".into(), percent(pixels), "-".into()]);
    for run in &runs {
        table.row([
            format!("{} dimensions", run.dimensions),
            percent(run.before()),
            percent(run.after()),
        ]);
    }
    let compared = runs.iter().map(|run| {
        let better = if run.after() > run.before() { "raises" } else { "does not raise" };
        format!(
            "In {} dimensions the triplet loss {better} the share of unseen digits whose nearest neighbour is the same digit: {} before, {} after.",
            run.dimensions,
            percent(run.before()),
            percent(run.after())
        )
    });
    let name = |run: &Run| format!("{} dimensions", run.dimensions);
    let costs = runs
        .iter()
        .map(|run| Series::per_epoch(name(run), &run.costs))
        .collect();
    let from_zero = |run: &Run| {
        let points = run
            .accuracy
            .iter()
            .enumerate()
            .map(|(epoch, &accuracy)| (epoch as f64, accuracy));
        Series {
            name: name(run),
            points: points.collect(),
        }
    };
    Ok(Part {
        name: "embedding",
        title: "Embedding: digits placed with the triplet loss",
        setting: format!(
            "A network with a hidden layer of 64 maps digits to points, {epochs} epochs with a margin of {MARGIN}; each anchor meets a \
             random equal and a random other digit. {} unseen digits look for their neighbour among {}.",
            truth.len(),
            labels.len()
        ),
        listing: None,
        table,
        findings: compared.collect(),
        chart: Chart {
            title: "Digits embedded with the triplet loss".into(),
            panels: vec![
                Panel {
                    x_label: "epoch".into(),
                    y_label: "triplet cost".into(),
                    logarithmic: true,
                    series: costs,
                },
                Panel {
                    x_label: "epoch".into(),
                    y_label: "test nearest-neighbour accuracy".into(),
                    logarithmic: false,
                    series: runs.iter().map(from_zero).collect(),
                },
            ],
        },
        pictures: vec![],
        timings: vec![],
    })
}

/// For each anchor a row with the same digit and one with another.
fn companions(
    anchors: &[usize],
    labels: &[usize],
    by_digit: &[Vec<usize>],
    rng: &mut Random,
) -> (Vec<usize>, Vec<usize>) {
    let any_of = |rows: &[usize], rng: &mut Random| rows[rng.below(rows.len())];
    let pairs = anchors.iter().map(|&anchor| {
        let digit = labels[anchor];
        let other = (digit + 1 + rng.below(by_digit.len() - 1)) % by_digit.len();
        (any_of(&by_digit[digit], rng), any_of(&by_digit[other], rng))
    });
    pairs.unzip()
}

/// One step; three branches through one network, so their gradients add up.
fn learn(
    network: &mut Network,
    adam: &mut Adam,
    traces: &[Trace; 3],
    dimensions: usize,
) -> Result<f64> {
    let [anchor, positive, negative] = traces;
    let rows = |trace: &'_ Trace| -> Vec<f32> { trace.output().iter().copied().collect() };
    let (a, p, n) = (rows(anchor), rows(positive), rows(negative));
    let triplet = Triplet::new(MARGIN)?;
    let (cost, gradient) = triplet.value_and_grad(
        Rows::new(&a, dimensions)?,
        Rows::new(&p, dimensions)?,
        Rows::new(&n, dimensions)?,
    )?;
    let back = |trace: &Trace, d: &[f32]| -> Result<_> {
        Ok(network
            .backward(trace, ArrayView2::from_shape(trace.output().dim(), d)?)
            .0)
    };
    let mut gradients = back(anchor, &gradient.anchor)?;
    gradients.add(&back(positive, &gradient.positive)?);
    gradients.add(&back(negative, &gradient.negative)?);
    adam.step(network, &gradients);
    Ok(cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companions_are_one_equal_and_one_other() {
        let labels: Vec<usize> = (0..40).map(|row| row % 4).collect();
        let mut by_digit = vec![Vec::new(); 4];
        for (row, &label) in labels.iter().enumerate() {
            by_digit[label].push(row);
        }
        let anchors: Vec<usize> = (0..40).collect();
        let (positives, negatives) = companions(&anchors, &labels, &by_digit, &mut Random::new(1));
        for ((&anchor, &positive), &negative) in anchors.iter().zip(&positives).zip(&negatives) {
            assert_eq!(labels[anchor], labels[positive]);
            assert_ne!(labels[anchor], labels[negative]);
        }
    }
}
