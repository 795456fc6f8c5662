use loss_core::loss;

loss! {
    loss A(x: input, w: param[4] = 1.0) { x * w }
}

fn main() {}
