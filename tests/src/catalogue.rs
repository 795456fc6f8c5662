//! Every loss, with its defaults and with other parameters, as [`Subject`]s.

use loss_core::Error;

use crate::losses::*;
use crate::reference;
use crate::subject::{Batch, Sample, Subject};
use crate::ulp::Float;

/// A loss with its parameters.
pub struct Entry<E> {
    /// The loss, and its parameters where they are not the defaults.
    pub name: String,
    /// The loss.
    pub subject: Box<dyn Subject<E>>,
}

macro_rules! entries {
    ($($kind:ident $($path:ident)::+ $(: $params:expr)?;)*) => {
        vec![$(Entry {
            name: concat!($(stringify!($path), " ",)+ $("with ", stringify!($params))?).trim_end().replace("reference ", ""),
            subject: Box::new($kind(entries!(@make $($path)::+ $(: $params)?))),
        },)*]
    };
    (@make $($path:ident)::+) => { <$($path)::+ as Default>::default() };
    (@make $($path:ident)::+ : $params:expr) => { $params? };
}

/// An element type. Implemented here for both, so that every kernel is compiled once and not in each test.
pub trait Element: Float {
    /// The losses of the library.
    ///
    /// # Errors
    /// Never: the parameters are in their domains.
    fn library() -> Result<Vec<Entry<Self>>, Error>;
}

impl Element for f32 {
    fn library() -> Result<Vec<Entry<f32>>, Error> {
        library()
    }
}

impl Element for f64 {
    fn library() -> Result<Vec<Entry<f64>>, Error> {
        library()
    }
}

