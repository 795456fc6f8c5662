//! Value and gradients of a call, with as many dimensions as the formula has axes, and one for the samples.

use super::call::{Call, divisor, weighted};
use super::evaluate::Evaluator;
use super::plan::Plan;
use super::subject::Subject;
use crate::error::Error;
use burn::tensor::Tensor;
use loss_core::Reduction;

macro_rules! ranked {
    ($loss:expr, $function:ident ($($arg:expr),*)) => {
        match $loss.spec.axes.len() {
            0 => $function::<1>($($arg),*),
            1 => $function::<2>($($arg),*),
            2 => $function::<3>($($arg),*),
            3 => $function::<4>($($arg),*),
            4 => $function::<5>($($arg),*),
            5 => $function::<6>($($arg),*),
            axes => Err(Error::Named { loss: $loss.name, axes }),
        }
    };
}

/// The cost, one number.
pub(super) fn cost(
    plan: &Plan,
    loss: &Subject<'_>,
    reduction: Reduction,
    call: &Call,
) -> Result<Tensor<1>, Error> {
    ranked!(loss, ranked_cost(plan, loss, reduction, call))
}

/// The loss of each sample.
pub(super) fn each(plan: &Plan, loss: &Subject<'_>, call: &Call) -> Result<Tensor<1>, Error> {
    ranked!(loss, ranked_each(plan, loss, call))
}

fn ranked_cost<const R: usize>(
    plan: &Plan,
    loss: &Subject<'_>,
    reduction: Reduction,
    call: &Call,
) -> Result<Tensor<1>, Error> {
    let mut evaluator = call.evaluator::<R>(plan, loss);
    let (each, weights) = samples(plan, call, &mut evaluator)?;
    let divisor = divisor(reduction, each.dims()[0], weights.clone())?;
    let value = each.sum() / divisor;
    let tracked = match call.has_tracked() {
        true => call.gradients(plan, &mut evaluator, weights.as_ref(), divisor)?,
        false => vec![],
    };
    Ok(call.record(value, tracked, 0))
}

fn ranked_each<const R: usize>(
    plan: &Plan,
    loss: &Subject<'_>,
    call: &Call,
) -> Result<Tensor<1>, Error> {
    let mut evaluator = call.evaluator::<R>(plan, loss);
    let (each, weights) = samples(plan, call, &mut evaluator)?;
    let count = each.dims()[0];
    let tracked = match call.has_tracked() {
        true => call.gradients(plan, &mut evaluator, weights.as_ref(), 1.0)?,
        false => vec![],
    };
    Ok(call.record(each, tracked, count))
}

/// The loss of each sample, as often as it counts, and how often that is where the formula says so.
fn samples<const R: usize>(
    plan: &Plan,
    call: &Call,
    evaluator: &mut Evaluator<'_, R>,
) -> Result<(Tensor<1>, Option<Tensor<1>>), Error> {
    let each = call.column(evaluator.tensor(plan.derived.value)?);
    let Some(weight) = plan.derived.weight else {
        return Ok((each, None));
    };
    let weights = call.column(evaluator.tensor(weight)?);
    let count = each.dims()[0];
    let each = weighted(each.reshape([count, 1]), Some(&weights)).reshape([count]);
    Ok((each, Some(weights)))
}
