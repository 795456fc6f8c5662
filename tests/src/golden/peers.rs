//! The tests of Keras and Optax. Keras takes the truth first, and its `None` is the mean over the last axis.

use loss_core::Reduction;

use super::adapt::{Cannot, Problem, broadcast, column, need};
use super::record::{Record, Tensor};
use crate::losses::*;
use crate::subject::{Array, Sample, Subject};
use crate::ulp::Float;

type Answer<E> = Option<Result<Problem<E>, Cannot>>;

pub(super) fn keras<E: Float>(loss: &str, record: &Record) -> Answer<E> {
    let logits = record.param("from_logits", 0.0) != 0.0;
    let class = record.by.as_str();
    Some(match loss {
        "mse" => elements(Sample(MeanSquaredError), record),
        "l1" => elements(Sample(MeanAbsoluteError), record),
        "huber" => match Huber::new(record.param("delta", 1.0)) {
            Ok(huber) => elements(Sample(huber), record),
            Err(error) => Err(error.into()),
        },
        "log_cosh" => elements(Sample(LogCosh), record),
        "mape" => elements(Sample(AbsolutePercentageError::default()), record),
        "msle" => elements(Sample(SquaredLogarithmicError), record),
        "poisson_nll" => match PoissonRateNll::new(1e-7, false) {
            Ok(loss) => elements(Sample(loss), record),
            Err(error) => Err(error.into()),
        },
        "hinge" => elements(Sample(Hinge), record).and_then(|problem| signs(problem, record)),
        "squared_hinge" => {
            elements(Sample(SquaredHinge), record).and_then(|problem| signs(problem, record))
        }
        "bce" => elements(Sample(BinaryCrossEntropy), record),
        "bce_with_logits" => elements(Sample(BinaryCrossEntropyWithLogits::default()), record),
        "sigmoid_focal" => keras_focal(record, logits),
        "kl_div" => rows(
            Sample(KlDivergenceProbabilities),
            record,
            Truth::Distribution,
        ),
        "categorical_hinge" => rows(Sample(CategoricalHinge), record, Truth::Distribution),
        "cross_entropy" if class.contains("Sparse") && logits => {
            let ignore = record.params.get("ignore_class").map(|class| *class as i64);
            rows(Sample(SparseCrossEntropy::default()), record, Truth::Labels)
                .map(|problem| Problem { ignore, ..problem })
        }
        "cross_entropy" if class.contains("Sparse") => {
            rows(Sample(SparseCategoricalCrossEntropy), record, Truth::Labels)
        }
        "cross_entropy" if logits => rows(Sample(CrossEntropy), record, Truth::Distribution),
        "cross_entropy" => rows(Sample(CategoricalCrossEntropy), record, Truth::Distribution),
        "categorical_focal" if logits => {
            match CategoricalFocal::new(record.param("alpha", 0.25), record.param("gamma", 2.0)) {
                Ok(loss) => rows(Sample(loss), record, Truth::OneHot),
                Err(error) => Err(error.into()),
            }
        }
        "categorical_focal" => Err(Cannot::Say(
            "a categorical focal loss of probabilities".into(),
        )),
        _ => return None,
    })
}

/// Labels 0 and 1, where there are no others, stand for -1 and 1.
fn signs<E: Float>(mut problem: Problem<E>, record: &Record) -> Result<Problem<E>, Cannot> {
    let labels = need(record, "y_true")?.real();
    if labels.iter().all(|y| *y == 0.0 || *y == 1.0) {
        problem.args[1] = Array::column(labels.into_iter().map(|y| 2.0 * y - 1.0));
    }
    Ok(problem)
}

