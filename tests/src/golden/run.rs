//! Calling a loss as a record's reduction wants it.

use loss_core::{Error, Options, Reduction};

use super::adapt::Problem;
use crate::ulp::Float;

/// Values and gradients, in the record's layout.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// One value, or one for each element of `none`.
    pub value: Vec<f64>,
    /// The gradient by each input, with its name in the record.
    pub gradient: Vec<(&'static str, Vec<f64>)>,
}

/// From how many samples on a record is long.
const LONG: usize = 50_000;

/// By what the gradient of element `i` of `none` is multiplied, so that a gradient in the wrong place shows.
fn upstream(i: usize, plain: bool) -> f64 {
    if plain {
        1.0
    } else {
        0.5 + ((7 * i + 3) % 11) as f64 / 8.0
    }
}

/// Calls the loss. With `plain` the gradient of `none` is that of the sum, without cotangents.
///
/// # Errors
/// Those of the loss.
pub fn run<E: Float>(
    problem: &Problem<E>,
    reduction: &str,
    plain: bool,
    checked: bool,
) -> Result<Outcome, Error> {
    let mut outcome = match (reduction, problem.subject.is_sample()) {
        ("none" | "None", true) if problem.group == 1 => none(problem, plain, checked)?,
        ("none" | "None", _) => groups(problem, plain, checked)?,
        (_, false) => batch(problem, reduction, checked)?,
        (_, true) => {
            let reduction = match reduction {
                "sum" => problem.sum,
                "mean_with_sample_weight" => Reduction::WeightedMean,
                "batchmean" => problem.batch_mean,
                _ => problem.mean,
            };
            if problem.args.iter().any(|arg| arg.samples() > LONG) {
                // The gradient of a long record is compared for `none`: that of a sum is the same without the cotangents.
                let options = options(problem, problem.weights.as_deref(), reduction, checked);
                let value = vec![problem.subject.value(&options, &problem.args)?];
                Outcome {
                    value,
                    gradient: vec![],
                }
            } else {
                call(problem, problem.weights.as_deref(), reduction, checked)?
            }
        }
    };
    let scaled = outcome
        .gradient
        .iter_mut()
        .flat_map(|(_, gradient)| gradient);
    outcome
        .value
        .iter_mut()
        .chain(scaled)
        .for_each(|x| *x *= problem.factor);
    if let Some((place, total)) = &problem.place {
        for (_, gradient) in &mut outcome.gradient {
            let mut placed = vec![0.0; *total];
            place
                .iter()
                .zip(gradient.iter())
                .for_each(|(&at, &x)| placed[at] = x);
            *gradient = placed;
        }
    }
    Ok(outcome)
}

fn options<'a, E>(
    problem: &Problem<E>,
    weights: Option<&'a [f64]>,
    reduction: Reduction,
    checked: bool,
) -> Options<'a> {
    let mut options = Options::default().reduce(reduction);
    if let Some(weights) = weights {
        options = options.weights(weights);
    }
    if let Some(ignore) = problem.ignore {
        options = options.ignore_label(ignore);
    }
    if checked { options.checked() } else { options }
}

fn gradient<E: Float>(problem: &Problem<E>, outputs: &[Vec<E>]) -> Vec<(&'static str, Vec<f64>)> {
    let doubles = outputs
        .iter()
        .map(|output| output.iter().map(|x| x.to_f64()).collect());
    problem.inputs.iter().copied().zip(doubles).collect()
}

fn call<E: Float>(
    problem: &Problem<E>,
    weights: Option<&[f64]>,
    reduction: Reduction,
    checked: bool,
) -> Result<Outcome, Error> {
    let options = options(problem, weights, reduction, checked);
    let (value, outputs) = problem.subject.value_and_grad(&options, &problem.args)?;
    Ok(Outcome {
        value: vec![value],
        gradient: gradient(problem, &outputs),
    })
}

/// One value a sample; the gradient is weighed with the cotangents.
fn none<E: Float>(problem: &Problem<E>, plain: bool, checked: bool) -> Result<Outcome, Error> {
    let weights = problem.weights.as_deref();
    let options = options(problem, weights, Reduction::Sum, checked);
    let each = problem
        .subject
        .each(&options, &problem.args)
        .unwrap_or(Ok(vec![]))?;
    let by = (0..each.len()).map(|i| weights.map_or(1.0, |w| w[i]) * upstream(i, plain));
    let by: Vec<f64> = by.collect();
    let value = each.iter().map(|x| x.to_f64()).collect();
    Ok(Outcome {
        value,
        ..call(problem, Some(&by), Reduction::Sum, checked)?
    })
}

/// One value for every few samples, each from a call of its own.
fn groups<E: Float>(problem: &Problem<E>, plain: bool, checked: bool) -> Result<Outcome, Error> {
    let n = problem.args.first().map_or(0, |arg| arg.samples());
    let mut outcome = Outcome {
        value: vec![],
        gradient: problem.inputs.iter().map(|name| (*name, vec![])).collect(),
    };
    for (i, start) in (0..n).step_by(problem.group).enumerate() {
        let range = start..start + problem.group;
        let args: Vec<_> = problem
            .args
            .iter()
            .map(|arg| arg.slice(range.clone()))
            .collect();
        let weights = problem.weights.as_ref().map(|w| &w[range.clone()]);
        let divisor = problem.group as f64;
        let reduction = if problem.subject.is_sample() {
            Reduction::DividedBy(divisor)
        } else {
            Reduction::Mean
        };
        let options = options(problem, weights, reduction, checked);
        let (value, outputs) = problem.subject.value_and_grad(&options, &args)?;
        outcome.value.push(value);
        for ((_, all), (_, part)) in outcome.gradient.iter_mut().zip(gradient(problem, &outputs)) {
            all.extend(part.iter().map(|x| x * upstream(i, plain)));
        }
    }
    Ok(outcome)
}

/// A batch loss is a mean; the sum of batches of equal size is that times the size.
fn batch<E: Float>(problem: &Problem<E>, reduction: &str, checked: bool) -> Result<Outcome, Error> {
    let mut outcome = call(problem, None, Reduction::Mean, checked)?;
    if reduction == "sum" {
        let n = problem.args.first().map_or(0, |arg| arg.samples()) as f64;
        let gradient = outcome
            .gradient
            .iter_mut()
            .flat_map(|(_, gradient)| gradient);
        outcome
            .value
            .iter_mut()
            .chain(gradient)
            .for_each(|x| *x *= n);
    }
    Ok(outcome)
}
