//! Every shipped loss in tensor operations against its kernel.
#![cfg(feature = "tensors")]

use burn::tensor::{Device, Int, Tensor, TensorData};
use loss_burn::loss_core::array::{self, Array, differentiated};
use loss_burn::loss_core::kernel::Class;
use loss_burn::loss_core::losses::*;
use loss_burn::loss_core::spec::{Arg, Extent, Kind};
use loss_burn::loss_core::{Elem, Loss, Options, loss};
use loss_burn::{Flat, TensorArgument, Tensors};

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

    /// A function that Burn lacks.
    pub loss Gamma(x: input in 0.0<..) { lgamma(x) }

    /// The same, of a parameter alone.
    pub loss GammaOf(x: input, a: param = 2.5 in 0.0<..) { x * lgamma(a) }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Points {
    Random,
    /// Scores of ±100.
    Saturated,
    /// Few values, so that many are equal.
    Ties,
}

struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

enum Data {
    Real(Vec<f64>),
    Labels(Vec<i64>),
}

const SAMPLES: usize = 5;
const COLUMNS: usize = 4;

/// Numbers well inside the domain.
fn real<L: Loss>(arg: &Arg, elements: usize, points: Points, numbers: &mut Numbers) -> Vec<f64> {
    let (low, high) = match (arg.domain.low, arg.domain.high) {
        (Some(low), Some(high)) => {
            let room = (high.at - low.at) / 16.0;
            (low.at + room, high.at - room)
        }
        (Some(low), None) => (low.at + 0.125, low.at + 3.0),
        (None, Some(high)) => (high.at - 3.0, high.at - 0.125),
        // Corners of boxes, and distributions whose domain does not say so.
        (None, None) if L::NAME == "JensenShannon" && arg.name != "prediction" => (0.125, 1.0),
        (None, None) => (-3.0, 3.0),
    };
    let is_box = L::NAME.ends_with("Iou");
    let free = arg.domain.low.is_none() && arg.domain.high.is_none() && !is_box;
    (0..elements)
        .map(|i| {
            let u = numbers.next();
            match points {
                _ if is_box => u + if i % 4 < 2 { 0.0 } else { 1.25 },
                Points::Saturated if free && arg.kind == Kind::Input => {
                    if u < 0.5 {
                        -100.0
                    } else {
                        100.0
                    }
                }
                Points::Ties => {
                    let step = (high - low) / 4.0;
                    low + step * (u * 4.0).floor()
                }
                _ => low + (high - low) * u,
            }
        })
        .collect()
}

/// How far apart, of the largest element of an output: the operations of Burn are those of the C library, good to 2 units in the last place
/// as the kernels are, and a formula of some tens of them with sums of 20 terms adds up to some tens of units; 64 of them for each.
fn within<E: Elem>() -> f64 {
    64.0 * if E::of(1.0 + 1e-12).to_f64() == 1.0 {
        f64::from(f32::EPSILON)
    } else {
        f64::EPSILON
    }
}

