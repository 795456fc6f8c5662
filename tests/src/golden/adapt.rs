//! From a record to a call of one of our losses: which loss, which parameters, how the arrays lie, what the reductions are.
//!
//! Where a peer has an option that ours has not, and a caller can have the same by preparing the arguments, they are
//! prepared here: weights are broadcast, smoothed targets smoothed, the class axis is moved to the end.

use loss_core::{Elem, Error, Reduction};

use super::record::{Record, Tensor};
use super::{peers, rows};
use crate::losses::*;
use crate::subject::{Array, Batch, Sample, Subject};
use crate::ulp::Float;

/// Why there is no call.
#[derive(Clone, Debug, PartialEq)]
pub enum Cannot {
    /// The loss refuses its parameters.
    Refused(Error),
    /// No loss here says this.
    Say(String),
}

impl From<Error> for Cannot {
    fn from(error: Error) -> Cannot {
        Cannot::Refused(error)
    }
}

/// A call, and how to read what comes out as the record does.
pub struct Problem<E> {
    /// The loss.
    pub subject: Box<dyn Subject<E>>,
    /// Its arguments.
    pub args: Vec<Array<E>>,
    /// The caller's weights.
    pub weights: Option<Vec<f64>>,
    /// A label to leave out.
    pub ignore: Option<i64>,
    /// What the record's `mean` is.
    pub mean: Reduction,
    /// What its `batchmean` is.
    pub batch_mean: Reduction,
    /// What its `sum` is.
    pub sum: Reduction,
    /// Samples that go into one element of its `none`, which is then their mean.
    pub group: usize,
    /// By what our value is multiplied.
    pub factor: f64,
    /// The record's name for each of our gradients.
    pub inputs: Vec<&'static str>,
    /// Where each element of our gradients lies in the record's, and how long that is, if not in the same place.
    pub place: Option<(Vec<usize>, usize)>,
    /// What may cancel.
    pub terms: Terms,
}

/// The largest term of each element of `none` and of its gradient, where the exact result is a difference of terms that
/// may cancel.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Of the value.
    pub value: Option<Vec<f64>>,
    /// Of the gradient by the only input.
    pub gradient: Option<Vec<f64>>,
}

impl<E: Float> Problem<E> {
    pub(super) fn new<S: Subject<E> + 'static>(subject: S, args: Vec<Array<E>>) -> Problem<E> {
        Problem {
            subject: Box::new(subject),
            args,
            weights: None,
            ignore: None,
            mean: Reduction::Mean,
            batch_mean: Reduction::Mean,
            sum: Reduction::Sum,
            group: 1,
            factor: 1.0,
            inputs: vec!["input"],
            place: None,
            terms: Terms::default(),
        }
    }

    pub(super) fn inputs(self, inputs: Vec<&'static str>) -> Problem<E> {
        Problem { inputs, ..self }
    }

    /// With weights of the caller's, and what a mean is divided by with them.
    pub(super) fn weighted(self, weights: Option<Vec<f64>>, mean: Reduction) -> Problem<E> {
        match weights {
            Some(_) => Problem {
                weights,
                mean,
                ..self
            },
            None => self,
        }
    }
}

/// An input that a record must have.
pub(super) fn need(record: &Record, name: &str) -> Result<Tensor, Cannot> {
    record
        .input(name)
        .ok_or_else(|| Cannot::Say(format!("no input `{name}`")))
}

/// An input with one number a sample.
pub(super) fn column<E: Elem>(record: &Record, name: &str) -> Result<Array<E>, Cannot> {
    Ok(Array::column(need(record, name)?.real()))
}

/// A tensor, repeated to another shape as NumPy does.
pub(super) fn broadcast(tensor: &Tensor, shape: &[usize]) -> Vec<f64> {
    let (data, from) = (tensor.real(), tensor.shape());
    let total: usize = shape.iter().product();
    let pick = |index: usize| {
        let (mut rest, mut at, mut stride) = (index, 0, 1);
        for (axis, &n) in shape.iter().enumerate().rev() {
            let here = rest % n;
            rest /= n;
            // The axes are matched from the end.
            let own = (axis + from.len())
                .checked_sub(shape.len())
                .map(|axis| from[axis]);
            if let Some(own) = own {
                at += if own == 1 { 0 } else { here * stride };
                stride *= own;
            }
        }
        data[at]
    };
    (0..total).map(pick).collect()
}