fn library<E: Float>() -> Result<Vec<Entry<E>>, Error> {
    Ok(entries! {
        Sample MeanSquaredError;
        Sample MeanAbsoluteError;
        Sample Huber;
        Sample Huber: Huber::new(0.375);
        Sample BinaryCrossEntropy;
        Sample BinaryCrossEntropyWithLogits;
        Sample BinaryCrossEntropyWithLogits: BinaryCrossEntropyWithLogits::new(2.5);
        Sample CrossEntropy;
        Sample SparseCrossEntropy;
        Sample SparseCrossEntropy: SparseCrossEntropy::new(0.75, 0.125);
        Sample CategoricalCrossEntropy;
        Sample SparseCategoricalCrossEntropy;
        Sample KlDivergence;
        Sample KlDivergenceProbabilities;
        Sample VaeKl;
        Sample VaeKl: VaeKl::new(4.0);
        Batch Discriminator;
        Sample MinimaxGenerator;
        Sample NonSaturatingGenerator;
        Sample Focal;
        Sample Focal: Focal::new(0.75, 0.5);
        Sample Focal: Focal::new(0.5, 0.0);
        Sample Focal: Focal::new(0.25, 5.0);
        Sample FocalProbability;
        Sample FocalProbability: FocalProbability::new(0.75, 1.5);
        Sample CategoricalFocal;
        Sample CategoricalFocal: CategoricalFocal::new(0.5, 0.5);
        Sample CategoricalFocal: CategoricalFocal::new(1.0, 0.0);
        Sample Triplet;
        Sample Triplet: Triplet::new(3.0);
        Sample AbsolutePenalty;
        Sample SquaredPenalty;
        Sample SquaredTriplet;
        Sample SquaredTriplet: SquaredTriplet::new(8.0);
        Sample HalfSquaredError;
        Batch RootMeanSquaredError;
        Sample SmoothL1;
        Sample SmoothL1: SmoothL1::new(0.0);
        Sample LogCosh;
        Sample PowerError;
        Sample PowerError: PowerError::new(1.25);
        Sample Quantile;
        Sample Quantile: Quantile::new(0.125);
        Sample Expectile;
        Sample Expectile: Expectile::new(0.875);
        Sample EpsilonInsensitive;
        Sample SquaredEpsilonInsensitive;
        Sample LogisticDistance;
        Sample Periodic;
        Sample AbsolutePercentageError;
        Sample SquaredLogarithmicError;
        Sample PseudoHuber;
        Sample PseudoHuber: PseudoHuber::new(0.375);
        Sample Fair;
        Sample Fair: Fair::new(0.375);
        Sample Cauchy;
        Sample GemanMcClure;
        Sample Welsch;
        Sample Tukey;
        Sample GeneralRobust;
        Sample GeneralRobust: GeneralRobust::new(2.0, 0.5);
        Sample GeneralRobust: GeneralRobust::new(0.0, 2.0);
        Sample GeneralRobust: GeneralRobust::new(-2.0, 1.0);
        Sample GeneralRobust: GeneralRobust::new(f64::NEG_INFINITY, 1.0);
        Sample Wing;
        Sample PoissonNll;
        Sample PoissonNll: Ok::<_, Error>(PoissonNll::new(true));
        Sample PoissonRateNll;
        Sample GammaDeviance;
        Sample Tweedie;
        Sample Tweedie: Tweedie::new(1.125);
        Sample GaussianNll;
        Sample GaussianNll: GaussianNll::new(0.5, true);
        Sample LaplaceNll;
        Sample StudentTNll;
        Sample Hinge;
        Sample SquaredHinge;
        Sample SmoothedHinge;
        Sample SmoothedHinge: SmoothedHinge::new(0.5);
        Sample ModifiedHuber;
        Sample Perceptron;
        Sample LogisticMargin;
        Sample SquaredMargin;
        Sample ExponentialMargin;
        Sample SigmoidMargin;
        Sample DistanceWeighted;
        Sample DistanceWeighted: DistanceWeighted::new(2.5);
        Sample BinarySparsemax;
        Sample MarginRanking;
        Sample MarginRanking: MarginRanking::new(1.0);
        Sample HingeEmbedding;
        Batch HingeDiscriminator;
        Batch LeastSquaresDiscriminator;
        Sample LeastSquaresGenerator;
        Batch WassersteinCritic;
        Sample WassersteinGenerator;
        Batch RelativisticAverage;
        Sample GradientPenalty;
        Sample NegativeLogLikelihood;
        Sample PolyCrossEntropy;
        Sample GeneralizedCrossEntropy;
        Sample SymmetricCrossEntropy;
        Sample CrammerSinger;
        Sample MulticlassPerceptron;
        Sample CategoricalHinge;
        Sample MultiMargin;
        Sample MultiMargin: MultiMargin::new(0.5, 2.0, 0.75);
        Sample MultiLabelMargin;
        Sample MultiLabelSoftMargin;
        Sample Asymmetric;
        Sample KlDivergenceLogTarget;
        Sample GeneralizedKl;
        Sample JensenShannon;
        Sample SquaredHellinger;
        Sample Distillation;
        Sample OrderedWasserstein;
        Sample Dice;
        Sample Dice: Dice::new(0.5, true);
        Sample Jaccard;
        Sample Tversky;
        Sample Tversky: Tversky::new(0.25, 0.75, 1.0, 1.5);
        Sample MatthewsCorrelation;
        Sample LogCoshDice;
        Sample DiceCrossEntropy;
        Sample Iou;
        Sample GeneralizedIou;
        Sample DistanceIou;
        Sample CompleteIou;
        Sample SwapTriplet;
        Sample SoftTriplet;
        Sample Contrastive;
        Sample CosineDistance;
        Sample CosineEmbedding;
        Batch InfoNce;
        Batch Clip;
        Batch SigLip;
        Batch NtXent;
        Batch SupervisedContrastive;
        Batch BarlowTwins;
        Sample GaussianKl;
        Sample GaussianWasserstein;
        Sample Renyi;
        Sample Renyi: Renyi::new(0.0);
        Sample Renyi: Renyi::new(1.0);
        Sample Renyi: Renyi::new(1.0009765625);
        Sample Renyi: Renyi::new(2.0);
        Sample AlphaDivergence;
        Sample AlphaDivergence: AlphaDivergence::new(0.0);
        Sample AlphaDivergence: AlphaDivergence::new(0.0009765625);
        Sample AlphaDivergence: AlphaDivergence::new(1.0);
        Sample AlphaDivergence: AlphaDivergence::new(1.0009765625);
        Sample AlphaDivergence: AlphaDivergence::new(2.0);
        Sample GeneralizedDice;
        Sample DiceFocal;
        Sample MultiLabelCrossEntropy;
        Sample MultiLabelPairwise;
        Sample MinkowskiTriplet;
        Sample MinkowskiTriplet: MinkowskiTriplet::new(3.0, 0.5, true);
        Sample NTuplet;
        Sample ArcFace;
        Sample ArcFace: ArcFace::new(0.25, 4.0, 1e-7);
        Sample CosFace;
        Sample CosFace: CosFace::new(0.25, 4.0);
        Batch VicReg;
        Batch Circle;
        Batch Circle: Circle::new(0.25, 4.0);
        Batch MultiSimilarity;
        Batch LiftedStructure;
        Batch NeighbourhoodComponents;
        Batch NPair;
        Batch NPair: NPair::new(0.5);
        Batch Angular;
        Batch NormalizedSoftmax;
        Batch ProxyNca;
        Batch ProxyAnchor;
        Batch ProxyAnchor: ProxyAnchor::new(0.25, 4.0);
        Batch Center;
        Sample QuantileHuber;
        Sample QuantileHuber: QuantileHuber::new(0.125, 0.5);
        Sample MultiQuantile;
        Sample SymmetricPercentageError;
        Sample LogRatio;
        Sample ScaleInvariantLog;
        Sample PoissonDeviance;
        Sample NegativeBinomialNll;
        Sample NegativeBinomialNll: NegativeBinomialNll::new(0.25, true);
        Sample ZeroInflatedPoissonNll;
        Sample GaussianMixtureNll;
        Sample CrossEntropyIntensity;
        Sample LogisticAft;
        Sample LogisticAft: LogisticAft::new(0.5);
        Sample WeibullAft;
        Batch CoxPartial;
        Sample Brier;
        Sample Spherical;
        Sample RankedProbability;
        Sample GaussianCrps;
        Sample RankNet;
        Sample ListNet;
        Sample ListMle;
        Batch AucHinge;
        Sample LogIou;
        Sample EfficientIou;
        Sample QualityFocal;
        Sample Varifocal;
        Sample BalancedL1;
        Sample MarginBoundary;
        Sample SimSiam;
        Sample LogitAdjusted;
        Sample LogitAdjusted: LogitAdjusted::new(0.25, 1.5);
        Sample TaskUncertainty;
        Sample DirectPreference;
        Sample DirectPreference: DirectPreference::new(1.0, 0.125);
        Sample SoftmaxEntropy;
        Sample LogisticIntervalAft;
        Sample WeibullIntervalAft;
        Sample WeibullIntervalAft: WeibullIntervalAft::new(2.0);
        Batch AucMargin;
        Batch AucMargin: AucMargin::new(0.75, 0.25, 0.5, 1.0);
        Sample ApproxNdcg;
        Sample ApproxNdcg: ApproxNdcg::new(0.75);
        Sample XeNdcg;
        Sample Sparsemax;
        Sample SelfDistillation;
        Sample SelfDistillation: SelfDistillation::new(0.25, 0.75, 0.5);
        Sample LovaszHinge;
        Batch GeneralizedWassersteinDice;
        Batch MomentumContrast;
        Batch MomentumContrast: MomentumContrast::new(0.5);
        Batch SignalToNoise;
        Batch IntraPairVariance;
        Batch ThresholdConsistency;
        Batch SmoothAp;
        Batch SmoothAp: SmoothAp::new(0.5);
        Batch LinearCrossEntropy;
        Batch LinearCrossEntropy: LinearCrossEntropy::new(0.75);
        Sample SphereFace;
        Sample SphereFace: SphereFace::new(4.0);
        Sample SubCenterArcFace;
        Sample SubCenterArcFace: SubCenterArcFace::new(0.25, 4.0, 1e-7);
        Sample SoftTriple;
        Sample SoftTriple: SoftTriple::new(0.25, 4.0, 0.5);
        Sample P2sGrad;
        Batch MeanDiscrepancy;
        Batch MeanDiscrepancy: MeanDiscrepancy::new(2.5);
        Batch EnergyDistance;
        Batch CorrelationAlignment;
    })
}

