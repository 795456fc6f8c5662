//! The checks that users have, over every loss of the library and of the language reference; and that they find what is wrong.

use loss_core::check;
use loss_core::spec::Trait;
use loss_tests::losses::*;
use loss_tests::reference;

/// Every loss, its defaults and other parameters.
macro_rules! each_loss {
    ($check:path; $($loss:expr),* $(,)?) => { {
        let mut failed = Vec::new();
        $(match $check(&$loss) {
            Ok(report) => assert!(report.points() > 50, "{report}"),
            Err(report) => failed.push(report),
        })*
        assert!(failed.is_empty(), "{failed:#?}");
    } };
}

macro_rules! library {
    ($check:path) => {
        each_loss!($check;
            MeanSquaredError, MeanAbsoluteError, Huber::default(), Huber::new(0.375).unwrap(),
            BinaryCrossEntropy, BinaryCrossEntropyWithLogits::default(), BinaryCrossEntropyWithLogits::new(2.5).unwrap(),
            CrossEntropy, SparseCrossEntropy::default(), SparseCrossEntropy::new(0.75, 0.125).unwrap(),
            CategoricalCrossEntropy, SparseCategoricalCrossEntropy,
            KlDivergence, KlDivergenceProbabilities, VaeKl::default(), VaeKl::new(4.0).unwrap(),
            Discriminator, MinimaxGenerator, NonSaturatingGenerator,
            Focal::default(), Focal::new(0.75, 0.5).unwrap(), Focal::new(0.5, 0.0).unwrap(), Focal::new(0.25, 5.0).unwrap(),
            FocalProbability::default(), FocalProbability::new(0.75, 1.5).unwrap(),
            CategoricalFocal::default(), CategoricalFocal::new(0.5, 0.5).unwrap(), CategoricalFocal::new(1.0, 0.0).unwrap(),
            Triplet::default(), Triplet::new(3.0).unwrap(), SquaredTriplet::default(), SquaredTriplet::new(8.0).unwrap(),
            AbsolutePenalty, SquaredPenalty,
        )
    };
}

#[test]
fn every_gradient_is_the_derivative() {
    library!(check::gradient);
}

#[test]
fn every_claim_holds() {
    library!(check::laws);
}

/// Families with an order, batches with labels, proxies, counts, survival, ranking: what the first list has no like of. `Circle` holds a
/// factor fixed on purpose.
macro_rules! further {
    ($check:path) => {
        each_loss!($check;
            Renyi::default(), Renyi::new(1.0).unwrap(), Renyi::new(2.0).unwrap(),
            AlphaDivergence::default(), AlphaDivergence::new(0.25).unwrap(),
            GaussianKl, GaussianWasserstein, GaussianCrps, GeneralizedDice::default(), DiceFocal::default(), MultiLabelCrossEntropy, MultiLabelPairwise,
            MinkowskiTriplet::default(), MinkowskiTriplet::new(3.0, 0.5, true).unwrap(), NTuplet, MarginBoundary::default(),
            ArcFace::new(0.25, 4.0, 1e-2).unwrap(), CosFace::new(0.25, 4.0).unwrap(),
            VicReg::default(), MultiSimilarity::new(2.0, 4.0, 0.5).unwrap(), LiftedStructure::default(), NeighbourhoodComponents, NPair::new(0.5).unwrap(), Angular::default(),
            NormalizedSoftmax::new(0.5).unwrap(), ProxyNca, ProxyAnchor::new(0.25, 4.0).unwrap(), Center,
            QuantileHuber::default(), MultiQuantile::default(), SymmetricPercentageError, LogRatio, ScaleInvariantLog::default(), BalancedL1::default(),
            PoissonDeviance, NegativeBinomialNll::default(), ZeroInflatedPoissonNll, CrossEntropyIntensity,
            LogisticAft::default(), WeibullAft::default(), CoxPartial, Brier, Spherical, RankedProbability, RankNet, ListNet, ListMle, AucHinge::default(),
            LogIou::default(), EfficientIou::default(), QualityFocal::default(), Varifocal::default(), SimSiam,
            LogitAdjusted::default(), TaskUncertainty, DirectPreference::default(), SoftmaxEntropy,
            LogisticIntervalAft::default(), WeibullIntervalAft::default(), AucMargin::new(0.75, 0.25, 0.5, 1.0).unwrap(), ApproxNdcg::new(0.75).unwrap(), XeNdcg, Sparsemax,
            SelfDistillation::new(0.25, 0.75, 0.5).unwrap(), LovaszHinge, GeneralizedWassersteinDice::default(), MomentumContrast::new(0.5).unwrap(), SignalToNoise::default(),
            IntraPairVariance::default(), ThresholdConsistency::default(), SmoothAp::new(0.5).unwrap(), LinearCrossEntropy::default(), SphereFace::new(4.0).unwrap(),
            SoftTriple::new(0.25, 4.0, 0.5).unwrap(), P2sGrad, MeanDiscrepancy::default(), EnergyDistance, CorrelationAlignment,
        )
    };
}

