use loss_core::loss;

loss! {
    loss A(x: input) { x / 0 + x / (-0.0) }
}

fn main() {}
