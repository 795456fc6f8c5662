use loss_core::loss;

loss! {
    loss A(x: input[K], label: index(K)) { if label { sum(x) } else { 0 } }
}

fn main() {}
