use loss_core::loss;

loss! {
    loss A(x: input, p: param = 2.0) { powi(x, p) }
}

fn main() {}
