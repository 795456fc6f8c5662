//! Stand-ins until the library's own are there.
pub use crate::reference::{
    BinaryCrossEntropy, BinaryCrossEntropyWithLogits, CrossEntropy, Discriminator, Focal, Huber,
    KlDivergence, MinimaxGenerator, NonSaturatingGenerator, SparseCrossEntropy, Triplet, VaeKl,
};
loss_core::loss! {
    #[claims(convex, symmetric, zero_at_match)]
    pub loss MeanSquaredError(prediction: input, target: data) { powi(prediction - target, 2) }
    #[claims(convex, symmetric, zero_at_match)]
    pub loss MeanAbsoluteError(prediction: input, target: data) { abs(prediction - target) }
    pub loss CategoricalCrossEntropy(probability: input[K] in 0.0..=1.0, target: data[K] in 0.0..=1.0) { -sum(xlogy(target, probability)) }
    pub loss SparseCategoricalCrossEntropy(probability: input[K] in 0.0..=1.0, label: index(K)) { -ln(probability[label]) }
    pub loss KlDivergenceProbabilities(q: input[K] in 0.0..=1.0, p: data[K] in 0.0..=1.0) { sum(p * ln(p / q)) }
    fn agreement(p, y) { y * p + (1 - y) * (1 - p) }
    pub loss FocalProbability(probability: input in 0.0..=1.0, target: data in 0.0..=1.0, alpha: param = 0.25 in 0.0..=1.0, gamma: param = 2.0 in 0.0..) {
        let p = probability;
        -agreement(alpha, target) * (target * pow(1 - p, gamma) * ln(p) + (1 - target) * pow(p, gamma) * ln(1 - p))
    }
    pub loss CategoricalFocal(logits: input[K], label: index(K), alpha: param[K] = 0.25 in 0.0.., gamma: param = 2.0 in 0.0..) {
        let log_p = log_softmax(logits)[label];
        -alpha[label] * pow(1 - exp(log_p), gamma) * log_p
    }
    pub loss SquaredTriplet(anchor: input[D], positive: input[D], negative: input[D], margin: param = 1.0 in 0.0..) {
        relu(sum(powi(anchor - positive, 2)) - sum(powi(anchor - negative, 2)) + margin)
    }
}