/// Without class balancing there is no alpha.
fn keras_focal<E: Float>(record: &Record, logits: bool) -> Result<Problem<E>, Cannot> {
    let balanced = record.param("apply_class_balancing", 0.0) != 0.0;
    let (alpha, factor) = if balanced {
        (record.param("alpha", 0.25), 1.0)
    } else {
        (0.5, 2.0)
    };
    let gamma = record.param("gamma", 2.0);
    let problem = if logits {
        elements(Sample(Focal::new(alpha, gamma)?), record)
    } else {
        elements(Sample(FocalProbability::new(alpha, gamma)?), record)
    }?;
    Ok(Problem { factor, ..problem })
}

/// A loss of single elements, whose mean over the last axis Keras takes first.
fn elements<E: Float>(
    subject: impl Subject<E> + 'static,
    record: &Record,
) -> Result<Problem<E>, Cannot> {
    let prediction = need(record, "y_pred")?;
    let (shape, n) = (prediction.shape(), prediction.real().len());
    let columns = shape.last().copied().unwrap_or(1);
    let weights = record
        .input("sample_weight")
        .map(|weight| match weight.shape() {
            // One weight a row, though the last axis is left out.
            own if own.len() + 1 == shape.len() && !own.is_empty() => weight
                .real()
                .into_iter()
                .flat_map(|w| std::iter::repeat_n(w, columns))
                .collect(),
            _ => broadcast(&weight, shape),
        });
    let args = vec![column(record, "y_pred")?, column(record, "y_true")?];
    Ok(Problem {
        sum: Reduction::DividedBy(columns as f64),
        group: columns,
        ..Problem::new(subject, args)
            .weighted(weights, Reduction::DividedBy(n as f64))
            .inputs(vec!["y_pred"])
    })
}

enum Truth {
    Labels,
    OneHot,
    Distribution,
}

/// A loss of rows.
fn rows<E: Float>(
    subject: impl Subject<E> + 'static,
    record: &Record,
    truth: Truth,
) -> Result<Problem<E>, Cannot> {
    let prediction = need(record, "y_pred")?;
    let columns = prediction.shape().last().copied().unwrap_or(1);
    let n = prediction.real().len() / columns;
    let target = need(record, "y_true")?;
    let target = match (truth, target) {
        (Truth::Labels, Tensor::Int(labels, _)) => Array::Labels(labels),
        (Truth::Labels, _) => return Err(Cannot::Say("labels that are no integers".into())),
        (Truth::OneHot, target) => {
            let hot = |row: &[f64]| row.iter().position(|x| *x == 1.0).map_or(-1, |k| k as i64);
            Array::Labels(target.real().chunks(columns).map(hot).collect())
        }
        (Truth::Distribution, target) => Array::rows(target.real(), columns),
    };
    let weights = record
        .input("sample_weight")
        .map(|weight| match weight.real() {
            one if one.len() == 1 => vec![one[0]; n],
            each => each,
        });
    let args = vec![Array::rows(prediction.real(), columns), target];
    let problem = Problem::new(subject, args).inputs(vec!["y_pred"]);
    Ok(problem.weighted(weights, Reduction::DividedBy(n as f64)))
}

pub(super) fn optax<E: Float>(loss: &str, record: &Record) -> Answer<E> {
    Some(match loss {
        "mse" => optax_elements(Sample(MeanSquaredError), record, ["predictions", "targets"]),
        "huber" => match Huber::new(record.param("delta", 1.0)) {
            Ok(huber) => optax_elements(Sample(huber), record, ["predictions", "targets"]),
            Err(error) => Err(error.into()),
        },
        "bce_with_logits" => optax_elements(
            Sample(BinaryCrossEntropyWithLogits::default()),
            record,
            ["logits", "labels"],
        ),
        "sigmoid_focal" => {
            match Focal::new(record.param("alpha", 0.25), record.param("gamma", 2.0)) {
                Ok(focal) => optax_elements(Sample(focal), record, ["logits", "labels"]),
                Err(error) => Err(error.into()),
            }
        }
        "log_cosh" => optax_elements(Sample(LogCosh), record, ["predictions", "targets"]),
        "perceptron_loss" => {
            optax_elements(Sample(Perceptron), record, ["predictor_outputs", "targets"])
        }
        "multiclass_hinge_loss" => optax_labels(Sample(CrammerSinger), record),
        "multiclass_perceptron_loss" => optax_labels(Sample(MulticlassPerceptron), record),
        "poly_loss_cross_entropy" => match PolyCrossEntropy::new(record.param("epsilon", 2.0)) {
            Ok(loss) => optax_rows(Sample(loss), record, ["logits", "labels"]),
            Err(error) => Err(error.into()),
        },
        "generalized_kl_divergence" if record.input("where").is_none() => optax_rows(
            Sample(GeneralizedKl),
            record,
            ["log_predictions", "targets"],
        ),
        "cross_entropy" => softmax(record),
        "kl_div" => optax_kl(record),
        _ => return None,
    })
}