fn compare<L: Loss + Clone, E: Elem + burn::backend::Element>(
    loss: &L,
    tensors: &Tensors<L>,
    device: &Device,
    points: Points,
) -> Result<(), String> {
    let dtype = <E as burn::backend::Element>::dtype();
    let mut numbers = Numbers(7 + points as u64);
    let (mut data, mut shapes, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
    let first = |arg: &Arg| arg.axes.first().copied();
    for arg in L::SPEC.args.iter().filter(|arg| arg.is_per_call()) {
        let mut shape: Vec<usize> = arg
            .axes
            .iter()
            .map(|extent| match *extent {
                Extent::Named(_) => COLUMNS,
                Extent::Fixed(n) => n,
            })
            .collect();
        match L::SPEC.batch {
            // Two batches of different size.
            true => {
                shape[0] = if first(arg) == L::SPEC.args.first().and_then(first) {
                    SAMPLES
                } else {
                    SAMPLES + 2
                }
            }
            false => shape.insert(0, SAMPLES),
        }
        let elements = shape.iter().product();
        data.push(match arg.kind {
            Kind::Index(_) | Kind::Identity => Data::Labels(
                (0..elements)
                    .map(|_| (numbers.next() * 3.0) as i64)
                    .collect(),
            ),
            // As the kernels see them.
            _ => Data::Real(
                real::<L>(arg, elements, points, &mut numbers)
                    .into_iter()
                    .map(|x| E::of(x).to_f64())
                    .collect(),
            ),
        });
        kinds.push(arg.kind);
        shapes.push(shape);
    }
    // The kernel.
    let reals: Vec<Vec<E>> = data
        .iter()
        .map(|x| match x {
            Data::Real(x) => x.iter().map(|&x| E::of(x)).collect(),
            Data::Labels(_) => vec![],
        })
        .collect();
    let arrays: Vec<Array<'_, E>> = data
        .iter()
        .zip(&reals)
        .zip(&shapes)
        .map(|((x, real), shape)| match x {
            Data::Real(_) => Array::new(real, shape),
            Data::Labels(x) => Array::labels(&x[..], shape),
        })
        .collect();
    let learnables = differentiated::<L>().1.len();
    let mut outputs: Vec<Vec<E>> = reals
        .iter()
        .zip(&kinds)
        .filter(|(_, kind)| **kind == Kind::Input)
        .map(|(x, _)| vec![E::of(0.0); x.len()])
        .collect();
    outputs.extend((0..learnables).map(|_| vec![E::of(0.0)]));
    let mut slices: Vec<&mut [E]> = outputs.iter_mut().map(Vec::as_mut_slice).collect();
    let cost = array::value_and_grad(loss, &Options::default(), &arrays, &mut slices);
    // The same in tensors.
    let mut flat: Vec<Flat> = Vec::new();
    let mut inputs: Vec<Tensor<1>> = Vec::new();
    for ((x, shape), kind) in data.iter().zip(&shapes).zip(&kinds) {
        flat.push(match x {
            Data::Labels(x) => ranked(
                Tensor::<1, Int>::from_data(TensorData::new(x.clone(), [x.len()]), device),
                shape,
            ),
            Data::Real(x) => {
                let mut x =
                    Tensor::<1>::from_data(TensorData::new(x.clone(), [x.len()]), (device, dtype));
                if *kind == Kind::Input {
                    x = x.require_grad();
                    inputs.push(x.clone());
                }
                real_ranked(x, shape)
            }
        });
    }
    for (i, arg) in L::SPEC
        .args
        .iter()
        .enumerate()
        .filter(|(_, arg)| arg.kind == Kind::Learnable)
    {
        let Class::One(x) = loss.number(i) else {
            return Err(format!("{} has classes", arg.name));
        };
        let x = Tensor::<1>::from_data([x], (device, dtype)).require_grad();
        inputs.push(x.clone());
        flat.push(x.flat());
    }
    let result = tensors.try_forward(flat);
    let (cost, result) = match (cost, result) {
        (Err(kernel), Err(tensors)) if kernel.to_string() == tensors.to_string() => return Ok(()),
        (Ok(cost), Ok(result)) => (cost, result),
        (a, b) => return Err(format!("{a:?} against {:?}", b.map(|_| ()))),
    };
    let near = |what: String, ours: &[f64], kernel: &[f64]| {
        let size = kernel
            .iter()
            .copied()
            .filter(|x| x.is_finite())
            .fold(0.0, |m: f64, x| m.max(x.abs()));
        let close = |(a, b): (&f64, &f64)| {
            a == b
                || (a.is_nan() && b.is_nan())
                || (a - b).abs() <= within::<E>() * size.max(f64::MIN_POSITIVE)
        };
        match ours.len() == kernel.len() && ours.iter().zip(kernel).all(close) {
            true => Ok(()),
            false => Err(format!("{what}: {ours:?} against {kernel:?}")),
        }
    };
    let numbers = |x: Tensor<1>| x.into_data_as::<f64>().as_slice::<f64>().unwrap().to_vec();
    near("value".into(), &numbers(result.clone()), &[cost])?;
    let gradients = result.backward();
    for (i, (x, kernel)) in inputs.iter().zip(&outputs).enumerate() {
        let ours = x
            .grad(&gradients)
            .map(numbers)
            .ok_or(format!("no gradient {i}"))?;
        let kernel: Vec<f64> = kernel.iter().map(|x| Elem::to_f64(*x)).collect();
        near(format!("gradient {i}"), &ours, &kernel)?;
    }
    Ok(())
}

fn ranked(x: Tensor<1, Int>, shape: &[usize]) -> Flat {
    match *shape {
        [_] => x.flat(),
        [a, b] => x.reshape([a, b]).flat(),
        _ => panic!("labels of another rank"),
    }
}

fn real_ranked(x: Tensor<1>, shape: &[usize]) -> Flat {
    match *shape {
        [_] => x.flat(),
        [a, b] => x.reshape([a, b]).flat(),
        [a, b, c] => x.reshape([a, b, c]).flat(),
        [a, b, c, d] => x.reshape([a, b, c, d]).flat(),
        _ => panic!("numbers of another rank"),
    }
}

fn check<L: Loss + Clone>(loss: L, failures: &mut Vec<String>) {
    let tensors = match Tensors::new(loss.clone()) {
        Ok(tensors) => tensors,
        Err(error) => return failures.push(format!("{}: {error}", L::NAME)),
    };
    let device = Device::flex().autodiff();
    for points in [Points::Random, Points::Saturated, Points::Ties] {
        for (name, result) in [
            ("f64", compare::<L, f64>(&loss, &tensors, &device, points)),
            ("f32", compare::<L, f32>(&loss, &tensors, &device, points)),
        ] {
            if let Err(error) = result {
                failures.push(format!("{} {points:?} {name}: {error}", L::NAME));
            }
        }
    }
}

macro_rules! all {
    ($($loss:ident)*) => {
        /// Their names, and all that went wrong.
        fn shipped() -> (Vec<&'static str>, Vec<String>) {
            let mut failures = Vec::new();
            $(check($loss::default(), &mut failures);)*
            (vec![$(stringify!($loss)),*], failures)
        }
    };
}
all! {
    MeanSquaredError MeanAbsoluteError Huber HalfSquaredError RootMeanSquaredError SmoothL1 LogCosh PowerError
    Quantile Expectile EpsilonInsensitive SquaredEpsilonInsensitive LogisticDistance Periodic
    AbsolutePercentageError SquaredLogarithmicError PseudoHuber Fair Cauchy GemanMcClure Welsch Tukey
    GeneralRobust Wing PoissonNll PoissonRateNll GammaDeviance Tweedie GaussianNll LaplaceNll StudentTNll
    BinaryCrossEntropy BinaryCrossEntropyWithLogits CategoricalCrossEntropy SparseCategoricalCrossEntropy
    CrossEntropy SparseCrossEntropy Hinge SquaredHinge SmoothedHinge ModifiedHuber Perceptron LogisticMargin
    SquaredMargin ExponentialMargin SigmoidMargin DistanceWeighted BinarySparsemax MarginRanking
    HingeEmbedding NegativeLogLikelihood PolyCrossEntropy GeneralizedCrossEntropy SymmetricCrossEntropy
    CrammerSinger MulticlassPerceptron CategoricalHinge MultiMargin MultiLabelMargin MultiLabelSoftMargin
    Asymmetric KlDivergence KlDivergenceProbabilities VaeKl KlDivergenceLogTarget GeneralizedKl JensenShannon
    SquaredHellinger Distillation OrderedWasserstein Discriminator NonSaturatingGenerator MinimaxGenerator
    HingeDiscriminator LeastSquaresDiscriminator LeastSquaresGenerator WassersteinCritic WassersteinGenerator
    RelativisticAverage GradientPenalty Focal FocalProbability CategoricalFocal Dice Jaccard Tversky
    MatthewsCorrelation LogCoshDice DiceCrossEntropy Iou GeneralizedIou DistanceIou CompleteIou Triplet
    SquaredTriplet SwapTriplet SoftTriplet Contrastive CosineDistance CosineEmbedding InfoNce Clip SigLip
    NtXent SupervisedContrastive BarlowTwins AbsolutePenalty SquaredPenalty
}

/// Losses that have not been held against their kernels in tensor operations yet.
const UNTRIED: [&str; 55] = [
    "QuantileHuber",
    "MultiQuantile",
    "SymmetricPercentageError",
    "LogRatio",
    "ScaleInvariantLog",
    "BalancedL1",
    "GaussianMixtureNll",
    "PoissonDeviance",
    "NegativeBinomialNll",
    "ZeroInflatedPoissonNll",
    "LogisticAft",
    "WeibullAft",
    "CoxPartial",
    "Brier",
    "Spherical",
    "RankedProbability",
    "GaussianCrps",
    "CrossEntropyIntensity",
    "RankNet",
    "ListNet",
    "ListMle",
    "AucHinge",
    "LogitAdjusted",
    "MultiLabelCrossEntropy",
    "MultiLabelPairwise",
    "Renyi",
    "AlphaDivergence",
    "GaussianKl",
    "GaussianWasserstein",
    "QualityFocal",
    "Varifocal",
    "GeneralizedDice",
    "DiceFocal",
    "LogIou",
    "EfficientIou",
    "MarginBoundary",
    "SimSiam",
    "MinkowskiTriplet",
    "NTuplet",
    "VicReg",
    "Circle",
    "MultiSimilarity",
    "LiftedStructure",
    "NeighbourhoodComponents",
    "NPair",
    "Angular",
    "NormalizedSoftmax",
    "ProxyNca",
    "ProxyAnchor",
    "ArcFace",
    "CosFace",
    "Center",
    "TaskUncertainty",
    "DirectPreference",
    "SoftmaxEntropy",
];

#[test]
fn every_shipped_loss_is_that_of_its_kernel() {
    let (names, failures) = shipped();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    // None is forgotten: the table of all of them.
    let table = include_str!("../../../loss-core/src/losses/mod.rs");
    let rows = table
        .lines()
        .filter_map(|line| line.strip_prefix("//! | [`")?.split('`').next());
    for name in rows {
        let is_known = names.contains(&name) || UNTRIED.contains(&name);
        assert!(is_known, "{name} is not tested");
    }
}

#[test]
fn so_are_losses_of_ones_own() {
    let mut failures = Vec::new();
    check(ExpectedError::default(), &mut failures);
    check(Mixed::default(), &mut failures);
    check(GammaOf::default(), &mut failures);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_function_that_burn_lacks_is_named() {
    let error = Tensors::new(Gamma).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("`lgamma`"), "{error}");
}

#[test]
fn each_sample_and_what_does_not_fit() {
    let device = Device::flex().autodiff();
    let x = Tensor::<3>::from_data([[[0.0, 100.0, 1.0], [2.0, 0.5, 0.0]]], &device).require_grad();
    let y = Tensor::<2, Int>::from_data([[0, 2]], &device);
    let entropy = Tensors::new(SparseCrossEntropy::default()).unwrap();
    let each = entropy.each::<2>((x.clone(), y.clone()));
    let fused =
        loss_burn::Fused::new(SparseCrossEntropy::default()).each::<2>((x.clone(), y.clone()));
    let numbers = |x: Tensor<2>| x.into_data_as::<f32>().as_slice::<f32>().unwrap().to_vec();
    for (a, b) in numbers(each).iter().zip(numbers(fused)) {
        assert!((a - b).abs() <= 4.0 * f32::EPSILON * b.abs(), "{a} {b}");
    }
    let error = entropy.try_forward((x.clone(), y.clone() + 1)).unwrap_err();
    assert!(
        error.to_string().contains("is 3, but the classes are 0..3"),
        "{error}"
    );
    let error = entropy.try_forward((x, y.reshape([2]))).unwrap_err();
    assert!(
        error.to_string().contains("nothing is broadcast"),
        "{error}"
    );
}
