//! Every shipped loss has an entry, and its hand-written kernel computes the same.

use super::*;
use std::collections::BTreeSet;

fn unit<E: Real>() -> f64 {
    2.0 / E::EXACT as f64
}

/// Cost and gradients agree to a few roundings of the largest element.
fn agree<E: Real + Naive>(entry: &Entry<E>, data: &Data<E>) {
    let (mut want, mut got) = (data.gradients(), data.gradients());
    let (cost, other) = (
        (entry.ours)(data, &mut want),
        (entry.baseline)(data, &mut got),
    );
    let name = entry.name;
    let bound = 8.0 * unit::<E>() * cost.abs().max(0.01);
    assert!((cost - other).abs() <= bound, "{name}: {cost} {other}");
    for (want, got) in want.0.iter().zip(&got.0).take(entry.gradients) {
        let most = want
            .iter()
            .fold(0.0, |most, x| f64::max(most, x.to_f64().abs()));
        for (i, (want, got)) in want.iter().zip(got).enumerate() {
            let (want, got) = (want.to_f64(), got.to_f64());
            let bound = 8.0 * unit::<E>() * want.abs().max(most);
            assert!((want - got).abs() <= bound, "{name} {i}: {want:e} {got:e}");
        }
    }
}

fn all_agree<E: Real + Naive>() {
    for entry in all::<E>() {
        agree(&entry, &entry.data(4 * COLUMNS));
        // A tail in lanes, and in registers.
        if entry.rows {
            agree(&entry, &Data::new(entry.draws, 5, 75));
            agree(&entry, &Data::new(entry.draws, 40, 3));
        } else {
            agree(&entry, &entry.data(77));
        }
    }
}

#[test]
fn single_precision_agrees() {
    all_agree::<f32>();
}

#[test]
fn double_precision_agrees() {
    all_agree::<f64>();
}

/// The names that the sources of the library define.
fn shipped() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for chapter in loss_core::sources::chapters() {
        for line in chapter.text.lines() {
            let line = line.trim_start();
            for start in ["pub loss ", "pub batch loss "] {
                if let Some(rest) = line.strip_prefix(start) {
                    names.insert(rest.split('(').next().unwrap_or_default().to_owned());
                }
            }
        }
    }
    names
}

/// The losses that no hand-written kernel stands next to yet, so that `floors` says nothing of them. A loss that is new may join them; none that is measured may.
const UNMEASURED: [&str; 112] = [
    "AlphaDivergence",
    "Angular",
    "ApproxNdcg",
    "ArcFace",
    "AucHinge",
    "AucMargin",
    "BalancedL1",
    "BarlowTwins",
    "Brier",
    "CategoricalHinge",
    "Center",
    "Circle",
    "Clip",
    "CompleteIou",
    "Contrastive",
    "CorrelationAlignment",
    "CosFace",
    "CosineDistance",
    "CosineEmbedding",
    "CoxPartial",
    "CrammerSinger",
    "CrossEntropyIntensity",
    "Dice",
    "DiceCrossEntropy",
    "DiceFocal",
    "DirectPreference",
    "DistanceIou",
    "Distillation",
    "EfficientIou",
    "EnergyDistance",
    "GaussianCrps",
    "GaussianKl",
    "GaussianMixtureNll",
    "GaussianWasserstein",
    "GeneralizedCrossEntropy",
    "GeneralizedDice",
    "GeneralizedIou",
    "GeneralizedWassersteinDice",
    "InfoNce",
    "IntraPairVariance",
    "Iou",
    "Jaccard",
    "JensenShannon",
    "LiftedStructure",
    "LinearCrossEntropy",
    "ListMle",
    "ListNet",
    "LogCoshDice",
    "LogIou",
    "LogRatio",
    "LogisticAft",
    "LogisticIntervalAft",
    "LogitAdjusted",
    "LovaszHinge",
    "MarginBoundary",
    "MatthewsCorrelation",
    "MeanDiscrepancy",
    "MinkowskiTriplet",
    "MomentumContrast",
    "MultiLabelCrossEntropy",
    "MultiLabelMargin",
    "MultiLabelPairwise",
    "MultiMargin",
    "MultiQuantile",
    "MultiSimilarity",
    "MulticlassPerceptron",
    "NPair",
    "NTuplet",
    "NegativeBinomialNll",
    "NegativeLogLikelihood",
    "NeighbourhoodComponents",
    "NormalizedSoftmax",
    "NtXent",
    "OrderedWasserstein",
    "P2sGrad",
    "PoissonDeviance",
    "PolyCrossEntropy",
    "ProxyAnchor",
    "ProxyNca",
    "QualityFocal",
    "QuantileHuber",
    "RankNet",
    "RankedProbability",
    "RelativisticAverage",
    "Renyi",
    "ScaleInvariantLog",
    "SelfDistillation",
    "SigLip",
    "SignalToNoise",
    "SimSiam",
    "SmoothAp",
    "SoftTriple",
    "SoftTriplet",
    "SoftmaxEntropy",
    "Sparsemax",
    "SphereFace",
    "Spherical",
    "SquaredHellinger",
    "SubCenterArcFace",
    "SupervisedContrastive",
    "SwapTriplet",
    "SymmetricCrossEntropy",
    "SymmetricPercentageError",
    "TaskUncertainty",
    "ThresholdConsistency",
    "Tversky",
    "Varifocal",
    "VicReg",
    "WeibullAft",
    "WeibullIntervalAft",
    "XeNdcg",
    "ZeroInflatedPoissonNll",
];

#[test]
fn every_shipped_loss_has_an_entry_or_is_listed_as_unmeasured() {
    let mut names: Vec<String> = all::<f32>().iter().map(|e| e.name.to_owned()).collect();
    names.extend(UNMEASURED.map(str::to_owned));
    let distinct: BTreeSet<String> = names.iter().cloned().collect();
    assert_eq!(distinct.len(), names.len(), "a loss is measured and listed");
    assert_eq!(distinct, shipped());
}
