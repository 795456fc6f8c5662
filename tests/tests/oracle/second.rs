//! The second derivatives of the losses without axes, of one input each.

use loss_core::Elem;
use loss_tests::losses::*;
use loss_tests::subject::Array;

/// The second derivative by the only input, of every sample.
pub type Second<E> = Box<dyn Fn(&[Array<E>]) -> Vec<E> + Sync>;

macro_rules! seconds {
    ($($name:literal: $loss:expr, $($arg:literal),+;)*) => {
        vec![$(($name, {
            let loss = $loss;
            let call: Second<E> = Box::new(move |args| {
                let mut gradient = vec![E::ZERO; args[0].real().len()];
                let mut second = gradient.clone();
                loss.derivatives_into($(args[$arg].real(),)+ &mut gradient, &mut second).expect("the lengths are equal");
                second
            });
            call
        })),*]
    };
}

/// By the name of the entry of the catalogue.
pub fn all<E: Elem>() -> Vec<(&'static str, Second<E>)> {
    seconds! {
        "MeanSquaredError": MeanSquaredError, 0, 1;
        "MeanAbsoluteError": MeanAbsoluteError, 0, 1;
        "Huber": Huber::default(), 0, 1;
        "BinaryCrossEntropy": BinaryCrossEntropy, 0, 1;
        "BinaryCrossEntropyWithLogits": BinaryCrossEntropyWithLogits::default(), 0, 1;
        "MinimaxGenerator": MinimaxGenerator, 0;
        "NonSaturatingGenerator": NonSaturatingGenerator, 0;
        "Focal": Focal::default(), 0, 1;
        "FocalProbability": FocalProbability::default(), 0, 1;
        "AbsolutePenalty": AbsolutePenalty, 0;
        "SquaredPenalty": SquaredPenalty, 0;
        "HalfSquaredError": HalfSquaredError, 0, 1;
        "SmoothL1": SmoothL1::default(), 0, 1;
        "LogCosh": LogCosh, 0, 1;
        "Quantile": Quantile::default(), 0, 1;
        "Expectile": Expectile::default(), 0, 1;
        "EpsilonInsensitive": EpsilonInsensitive::default(), 0, 1;
        "SquaredEpsilonInsensitive": SquaredEpsilonInsensitive::default(), 0, 1;
        "LogisticDistance": LogisticDistance, 0, 1;
        "SquaredLogarithmicError": SquaredLogarithmicError, 0, 1;
        "PseudoHuber": PseudoHuber::default(), 0, 1;
        "Fair": Fair::default(), 0, 1;
        "Cauchy": Cauchy::default(), 0, 1;
        "GemanMcClure": GemanMcClure::default(), 0, 1;
        "Welsch": Welsch::default(), 0, 1;
        "Tukey": Tukey::default(), 0, 1;
        "GeneralRobust": GeneralRobust::default(), 0, 1;
        "Wing": Wing::default(), 0, 1;
        "PoissonNll": PoissonNll::default(), 0, 1;
        "PoissonRateNll": PoissonRateNll::default(), 0, 1;
        "GammaDeviance": GammaDeviance, 0, 1;
        "Tweedie": Tweedie::default(), 0, 1;
        "SquaredHinge": SquaredHinge, 0, 1;
        "SmoothedHinge": SmoothedHinge::default(), 0, 1;
        "ModifiedHuber": ModifiedHuber, 0, 1;
        "LogisticMargin": LogisticMargin, 0, 1;
        "SquaredMargin": SquaredMargin, 0, 1;
        "ExponentialMargin": ExponentialMargin, 0, 1;
        "SigmoidMargin": SigmoidMargin, 0, 1;
        "DistanceWeighted": DistanceWeighted::default(), 0, 1;
        "BinarySparsemax": BinarySparsemax, 0, 1;
        "Asymmetric": Asymmetric::default(), 0, 1;
        "LeastSquaresGenerator": LeastSquaresGenerator::default(), 0;
        "GradientPenalty": GradientPenalty::default(), 0;
    }
}