#[test]
fn every_further_gradient_is_the_derivative() {
    further!(check::gradient);
    // It claims nothing: its curvature is beyond what the claims are tested to.
    each_loss!(check::gradient; GaussianMixtureNll);
}

#[test]
fn every_further_claim_holds() {
    further!(check::laws);
    // Where two rows of a class are at 1, the end of the domain, the tie is seen from one side only, where neither is the nearest: its
    // gradient is held to differences elsewhere (differences.rs).
    each_loss!(check::laws; SubCenterArcFace::new(0.25, 4.0, 1e-2).unwrap());
}

#[test]
fn every_gradient_of_the_reference_is_the_derivative() {
    each_loss!(check::gradient;
        reference::Huber::default(), reference::SmoothL1::default(), reference::SmoothL1::new(0.0).unwrap(), reference::LogCosh,
        reference::Quantile::default(), reference::Quantile::new(0.125).unwrap(), reference::GaussianNll::default(), reference::GaussianNll::new(0.5, true).unwrap(),
        reference::PoissonNll, reference::Rmse, reference::BinaryCrossEntropy, reference::Hinge, reference::CrossEntropy,
        reference::SparseCrossEntropy::default(), reference::MultiMargin::default(), reference::MultiMargin::new(0.5, 2.0).unwrap(), reference::MultiLabelMargin,
        reference::KlDivergence, reference::JensenShannon, reference::OrderedWasserstein, reference::VaeKl, reference::Discriminator, reference::RelativisticAverage,
        reference::Dice::default(), reference::Triplet::default(), reference::CosineEmbedding::default(),
        reference::InfoNce::default(), reference::InfoNce::new(0.5).unwrap(), reference::SupervisedContrastive::new(1.0).unwrap(), reference::BarlowTwins::default(),
    );
}

/// What a wrong gradient looks like.
mod wrong {
    loss_core::loss! {
        /// A tenth of a percent of the pull is held fixed.
        pub loss Fixed(prediction: input, target: data) {
            let r = prediction - target;
            0.999 * r * r + 0.001 * stop_gradient(r * r)
        }
        /// The weights of a row are held fixed.
        pub loss FixedWeights(logits: input[K], target: data[K]) {
            sum(stop_gradient(softmax(logits)) * abs(logits - target))
        }
        /// A learnable scale is held fixed in one of two places.
        pub loss FixedScale(x: input, scale: learnable = 1.5 in 0.0<..) {
            ln(scale) + x * x / stop_gradient(scale)
        }

        /// Each claim is wrong.
        #[claims(convex)]
        pub loss Cauchy(prediction: input, target: data) { ln(1 + powi(prediction - target, 2)) }
        #[claims(strictly_convex)]
        pub loss Flat(prediction: input, target: data) { relu(abs(prediction - target) - 1) }
        #[claims(nonnegative)]
        pub loss Negative(prediction: input, target: data) { abs(prediction - target) - 1e-3 }
        #[claims(bounded_below = -1)]
        pub loss Low(prediction: input, target: data) { abs(prediction - target) - 1.01 }
        #[claims(symmetric)]
        pub loss Lopsided(prediction: input, target: data) { powi(prediction - target, 2) * (1 + 1e-6 * sigmoid(prediction)) }
        #[claims(zero_at_match)]
        pub loss Offset(prediction: input, target: data) { powi(prediction - target, 2) + 1e-9 }
        #[claims(lipschitz = bound)]
        pub loss Steep(prediction: input, target: data, bound: param = 1.0 in 0.0<..) { 1.001 * bound * abs(prediction - target) }
        #[claims(homogeneous = 2)]
        pub loss Linear(prediction: input, target: data) { abs(prediction - target) }
        #[claims(shift_invariant)]
        pub loss Shifted(logits: input[K], label: index(K)) { -log_softmax(logits)[label] + 1e-6 * logits[label] }
        #[claims(permutation_equivariant)]
        pub loss Ordered(logits: input[K], target: data[K]) { sum(abs(cumsum(softmax(logits) - target))) }
        #[claims(differentiable)]
        pub loss Kinked(prediction: input, target: data) { abs(prediction - target) }
        #[claims(proper)]
        pub loss Improper(probability: input in 0.0..=1.0, target: data in 0.0..=1.0) { abs(probability - target) }
        #[claims(proper)]
        pub loss Smoothed(logits: input[K], label: index(K)) {
            let log_p = log_softmax(logits);
            -0.9 * log_p[label] - 0.1 * sum(log_p) / len::<K>()
        }
    }
}

