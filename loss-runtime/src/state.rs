//! Sums that merge: what a cost is computed from, over a data set too large for memory or spread over machines.

use crate::{error::Error, reduction::Reduction};

/// A sum in twice the precision of `f64`, which holds the mean of any finite numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Sum {
    pub(crate) plain: Pair,
    /// The same sum times [`SHRINK`], for when the plain one is beyond the range of `f64`.
    pub(crate) shrunk: Pair,
}

/// A power of two: multiplying by it is exact for what matters beside a sum that overflows.
pub(crate) const SHRINK: f64 = 1.0 / 18_446_744_073_709_551_616.0; // 2^-64

impl Sum {
    /// Adds a number.
    #[inline]
    pub(crate) fn add(&mut self, x: f64) {
        self.plain.add(x);
        self.shrunk.add(x * SHRINK);
    }

    /// A sum that is given times `shrink`, which is 1 or [`SHRINK`].
    #[inline]
    pub(crate) fn of(x: f64, shrink: f64) -> Sum {
        let (plain, shrunk) = if shrink == 1.0 {
            (x, x * SHRINK)
        } else {
            (x / SHRINK, x)
        };
        Sum {
            plain: Pair::of(plain),
            shrunk: Pair::of(shrunk),
        }
    }

    /// Adds another sum.
    pub(crate) fn merge(&mut self, other: Sum) {
        self.plain.merge(other.plain);
        self.shrunk.merge(other.shrunk);
    }

    /// The sum divided by a number. The quotient may be finite where the sum is not.
    #[inline]
    pub(crate) fn over(&self, divisor: f64) -> f64 {
        let plain = self.plain.total();
        let shrunk = self.shrunk.total();
        if !plain.is_finite() && shrunk.is_finite() {
            shrunk / divisor / SHRINK
        } else {
            plain / divisor
        }
    }
}

/// How many numbers are added at once.
pub(crate) const AT_ONCE: usize = 8;

/// Sums side by side, to which numbers come one by one: as many are added at once as there are sums.
#[derive(Clone, Copy)]
pub(crate) struct Sums {
    plain: Pairs,
    shrunk: Pairs,
    waiting: [f64; AT_ONCE],
    count: usize,
}

impl Sums {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Sums {
            plain: Pairs::default(),
            shrunk: Pairs::default(),
            waiting: [0.0; AT_ONCE],
            count: 0,
        }
    }

    /// Adds a number.
    #[inline(always)]
    pub(crate) fn add(&mut self, x: f64) {
        self.waiting[self.count % AT_ONCE] = x;
        self.count += 1;
        if self.count.is_multiple_of(AT_ONCE) {
            self.plain.add(self.waiting);
            self.shrunk.add(self.waiting.map(|x| x * SHRINK));
        }
    }

    /// All of it.
    #[inline(always)]
    pub(crate) fn total(&self) -> Sum {
        if self.count > 1 {
            return self.joined();
        }
        // A small call has one, and no time for the others.
        let mut sum = Sum::default();
        if self.count == 1 {
            sum.add(self.waiting[0]);
        }
        sum
    }

    #[inline(never)]
    fn joined(&self) -> Sum {
        let mut sum = Sum::default();
        if self.count >= AT_ONCE {
            for i in 0..AT_ONCE {
                sum.plain.merge(self.plain.at(i));
                sum.shrunk.merge(self.shrunk.at(i));
            }
        }
        for &x in &self.waiting[..self.count % AT_ONCE] {
            sum.add(x);
        }
        sum
    }
}

/// [`Pair`]s side by side.
#[derive(Clone, Copy, Default)]
struct Pairs {
    high: [f64; AT_ONCE],
    low: [f64; AT_ONCE],
}

impl Pairs {
    #[inline(always)]
    fn add(&mut self, x: [f64; AT_ONCE]) {
        for (i, x) in x.into_iter().enumerate() {
            let sum = self.at(i).plus(x);
            (self.high[i], self.low[i]) = (sum.high, sum.low);
        }
    }

    #[inline(always)]
    fn at(&self, i: usize) -> Pair {
        Pair {
            high: self.high[i],
            low: self.low[i],
        }
    }
}

/// An unevaluated sum of two numbers, the second below half an ulp of the first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Pair {
    pub(crate) high: f64,
    pub(crate) low: f64,
}

impl Pair {
    /// A number, as it comes out of adding it to nothing: -0 is 0.
    #[inline]
    fn of(x: f64) -> Pair {
        Pair {
            high: 0.0 + x,
            low: 0.0,
        }
    }

    /// Knuth's two-sum: `high + low` is exactly the sum of the old high part and `x`, before the old low part joins.
    #[inline(always)]
    fn plus(self, x: f64) -> Pair {
        let high = self.high + x;
        let part = high - self.high;
        let low = (self.high - (high - part)) + (x - part) + self.low;
        let sum = high + low;
        // Beyond the range the low part is NaN, and says nothing.
        let is_finite = sum.is_finite();
        Pair {
            high: if is_finite { sum } else { high },
            low: if is_finite { low - (sum - high) } else { 0.0 },
        }
    }

    fn add(&mut self, x: f64) {
        *self = self.plus(x);
    }

