use loss_core::loss;

loss! {
    loss A(x: input) { if x > 0 { x } }
}

fn main() {}
