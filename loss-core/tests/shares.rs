//! Softmaxes that are themselves a gradient, or a part of one, kept in the room of the gradient.

use loss_core::{Rows, check, loss};

loss! {
    /// What is expected of scores.
    pub loss Expected(scores: input[K], logits: data[K]) {
        sum(softmax(logits) * scores)
    }

    /// The same, of both.
    pub loss ExpectedOfBoth(scores: input[K], logits: input[K]) {
        sum(softmax(logits) * scores)
    }

    /// Beside the logarithm of one class.
    pub loss Beside(logits: input[K], scores: data[K], label: index(K)) {
        sum(stop_gradient(softmax(logits)) * scores) - log_softmax(logits)[label]
    }
}

#[test]
fn a_softmax_is_a_gradient() {
    let (scores, logits) = ([1.0_f64, 2.0, 4.0], [0.0_f64, 0.5, -1.0]);
    let rows = |of| Rows::new(of, 3).unwrap();
    let (value, gradient) = Expected
        .value_and_grad(rows(&scores), rows(&logits))
        .unwrap();
    let exp = logits.map(f64::exp);
    let sum: f64 = exp.iter().sum();
    let p = exp.map(|e| e / sum);
    let expected: f64 = p.iter().zip(scores).map(|(p, s)| p * s).sum();
    assert!((value - expected).abs() < 1e-15);
    for (found, p) in gradient.iter().zip(p) {
        assert!((found - p).abs() < 1e-15);
    }
}

#[test]
fn gradients_are_those_of_the_values() {
    check::gradient(&Expected).unwrap();
    check::gradient(&ExpectedOfBoth).unwrap();
    let (logits, scores) = ([0.0_f64, 0.5, -1.0], [1.0_f64, 2.0, 4.0]);
    let rows = |of| Rows::new(of, 3).unwrap();
    let (_, gradient) = Beside
        .value_and_grad(rows(&logits), rows(&scores), &[1_u32])
        .unwrap();
    assert!(gradient.iter().sum::<f64>().abs() < 1e-15);
}