#[test]
fn wrong_gradients_are_found() {
    let found = |report: Result<check::Report, check::Report>, of: &str| {
        let text = report.unwrap_err().to_string();
        assert!(text.contains(&format!("the derivative by `{of}")), "{text}");
        assert!(text.contains("the differences converge to"), "{text}");
    };
    found(check::gradient(&wrong::Fixed), "prediction");
    found(check::gradient(&wrong::FixedWeights), "logits");
    found(check::gradient(&wrong::FixedScale::default()), "scale");
}

/// The test of the tests: no claim is beyond being refuted.
#[test]
fn wrong_claims_are_found() {
    let found = |report: Result<check::Report, check::Report>, claim: &str| {
        let text = report.expect_err(claim).to_string();
        assert!(
            text.contains(&format!("claims to be `{claim}`, and is not")),
            "{text}"
        );
    };
    found(check::laws(&wrong::Cauchy), "convex");
    found(check::laws(&wrong::Flat), "strictly_convex");
    found(check::laws(&wrong::Negative), "nonnegative");
    found(check::laws(&wrong::Low), "bounded_below = -1");
    found(check::laws(&wrong::Lopsided), "symmetric");
    found(check::laws(&wrong::Offset), "zero_at_match");
    found(check::laws(&wrong::Steep::default()), "lipschitz = bound");
    found(check::laws(&wrong::Linear), "homogeneous = 2");
    found(check::laws(&wrong::Shifted), "shift_invariant");
    found(check::laws(&wrong::Ordered), "permutation_equivariant");
    found(check::laws(&wrong::Kinked), "differentiable");
    found(check::laws(&wrong::Improper), "proper");
    found(check::laws(&wrong::Smoothed), "proper");
}

