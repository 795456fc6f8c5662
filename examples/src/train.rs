//! The training loop that most examples share: minibatches, a loss, Adam.

use ndarray::{Array2, ArrayView2};

use crate::sampling::pick_rows;
use crate::{Adam, Network, Random};

/// How long and how fast to train.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    /// How often each row is seen.
    pub epochs: usize,
    /// Rows a step.
    pub batch: usize,
    /// Learning rate of the first step; it falls to a twentieth of that along half a cosine.
    pub learning_rate: f32,
}

impl Schedule {
    /// The learning rate after a share of the training, from 0 to 1.
    pub fn learning_rate_at(&self, progress: f32) -> f32 {
        let cosine = (1.0 + (std::f32::consts::PI * progress).cos()) / 2.0;
        self.learning_rate * (0.05 + 0.95 * cosine)
    }
}

/// Trains `network` on the rows of `inputs`.
///
/// `loss` gets the outputs of a minibatch, row by row, and the rows it consists of; it returns the cost and its gradient
/// with respect to these outputs. `after_epoch` gets the network and the mean cost of each epoch.
///
/// # Errors
/// The first error of `loss` ends the training.
pub fn train<E: From<ndarray::ShapeError>>(
    network: &mut Network,
    inputs: &Array2<f32>,
    schedule: &Schedule,
    rng: &mut Random,
    mut loss: impl FnMut(&[f32], &[usize]) -> Result<(f64, Vec<f32>), E>,
    mut after_epoch: impl FnMut(&Network, f64),
) -> Result<(), E> {
    let mut adam = Adam::new(schedule.learning_rate);
    let mut order: Vec<usize> = (0..inputs.nrows()).collect();
    for epoch in 0..schedule.epochs {
        adam.learning_rate = schedule.learning_rate_at(epoch as f32 / schedule.epochs as f32);
        rng.shuffle(&mut order);
        let mut total = 0.0;
        for rows in order.chunks(schedule.batch) {
            let trace = network.forward(pick_rows(inputs, rows));
            let output = trace.output();
            let (cost, gradient) = loss(output.as_slice().unwrap_or_default(), rows)?;
            let (gradients, _) =
                network.backward(&trace, ArrayView2::from_shape(output.dim(), &gradient)?);
            adam.step(network, &gradients);
            total += cost * rows.len() as f64;
        }
        after_epoch(network, total / inputs.nrows() as f64);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Activation;
    use crate::sampling::pick;

    #[test]
    fn a_line_is_found() {
        let mut rng = Random::new(11);
        let inputs = rng.normals(64, 1);
        let target: Vec<f32> = inputs.iter().map(|x| 3.0 * x - 1.0).collect();
        let mut network = Network::new(
            &[1, 1],
            Activation::Identity,
            Activation::Identity,
            &mut rng,
        );
        let schedule = Schedule {
            epochs: 200,
            batch: 16,
            learning_rate: 0.05,
        };
        let mut costs = Vec::new();
        let squared_error = |output: &[f32], rows: &[usize]| {
            let residual: Vec<f32> = output
                .iter()
                .zip(pick(&target, rows))
                .map(|(y, t)| y - t)
                .collect();
            let cost = residual.iter().map(|r| f64::from(r * r)).sum::<f64>() / rows.len() as f64;
            Ok::<_, ndarray::ShapeError>((
                cost,
                residual
                    .iter()
                    .map(|r| 2.0 * r / rows.len() as f32)
                    .collect(),
            ))
        };
        train(
            &mut network,
            &inputs,
            &schedule,
            &mut rng,
            squared_error,
            |_, cost| costs.push(cost),
        )
        .expect("shapes agree");
        // 800 steps of at most 0.05 reach a target 4 away many times over; what is left is the length of the last steps.
        assert!(costs.len() == 200 && costs[199] < 1e-3, "{costs:?}");
    }
}
