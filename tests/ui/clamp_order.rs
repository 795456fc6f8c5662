use loss_core::loss;

loss! {
    loss A(x: input) { clamp(x, 1, 0) }
}

fn main() {}