/// The problem of a record; nothing if this library has no such loss.
#[must_use]
pub fn problem<E: Float>(record: &Record) -> Option<Result<Problem<E>, Cannot>> {
    let peer = record.by.split(':').next().unwrap_or_default();
    Some(match (record.loss.as_str(), peer) {
        (loss, "keras") => peers::keras(loss, record)?,
        (loss, "optax") => peers::optax(loss, record)?,
        ("mse", _) => pointwise(Sample(MeanSquaredError), record, Reduction::WeightedMean),
        ("l1", _) => pointwise(Sample(MeanAbsoluteError), record, Reduction::WeightedMean),
        ("huber", _) => Huber::new(record.param("delta", 1.0))
            .map_err(Cannot::from)
            .and_then(|huber| pointwise(Sample(huber), record, Reduction::WeightedMean)),
        ("bce", _) => pointwise(Sample(BinaryCrossEntropy), record, by_elements(record)),
        ("bce_with_logits", _) => with_logits(record),
        ("cross_entropy", _) => cross_entropy(record),
        ("kl_div", _) => kl_divergence(record),
        ("smooth_l1", _) => SmoothL1::new(record.param("beta", 1.0))
            .map_err(Cannot::from)
            .and_then(|loss| pointwise(Sample(loss), record, Reduction::WeightedMean)),
        ("log_cosh", _) => pointwise(Sample(LogCosh), record, Reduction::Mean),
        ("quantile", _) => Quantile::new(record.param("q", 0.5))
            .map_err(Cannot::from)
            .and_then(|loss| pointwise(Sample(loss), record, Reduction::Mean)),
        ("mape", _) => percentage(record),
        ("msle", _) => pointwise(Sample(SquaredLogarithmicError), record, Reduction::Mean),
        ("poisson_nll", _) => poisson(record),
        ("gaussian_nll", _) => gaussian(record),
        ("hinge", _) => pointwise(Sample(Hinge), record, Reduction::Mean),
        ("squared_hinge", _) => pointwise(Sample(SquaredHinge), record, Reduction::Mean),
        ("soft_margin", _) => pointwise(Sample(LogisticMargin), record, Reduction::Mean),
        ("margin_ranking", _) => margin_ranking(record),
        ("hinge_embedding", _) => HingeEmbedding::new(record.param("margin", 1.0))
            .map_err(Cannot::from)
            .and_then(|loss| pointwise(Sample(loss), record, Reduction::Mean)),
        ("nll", _) => rows::nll(record),
        ("multi_margin", _) => rows::multi_margin(record),
        ("multilabel_margin", _) => rows::multilabel_margin(record),
        ("multilabel_soft_margin", _) => rows::multilabel_soft_margin(record),
        ("cosine_embedding", _) => rows::cosine_embedding(record),
        ("dice", _) => rows::dice(record),
        ("jaccard", _) => Jaccard::new(record.param("smooth", 1.0))
            .map_err(Cannot::from)
            .and_then(|loss| rows::masks(Sample(loss), record)),
        ("tversky", _) => rows::tversky(record),
        ("info_nce" | "clip_contrastive", _) => rows::pairs(record),
        ("nt_xent", _) => rows::two_views(record),
        ("gan_minimax_d", _) => discriminator(Batch(Discriminator), record),
        ("gan_hinge_d", _) => discriminator(Batch(HingeDiscriminator), record),
        ("gan_wasserstein_d", _) => discriminator(Batch(WassersteinCritic), record),
        ("gan_lsgan_d", _) => {
            LeastSquaresDiscriminator::new(record.param("b", 1.0), record.param("a", 0.0))
                .map_err(Cannot::from)
                .and_then(|loss| discriminator(Batch(loss), record))
        }
        ("gan_hinge_g" | "gan_wasserstein_g", _) => generator(Sample(WassersteinGenerator), record),
        ("gan_lsgan_g", _) => LeastSquaresGenerator::new(record.param("c", 1.0))
            .map_err(Cannot::from)
            .and_then(|loss| generator(Sample(loss), record)),
        ("gan_minimax_g", _) => generator(Sample(MinimaxGenerator), record),
        ("gan_nonsaturating_g", _) => generator(Sample(NonSaturatingGenerator), record),
        ("sigmoid_focal", _) => focal(record),
        ("categorical_focal", _) => categorical_focal(record),
        ("triplet_margin", _) => triplet(record),
        _ => return None,
    })
}

/// The mean over all elements, whatever their weights.
fn by_elements(record: &Record) -> Reduction {
    let n = record
        .input("input")
        .map_or(0, |input| input.shape().iter().product::<usize>());
    Reduction::DividedBy(n as f64)
}

