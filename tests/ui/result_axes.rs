use loss_core::loss;

loss! {
    loss A(x: input[K, L]) { x }
}

fn main() {}
