use loss_core::loss;

loss! {
    loss A(prediction: input) { predictoin }
}

fn main() {}
