//! Gradient boosting of trees, by the crate `perpetual`, with objectives from `loss!`.
#![allow(clippy::print_stdout, reason = "the figures are the product")]

mod objective;

use std::error::Error;
use std::sync::Arc;

use loss_core::{loss, losses::BinaryCrossEntropyWithLogits};
use loss_examples::data::{breast_cancer, diabetes, folder};
use objective::FromLoss;
use perpetual::objective::Objective;
use perpetual::{Matrix, PerpetualBooster};

loss! {
    /// What a wrong forecast costs: beyond a few `scale` in proportion to the error, and `late` times as much where too little was
    /// expected.
    loss LateCost(
        /// What is expected.
        prediction: input,
        /// What comes.
        target: data,
        /// The factor of an error from below.
        late: param = 3.0 in 0.0<..,
        /// The error at which the cost turns from quadratic to linear.
        scale: param = 60.0 in 0.0<..,
    ) {
        let residual = prediction - target;
        let cost = scale * scale * ln(cosh(residual / scale));
        if residual < 0 { late * cost } else { cost }
    }
}

/// Far from the target the second derivative of `ln(cosh(x))` is nearly 0, and a leaf of such samples would leap.
const FLOOR: f64 = 0.1;

/// Rows to learn from, and those left out.
struct Split {
    train: (Vec<f64>, Vec<f64>),
    test: (Vec<f64>, Vec<f64>),
    columns: usize,
}

impl Split {
    /// Every fourth row is left out.
    fn new(rows: impl Iterator<Item = (Vec<f64>, f64)>) -> Split {
        let rows: Vec<_> = rows.collect();
        let columns = rows.first().map_or(0, |(row, _)| row.len());
        // Column after column, as the booster wants it.
        let part = |left_out: bool| {
            let here = || {
                let all = rows.iter().enumerate();
                all.filter(move |(i, _)| (i % 4 == 0) == left_out)
                    .map(|(_, row)| row)
            };
            let features = (0..columns).flat_map(|column| here().map(move |(row, _)| row[column]));
            (features.collect(), here().map(|(_, y)| *y).collect())
        };
        Split {
            train: part(false),
            test: part(true),
            columns,
        }
    }

    /// Learns with as many trees as the crate finds right, or at most so many, and predicts the rows left out; and the number of trees.
    fn predict(
        &self,
        objective: Objective,
        most: Option<usize>,
    ) -> Result<(Vec<f64>, usize), Box<dyn Error>> {
        let (features, target) = &self.train;
        let mut booster = PerpetualBooster::default()
            .set_objective(objective)
            .set_budget(0.5)
            .set_iteration_limit(most)
            .set_num_threads(Some(1));
        booster.fit(
            &Matrix::new(features, target.len(), self.columns),
            target,
            None,
            None,
        )?;
        let (features, target) = &self.test;
        let prediction = booster.predict(&Matrix::new(features, target.len(), self.columns), false);
        Ok((prediction, booster.trees.len()))
    }
}

fn forecast() -> Result<(), Box<dyn Error>> {
    let data = diabetes(folder())?;
    let rows = data.features.rows().into_iter().zip(&data.target);
    let split = Split::new(
        rows.map(|(row, y)| (row.iter().map(|x| f64::from(*x)).collect(), f64::from(*y))),
    );
    let late_cost = LateCost::default();
    let objective = FromLoss {
        each: move |prediction: &[f64], target: &[f64]| late_cost.each(prediction, target),
        derivatives: move |prediction: &[f64],
                           target: &[f64],
                           gradient: &mut [f64],
                           hessian: &mut [f64]| {
            late_cost
                .hessian_floor(FLOOR)
                .derivatives_into(prediction, target, gradient, hessian)
        },
        start: |y: &[f64]| mean(y),
    };
    println!("diabetes: cost of the rows left out, and how often too little was expected");
    for (name, objective) in [
        ("squared error", Objective::SquaredLoss),
        ("LateCost", Objective::Custom(Arc::new(objective))),
    ] {
        let (prediction, _) = split.predict(objective, None)?;
        let target = &split.test.1;
        let cost = late_cost.value(&prediction, target)?;
        let late = prediction.iter().zip(target).filter(|(p, y)| p < y).count();
        println!(
            "  {name:<14} {cost:7.2}  {:3.0} %",
            100.0 * late as f64 / target.len() as f64
        );
    }
    Ok(())
}

fn diagnosis() -> Result<(), Box<dyn Error>> {
    let data = breast_cancer(folder())?;
    let rows = data.features.rows().into_iter().zip(&data.label);
    let split =
        Split::new(rows.map(|(row, y)| (row.iter().map(|x| f64::from(*x)).collect(), *y as f64)));
    let logistic = BinaryCrossEntropyWithLogits::default();
    let objective = FromLoss {
        each: move |score: &[f64], label: &[f64]| logistic.each(score, label),
        derivatives: move |score: &[f64],
                           label: &[f64],
                           gradient: &mut [f64],
                           hessian: &mut [f64]| {
            logistic
                .hessian_floor(1e-16)
                .derivatives_into(score, label, gradient, hessian)
        },
        start: |y: &[f64]| (mean(y) / (1.0 - mean(y))).ln(),
    };
    println!("breast cancer: cross-entropy and accuracy of the rows left out");
    let objective = Arc::new(objective);
    let ours = || Objective::Custom(objective.clone());
    // The crate decides when to stop by rules that it has for its own losses: a custom one counts as regression, and goes on for longer.
    let mut trees = None;
    for (name, objective, most) in [
        ("the crate's", Objective::LogLoss, None),
        ("the library's", ours(), None),
        ("the library's", ours(), Some(())),
    ] {
        let (score, count) = split.predict(objective, most.and(trees))?;
        trees = trees.or(Some(count));
        let label = &split.test.1;
        let cost = logistic.value(&score, label)?;
        let right = score
            .iter()
            .zip(label)
            .filter(|(s, y)| (**s > 0.0) == (**y > 0.5))
            .count();
        println!(
            "  {name:<14} {count:4} trees  {cost:7.4}  {:5.1} %",
            100.0 * right as f64 / label.len() as f64
        );
    }
    Ok(())
}

fn mean(y: &[f64]) -> f64 {
    y.iter().sum::<f64>() / y.len() as f64
}

fn main() -> Result<(), Box<dyn Error>> {
    forecast()?;
    diagnosis()
}
