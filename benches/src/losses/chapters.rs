//! The losses of the other chapters, with their default parameters: a line each.

use super::Entry;
use crate::baseline::elements::{adversarial, likelihood, margin, regression, robust};
use crate::baseline::naive::Naive;
use crate::baseline::{pointwise, summed};
use crate::data::{Draw, Gradients};
use loss_core::{Real, Rows, losses};

const FITS: &str = "all lengths agree";

/// How to call a loss by its kind, and a hand-written kernel with it.
macro_rules! calls {
    // A prediction and data.
    (pair $name:ident $by_hand:expr) => {
        (
            1,
            |data, Gradients([to, ..])| {
                <losses::$name as Default>::default()
                    .value_and_grad_into(&data.x[0], &data.x[1], to)
                    .expect(FITS)
            },
            |data, Gradients([to, ..])| pointwise($by_hand, [&data.x[0], &data.x[1]], [to]),
        )
    };
    // One slice.
    (single $name:ident $by_hand:expr) => {
        (
            1,
            |data, Gradients([to, ..])| {
                <losses::$name as Default>::default()
                    .value_and_grad_into(&data.x[0], to)
                    .expect(FITS)
            },
            |data, Gradients([to, ..])| pointwise($by_hand, [&data.x[0]], [to]),
        )
    };
    // Two predictions and data.
    (double $name:ident $by_hand:expr) => {
        (
            2,
            |data, Gradients([first, second, _])| {
                let [x, y, z] = &data.x;
                <losses::$name as Default>::default()
                    .value_and_grad_into(x, y, z, first, second)
                    .expect(FITS)
            },
            |data, Gradients([first, second, _])| {
                pointwise($by_hand, data.x.each_ref().map(|x| &x[..]), [first, second])
            },
        )
    };
    // The scores of real and of generated samples, all at once: a kernel for each.
    (batch $name:ident $real:expr, $fake:expr) => {
        (
            2,
            |data, Gradients([first, second, _])| {
                <losses::$name as Default>::default()
                    .value_and_grad_into(&data.x[0], &data.x[1], first, second)
                    .expect(FITS)
            },
            |data, Gradients([first, second, _])| {
                pointwise($real, [&data.x[0]], [first]) + pointwise($fake, [&data.x[1]], [second])
            },
        )
    };
    // Rows whose elements are averaged.
    (averaged $name:ident $by_hand:expr) => {
        (
            1,
            |data, Gradients([to, ..])| {
                let [x, y, _] = data
                    .x
                    .each_ref()
                    .map(|x| Rows::new(x, data.columns).expect(FITS));
                <losses::$name as Default>::default()
                    .value_and_grad_into(x, y, to)
                    .expect(FITS)
            },
            |data, Gradients([to, ..])| pointwise($by_hand, [&data.x[0], &data.x[1]], [to]),
        )
    };
    // Rows whose elements add up.
    (rows $name:ident $by_hand:expr) => {
        (
            1,
            |data, Gradients([to, ..])| {
                let [x, y, _] = data
                    .x
                    .each_ref()
                    .map(|x| Rows::new(x, data.columns).expect(FITS));
                <losses::$name as Default>::default()
                    .value_and_grad_into(x, y, to)
                    .expect(FITS)
            },
            |data, Gradients([to, ..])| {
                let [x, y, _] = &data.x;
                summed($by_hand, [x, y], [to], data.labels.len())
            },
        )
    };
}

/// A list of entries: kind, name, what its arguments hold, whether it needs a function, and the kernel.
macro_rules! entries {
    ($($kind:ident $name:ident [$x:ident $y:ident $z:ident] $transcendental:ident, $($by_hand:expr),+;)*) => {
        vec![$({
            let (gradients, ours, baseline): (_, super::Call<E>, super::Call<E>) = calls!($kind $name $($by_hand),+);
            Entry {
                name: stringify!($name),
                draws: [Draw::$x, Draw::$y, Draw::$z],
                rows: matches!(stringify!($kind), "rows" | "averaged"),
                gradients,
                ours,
                baseline,
                functions: None,
                naive: None,
                transcendental: $transcendental,
            }
        }),*]
    };
}

/// All of them.
pub fn all<E: Real + Naive>() -> Vec<Entry<E>> {
    let mut all = regression();
    all.extend(likelihoods());
    all.extend(margins());
    all.extend(others());
    all
}

