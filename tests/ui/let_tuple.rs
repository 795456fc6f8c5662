use loss_core::loss;

loss! {
    loss A(x: input) { let (a, b) = x; a }
}

fn main() {}