fn optax_elements<E: Float>(
    subject: impl Subject<E> + 'static,
    record: &Record,
    [prediction, target]: [&'static str; 2],
) -> Result<Problem<E>, Cannot> {
    let args = vec![column(record, prediction)?, column(record, target)?];
    Ok(Problem::new(subject, args).inputs(vec![prediction]))
}

fn optax_rows<E: Float>(
    subject: impl Subject<E> + 'static,
    record: &Record,
    [prediction, target]: [&'static str; 2],
) -> Result<Problem<E>, Cannot> {
    let (p, t) = (need(record, prediction)?, need(record, target)?);
    let columns = p.shape().last().copied().unwrap_or(1);
    let args = vec![
        Array::rows(p.real(), columns),
        Array::rows(t.real(), columns),
    ];
    Ok(Problem::new(subject, args).inputs(vec![prediction]))
}

fn optax_labels<E: Float>(
    subject: impl Subject<E> + 'static,
    record: &Record,
) -> Result<Problem<E>, Cannot> {
    let scores = need(record, "scores")?;
    let Tensor::Int(labels, _) = need(record, "labels")? else {
        return Err(Cannot::Say("labels that are no integers".into()));
    };
    let columns = scores.shape().last().copied().unwrap_or(1);
    let args = vec![Array::rows(scores.real(), columns), Array::Labels(labels)];
    Ok(Problem::new(subject, args).inputs(vec!["scores"]))
}

fn softmax<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let logits = need(record, "logits")?;
    let columns = logits.shape().last().copied().unwrap_or(1);
    let logits = Array::rows(logits.real(), columns);
    let problem = match need(record, "labels")? {
        Tensor::Int(labels, _) => Problem::new(
            Sample(SparseCrossEntropy::default()),
            vec![logits, Array::Labels(labels)],
        ),
        target => {
            let target = Array::rows(target.real(), columns);
            Problem::new(Sample(CrossEntropy), vec![logits, target])
        }
    };
    Ok(problem.inputs(vec!["logits"]))
}

/// With `where`, elements of a row are left out.
fn optax_kl<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let log_q = need(record, "log_predictions")?;
    let p = match record.input("targets") {
        Some(targets) => targets.real(),
        None => need(record, "log_targets")?
            .real()
            .into_iter()
            .map(f64::exp)
            .collect(),
    };
    let total = p.len();
    let mut columns = log_q.shape().last().copied().unwrap_or(1);
    let mut place: Vec<usize> = (0..total).collect();
    if let Some(Tensor::Int(keep, shape)) = record.input("where") {
        if shape.len() != 1 {
            return Err(Cannot::Say("rows of different lengths".into()));
        }
        place.retain(|&i| keep[i] != 0);
        columns = place.len();
    }
    let pick = |of: &[f64]| -> Vec<f64> { place.iter().map(|&i| of[i]).collect() };
    let args = vec![
        Array::rows(pick(&log_q.real()), columns),
        Array::rows(pick(&p), columns),
    ];
    let problem = Problem::new(Sample(KlDivergence), args).inputs(vec!["log_predictions"]);
    Ok(Problem {
        place: Some((place, total)),
        ..problem
    })
}
