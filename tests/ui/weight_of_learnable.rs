use loss_core::loss;

loss! {
    loss A(x: input, t: learnable = 1.0) { weighted(x, t) }
}

fn main() {}
