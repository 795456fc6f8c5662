use loss_core::loss;

loss! {
    loss A(x: input[L], y: data[K], label: index(K)) { x[label] + sum(y) }
}

fn main() {}
