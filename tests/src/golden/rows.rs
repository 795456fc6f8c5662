//! Records of losses of rows, and of batches of rows.

use loss_core::Reduction;

use super::adapt::{Cannot, Problem, class_last, column, need};
use super::record::{Record, Tensor};
use crate::losses::*;
use crate::subject::{Array, Batch, Sample, Subject};
use crate::ulp::Float;

/// A tensor as rows of its last axis.
fn last<E: Float>(record: &Record, name: &str) -> Result<Array<E>, Cannot> {
    let tensor = need(record, name)?;
    let columns = tensor.shape().last().copied().unwrap_or(1);
    Ok(Array::rows(tensor.real(), columns))
}

fn labels(record: &Record) -> Result<Vec<i64>, Cannot> {
    match need(record, "target")? {
        Tensor::Int(labels, _) => Ok(labels),
        _ => Err(Cannot::Say("targets that are no classes".into())),
    }
}

pub(super) fn nll<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let input = need(record, "input")?;
    let (place, classes, _) = class_last(input.shape());
    let data = input.real();
    let log_p = Array::rows(place.iter().map(|&i| data[i]), classes);
    let loss = match record.input("weight").map(|w| w.real()) {
        Some(weight) => NegativeLogLikelihood::new(weight)?,
        None => NegativeLogLikelihood::default(),
    };
    let total = place.len();
    Ok(Problem {
        ignore: Some(record.param("ignore_index", -100.0) as i64),
        place: Some((place, total)),
        ..Problem::new(Sample(loss), vec![log_p, Array::Labels(labels(record)?)])
    })
}

pub(super) fn multi_margin<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let (p, margin) = (record.param("p", 1.0), record.param("margin", 1.0));
    let loss = match record.input("weight").map(|w| w.real()) {
        Some(weight) => MultiMargin::new(margin, p, weight)?,
        None => MultiMargin::new(margin, p, 1.0)?,
    };
    let args = vec![last(record, "input")?, Array::Labels(labels(record)?)];
    Ok(Problem::new(Sample(loss), args))
}

/// torch lists the classes that are present, and ends the list with a negative number.
pub(super) fn multilabel_margin<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let columns = need(record, "input")?.shape().last().copied().unwrap_or(1);
    let mut present = vec![];
    for row in labels(record)?.chunks(columns) {
        let listed: Vec<i64> = row.iter().copied().take_while(|k| *k >= 0).collect();
        if listed.iter().any(|k| *k >= columns as i64) {
            return Err(Cannot::Say("a class that is none".into()));
        }
        present.extend((0..columns as i64).map(|k| f64::from(u8::from(listed.contains(&k)))));
    }
    let args = vec![last(record, "input")?, Array::rows(present, columns)];
    Ok(Problem::new(Sample(MultiLabelMargin), args))
}

pub(super) fn multilabel_soft_margin<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let loss = match record.input("weight").map(|w| w.real()) {
        Some(weight) => MultiLabelSoftMargin::new(weight)?,
        None => MultiLabelSoftMargin::default(),
    };
    let args = vec![last(record, "input")?, last(record, "target")?];
    Ok(Problem::new(Sample(loss), args))
}

pub(super) fn cosine_embedding<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let loss = CosineEmbedding::new(record.param("margin", 0.0))?;
    let args = vec![
        last(record, "input1")?,
        last(record, "input2")?,
        column(record, "target")?,
    ];
    Ok(Problem::new(Sample(loss), args).inputs(vec!["input1", "input2"]))
}

/// A sample is a picture, with all its places in a row.
pub(super) fn masks<E: Float>(
    subject: impl Subject<E> + 'static,
    record: &Record,
) -> Result<Problem<E>, Cannot> {
    let input = need(record, "input")?;
    let places = input.shape().iter().skip(1).product();
    let args = vec![
        Array::rows(input.real(), places),
        Array::rows(need(record, "target")?.real(), places),
    ];
    Ok(Problem::new(subject, args))
}

pub(super) fn dice<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let squared = record.param("squared_denominator", 0.0) != 0.0;
    masks(
        Sample(Dice::new(record.param("smooth", 1.0), squared)?),
        record,
    )
}

pub(super) fn tversky<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let [alpha, beta] = ["alpha", "beta"].map(|name| record.param(name, 0.5));
    let [smooth, gamma] = ["smooth", "gamma"].map(|name| record.param(name, 1.0));
    masks(Sample(Tversky::new(alpha, beta, smooth, gamma)?), record)
}

/// Of batches as they are, or divided by their lengths.
pub(super) fn pairs<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    if record.param("normalize", 1.0) == 0.0 {
        return Err(Cannot::Say(
            "embeddings that are not divided by their lengths".into(),
        ));
    }
    let temperature = record.param("temperature", 0.07);
    let args = vec![last(record, "query")?, last(record, "key")?];
    let problem = if record.loss == "info_nce" {
        Problem::new(Batch(InfoNce::new(temperature)?), args)
    } else {
        Problem::new(Batch(Clip::new(temperature)?), args)
    };
    Ok(Problem {
        sum: Reduction::Mean,
        ..problem.inputs(vec!["query", "key"])
    })
}

pub(super) fn two_views<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let loss = NtXent::new(record.param("temperature", 0.5))?;
    let args = vec![last(record, "z1")?, last(record, "z2")?];
    Ok(Problem::new(Batch(loss), args).inputs(vec!["z1", "z2"]))
}
