//! Losses of one sample an element.

use super::Entry;
use crate::baseline::elements as by_hand;
use crate::baseline::naive::{self, Naive};
use crate::baseline::{self, pointwise};
use crate::data::{Data, Draw, Gradients};
use loss_core::{Real, losses};

const FITS: &str = "all lengths agree";

/// Of prediction and target, without a name.
fn pair<E: Real>(draws: [Draw; 2]) -> Entry<E> {
    let [x, y] = draws;
    Entry {
        name: "",
        draws: [x, y, Draw::None],
        rows: false,
        gradients: 1,
        ours: |_, _| f64::NAN,
        baseline: |_, _| f64::NAN,
        functions: None,
        naive: None,
        transcendental: true,
    }
}

/// Of a slice, without a name.
fn single<E: Real>(draw: Draw) -> Entry<E> {
    pair([draw, Draw::None])
}

/// The arguments and the gradient of a pair.
fn two<'a, E>(
    Data { x: [x, y, _], .. }: &'a Data<E>,
    Gradients([to, ..]): &'a mut Gradients<E>,
) -> (&'a [E], &'a [E], &'a mut [E]) {
    (x, y, to)
}

/// [`MeanSquaredError`](losses::MeanSquaredError).
#[must_use]
pub fn mean_squared_error<E: Real + Naive>() -> Entry<E> {
    Entry {
        name: "MeanSquaredError",
        ours: |data, to| {
            let (x, y, to) = two(data, to);
            losses::MeanSquaredError
                .value_and_grad_into(x, y, to)
                .expect(FITS)
        },
        baseline: |data, to| {
            let (x, y, to) = two(data, to);
            baseline::mean_squared_error(x, y, to)
        },
        naive: Some(|data, to| {
            let (x, y, to) = two(data, to);
            naive::mean_squared_error(x, y, to)
        }),
        transcendental: false,
        ..pair([Draw::Logits, Draw::Numbers])
    }
}

/// [`MeanAbsoluteError`](losses::MeanAbsoluteError).
#[must_use]
pub fn mean_absolute_error<E: Real>() -> Entry<E> {
    Entry {
        name: "MeanAbsoluteError",
        ours: |data, to| {
            let (x, y, to) = two(data, to);
            losses::MeanAbsoluteError
                .value_and_grad_into(x, y, to)
                .expect(FITS)
        },
        baseline: |data, to| {
            let (x, y, to) = two(data, to);
            pointwise(by_hand::Absolute, [x, y], [to])
        },
        transcendental: false,
        ..pair([Draw::Logits, Draw::Numbers])
    }
}

/// [`Huber`](losses::Huber) with its default threshold.
#[must_use]
pub fn huber<E: Real>() -> Entry<E> {
    Entry {
        name: "Huber",
        ours: |data, to| {
            let (x, y, to) = two(data, to);
            losses::Huber::default()
                .value_and_grad_into(x, y, to)
                .expect(FITS)
        },
        baseline: |data, to| {
            let (x, y, to) = two(data, to);
            pointwise(by_hand::Huber(1.0), [x, y], [to])
        },
        transcendental: false,
        ..pair([Draw::Numbers, Draw::Logits])
    }
}

/// [`BinaryCrossEntropy`](losses::BinaryCrossEntropy).
#[must_use]
pub fn bce<E: Real>() -> Entry<E> {
    Entry {
        name: "BinaryCrossEntropy",
        ours: |data, to| {
            let (x, y, to) = two(data, to);
            losses::BinaryCrossEntropy
                .value_and_grad_into(x, y, to)
                .expect(FITS)
        },
        baseline: |data, to| {
            let (x, y, to) = two(data, to);
            pointwise(by_hand::Bce, [x, y], [to])
        },
        ..pair([Draw::Probabilities, Draw::Classes])
    }
}

/// [`BinaryCrossEntropyWithLogits`](losses::BinaryCrossEntropyWithLogits).
#[must_use]
pub fn bce_with_logits<E: Real + Naive>() -> Entry<E> {
    Entry {
        name: "BinaryCrossEntropyWithLogits",
        ours: |data, to| {
            let (x, y, to) = two(data, to);
            losses::BinaryCrossEntropyWithLogits::default()
                .value_and_grad_into(x, y, to)
                .expect(FITS)
        },
        baseline: |data, to| {
            let (x, y, to) = two(data, to);
            baseline::bce_with_logits(x, y, to)
        },
        naive: Some(|data, to| {
            let (x, y, to) = two(data, to);
            naive::bce_with_logits(x, y, to)
        }),
        ..pair([Draw::Logits, Draw::Classes])
    }
}

