use loss_core::loss;

loss! {
    loss A(x: input) { let mut y = x; y }
}

fn main() {}
