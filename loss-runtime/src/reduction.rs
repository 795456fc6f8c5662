//! How the losses of the samples become one cost.

use crate::error::Error;

/// How the losses of the samples become one cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Reduction {
    /// The sum over the number of samples that count: those not masked, not ignored and not of weight 0. Where the
    /// formula has a `weighted`, over the sum of its weights. The caller's weights multiply value and gradient only.
    #[default]
    Mean,
    /// The sum over the sum of the caller's weights (times the formula's).
    WeightedMean,
    /// The sum over a number of the caller's: the tokens of several accumulated batches.
    DividedBy(f64),
    /// The sum.
    Sum,
}

impl Reduction {
    /// What the sum is divided by, given the divisors of the two means.
    pub(crate) fn divisor(self, samples: usize, count: f64, weight: f64) -> Result<f64, Error> {
        let divisor = match self {
            Reduction::Sum => return Ok(1.0),
            Reduction::DividedBy(d) if d > 0.0 && d.is_finite() => return Ok(d),
            Reduction::DividedBy(divisor) => return Err(Error::DividedBy { divisor }),
            Reduction::Mean => count,
            Reduction::WeightedMean => weight,
        };
        if samples == 0 {
            Err(Error::Empty { argument: None })
        } else if divisor <= 0.0 {
            Err(Error::Divisor { divisor })
        } else {
            // NaN passes: the weights of the formula may come from data, and NaN in gives NaN out.
            Ok(divisor)
        }
    }

    /// Whether [`Reduction::divisor`] looks at the count and the weight.
    pub(crate) fn is_mean(self) -> bool {
        matches!(self, Reduction::Mean | Reduction::WeightedMean)
    }
}