fn pointwise<E: Float>(
    subject: impl Subject<E> + 'static,
    record: &Record,
    mean: Reduction,
) -> Result<Problem<E>, Cannot> {
    let input = need(record, "input")?;
    let weights = record
        .input("weight")
        .map(|weight| broadcast(&weight, input.shape()));
    let args = vec![column(record, "input")?, column(record, "target")?];
    Ok(Problem::new(subject, args).weighted(weights, mean))
}

/// torch has one `pos_weight` per column, ours one for all.
fn with_logits<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let pos_weight = match record.input("pos_weight").map(|w| w.real()) {
        None => 1.0,
        Some(w) if w.iter().all(|x| *x == w[0]) => w[0],
        Some(_) => {
            return Err(Cannot::Say(
                "pos_weight differs from column to column".into(),
            ));
        }
    };
    let loss = BinaryCrossEntropyWithLogits::new(pos_weight)?;
    let problem = pointwise(Sample(loss), record, by_elements(record))?;
    // The gradient is that of the negatives, sigmoid(z) (1 - y), less that of the positives, w y sigmoid(-z).
    let pairs = need(record, "input")?.real().into_iter();
    let pairs = pairs.zip(need(record, "target")?.real());
    let largest = |(z, y): (f64, f64)| {
        let negatives = (1.0 - y) / (1.0 + (-z).exp());
        negatives.max(pos_weight * y / (1.0 + z.exp()))
    };
    Ok(Problem {
        terms: Terms {
            value: None,
            gradient: Some(pairs.map(largest).collect()),
        },
        ..problem
    })
}

/// Moves axis 1 of `[N, C, …]` to the end: for each element in our order, its place in the record.
pub(super) fn class_last(shape: &[usize]) -> (Vec<usize>, usize, usize) {
    let (n, c) = if shape.len() < 2 {
        (1, shape[0])
    } else {
        (shape[0], shape[1])
    };
    let inner: usize = shape.iter().skip(2).product();
    let place = (0..n)
        .flat_map(|i| (0..inner).flat_map(move |j| (0..c).map(move |k| (i * c + k) * inner + j)));
    (place.collect(), c, n * inner)
}

fn cross_entropy<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let input = need(record, "input")?;
    let (place, classes, rows) = class_last(input.shape());
    let data = input.real();
    let logits = Array::rows(place.iter().map(|&i| data[i]), classes);
    let weight = record.input("weight").map(|w| w.real());
    let smoothing = record.param("label_smoothing", 0.0);
    let problem = match need(record, "target")? {
        Tensor::Int(labels, _) => {
            let loss = match &weight {
                Some(weight) => SparseCrossEntropy::new(weight, smoothing)?,
                None => SparseCrossEntropy::new(1.0, smoothing)?,
            };
            let ignore = Some(record.param("ignore_index", -100.0) as i64);
            Problem {
                ignore,
                ..Problem::new(Sample(loss), vec![logits, Array::Labels(labels)])
            }
        }
        target => {
            // Smoothing and weighing the targets is what torch does inside.
            let target = target.real();
            let uniform = smoothing / classes as f64;
            let prepared = place.iter().enumerate().map(|(i, &at)| {
                let weight = weight.as_ref().map_or(1.0, |w| w[i % classes]);
                weight * ((1.0 - smoothing) * target[at] + uniform)
            });
            let target = Array::rows(prepared, classes);
            let mean = Reduction::DividedBy(rows as f64);
            Problem {
                mean,
                ..Problem::new(Sample(CrossEntropy), vec![logits, target])
            }
        }
    };
    let total = place.len();
    Ok(Problem {
        place: Some((place, total)),
        ..problem
    })
}

/// torch's `none` is not summed over the classes, its `mean` divides by all elements: rows of one element each.
fn kl_divergence<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let log_q = need(record, "input")?;
    let mut p = need(record, "target")?.real();
    if record.param("log_target", 0.0) != 0.0 {
        p.iter_mut().for_each(|p| *p = p.exp());
    }
    let terms = p
        .iter()
        .zip(log_q.real())
        .map(|(p, x)| (p * p.ln()).abs().max((p * x).abs()))
        .collect();
    let batch = log_q.shape().first().copied().unwrap_or(1);
    let args = vec![Array::rows(log_q.real(), 1), Array::rows(p, 1)];
    Ok(Problem {
        batch_mean: Reduction::DividedBy(batch as f64),
        terms: Terms {
            value: Some(terms),
            gradient: None,
        },
        ..Problem::new(Sample(KlDivergence), args)
    })
}

