//! A loss as an objective of the booster.

use loss_core::Error;
use perpetual::objective::ObjectiveFunction;

/// A loss of a prediction and a target, by its methods.
pub struct FromLoss<L, D, S> {
    /// The loss of each sample.
    pub each: L,
    /// Its first and second derivative.
    pub derivatives: D,
    /// The prediction before the first tree.
    pub start: S,
}

/// The booster hands over as many targets as predictions, and it has no place for an error.
const FITS: &str = "as many targets as predictions";

impl<L, D, S> ObjectiveFunction for FromLoss<L, D, S>
where
    L: Fn(&[f64], &[f64]) -> Result<Vec<f64>, Error> + Send + Sync,
    D: Fn(&[f64], &[f64], &mut [f64], &mut [f64]) -> Result<(), Error> + Send + Sync,
    S: Fn(&[f64]) -> f64 + Send + Sync,
{
    fn loss(
        &self,
        y: &[f64],
        yhat: &[f64],
        weights: Option<&[f64]>,
        _: Option<&[u64]>,
    ) -> Vec<f32> {
        narrow(&(self.each)(yhat, y).expect(FITS), weights)
    }

    fn gradient(
        &self,
        y: &[f64],
        yhat: &[f64],
        weights: Option<&[f64]>,
        _: Option<&[u64]>,
    ) -> (Vec<f32>, Option<Vec<f32>>) {
        let (mut gradient, mut hessian) = (vec![0.0; y.len()], vec![0.0; y.len()]);
        (self.derivatives)(yhat, y, &mut gradient, &mut hessian).expect(FITS);
        (narrow(&gradient, weights), Some(narrow(&hessian, weights)))
    }

    fn initial_value(&self, y: &[f64], _: Option<&[f64]>, _: Option<&[u64]>) -> f64 {
        (self.start)(y)
    }
}

/// Times the weights, in the numbers of the booster.
fn narrow(of: &[f64], weights: Option<&[f64]>) -> Vec<f32> {
    let weight = |i: usize| weights.map_or(1.0, |weights| weights[i]);
    of.iter()
        .enumerate()
        .map(|(i, x)| (x * weight(i)) as f32)
        .collect()
}
