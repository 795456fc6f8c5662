use loss_core::loss;

loss! {
    loss A(x: input) { x * 1e-999 }
}

fn main() {}
