use loss_core::loss;

loss! {
    loss A(x: input in 1.0..0.0) { x }
}

fn main() {}