/// What the textbooks say of each loss, and so the least that it must claim: claiming nothing is no way out.
///
/// Boyd and Vandenberghe, *Convex Optimization* (2004), 3.1 and 3.2: norms, Huber's function, log-sum-exp and what is affine in front of them are convex.
/// Gneiting and Raftery, *Strictly proper scoring rules* (2007): the logarithmic, quadratic, spherical and ranked scores, and the CRPS, convex in mean and deviation.
/// Huber (1964): the bound of the slope. Cox (1975), Cao et al. (2007), Xia et al. (2008), Burges et al. (2005): sums of log-sum-exps less a linear term, so convex.
/// van Erven and Harremoës (2014): Rényi's divergence does not see the order of the classes.
const LEAST: [(&[Trait], &[Trait]); 43] = {
    use Trait::*;
    const DISTANCE: &[Trait] = &[Convex, Nonnegative, Symmetric, ZeroAtMatch];
    [
        (
            MeanSquaredError::TRAITS,
            &[
                Convex,
                StrictlyConvex,
                Nonnegative,
                Symmetric,
                ZeroAtMatch,
                Homogeneous("2"),
                Differentiable,
            ],
        ),
        (
            MeanAbsoluteError::TRAITS,
            &[
                Convex,
                Nonnegative,
                Symmetric,
                ZeroAtMatch,
                Lipschitz("1"),
                Homogeneous("1"),
            ],
        ),
        (Huber::TRAITS, DISTANCE),
        (Huber::TRAITS, &[Lipschitz("delta"), Differentiable]),
        (BinaryCrossEntropy::TRAITS, &[Convex, Nonnegative, Proper]),
        (
            BinaryCrossEntropyWithLogits::TRAITS,
            &[
                Convex,
                Nonnegative,
                Lipschitz("1 + pos_weight"),
                Differentiable,
            ],
        ),
        (
            CategoricalCrossEntropy::TRAITS,
            &[Convex, Nonnegative, PermutationEquivariant],
        ),
        (
            SparseCategoricalCrossEntropy::TRAITS,
            &[Convex, Nonnegative, PermutationEquivariant, Proper],
        ),
        (
            CrossEntropy::TRAITS,
            &[PermutationEquivariant, Differentiable, Proper],
        ),
        (
            SparseCrossEntropy::TRAITS,
            &[
                Convex,
                Nonnegative,
                ShiftInvariant,
                PermutationEquivariant,
                Differentiable,
            ],
        ),
        (
            KlDivergence::TRAITS,
            &[Convex, PermutationEquivariant, Differentiable],
        ),
        (
            KlDivergenceProbabilities::TRAITS,
            &[Convex, PermutationEquivariant],
        ),
        (VaeKl::TRAITS, &[Convex, Nonnegative, Differentiable]),
        (
            Discriminator::TRAITS,
            &[Convex, Nonnegative, Differentiable],
        ),
        (
            NonSaturatingGenerator::TRAITS,
            &[Convex, Nonnegative, Lipschitz("1"), Differentiable],
        ),
        (Focal::TRAITS, &[Nonnegative, Differentiable]),
        (Brier::TRAITS, &[Nonnegative, Proper, Differentiable]),
        (Spherical::TRAITS, &[Proper, Differentiable]),
        (
            RankedProbability::TRAITS,
            &[Nonnegative, Proper, Differentiable],
        ),
        (
            GaussianCrps::TRAITS,
            &[Convex, Nonnegative, Homogeneous("1"), Differentiable],
        ),
        (GaussianKl::TRAITS, &[Convex, Nonnegative, Differentiable]),
        (
            GaussianWasserstein::TRAITS,
            &[Convex, StrictlyConvex, Nonnegative],
        ),
        (
            Renyi::TRAITS,
            &[ShiftInvariant, PermutationEquivariant, Differentiable],
        ),
        (
            AlphaDivergence::TRAITS,
            &[ShiftInvariant, PermutationEquivariant, Differentiable],
        ),
        (
            RankNet::TRAITS,
            &[Convex, Nonnegative, ShiftInvariant, PermutationEquivariant],
        ),
        (
            ListNet::TRAITS,
            &[Convex, ShiftInvariant, PermutationEquivariant],
        ),
        (
            ListMle::TRAITS,
            &[Convex, ShiftInvariant, PermutationEquivariant],
        ),
        (CoxPartial::TRAITS, &[Convex, Nonnegative]),
        (
            Sparsemax::TRAITS,
            &[
                Convex,
                Nonnegative,
                ShiftInvariant,
                PermutationEquivariant,
                Lipschitz("1"),
                Differentiable,
            ],
        ),
        (LovaszHinge::TRAITS, &[Convex, Nonnegative, Lipschitz("1")]),
        (XeNdcg::TRAITS, &[Convex, Nonnegative, ShiftInvariant]),
        (LinearCrossEntropy::TRAITS, &[Nonnegative, Differentiable]),
        (SelfDistillation::TRAITS, &[Convex, Nonnegative]),
        (
            QuantileHuber::TRAITS,
            &[Convex, Nonnegative, Lipschitz("1"), Differentiable],
        ),
        (
            MultiQuantile::TRAITS,
            &[Convex, Nonnegative, Homogeneous("1")],
        ),
        (PoissonDeviance::TRAITS, &[Convex, Homogeneous("1")]),
        (
            CosFace::TRAITS,
            &[Convex, Nonnegative, Lipschitz("scale"), Differentiable],
        ),
        (
            MultiLabelCrossEntropy::TRAITS,
            &[Convex, Nonnegative, PermutationEquivariant],
        ),
        (
            DirectPreference::TRAITS,
            &[Convex, Nonnegative, Lipschitz("beta"), Differentiable],
        ),
        (
            BalancedL1::TRAITS,
            &[Convex, Symmetric, Lipschitz("gamma"), Differentiable],
        ),
        (
            CategoricalFocal::TRAITS,
            &[
                Nonnegative,
                ShiftInvariant,
                PermutationEquivariant,
                Differentiable,
            ],
        ),
        (
            AbsolutePenalty::TRAITS,
            &[Convex, Nonnegative, Lipschitz("1"), Homogeneous("1")],
        ),
        (
            SquaredPenalty::TRAITS,
            &[
                Convex,
                StrictlyConvex,
                Nonnegative,
                Homogeneous("2"),
                Differentiable,
            ],
        ),
    ]
};

#[test]
fn every_loss_claims_what_the_textbooks_say() {
    for (row, (claimed, least)) in LEAST.iter().enumerate() {
        for claim in *least {
            assert!(
                claimed.contains(claim),
                "row {row}: `{claim}` is not claimed, of {claimed:?}"
            );
        }
    }
}
