//! A [`CostState`] taken apart, to be sent to another machine or kept in a file.

use crate::{
    error::Error,
    state::{CostState, Pair, SHRINK, Sum},
};

/// A [`CostState`] taken apart: plain numbers, from which [`CostState::from_parts`] makes the same state, bit for bit.
///
/// A sum is four numbers. The first two are a number and what its rounding left, so that the sum has twice the precision
/// of `f64`; the other two are the same times 2⁻⁶⁴, which says what the sum is where it is beyond the range of `f64`.
/// This layout, and that of the bytes, stays as it is.
///
/// ```
/// use loss_core::{CostParts, CostState, Error, Reduction, losses::Huber};
///
/// // One machine has a part of the data. What it sends is 104 bytes.
/// let there: CostState = Huber::default().state(&[0.5, 3.0], &[0.0, 0.0])?;
/// let sent: [u8; CostParts::BYTES] = there.to_parts().to_bytes();
///
/// // Another has the rest.
/// let mut all = Huber::default().state(&[2.0], &[0.0])?;
/// all.merge(&CostState::from_parts(CostParts::from_bytes(&sent)?)?);
/// let mean = Huber::default().value(&[2.0, 0.5, 3.0], &[0.0; 3])?;
/// assert_eq!(all.cost(Reduction::Mean)?, mean);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CostParts {
    /// The sum of the losses, each times its weights.
    pub sum: [f64; 4],
    /// The divisor of [`Reduction::WeightedMean`](crate::Reduction::WeightedMean).
    pub weight: [f64; 4],
    /// The divisor of [`Reduction::Mean`](crate::Reduction::Mean).
    pub count: [f64; 4],
    /// How many samples were seen, with those left out.
    pub samples: u64,
}

impl CostParts {
    /// The length of [`CostParts::to_bytes`].
    pub const BYTES: usize = 104;

    /// As bytes: sum, weight, count and samples in this order, each number of 8 bytes, the least significant first.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let numbers = [self.sum, self.weight, self.count];
        let words = numbers.as_flattened().iter().map(|x| x.to_bits());
        let mut bytes = [0; Self::BYTES];
        for (word, to) in words.chain([self.samples]).zip(bytes.chunks_exact_mut(8)) {
            to.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    /// From what [`CostParts::to_bytes`] made.
    ///
    /// # Errors
    /// If there are not [`CostParts::BYTES`] bytes. What they say is checked by [`CostState::from_parts`].
    pub fn from_bytes(bytes: &[u8]) -> Result<CostParts, Error> {
        let what = "they are not 104 bytes";
        if bytes.len() != Self::BYTES {
            return Err(Error::State { what });
        }
        let mut words = [0; Self::BYTES / 8];
        for (word, from) in words.iter_mut().zip(bytes.chunks_exact(8)) {
            *word = u64::from_le_bytes(from.try_into().map_err(|_| Error::State { what })?);
        }
        let sum = |first: usize| core::array::from_fn(|i| f64::from_bits(words[first + i]));
        Ok(CostParts {
            sum: sum(0),
            weight: sum(4),
            count: sum(8),
            samples: words[12],
        })
    }
}

impl CostState {
    /// The numbers it consists of.
    #[must_use]
    pub fn to_parts(&self) -> CostParts {
        let sum = |Sum { plain, shrunk }| [plain.high, plain.low, shrunk.high, shrunk.low];
        CostParts {
            sum: sum(self.sum),
            weight: sum(self.weight),
            count: sum(self.count),
            samples: self.samples as u64,
        }
    }

