//! Losses of one sample a row.

use super::Entry;
use crate::baseline::elements as by_hand;
use crate::baseline::naive::{self, Naive};
use crate::baseline::{self, summed};
use crate::data::{Data, Draw, Gradients};
use loss_core::{Real, Rows, losses};

const FITS: &str = "all shapes agree";

/// Of rows, without a name.
fn rows_of<E: Real>(draws: [Draw; 3], gradients: usize) -> Entry<E> {
    Entry {
        name: "",
        draws,
        rows: true,
        gradients,
        ours: |_, _| f64::NAN,
        baseline: |_, _| f64::NAN,
        functions: None,
        naive: None,
        transcendental: true,
    }
}

/// The arguments as rows.
fn rows<E>(data: &Data<E>) -> [Rows<'_, E>; 3] {
    data.x
        .each_ref()
        .map(|x| Rows::new(x, data.columns).expect(FITS))
}

/// [`CategoricalCrossEntropy`](losses::CategoricalCrossEntropy).
#[must_use]
pub fn categorical_cross_entropy<E: Real>() -> Entry<E> {
    Entry {
        name: "CategoricalCrossEntropy",
        ours: |data, Gradients([to, ..])| {
            let [x, y, _] = rows(data);
            losses::CategoricalCrossEntropy
                .value_and_grad_into(x, y, to)
                .expect(FITS)
        },
        baseline: |data, Gradients([to, ..])| {
            let [x, y, _] = &data.x;
            summed(by_hand::Categorical, [x, y], [to], data.labels.len())
        },
        ..rows_of([Draw::Distributions, Draw::Distributions, Draw::None], 1)
    }
}

/// [`SparseCategoricalCrossEntropy`](losses::SparseCategoricalCrossEntropy).
#[must_use]
pub fn sparse_categorical_cross_entropy<E: Real>() -> Entry<E> {
    Entry {
        name: "SparseCategoricalCrossEntropy",
        ours: |data, Gradients([to, ..])| {
            let [x, ..] = rows(data);
            losses::SparseCategoricalCrossEntropy
                .value_and_grad_into(x, &data.labels, to)
                .expect(FITS)
        },
        baseline: |data, Gradients([to, ..])| {
            baseline::sparse_categorical(&data.x[0], data.columns, &data.labels, to)
        },
        ..rows_of([Draw::Distributions, Draw::None, Draw::None], 1)
    }
}

/// [`CrossEntropy`](losses::CrossEntropy).
#[must_use]
pub fn cross_entropy<E: Real>() -> Entry<E> {
    Entry {
        name: "CrossEntropy",
        ours: |data, Gradients([to, ..])| {
            let [x, y, _] = rows(data);
            losses::CrossEntropy
                .value_and_grad_into(x, y, to)
                .expect(FITS)
        },
        baseline: |data, Gradients([to, ..])| {
            let [x, y, _] = &data.x;
            baseline::soft_cross_entropy([x, y], data.columns, to)
        },
        ..rows_of([Draw::Logits, Draw::Distributions, Draw::None], 1)
    }
}

/// [`SparseCrossEntropy`](losses::SparseCrossEntropy) without weights or smoothing.
#[must_use]
pub fn sparse_cross_entropy<E: Real + Naive>() -> Entry<E> {
    Entry {
        name: "SparseCrossEntropy",
        ours: |data, Gradients([to, ..])| {
            let [x, ..] = rows(data);
            losses::SparseCrossEntropy::default()
                .value_and_grad_into(x, &data.labels, to)
                .expect(FITS)
        },
        baseline: |data, Gradients([to, ..])| {
            baseline::cross_entropy(&data.x[0], data.columns, &data.labels, to)
        },
        naive: Some(|data, Gradients([to, ..])| {
            naive::cross_entropy(&data.x[0], data.columns, &data.labels, to)
        }),
        ..rows_of([Draw::Logits, Draw::None, Draw::None], 1)
    }
}

/// [`KlDivergence`](losses::KlDivergence).
#[must_use]
pub fn kl_divergence<E: Real>() -> Entry<E> {
    Entry {
        name: "KlDivergence",
        ours: |data, Gradients([to, ..])| {
            let [x, y, _] = rows(data);
            losses::KlDivergence
                .value_and_grad_into(x, y, to)
                .expect(FITS)
        },
        baseline: |data, Gradients([to, ..])| {
            let [x, y, _] = &data.x;
            summed(by_hand::Kl, [x, y], [to], data.labels.len())
        },
        ..rows_of([Draw::LogDistributions, Draw::Distributions, Draw::None], 1)
    }
}

