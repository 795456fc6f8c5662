use loss_core::loss;

loss! {
    loss A(x: input) { x * (x > 0) }
}

fn main() {}