    /// The state that [`CostState::to_parts`] took apart.
    ///
    /// # Errors
    /// If the numbers are those of no state: the rest of a sum is larger than a rounding error, the two forms of a sum differ,
    /// no sample was seen and yet there are sums, or this machine cannot count as many samples.
    pub fn from_parts(parts: CostParts) -> Result<CostState, Error> {
        let samples = usize::try_from(parts.samples).map_err(|_| Error::State {
            what: "more samples than this machine can count",
        })?;
        let all = [parts.sum, parts.weight, parts.count];
        if samples == 0 && all.as_flattened().iter().any(|x| *x != 0.0) {
            let what = "no sample was seen, and yet the sums are not 0";
            return Err(Error::State { what });
        }
        Ok(CostState {
            sum: sum(parts.sum, "`sum` is no sum that was taken apart")?,
            weight: sum(parts.weight, "`weight` is no sum that was taken apart")?,
            count: sum(parts.count, "`count` is no sum that was taken apart")?,
            samples,
        })
    }
}

/// A sum, if its four numbers can be one.
fn sum([high, low, shrunk_high, shrunk_low]: [f64; 4], what: &'static str) -> Result<Sum, Error> {
    let plain = Pair { high, low };
    let shrunk = Pair {
        high: shrunk_high,
        low: shrunk_low,
    };
    // Both are the same sum, but for what was too small to be shrunk and for the last digits of what cancelled.
    let differ = (shrunk_high / SHRINK - high).abs() > high.abs() * 1e-9 + 1e-280;
    match is_pair(plain)
        && is_pair(shrunk)
        && !(high.is_finite() && (differ || !shrunk_high.is_finite()))
    {
        true => Ok(Sum { plain, shrunk }),
        false => Err(Error::State { what }),
    }
}

/// Whether the second number is what the rounding of the first left.
fn is_pair(Pair { high, low }: Pair) -> bool {
    match high.is_finite() {
        true => high + low == high,
        false => low == 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(numbers: &[f64]) -> CostState {
        let mut state = CostState::default();
        for &x in numbers {
            state.sum.add(x);
            state.weight.add(0.1);
            state.count.add(1.0);
            state.samples += 1;
        }
        state
    }

    #[test]
    fn what_is_taken_apart_is_put_together_again() {
        let cases: [&[f64]; 9] = [
            &[],
            &[0.1, 0.2, 0.3],
            &[1e16, 1.0, -1e16],
            &[1.0, 1e100, 1.0, -1e100],
            &[f64::MAX; 7],
            &[f64::MIN_POSITIVE, 5e-324, 1e-300],
            &[f64::INFINITY, 1.0],
            &[f64::NAN, 1.0],
            &[-0.0],
        ];
        for numbers in cases {
            let state = state(numbers);
            let bytes = state.to_parts().to_bytes();
            let again = CostState::from_parts(CostParts::from_bytes(&bytes).unwrap());
            assert_eq!(
                again.map(|state| state.to_parts().to_bytes()),
                Ok(bytes),
                "{numbers:?}"
            );
        }
    }

    #[test]
    fn nonsense_is_refused() {
        let good = state(&[0.1, 0.2, 0.3]).to_parts();
        assert!(CostState::from_parts(good).is_ok());
        let refused = |change: fn(&mut CostParts)| {
            let mut parts = good;
            change(&mut parts);
            assert!(
                matches!(CostState::from_parts(parts), Err(Error::State { .. })),
                "{parts:?}"
            );
        };
        refused(|parts| parts.sum[1] = 0.5);
        refused(|parts| parts.sum[0] = 7.0);
        refused(|parts| parts.weight[2] = f64::NAN);
        refused(|parts| parts.weight[1] = f64::NAN);
        refused(|parts| parts.count[3] = f64::INFINITY);
        refused(|parts| parts.sum = [f64::INFINITY, 1.0, f64::INFINITY, 0.0]);
        refused(|parts| parts.samples = 0);
        refused(|parts| parts.sum = [1.0, 2.0, 3.0, 4.0]);
        let mut backwards = good.to_bytes();
        backwards.reverse();
        let parts = CostParts::from_bytes(&backwards).unwrap();
        assert!(CostState::from_parts(parts).is_err());
        assert!(CostParts::from_bytes(&backwards[1..]).is_err());
        assert!(CostParts::from_bytes(&[]).is_err());
    }
}
