use loss_core::loss;

loss! {
    loss A(x: input = 1.0) { x }
}

fn main() {}
