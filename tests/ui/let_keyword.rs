use loss_core::loss;

loss! {
    loss A(x: input) { let type = x; x }
}

fn main() {}
