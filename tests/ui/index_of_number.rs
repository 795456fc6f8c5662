use loss_core::loss;

loss! {
    loss A(x: input[4], label: index(4)) { x[label] }
}

fn main() {}
