// What rustc says of a wrong use points at the use and at the name of the loss, not at the whole block.
use loss_core::{Rows, loss};

loss! {
    /// A loss.
    pub loss Curved(prediction: input, target: data, delta: param = 1.0 in 0.0..) {
        delta * powi(prediction - target, 2)
    }

    /// Another.
    pub loss Labelled(logits: input[K], label: index(K)) { -log_softmax(logits)[label] }
}

fn main() {
    let _ = Curved::default().value(&[1.0_f32], 1.0);
    let _ = Curved::default().values(&[1.0_f32], &[1.0]);
    let _ = Curved { x: 1 };
    let _ = Curved::new("1");
    let _ = Labelled.value(Rows::new(&[1.0_f32], 1).unwrap());
}
