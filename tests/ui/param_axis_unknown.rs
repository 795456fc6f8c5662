use loss_core::loss;

loss! {
    loss A(x: input, w: param[K] = 1.0) { x * sum(w) }
}

fn main() {}