    fn merge(&mut self, other: Pair) {
        self.add(other.high);
        self.add(other.low);
    }

    fn total(self) -> f64 {
        self.high + self.low
    }
}

/// The sums behind a cost: of the losses, of the weights, and of the samples that count. States of the parts of a
/// data set [`merge`](CostState::merge) to the state of the whole; the default is that of no samples. Where the parts lie on
/// several machines, a state travels as its [`CostParts`](crate::CostParts).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CostState {
    pub(crate) sum: Sum,
    pub(crate) weight: Sum,
    pub(crate) count: Sum,
    pub(crate) samples: usize,
}

impl CostState {
    /// Adds one sample: its loss times all its weights, how often it counts (once, or what `weighted` says), and the caller's
    /// weight of it, which is 1 where there is none. A sample that is left out has a loss, a count and a weight of 0.
    ///
    /// For samples that come one by one, or belong to many groups: [`each_and_counts_with`](crate::SampleLoss::each_and_counts_with)
    /// gives what goes in. All sums are kept in twice the precision of `f64`, so that their order hardly ever shows: sums of n
    /// samples in any two orders, merged from parts in any way, differ by at most n · 2⁻¹⁰³ times the sum of magnitudes before
    /// they are rounded to `f64`. Where nothing cancels that leaves the same bits, or in rare cases neighbours.
    ///
    /// ```
    /// use loss_core::{CostState, Options, Reduction, SampleLoss, losses::Huber};
    ///
    /// let (prediction, target) = ([0.5, 3.0, 2.0], [0.0; 3]);
    /// let (losses, counts) = Huber::default().each_and_counts_with::<f64>(&Options::default(), (&prediction, &target))?;
    /// assert_eq!(counts, None); // the formula weighs no sample
    /// let mut state = CostState::default();
    /// losses.iter().for_each(|&loss| state.add(loss, 1.0, 1.0));
    /// assert_eq!(state.cost(Reduction::Mean)?, Huber::default().value(&prediction, &target)?);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    pub fn add(&mut self, loss: f64, count: f64, weight: f64) {
        self.sum.add(loss);
        self.count.add(count);
        self.weight.add(count * weight);
        self.samples += 1;
    }

    /// The state of both parts together.
    pub fn merge(&mut self, other: &CostState) {
        self.sum.merge(other.sum);
        self.weight.merge(other.weight);
        self.count.merge(other.count);
        self.samples += other.samples;
    }

    /// The sum of the losses, each times its weights.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.sum.over(1.0)
    }

    /// The divisor of [`Reduction::WeightedMean`]: the sum of the caller's weights times the formula's.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.weight.over(1.0)
    }

    /// The divisor of [`Reduction::Mean`]: how many samples count, each as often as the formula says.
    #[must_use]
    pub fn count(&self) -> f64 {
        self.count.over(1.0)
    }

    /// How many samples were seen, with those left out.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// The cost.
    ///
    /// # Errors
    /// If the divisor is not positive: the mean of no samples, or of none that counts.
    pub fn cost(&self, reduction: Reduction) -> Result<f64, Error> {
        let divisor = reduction.divisor(self.samples, self.count(), self.weight())?;
        Ok(self.sum.over(divisor))
    }
}

impl core::ops::AddAssign for CostState {
    fn add_assign(&mut self, other: CostState) {
        self.merge(&other);
    }
}

impl core::iter::Sum for CostState {
    fn sum<I: Iterator<Item = CostState>>(states: I) -> CostState {
        states.fold(CostState::default(), |mut all, state| {
            all.merge(&state);
            all
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(numbers: &[f64]) -> Sum {
        let mut sum = Sum::default();
        numbers.iter().for_each(|&x| sum.add(x));
        sum
    }

    #[test]
    fn what_cancels_leaves_the_rest() {
        assert_eq!(sum(&[1e16, 1.0, -1e16]).over(1.0), 1.0);
        assert_eq!(sum(&[1.0, 1e100, 1.0, -1e100]).over(2.0), 1.0);
    }

    #[test]
    fn the_mean_of_the_largest_numbers_is_finite() {
        assert_eq!(sum(&[f64::MAX; 7]).over(7.0), f64::MAX);
        assert_eq!(sum(&[f64::MAX, f64::MAX, -f64::MAX]).over(1.0), f64::MAX);
        assert_eq!(sum(&[f64::INFINITY, 1.0]).over(2.0), f64::INFINITY);
        assert!(sum(&[f64::INFINITY, -f64::INFINITY]).over(2.0).is_nan());
    }

    #[test]
    fn an_empty_state_is_the_identity() {
        let state = CostState {
            sum: sum(&[1.5, 2.5]),
            weight: sum(&[2.0]),
            count: sum(&[2.0]),
            samples: 2,
        };
        let mut left = CostState::default();
        left.merge(&state);
        let mut right = state;
        right.merge(&CostState::default());
        assert_eq!((left, right), (state, state));
        assert_eq!(state.cost(Reduction::Mean), Ok(2.0));
        assert_eq!(CostState::default().cost(Reduction::Sum), Ok(0.0));
        assert_eq!(
            CostState::default().cost(Reduction::Mean),
            Err(Error::Empty { argument: None })
        );
    }
}
