use loss_core::loss;

loss! {
    loss A(x: input[K], t: learnable[K] = 1.0) { sum(x) * t }
}

fn main() {}
