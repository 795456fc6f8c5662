//! What a caller may say beyond the arguments of a loss.

use crate::{reduction::Reduction, simd::Level};
use alloc::vec::Vec;

/// Sample weights: a borrowed slice of `f32` or `f64`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Weights<'a> {
    /// `f32`
    F32(&'a [f32]),
    /// `f64`
    F64(&'a [f64]),
}

impl Weights<'_> {
    /// How many weights.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Weights::F32(weights) => weights.len(),
            Weights::F64(weights) => weights.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The weight at `i`, which must be below [`Weights::len`].
    #[inline(always)]
    pub(crate) fn at(&self, i: usize) -> f64 {
        match self {
            Weights::F32(weights) => f64::from(weights[i]),
            Weights::F64(weights) => weights[i],
        }
    }
}

macro_rules! weights {
    ($($float:ty, $variant:ident;)*) => { $(
        impl<'a> From<&'a [$float]> for Weights<'a> {
            fn from(weights: &'a [$float]) -> Self {
                Weights::$variant(weights)
            }
        }
        impl<'a> From<&'a Vec<$float>> for Weights<'a> {
            fn from(weights: &'a Vec<$float>) -> Self {
                Weights::$variant(weights)
            }
        }
        impl<'a, const N: usize> From<&'a [$float; N]> for Weights<'a> {
            fn from(weights: &'a [$float; N]) -> Self {
                Weights::$variant(weights)
            }
        }
    )* };
}
weights! { f32, F32; f64, F64; }

/// What a caller may say beyond the arguments of a loss. The default is the mean over all samples, unchecked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    pub(crate) reduction: Reduction,
    pub(crate) weights: Option<Weights<'a>>,
    pub(crate) mask: Option<&'a [bool]>,
    pub(crate) ignore: Option<i64>,
    pub(crate) checked: bool,
    pub(crate) level: Option<Level>,
    pub(crate) floor: Option<f64>,
}

impl<'a> Options<'a> {
    /// How the losses of the samples become one cost.
    #[must_use]
    pub fn reduce(mut self, reduction: Reduction) -> Self {
        self.reduction = reduction;
        self
    }

    /// One weight per sample, finite and not negative. A sample of weight 0 is left out.
    #[must_use]
    pub fn weights(mut self, weights: impl Into<Weights<'a>>) -> Self {
        self.weights = Some(weights.into());
        self
    }

    /// Leaves out the samples whose mask is `false`.
    #[must_use]
    pub fn mask(mut self, mask: &'a [bool]) -> Self {
        self.mask = Some(mask);
        self
    }

    /// Leaves out the samples with this label, which need not be a class.
    #[must_use]
    pub fn ignore_label(mut self, label: i64) -> Self {
        self.ignore = Some(label);
        self
    }

    /// Also checks every element against the domain of its argument.
    #[must_use]
    pub fn checked(mut self) -> Self {
        self.checked = true;
        self
    }

    /// Uses this instruction set instead of the best one found.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    /// The least second derivative that `derivatives_into` writes: one below it, before the weights, becomes this. Boosting divides by
    /// sums of them, so that they must be positive; XGBoost takes 1e-16 for logistic and softmax losses. Without it they are the
    /// true ones, which are 0 where a loss is straight and negative where it is concave. NaN stays. Nothing else looks at it.
    #[must_use]
    pub fn hessian_floor(mut self, least: f64) -> Self {
        self.floor = Some(least);
        self
    }

    /// The least second derivative.
    #[doc(hidden)]
    #[must_use]
    pub fn least_hessian(&self) -> f64 {
        self.floor.unwrap_or(f64::NEG_INFINITY)
    }

    /// The reduction chosen.
    #[must_use]
    pub fn reduction(&self) -> Reduction {
        self.reduction
    }

    /// Whether multiplication and addition fuse on the instruction set of the call: kernels for particular parameters are
    /// compiled for no other.
    #[doc(hidden)]
    #[must_use]
    pub fn fuses(&self) -> bool {
        crate::simd::fuses(self.level.unwrap_or_else(crate::simd::level))
    }

    /// Whether some samples may count more or less than others.
    pub(crate) fn selects(&self) -> bool {
        self.weights.is_some() || self.mask.is_some() || self.ignore.is_some()
    }
}
