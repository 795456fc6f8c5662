//! Every shipped loss in tensor operations against its kernel.

use burn::tensor::{DType, Device};
use loss_burn::loss_core::losses::*;
use loss_burn::loss_core::{Reduction, loss};
use loss_burn_tests::{
    Batch, Case, Outcome, Points, Prepared, Samples, Tried, compare, each, near, other_parameters,
    rounded,
};
use std::panic::{AssertUnwindSafe, catch_unwind};

loss! {
    fn miss(p) { 1 - p }

    /// A user's own, with a helper.
    pub loss ExpectedError(logits: input[K], label: index(K), power: param = 1.5 in 0.0<..) {
        pow(miss(softmax(logits)[label]), power)
    }

    /// The order of axes, running sums.
    pub loss Mixed(x: input[M, K], w: input[K, M], y: data[K, M], flip: flag = true) {
        let s = cumsum::<K>(x * y);
        let r = if flip { reverse::<K>(s) } else { s };
        sum::<M>(max::<K>(r * w)) + norm::<K>(sum::<M>(x - y))
    }

    /// A function that Burn lacks, of a parameter alone.
    pub loss GammaOf(x: input, a: param = 2.5 in 0.0<..) { x * lgamma(a) }

    /// And of what differs between samples: on both sides of 0, near its zeros and far away, between its poles.
    pub loss Gammas(x: input) { lgamma(x + 0.25) + lgamma(x + 2.5) + lgamma(2 + 1 / (4 + x * x)) + lgamma(1 - 1 / (4 + x * x)) + lgamma(20 * abs(x) + 3) }

    /// Its derivatives.
    pub loss GammaSlopes(x: input) { digamma(x + 0.25) + digamma(abs(x) + 2.5) + digamma(20 * abs(x) + 3) }

    /// And theirs.
    pub loss GammaCurvatures(x: input) { trigamma(x + 0.25) + trigamma(abs(x) + 2.5) + trigamma(20 * abs(x) + 3) }
}

/// A loss with its defaults, and with other parameters.
struct Row {
    name: &'static str,
    default: fn() -> Prepared,
    other: fn() -> Prepared,
}

macro_rules! rows {
    ($($kind:ident { $($loss:ident)* })*) => {
        const ROWS: &[Row] = &[$($(Row {
            name: stringify!($loss),
            default: || $kind::prepare($loss::default()),
            other: || $kind::prepare(other_parameters::<$loss>()?),
        }),*),*];
    };
}
rows! {
    Samples {
        MeanSquaredError MeanAbsoluteError Huber HalfSquaredError SmoothL1 LogCosh Quantile Expectile QuantileHuber MultiQuantile
        AbsolutePercentageError SquaredLogarithmicError SymmetricPercentageError LogRatio ScaleInvariantLog PowerError EpsilonInsensitive
        SquaredEpsilonInsensitive LogisticDistance Periodic PseudoHuber Fair Cauchy GemanMcClure Welsch Tukey GeneralRobust Wing BalancedL1
        GammaDeviance Tweedie GaussianNll LaplaceNll StudentTNll GaussianMixtureNll PoissonNll PoissonRateNll PoissonDeviance
        NegativeBinomialNll ZeroInflatedPoissonNll LogisticAft WeibullAft Brier Spherical RankedProbability GaussianCrps BinaryCrossEntropy
        BinaryCrossEntropyWithLogits CategoricalCrossEntropy SparseCategoricalCrossEntropy CrossEntropy SparseCrossEntropy
        CrossEntropyIntensity Hinge SquaredHinge SmoothedHinge ModifiedHuber Perceptron BinarySparsemax HingeEmbedding LogisticMargin
        SquaredMargin ExponentialMargin SigmoidMargin DistanceWeighted MarginRanking RankNet ListNet ListMle NegativeLogLikelihood
        PolyCrossEntropy GeneralizedCrossEntropy SymmetricCrossEntropy CrammerSinger MulticlassPerceptron CategoricalHinge MultiMargin
        LogitAdjusted MultiLabelMargin MultiLabelSoftMargin Asymmetric MultiLabelCrossEntropy MultiLabelPairwise KlDivergence
        KlDivergenceProbabilities KlDivergenceLogTarget GeneralizedKl JensenShannon SquaredHellinger Distillation OrderedWasserstein Renyi
        AlphaDivergence VaeKl GaussianKl GaussianWasserstein MinimaxGenerator NonSaturatingGenerator LeastSquaresGenerator
        WassersteinGenerator GradientPenalty Focal FocalProbability CategoricalFocal QualityFocal Varifocal Dice Jaccard Tversky
        MatthewsCorrelation LogCoshDice DiceCrossEntropy GeneralizedDice DiceFocal Iou GeneralizedIou DistanceIou CompleteIou LogIou
        EfficientIou CosineDistance CosineEmbedding Contrastive MarginBoundary SimSiam Triplet SquaredTriplet SwapTriplet SoftTriplet
        MinkowskiTriplet NTuplet ArcFace CosFace TaskUncertainty DirectPreference SoftmaxEntropy AbsolutePenalty SquaredPenalty
        LogisticIntervalAft WeibullIntervalAft ApproxNdcg XeNdcg Sparsemax SelfDistillation LovaszHinge SphereFace SubCenterArcFace SoftTriple P2sGrad
        ExpectedError Mixed GammaOf Gammas GammaSlopes GammaCurvatures
    }
    Batch {
        RootMeanSquaredError CoxPartial AucHinge Discriminator HingeDiscriminator LeastSquaresDiscriminator WassersteinCritic
        RelativisticAverage InfoNce Clip SigLip SupervisedContrastive BarlowTwins NtXent VicReg Circle MultiSimilarity LiftedStructure
        NeighbourhoodComponents NPair Angular NormalizedSoftmax ProxyNca ProxyAnchor Center AucMargin GeneralizedWassersteinDice MomentumContrast
        SignalToNoise IntraPairVariance ThresholdConsistency SmoothAp LinearCrossEntropy MeanDiscrepancy EnergyDistance
        CorrelationAlignment
    }
}

