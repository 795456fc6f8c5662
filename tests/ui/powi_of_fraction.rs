use loss_core::loss;

loss! {
    loss A(x: input) { powi(x, 1.5) }
}

fn main() {}