/// The formulas of the language reference.
///
/// # Errors
/// Never: the parameters are in their domains.
pub fn formulas() -> Result<Vec<Entry<f64>>, Error> {
    Ok(entries! {
        Sample reference::Huber;
        Sample reference::SmoothL1;
        Sample reference::SmoothL1: reference::SmoothL1::new(0.0);
        Sample reference::LogCosh;
        Sample reference::Quantile;
        Sample reference::Quantile: reference::Quantile::new(0.125);
        Sample reference::GaussianNll;
        Sample reference::GaussianNll: reference::GaussianNll::new(0.5, true);
        Sample reference::PoissonNll;
        Batch reference::Rmse;
        Sample reference::BinaryCrossEntropy;
        Sample reference::BinaryCrossEntropyWithLogits;
        Sample reference::Focal;
        Sample reference::Hinge;
        Sample reference::CrossEntropy;
        Sample reference::SparseCrossEntropy;
        Sample reference::SparseCrossEntropy: SparseCrossEntropy::new(2.0, 0.25);
        Sample reference::MultiMargin;
        Sample reference::MultiMargin: reference::MultiMargin::new(0.5, 2.0);
        Sample reference::MultiLabelMargin;
        Sample reference::KlDivergence;
        Sample reference::JensenShannon;
        Sample reference::OrderedWasserstein;
        Sample reference::VaeKl;
        Batch reference::Discriminator;
        Sample reference::MinimaxGenerator;
        Sample reference::NonSaturatingGenerator;
        Batch reference::RelativisticAverage;
        Sample reference::Dice;
        Sample reference::CompleteIou;
        Sample reference::Triplet;
        Sample reference::CosineEmbedding;
        Batch reference::InfoNce;
        Batch reference::InfoNce: reference::InfoNce::new(0.5);
        Batch reference::SupervisedContrastive;
        Batch reference::SupervisedContrastive: reference::SupervisedContrastive::new(1.0);
        Batch reference::BarlowTwins;
    })
}
