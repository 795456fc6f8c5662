use loss_core::loss;

loss! {
    loss A(x: input[K], label: index) { x[label] }
}

fn main() {}