/// The record's scale is ours of 100.
fn percentage<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let loss = AbsolutePercentageError::new(record.param("epsilon", 1e-7))?;
    let problem = pointwise(Sample(loss), record, Reduction::Mean)?;
    Ok(Problem {
        factor: record.param("scale", 100.0) / 100.0,
        ..problem
    })
}

fn poisson<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let full = record.param("full", 0.0) != 0.0;
    if record.param("log_input", 1.0) != 0.0 {
        return pointwise(Sample(PoissonNll::new(full)), record, Reduction::Mean);
    }
    let loss = PoissonRateNll::new(record.param("eps", 1e-8), full)?;
    pointwise(Sample(loss), record, Reduction::Mean)
}

/// torch repeats a variance along an axis, and adds up its gradient.
fn gaussian<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let loss = GaussianNll::new(record.param("eps", 1e-6), record.param("full", 0.0) != 0.0)?;
    let (input, variance) = (need(record, "input")?, need(record, "var")?);
    if input.real().len() != variance.real().len() {
        return Err(Cannot::Say("a variance for several samples".into()));
    }
    let args = vec![
        column(record, "input")?,
        column(record, "var")?,
        column(record, "target")?,
    ];
    Ok(Problem::new(Sample(loss), args).inputs(vec!["input", "var"]))
}

fn margin_ranking<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let loss = MarginRanking::new(record.param("margin", 0.0))?;
    let args = vec![
        column(record, "input1")?,
        column(record, "input2")?,
        column(record, "target")?,
    ];
    Ok(Problem::new(Sample(loss), args).inputs(vec!["input1", "input2"]))
}

fn discriminator<E: Float>(
    subject: impl Subject<E> + 'static,
    record: &Record,
) -> Result<Problem<E>, Cannot> {
    let args = vec![column(record, "real")?, column(record, "fake")?];
    Ok(Problem::new(subject, args).inputs(vec!["real", "fake"]))
}

fn generator<E: Float>(
    subject: impl Subject<E> + 'static,
    record: &Record,
) -> Result<Problem<E>, Cannot> {
    Ok(Problem::new(subject, vec![column(record, "fake")?]).inputs(vec!["fake"]))
}

/// A negative alpha means none: twice the loss with the same factor 1/2 for both classes.
fn focal<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let (alpha, gamma) = (record.param("alpha", 0.25), record.param("gamma", 2.0));
    let (alpha, factor) = if alpha < 0.0 {
        (0.5, 2.0)
    } else {
        (alpha, 1.0)
    };
    let problem = pointwise(Sample(Focal::new(alpha, gamma)?), record, Reduction::Mean)?;
    Ok(Problem { factor, ..problem })
}

fn categorical_focal<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let input = need(record, "input")?;
    let gamma = record.param("gamma", 2.0);
    let loss = match record.input("alpha").map(|alpha| alpha.real()) {
        Some(alpha) => CategoricalFocal::new(alpha, gamma)?,
        None => CategoricalFocal::new(1.0, gamma)?,
    };
    let Tensor::Int(labels, _) = need(record, "target")? else {
        return Err(Cannot::Say("targets that are no classes".into()));
    };
    let logits = Array::rows(input.real(), input.shape()[1]);
    Ok(Problem::new(
        Sample(loss),
        vec![logits, Array::Labels(labels)],
    ))
}

/// torch adds `eps` to every difference: the same as moving both others by it.
fn triplet<E: Float>(record: &Record) -> Result<Problem<E>, Cannot> {
    let p = record.param("p", 2.0);
    let margin = record.param("margin", 1.0);
    let swap = record.param("swap", 0.0) != 0.0;
    let eps = record.param("eps", 1e-6);
    let rows = |name: &str, eps: f64| -> Result<Array<E>, Cannot> {
        let tensor = need(record, name)?;
        let columns = tensor.shape().last().copied().unwrap_or(1);
        Ok(Array::rows(
            tensor.real().into_iter().map(|x| x - eps),
            columns,
        ))
    };
    let args = vec![
        rows("anchor", 0.0)?,
        rows("positive", eps)?,
        rows("negative", eps)?,
    ];
    // With a swap the distance of positive and negative has no eps here, as both were moved by it.
    let problem = if p != 2.0 {
        Problem::new(Sample(MinkowskiTriplet::new(p, margin, swap)?), args)
    } else if swap {
        Problem::new(Sample(SwapTriplet::new(margin)?), args)
    } else {
        Problem::new(Sample(Triplet::new(margin)?), args)
    };
    Ok(problem.inputs(vec!["anchor", "positive", "negative"]))
}
