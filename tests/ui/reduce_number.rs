use loss_core::loss;

loss! {
    loss A(x: input, y: data) { mean(powi(x - y, 2)) }
}

fn main() {}