/// [`KlDivergenceProbabilities`](losses::KlDivergenceProbabilities).
#[must_use]
pub fn kl_divergence_probabilities<E: Real>() -> Entry<E> {
    Entry {
        name: "KlDivergenceProbabilities",
        ours: |data, Gradients([to, ..])| {
            let [x, y, _] = rows(data);
            losses::KlDivergenceProbabilities
                .value_and_grad_into(x, y, to)
                .expect(FITS)
        },
        baseline: |data, Gradients([to, ..])| {
            let [x, y, _] = &data.x;
            summed(by_hand::KlProbabilities, [x, y], [to], data.labels.len())
        },
        ..rows_of([Draw::Distributions, Draw::Distributions, Draw::None], 1)
    }
}

/// [`VaeKl`](losses::VaeKl).
#[must_use]
pub fn vae_kl<E: Real>() -> Entry<E> {
    Entry {
        name: "VaeKl",
        ours: |data, Gradients([to_mean, to_log, _])| {
            let [x, y, _] = rows(data);
            losses::VaeKl::default()
                .value_and_grad_into(x, y, to_mean, to_log)
                .expect(FITS)
        },
        baseline: |data, Gradients([to_mean, to_log, _])| {
            let [x, y, _] = &data.x;
            summed(by_hand::VaeKl, [x, y], [to_mean, to_log], data.labels.len())
        },
        // exp(x) - 1 - x to all its digits, where by hand it is a difference that cancels next to a match.
        functions: Some(|data, Gradients([to_mean, to_log, _])| {
            let (log, rows) = (&data.x[1], data.labels.len());
            summed(by_hand::ExpRest, [log], [to_mean], rows)
                + summed(by_hand::ExpM1, [log], [to_log], rows)
        }),
        ..rows_of([Draw::Numbers, Draw::Numbers, Draw::None], 2)
    }
}

/// [`CategoricalFocal`](losses::CategoricalFocal) with its default focus.
#[must_use]
pub fn categorical_focal<E: Real>() -> Entry<E> {
    Entry {
        name: "CategoricalFocal",
        ours: |data, Gradients([to, ..])| {
            let [x, ..] = rows(data);
            losses::CategoricalFocal::default()
                .value_and_grad_into(x, &data.labels, to)
                .expect(FITS)
        },
        baseline: |data, Gradients([to, ..])| {
            baseline::categorical_focal(&data.x[0], data.columns, &data.labels, 1.0, to)
        },
        ..rows_of([Draw::Logits, Draw::None, Draw::None], 1)
    }
}

/// [`Triplet`](losses::Triplet) with its default margin.
#[must_use]
pub fn triplet<E: Real + Naive>() -> Entry<E> {
    Entry {
        name: "Triplet",
        ours: |data, Gradients([to_a, to_p, to_n])| {
            let [a, p, n] = rows(data);
            losses::Triplet::default()
                .value_and_grad_into(a, p, n, to_a, to_p, to_n)
                .expect(FITS)
        },
        baseline: |data, Gradients([to_a, to_p, to_n])| {
            let [a, p, n] = &data.x;
            baseline::triplet([a, p, n], data.columns, 1.0, [to_a, to_p, to_n])
        },
        naive: Some(|data, Gradients([to_a, to_p, to_n])| {
            let [a, p, n] = &data.x;
            naive::triplet([a, p, n], data.columns, 1.0, [to_a, to_p, to_n])
        }),
        transcendental: false,
        ..rows_of([Draw::Numbers; 3], 3)
    }
}

/// [`SquaredTriplet`](losses::SquaredTriplet) with its default margin.
#[must_use]
pub fn squared_triplet<E: Real>() -> Entry<E> {
    Entry {
        name: "SquaredTriplet",
        ours: |data, Gradients([to_a, to_p, to_n])| {
            let [a, p, n] = rows(data);
            losses::SquaredTriplet::default()
                .value_and_grad_into(a, p, n, to_a, to_p, to_n)
                .expect(FITS)
        },
        baseline: |data, Gradients([to_a, to_p, to_n])| {
            let [a, p, n] = &data.x;
            baseline::squared_triplet([a, p, n], data.columns, 1.0, [to_a, to_p, to_n])
        },
        transcendental: false,
        ..rows_of([Draw::Numbers; 3], 3)
    }
}