/// All that went wrong, of all losses.
fn failures(with: fn(&Row) -> fn() -> Prepared, test: impl Fn(&dyn Tried) -> Result<(), String>) {
    let mut failures = Vec::new();
    for row in ROWS {
        let result = match with(row)() {
            Ok(loss) => catch_unwind(AssertUnwindSafe(|| test(&*loss)))
                .unwrap_or_else(|_| Err("it panicked".into())),
            Err(error) => Err(error.to_string()),
        };
        if let Err(error) = result {
            failures.push(format!("{}: {error}", row.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn default(row: &Row) -> fn() -> Prepared {
    row.default
}

fn other(row: &Row) -> fn() -> Prepared {
    row.other
}

const POINTS: [Points; 3] = [Points::Random, Points::Saturated, Points::Ties];

/// Against the kernel, at all points, in the types given.
fn at_all_points(loss: &dyn Tried, device: &Device, dtypes: &[DType]) -> Result<(), String> {
    for points in POINTS {
        for &dtype in dtypes {
            let case = Case::new(loss.spec(), points, rounded(dtype));
            compare(loss, &case, device, dtype, Reduction::Mean)
                .map_err(|error| format!("{points:?} {dtype:?} {error}"))?;
        }
    }
    Ok(())
}

#[test]
fn none_is_forgotten() {
    let table = include_str!("../../../loss-core/src/losses/mod.rs");
    let rows = table
        .lines()
        .filter_map(|line| line.strip_prefix("//! | [`")?.split('`').next());
    for name in rows {
        let is_tested = ROWS.iter().any(|row| row.name == name);
        assert!(is_tested, "{name} is not tested");
    }
}

#[test]
fn value_and_gradient_are_those_of_the_kernel() {
    let device = Device::flex().autodiff();
    failures(default, |loss| {
        at_all_points(loss, &device, &[DType::F64, DType::F32])
    });
}

#[test]
fn so_they_are_with_other_parameters() {
    let device = Device::flex().autodiff();
    failures(other, |loss| {
        at_all_points(loss, &device, &[DType::F64, DType::F32])
    });
}

#[test]
fn and_on_another_backend() {
    // The only other one that runs on any machine.
    #[expect(deprecated)]
    let device = Device::ndarray().autodiff();
    failures(default, |loss| {
        at_all_points(loss, &device, &[DType::F64, DType::F32])
    });
}

#[test]
fn half_precision_is_computed_in_single() {
    let device = Device::flex().autodiff();
    failures(default, |loss| {
        at_all_points(loss, &device, &[DType::F16, DType::BF16])
    });
}

#[test]
fn the_cost_is_divided_as_the_reduction_says() {
    let device = Device::flex().autodiff();
    failures(other, |loss| {
        let case = Case::new(loss.spec(), Points::Random, rounded(DType::F64));
        for reduction in [
            Reduction::Sum,
            Reduction::DividedBy(3.5),
            Reduction::WeightedMean,
            Reduction::DividedBy(0.0),
        ] {
            compare(loss, &case, &device, DType::F64, reduction)
                .map_err(|error| format!("{reduction:?} {error}"))?;
        }
        Ok(())
    });
}

#[test]
fn each_sample_is_as_if_it_were_alone() {
    let device = Device::flex().autodiff();
    failures(other, |loss| {
        let case = Case::new(loss.spec(), Points::Random, rounded(DType::F64));
        let factors: Vec<f64> = (0..case.samples()).map(|i| 0.5 + i as f64).collect();
        let Some(result) = each(loss, &case, &device, &factors) else {
            return Ok(());
        };
        let ours = result.map_err(|error| error.to_string())?;
        let mut alone = Outcome {
            value: vec![],
            gradients: vec![vec![]; ours.gradients.len()],
        };
        for (i, factor) in factors.iter().enumerate() {
            let one = loss
                .kernel(true, Reduction::Sum, &case.sample(i), rounded(DType::F64))
                .map_err(|error| error.to_string())?;
            alone.value.extend(one.value);
            for (all, gradient) in alone.gradients.iter_mut().zip(one.gradients) {
                all.extend(gradient.iter().map(|g| g * factor));
            }
        }
        near(&ours, &alone, &[], DType::F64)
    });
}
