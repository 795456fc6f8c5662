//! The losses of one variable, each with its formula by hand.

use super::{Row, both};
use core_math::{exp, log, log1p, pow};
use loss_core::losses::*;

/// Any number.
const ALL: (f32, f32) = (f32::NEG_INFINITY, f32::INFINITY);
/// A probability.
const UNIT: (f32, f32) = (0.0, 1.0);

fn sigmoid(x: f64) -> f64 {
    let u = exp(-x.abs());
    if x < 0.0 {
        u / (1.0 + u)
    } else {
        1.0 / (1.0 + u)
    }
}

fn softplus(x: f64) -> f64 {
    x.max(0.0) + log1p(exp(-x.abs()))
}

/// The focal loss of a logit towards class 1: every term has one sign, so that nothing cancels.
fn focal(z: f64, alpha: f64, gamma: f64) -> (f64, f64) {
    let (p, miss, cost) = (sigmoid(z), sigmoid(-z), softplus(-z));
    // The power vanishes long before the logarithm is beyond the numbers.
    let power = pow(miss, gamma);
    (
        alpha * power * cost,
        -alpha * power * (gamma * p * cost + miss),
    )
}

/// The focal loss of a probability towards class 1.
fn focal_probability(p: f64, miss: f64, log: f64, alpha: f64, gamma: f64) -> (f64, f64) {
    if miss == 0.0 {
        return (0.0, 0.0);
    }
    let value = -alpha * pow(miss, gamma) * log;
    (
        value,
        alpha * (gamma * pow(miss, gamma - 1.0) * log - pow(miss, gamma) / p),
    )
}

/// Every loss of one variable.
#[must_use]
pub fn rows() -> Vec<Row> {
    vec![
        Row {
            name: "MeanSquaredError",
            targets: &[0.0, 1.5],
            domain: ALL,
            call: both::<MeanSquaredError, f32>,
            truth: |x, t| ((x - t) * (x - t), 2.0 * (x - t)),
            bounds: (4.0, 4.0),
        },
        Row {
            name: "MeanAbsoluteError",
            targets: &[0.0, 1.5],
            domain: ALL,
            call: both::<MeanAbsoluteError, f32>,
            truth: |x, t| ((x - t).abs(), if x == t { 0.0 } else { (x - t).signum() }),
            bounds: (4.0, 4.0),
        },
        Row {
            name: "Huber",
            targets: &[0.0, 1.5],
            domain: ALL,
            call: both::<Huber, f32>,
            truth: |x, t| {
                let r = x - t;
                let value = if r.abs() <= 1.0 {
                    r * r / 2.0
                } else {
                    r.abs() - 0.5
                };
                (value, r.clamp(-1.0, 1.0))
            },
            bounds: (4.0, 4.0),
        },
        Row {
            name: "BinaryCrossEntropy",
            targets: &[0.0, 1.0],
            domain: UNIT,
            call: both::<BinaryCrossEntropy, f32>,
            truth: |p, t| match t {
                1.0 => (-log(p), -1.0 / p),
                _ => (-log1p(-p), 1.0 / (1.0 - p)),
            },
            bounds: (4.0, 4.0),
        },
        Row {
            name: "BinaryCrossEntropyWithLogits",
            targets: &[0.0, 1.0],
            domain: ALL,
            call: both::<BinaryCrossEntropyWithLogits, f32>,
            truth: |z, t| match t {
                1.0 => (softplus(-z), -sigmoid(-z)),
                _ => (softplus(z), sigmoid(z)),
            },
            bounds: (4.0, 4.0),
        },
        Row {
            name: "MinimaxGenerator",
            targets: &[0.0],
            domain: ALL,
            call: both::<MinimaxGenerator, f32>,
            truth: |z, _| (-softplus(z), -sigmoid(z)),
            bounds: (4.0, 4.0),
        },
        Row {
            name: "NonSaturatingGenerator",
            targets: &[0.0],
            domain: ALL,
            call: both::<NonSaturatingGenerator, f32>,
            truth: |z, _| (softplus(-z), -sigmoid(-z)),
            bounds: (4.0, 4.0),
        },
        Row {
            name: "Focal",
            targets: &[0.0, 1.0],
            domain: ALL,
            call: both::<Focal, f32>,
            truth: |z, t| match t {
                1.0 => focal(z, 0.25, 2.0),
                _ => {
                    let (value, slope) = focal(-z, 0.75, 2.0);
                    (value, -slope)
                }
            },
            bounds: (4.0, 4.0),
        },
        Row {
            name: "FocalProbability",
            targets: &[0.0, 1.0],
            domain: UNIT,
            call: both::<FocalProbability, f32>,
            truth: |p, t| match t {
                1.0 => focal_probability(p, 1.0 - p, log(p), 0.25, 2.0),
                _ => {
                    let (value, slope) = focal_probability(1.0 - p, p, log1p(-p), 0.75, 2.0);
                    (value, -slope)
                }
            },
            bounds: (4.0, 4.0),
        },
        Row {
            name: "AbsolutePenalty",
            targets: &[0.0],
            domain: ALL,
            call: both::<AbsolutePenalty, f32>,
            truth: |x, _| (x.abs(), if x == 0.0 { 0.0 } else { x.signum() }),
            bounds: (4.0, 4.0),
        },
        Row {
            name: "SquaredPenalty",
            targets: &[0.0],
            domain: ALL,
            call: both::<SquaredPenalty, f32>,
            truth: |x, _| (x * x / 2.0, x),
            bounds: (4.0, 4.0),
        },
    ]
}
