use loss_core::loss;

loss! {
    loss A(x: input in 0.0..<1.0) { x }
}

fn main() {}