/// [`Focal`](losses::Focal) with its default focus and factor.
#[must_use]
pub fn focal<E: Real + Naive>() -> Entry<E> {
    Entry {
        name: "Focal",
        ours: |data, to| {
            let (x, y, to) = two(data, to);
            losses::Focal::default()
                .value_and_grad_into(x, y, to)
                .expect(FITS)
        },
        baseline: |data, to| {
            let (x, y, to) = two(data, to);
            baseline::focal(x, y, 0.25, to)
        },
        naive: Some(|data, to| {
            let (x, y, to) = two(data, to);
            naive::focal(x, y, 0.25, to)
        }),
        ..pair([Draw::Logits, Draw::Classes])
    }
}

/// [`FocalProbability`](losses::FocalProbability) with its default focus and factor.
#[must_use]
pub fn focal_probability<E: Real>() -> Entry<E> {
    Entry {
        name: "FocalProbability",
        ours: |data, to| {
            let (x, y, to) = two(data, to);
            losses::FocalProbability::default()
                .value_and_grad_into(x, y, to)
                .expect(FITS)
        },
        baseline: |data, to| {
            let (x, y, to) = two(data, to);
            pointwise(by_hand::FocalProbability(0.25), [x, y], [to])
        },
        ..pair([Draw::Probabilities, Draw::Classes])
    }
}

/// [`Discriminator`](losses::Discriminator) of as many real samples as generated ones.
#[must_use]
pub fn discriminator<E: Real>() -> Entry<E> {
    Entry {
        name: "Discriminator",
        gradients: 2,
        ours: |data, Gradients([to_real, to_fake, _])| {
            losses::Discriminator
                .value_and_grad_into(&data.x[0], &data.x[1], to_real, to_fake)
                .expect(FITS)
        },
        baseline: |data, Gradients([to_real, to_fake, _])| {
            by_hand::discriminator([&data.x[0], &data.x[1]], [to_real, to_fake])
        },
        ..pair([Draw::Logits, Draw::Logits])
    }
}

/// [`MinimaxGenerator`](losses::MinimaxGenerator).
#[must_use]
pub fn minimax_generator<E: Real>() -> Entry<E> {
    Entry {
        name: "MinimaxGenerator",
        ours: |data, to| {
            let (x, _, to) = two(data, to);
            losses::MinimaxGenerator
                .value_and_grad_into(x, to)
                .expect(FITS)
        },
        baseline: |data, to| {
            let (x, _, to) = two(data, to);
            pointwise(by_hand::Minimax, [x], [to])
        },
        ..single(Draw::Logits)
    }
}

/// [`NonSaturatingGenerator`](losses::NonSaturatingGenerator).
#[must_use]
pub fn non_saturating_generator<E: Real>() -> Entry<E> {
    Entry {
        name: "NonSaturatingGenerator",
        ours: |data, to| {
            let (x, _, to) = two(data, to);
            losses::NonSaturatingGenerator
                .value_and_grad_into(x, to)
                .expect(FITS)
        },
        baseline: |data, to| {
            let (x, _, to) = two(data, to);
            pointwise(by_hand::NonSaturating, [x], [to])
        },
        ..single(Draw::Logits)
    }
}

/// [`AbsolutePenalty`](losses::AbsolutePenalty).
#[must_use]
pub fn absolute_penalty<E: Real>() -> Entry<E> {
    Entry {
        name: "AbsolutePenalty",
        ours: |data, to| {
            let (x, _, to) = two(data, to);
            losses::AbsolutePenalty
                .value_and_grad_into(x, to)
                .expect(FITS)
        },
        baseline: |data, to| {
            let (x, _, to) = two(data, to);
            pointwise(by_hand::AbsolutePenalty, [x], [to])
        },
        transcendental: false,
        ..single(Draw::Numbers)
    }
}

/// [`SquaredPenalty`](losses::SquaredPenalty).
#[must_use]
pub fn squared_penalty<E: Real>() -> Entry<E> {
    Entry {
        name: "SquaredPenalty",
        ours: |data, to| {
            let (x, _, to) = two(data, to);
            losses::SquaredPenalty
                .value_and_grad_into(x, to)
                .expect(FITS)
        },
        baseline: |data, to| {
            let (x, _, to) = two(data, to);
            pointwise(by_hand::SquaredPenalty, [x], [to])
        },
        transcendental: false,
        ..single(Draw::Numbers)
    }
}