fn regression<E: Real>() -> Vec<Entry<E>> {
    let mut all = entries! {
        pair HalfSquaredError [Logits Numbers None] false, regression::HalfSquared {};
        pair SmoothL1 [Numbers Logits None] false, regression::SmoothL1 { beta: 1.0 };
        pair LogCosh [Logits Numbers None] true, regression::LogCosh {};
        pair LogisticDistance [Logits Numbers None] true, regression::LogisticDistance {};
        pair PowerError [Logits Numbers None] true, crate::baseline::Squared;
        pair Quantile [Logits Numbers None] false, regression::Quantile { tau: 0.5 };
        pair Expectile [Logits Numbers None] false, regression::Expectile { tau: 0.5 };
        pair EpsilonInsensitive [Numbers Numbers None] false, regression::EpsilonInsensitive { epsilon: 0.1 };
        pair SquaredEpsilonInsensitive [Numbers Numbers None] false, regression::SquaredEpsilonInsensitive { epsilon: 0.1 };
        pair Periodic [Numbers Numbers None] true, regression::Periodic { period: 1.0 };
        pair AbsolutePercentageError [Logits Logits None] false, regression::AbsolutePercentage { epsilon: 1e-7 };
        pair SquaredLogarithmicError [Probabilities Probabilities None] true, regression::SquaredLogarithmic {};
        pair PseudoHuber [Logits Numbers None] true, robust::PseudoHuber { width: 1.0 };
        pair Fair [Logits Numbers None] true, robust::Fair { width: 1.0 };
        pair Cauchy [Logits Numbers None] true, robust::Cauchy { width: 1.0 };
        pair GemanMcClure [Logits Numbers None] false, robust::GemanMcClure { width: 1.0 };
        pair Welsch [Numbers Logits None] true, robust::Welsch { width: 1.0 };
        pair Tukey [Logits Numbers None] false, robust::Tukey { width: 4.685 };
        pair GeneralRobust [Logits Numbers None] true, robust::GeneralRobust {};
        pair Wing [Logits Numbers None] true, robust::Wing { width: 10.0, curvature: 2.0 };
    };
    all.push(Entry {
        name: "RootMeanSquaredError",
        draws: [Draw::Logits, Draw::Numbers, Draw::None],
        rows: false,
        gradients: 1,
        ours: |data, Gradients([to, ..])| {
            losses::RootMeanSquaredError
                .value_and_grad_into(&data.x[0], &data.x[1], to)
                .expect(FITS)
        },
        baseline: |data, Gradients([to, ..])| {
            let x = [&data.x[0][..], &data.x[1][..]];
            let root = pointwise(regression::SquaresOnly {}, x, []).sqrt();
            let factor = 1.0 / (root * data.len() as f64);
            pointwise(regression::ResidualOnly { factor }, x, [to]);
            root
        },
        functions: None,
        naive: None,
        transcendental: false,
    });
    all
}

fn likelihoods<E: Real>() -> Vec<Entry<E>> {
    entries! {
        pair PoissonNll [Numbers Probabilities None] true, likelihood::Poisson {};
        pair PoissonRateNll [Probabilities Probabilities None] true, likelihood::PoissonRate { epsilon: 1e-8 };
        pair GammaDeviance [Numbers Probabilities None] true, likelihood::Gamma {};
        pair Tweedie [Numbers Probabilities None] true, likelihood::Tweedie { power: 1.5 };
        double GaussianNll [Numbers Probabilities Numbers] true, likelihood::Gauss { floor: 1e-6 };
        double LaplaceNll [Numbers Probabilities Numbers] true, likelihood::Laplace {};
        double StudentTNll [Numbers Probabilities Numbers] true, likelihood::Student {};
    }
}

fn margins<E: Real>() -> Vec<Entry<E>> {
    entries! {
        pair Hinge [Logits Signs None] false, margin::Hinge {};
        pair SquaredHinge [Logits Signs None] false, margin::SquaredHinge {};
        pair SmoothedHinge [Logits Signs None] false, margin::SmoothedHinge { width: 1.0 };
        pair ModifiedHuber [Logits Signs None] false, margin::ModifiedHuber {};
        pair BinarySparsemax [Logits Signs None] false, margin::Sparsemax {};
        pair Perceptron [Logits Signs None] false, margin::Perceptron {};
        pair LogisticMargin [Logits Signs None] true, margin::Logistic {};
        pair SquaredMargin [Logits Signs None] false, margin::Squared {};
        pair ExponentialMargin [Logits Signs None] true, margin::Exponential {};
        pair SigmoidMargin [Logits Signs None] true, margin::Sigmoid {};
        pair DistanceWeighted [Logits Signs None] true, margin::DistanceWeighted {};
        double MarginRanking [Logits Logits Signs] false, margin::Ranking {};
        pair HingeEmbedding [Probabilities Signs None] false, margin::Embedding { margin: 1.0 };
    }
}

fn others<E: Real>() -> Vec<Entry<E>> {
    entries! {
        single LeastSquaresGenerator [Logits None None] false, adversarial::HalfSquaredTo { target: 1.0 };
        single WassersteinGenerator [Logits None None] false, adversarial::Score { factor: -1.0 };
        single GradientPenalty [Probabilities None None] false, adversarial::SquaredTo { target: 1.0 };
        batch HingeDiscriminator [Logits Logits None] false, adversarial::HingeOf { side: 1.0 }, adversarial::HingeOf { side: -1.0 };
        batch LeastSquaresDiscriminator [Logits Logits None] false, adversarial::HalfSquaredTo { target: 1.0 }, adversarial::HalfSquaredTo { target: 0.0 };
        batch WassersteinCritic [Logits Logits None] false, adversarial::Score { factor: -1.0 }, adversarial::Score { factor: 1.0 };
        pair Asymmetric [Logits Classes None] true, adversarial::Asymmetric { shift: 0.05 };
        averaged MultiLabelSoftMargin [Logits Classes None] true, crate::baseline::BceWithLogits;
        rows KlDivergenceLogTarget [LogDistributions LogDistributions None] true, adversarial::KlLogTarget {};
        rows GeneralizedKl [LogDistributions Distributions None] true, adversarial::GeneralizedKl {};
    }
}
