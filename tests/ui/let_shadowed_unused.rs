use loss_core::loss;

loss! {
    loss A(x: input) { let y = x; let y = 2 * x; y }
}

fn main() {}
