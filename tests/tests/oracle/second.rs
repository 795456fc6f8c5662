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
    }
}
