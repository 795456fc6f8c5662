use loss_core::loss;

loss! {
    loss A(x: input) { 1 + { x } }
}

fn main() {}
