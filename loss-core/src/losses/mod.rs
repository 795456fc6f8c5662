//! The standard losses, each a formula in [`loss!`](crate::loss!) and nothing else.
//!
//! | loss | expects | in PyTorch | in Keras | in Optax |
//! |---|---|---|---|---|
//! | **[regression]** | | | | |
//! | [`MeanSquaredError`] | linear | `mse_loss` | `MeanSquaredError` | `squared_error` |
//! | [`MeanAbsoluteError`] | linear | `l1_loss` | `MeanAbsoluteError` | |
//! | [`Huber`] | linear | `huber_loss` | `Huber` | `huber_loss` |
//! | [`HalfSquaredError`] | linear | | | `l2_loss` |
//! | [`RootMeanSquaredError`] | linear | | | |
//! | [`SmoothL1`] | linear | `smooth_l1_loss` | | |
//! | [`LogCosh`] | linear | | `LogCosh` | `log_cosh` |
//! | **[quantile]** | | | | |
//! | [`Quantile`] | linear | | | |
//! | [`Expectile`] | linear | | | |
//! | [`QuantileHuber`] | linear | | | |
//! | [`MultiQuantile`] | linear | | | |
//! | **[relative]** | | | | |
//! | [`AbsolutePercentageError`] | linear | | `MeanAbsolutePercentageError` | |
//! | [`SquaredLogarithmicError`] | positive | | `MeanSquaredLogarithmicError` | |
//! | [`SymmetricPercentageError`] | linear | | | |
//! | [`LogRatio`] | positive | | | |
//! | [`ScaleInvariantLog`] | positive | | | |
//! | **[distance]** | | | | |
//! | [`PowerError`] | linear | | | |
//! | [`EpsilonInsensitive`] | linear | | | |
//! | [`SquaredEpsilonInsensitive`] | linear | | | |
//! | [`LogisticDistance`] | linear | | | |
//! | [`Periodic`] | linear | | | |
//! | **[robust]** | | | | |
//! | [`PseudoHuber`] | linear | | | |
//! | [`Fair`] | linear | | | |
//! | [`Cauchy`] | linear | | | |
//! | [`GemanMcClure`] | linear | | | |
//! | [`Welsch`] | linear | | | |
//! | [`Tukey`] | linear | | | |
//! | [`GeneralRobust`] | linear | | | |
//! | [`Wing`] | linear | | | |
//! | [`BalancedL1`] | linear | | | |
//! | **[likelihood]** | | | | |
//! | [`GammaDeviance`] | linear | | | |
//! | [`Tweedie`] | linear | | | |
//! | [`GaussianNll`] | linear, positive | `gaussian_nll_loss` | | |
//! | [`LaplaceNll`] | linear, positive | | | |
//! | [`StudentTNll`] | linear, positive | | | |
//! | [`GaussianMixtureNll`] | linear, two, positive | | | |
//! | **[count]** | | | | |
//! | [`PoissonNll`] | linear | `poisson_nll_loss` | | |
//! | [`PoissonRateNll`] | positive | `poisson_nll_loss(log_input=False)` | `Poisson` | |
//! | [`PoissonDeviance`] | positive | | | |
//! | [`NegativeBinomialNll`] | linear | | | |
//! | [`ZeroInflatedPoissonNll`] | linear, two | | | |
//! | **[survival]** | | | | |
//! | [`LogisticAft`] | linear | | | |
//! | [`WeibullAft`] | linear | | | |
//! | [`CoxPartial`] | linear | | | |
//! | [`LogisticIntervalAft`] | linear | | | |
//! | [`WeibullIntervalAft`] | linear | | | |
//! | **[scoring]** | | | | |
//! | [`Brier`] | linear | | | |
//! | [`Spherical`] | linear | | | |
//! | [`RankedProbability`] | linear | | | |
//! | [`GaussianCrps`] | linear, positive | | | |
//! | **[classification]** | | | | |
//! | [`BinaryCrossEntropy`] | sigmoid | `binary_cross_entropy` | `BinaryCrossentropy` | |
//! | [`BinaryCrossEntropyWithLogits`] | linear | `binary_cross_entropy_with_logits` | `BinaryCrossentropy(from_logits)` | `sigmoid_binary_cross_entropy` |
//! | [`CategoricalCrossEntropy`] | softmax | | `CategoricalCrossentropy` | |
//! | [`SparseCategoricalCrossEntropy`] | softmax | `nll_loss` (of the logarithm) | `SparseCategoricalCrossentropy` | |
//! | [`CrossEntropy`] | linear | `cross_entropy` | `CategoricalCrossentropy(from_logits)` | `softmax_cross_entropy` |
//! | [`SparseCrossEntropy`] | linear | `cross_entropy` | `SparseCategoricalCrossentropy(from_logits)` | `softmax_cross_entropy_with_integer_labels` |
//! | [`CrossEntropyIntensity`] | linear | | | |
//! | **[hinge]** | | | | |
//! | [`Hinge`] | linear | | `Hinge` | `hinge_loss` |
//! | [`SquaredHinge`] | linear | | `SquaredHinge` | |
//! | [`SmoothedHinge`] | linear | | | |
//! | [`ModifiedHuber`] | linear | | | |
//! | [`Perceptron`] | linear | | | `perceptron_loss` |
//! | [`BinarySparsemax`] | linear | | | `sparsemax_loss` |
//! | [`HingeEmbedding`] | a distance | `hinge_embedding_loss` | | |
//! | **[margin]** | | | | |
//! | [`LogisticMargin`] | linear | `soft_margin_loss` | | |
//! | [`SquaredMargin`] | linear | | | |
//! | [`ExponentialMargin`] | linear | | | |
//! | [`SigmoidMargin`] | linear | | | |
//! | [`DistanceWeighted`] | linear | | | |
//! | **[ranking]** | | | | |
//! | [`MarginRanking`] | linear, two | `margin_ranking_loss` | | |
//! | [`RankNet`] | linear | | | |
//! | [`ListNet`] | linear | | | |
//! | [`ListMle`] | linear | | | |
//! | [`AucHinge`] | linear | | | |
//! | [`AucMargin`] | any | | | |
//! | [`ApproxNdcg`] | linear | | | |
//! | [`XeNdcg`] | linear | | | |
//! | **[multiclass]** | | | | |
//! | [`NegativeLogLikelihood`] | log-softmax | `nll_loss` | | |
//! | [`PolyCrossEntropy`] | linear | | | `poly_loss_cross_entropy` |
//! | [`GeneralizedCrossEntropy`] | linear | | `CategoricalGeneralizedCrossEntropy` (of probabilities) | |
//! | [`SymmetricCrossEntropy`] | linear | | | |
//! | [`CrammerSinger`] | linear | | | `multiclass_hinge_loss` |
//! | [`MulticlassPerceptron`] | linear | | | `multiclass_perceptron_loss` |
//! | [`CategoricalHinge`] | linear | | `CategoricalHinge` | |
//! | [`MultiMargin`] | linear | `multi_margin_loss` | | |
//! | [`LogitAdjusted`] | linear | | | |
//! | [`Sparsemax`] | linear | | | `multiclass_sparsemax_loss` |
//! | **[multilabel]** | | | | |
//! | [`MultiLabelMargin`] | linear | `multilabel_margin_loss` | | |
//! | [`MultiLabelSoftMargin`] | linear | `multilabel_soft_margin_loss` | | |
//! | [`Asymmetric`] | linear | | | |
//! | [`MultiLabelCrossEntropy`] | linear | | | |
//! | [`MultiLabelPairwise`] | linear | | | |
//! | **[divergence]** | | | | |
//! | [`KlDivergence`] | log-softmax | `kl_div` | | `kl_divergence` |
//! | [`KlDivergenceProbabilities`] | softmax | | `KLDivergence` | |
//! | [`KlDivergenceLogTarget`] | log-softmax | `kl_div(log_target=True)` | | `kl_divergence_with_log_targets` |
//! | [`GeneralizedKl`] | linear | | | `generalized_kl_divergence` |
//! | [`JensenShannon`] | linear | | | |
//! | [`SquaredHellinger`] | linear | | | |
//! | [`Distillation`] | linear | | | |
//! | [`OrderedWasserstein`] | linear | | | |
//! | [`SelfDistillation`] | linear | | | |
//! | **[power_divergence]** | | | | |
//! | [`Renyi`] | linear | | | |
//! | [`AlphaDivergence`] | linear | | | |
//! | **[gaussian]** | | | | |
//! | [`VaeKl`] | linear, two | | | |
//! | [`GaussianKl`] | linear, two | | | |
//! | [`GaussianWasserstein`] | linear, positive | | | |
//! | **[adversarial]** | | | | |
//! | [`Discriminator`] | linear | | | |
//! | [`MinimaxGenerator`] | linear | | | |
//! | [`NonSaturatingGenerator`] | linear | | | |
//! | [`HingeDiscriminator`] | linear | | | |
//! | [`LeastSquaresDiscriminator`] | linear | | | |
//! | [`LeastSquaresGenerator`] | linear | | | |
//! | [`WassersteinCritic`] | linear | | | |
//! | [`WassersteinGenerator`] | linear | | | |
//! | [`RelativisticAverage`] | linear | | | |
//! | [`GradientPenalty`] | a norm | | | |
//! | **[detection]** | | | | |
//! | [`Focal`] | linear | `sigmoid_focal_loss` (torchvision) | `BinaryFocalCrossentropy(from_logits)` | `sigmoid_focal_loss` |
//! | [`FocalProbability`] | sigmoid | | `BinaryFocalCrossentropy` | |
//! | [`CategoricalFocal`] | linear | | `CategoricalFocalCrossentropy(from_logits)` | |
//! | [`QualityFocal`] | linear | | | |
//! | [`Varifocal`] | linear | | | |
//! | **[segmentation]** | | | | |
//! | [`Dice`] | sigmoid | | `Dice` | `dice_loss` |
//! | [`Jaccard`] | sigmoid | | | |
//! | [`Tversky`] | sigmoid | | `Tversky` (its alpha is our beta) | |
//! | [`MatthewsCorrelation`] | sigmoid | | | |
//! | [`LogCoshDice`] | sigmoid | | | |
//! | [`DiceCrossEntropy`] | linear | | | |
//! | [`GeneralizedDice`] | softmax | | | |
//! | [`DiceFocal`] | linear | | | |
//! | **[overlap]** | | | | |
//! | [`LovaszHinge`] | linear | | | |
//! | [`GeneralizedWassersteinDice`] | softmax | | | |
//! | **[boxes]** | | | | |
//! | [`Iou`] | coordinates | | | |
//! | [`GeneralizedIou`] | coordinates | `generalized_box_iou_loss` (torchvision) | | |
//! | [`DistanceIou`] | coordinates | `distance_box_iou_loss` (torchvision) | | |
//! | [`CompleteIou`] | coordinates | `complete_box_iou_loss` (torchvision) | | |
//! | [`LogIou`] | coordinates | | | |
//! | [`EfficientIou`] | coordinates | | | |
//! | **[embedding]** | | | | |
//! | [`CosineDistance`] | any | `cosine_similarity` (1 less it) | `CosineSimilarity` (negated) | `cosine_distance` |
//! | [`CosineEmbedding`] | any | `cosine_embedding_loss` | | |
//! | [`Contrastive`] | linear | | | |
//! | [`MarginBoundary`] | length 1 | | | |
//! | [`SimSiam`] | linear, two | | | |
//! | **[triplet]** | | | | |
//! | [`Triplet`] | linear | `triplet_margin_loss` | | `triplet_margin_loss` |
//! | [`SquaredTriplet`] | length 1 | `triplet_margin_with_distance_loss` | | |
//! | [`SwapTriplet`] | linear | `triplet_margin_loss(swap=True)` | | |
//! | [`SoftTriplet`] | linear | | | |
//! | [`MinkowskiTriplet`] | linear | `triplet_margin_loss(p=…)` | | |
//! | [`NTuplet`] | linear | | | |
//! | **[contrastive]** | | | | |
//! | [`InfoNce`] | linear | | | |
//! | [`Clip`] | linear | | | |
//! | [`SigLip`] | linear | | | |
//! | [`SupervisedContrastive`] | linear | | | |
//! | [`BarlowTwins`] | standardised | | | |
//! | [`NtXent`] | linear | | | `ntxent` |
//! | [`VicReg`] | linear | | | |
//! | [`MomentumContrast`] | linear | | | |
//! | **[metric]** | | | | |
//! | [`Circle`] | linear | | `Circle` | |
//! | [`MultiSimilarity`] | linear | | | |
//! | [`LiftedStructure`] | linear | | | |
//! | [`NeighbourhoodComponents`] | linear | | | |
//! | [`NPair`] | linear | | | |
//! | [`Angular`] | linear | | | |
//! | **[pairs]** | | | | |
//! | [`SignalToNoise`] | linear | | | |
//! | [`IntraPairVariance`] | linear | | | |
//! | [`ThresholdConsistency`] | linear | | | |
//! | [`SmoothAp`] | linear | | | |
//! | **[proxy]** | | | | |
//! | [`NormalizedSoftmax`] | linear | | | |
//! | [`ProxyNca`] | linear | | | |
//! | [`ProxyAnchor`] | linear | | | |
//! | [`ArcFace`] | cosines | | | |
//! | [`CosFace`] | cosines | | | |
//! | [`Center`] | linear | | | |
//! | [`LinearCrossEntropy`] | an embedding | `linear_cross_entropy` | | |
//! | **[sphere]** | | | | |
//! | [`SphereFace`] | cosines | | | |
//! | [`SubCenterArcFace`] | cosines | | | |
//! | [`SoftTriple`] | cosines | | | |
//! | [`P2sGrad`] | cosines | | | |
//! | **[two_samples]** | | | | |
//! | [`MeanDiscrepancy`] | linear | | | |
//! | [`EnergyDistance`] | linear | | | |
//! | [`CorrelationAlignment`] | linear | | | |
//! | **[tasks]** | | | | |
//! | [`TaskUncertainty`] | costs | | | |
//! | [`DirectPreference`] | log-probabilities | | | |
//! | [`SoftmaxEntropy`] | linear | | | |
//! | **[penalty]** | | | | |
//! | [`AbsolutePenalty`] | parameters | | `L1` | |
//! | [`SquaredPenalty`] | parameters | `weight_decay` | `L2` (twice this) | |
//!
//! *Expects* is the output layer before the loss. Where it says linear, the sigmoid or softmax is in the loss: do not put one before it.
//!
//! Each loss documents its formula, gradient, shapes, domain and kinks, when to use it and when not, and its source; search this
//! documentation for the name you know from elsewhere. `println!("{}", Huber::EXPLAIN)` prints what the compiler made of one. Gradients are
//! documented of one sample; a mean over n samples divides them by n.
//!
//! # Claims
//!
//! A loss claims properties with `#[claims(…)]`: they are its `TRAITS`, and [`check::laws`](crate::check::laws) holds it to each.
//!
//! | claim | means |
//! |---|---|
//! | `convex`, `strictly_convex` | in all inputs together, on their domain, for any data in theirs |
//! | `nonnegative`, `bounded_below = c` | never below 0, or c |
//! | `symmetric` | the same when input and target change places |
//! | `zero_at_match` | 0, with zero gradient, where the input is the target |
//! | `lipschitz = c` | no derivative of a sample is beyond c in size |
//! | `homogeneous = p` | input and target times s > 0 give s to the power p times the loss; p is whole |
//! | `shift_invariant` | a number added to all elements of the input changes nothing |
//! | `permutation_equivariant` | classes in another order, with all that is theirs, give the same loss, and the gradient in that order |
//! | `differentiable` | no kink anywhere in the domain |
//! | `proper` | a proper scoring rule: expected to cost least where the report is the distribution of the outcomes |
//!
//! ```
//! use loss_core::{check, losses::Huber, spec::Trait};
//!
//! assert!(Huber::TRAITS.contains(&Trait::Convex) && Huber::TRAITS.contains(&Trait::Lipschitz("delta")));
//! check::laws(&Huber::new(2.5)?).unwrap();
//! # Ok::<(), loss_core::Error>(())
//! ```

// Two parts, each a crate, so that they compile beside each other.
#[doc(inline)]
pub use self::{
    adversarial::*, boxes::*, classification::*, contrastive::*, count::*, detection::*,
    distance::*, divergence::*, embedding::*, gaussian::*, hinge::*, likelihood::*, margin::*,
    metric::*, multiclass::*, multilabel::*, overlap::*, pairs::*, penalty::*, power_divergence::*,
    proxy::*, quantile::*, ranking::*, regression::*, relative::*, robust::*, scoring::*,
    segmentation::*, sphere::*, survival::*, tasks::*, triplet::*, two_samples::*,
};
#[doc(inline)]
pub use loss_structures::{
    adversarial, boxes, contrastive, detection, embedding, metric, overlap, pairs, penalty, proxy,
    segmentation, sphere, tasks, triplet, two_samples,
};
#[doc(inline)]
pub use loss_targets::{
    classification, count, distance, divergence, gaussian, hinge, likelihood, margin, multiclass,
    multilabel, power_divergence, quantile, ranking, regression, relative, robust, scoring,
    survival,
};
