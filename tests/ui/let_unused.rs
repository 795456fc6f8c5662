use loss_core::loss;

loss! {
    loss A(x: input) { let y = x; x }
}

fn main() {}
