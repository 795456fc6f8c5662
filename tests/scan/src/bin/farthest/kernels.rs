//! The losses of one variable; that none is missing the oracle sees.

use loss_core::Loss;
use loss_core::losses::*;
use loss_core::spec::Spec;
use loss_scan::losses::{Call, both};

/// A loss in both types.
pub struct Kernels {
    /// What it says of itself.
    pub spec: &'static Spec,
    /// What is sieved.
    pub single: Call<f32>,
    /// What by.
    pub double: Call<f64>,
}

macro_rules! kernels {
    ($($loss:ident)*) => {
        vec![$(Kernels {
            spec: <$loss as Loss>::SPEC,
            single: both::<$loss, f32>,
            double: both::<$loss, f64>,
        }),*]
    };
}

/// All of them.
pub fn all() -> Vec<Kernels> {
    kernels! {
        AbsolutePenalty AbsolutePercentageError Asymmetric BalancedL1 BinaryCrossEntropy
        BinaryCrossEntropyWithLogits BinarySparsemax Cauchy DistanceWeighted EpsilonInsensitive
        Expectile ExponentialMargin Fair Focal FocalProbability GammaDeviance GemanMcClure
        GeneralRobust GradientPenalty HalfSquaredError Hinge HingeEmbedding Huber
        LeastSquaresGenerator LogCosh LogRatio LogisticDistance LogisticMargin MeanAbsoluteError
        MeanSquaredError MinimaxGenerator ModifiedHuber NonSaturatingGenerator Perceptron Periodic
        PoissonDeviance PoissonNll PoissonRateNll PowerError PseudoHuber QualityFocal Quantile
        QuantileHuber SigmoidMargin SmoothL1 SmoothedHinge SquaredEpsilonInsensitive SquaredHinge
        SquaredLogarithmicError SquaredMargin SquaredPenalty SymmetricPercentageError Tukey Tweedie
        Varifocal WassersteinGenerator Welsch Wing
    }
}
