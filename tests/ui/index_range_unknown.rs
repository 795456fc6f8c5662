use loss_core::loss;

loss! {
    loss A(x: input[C], label: index(K)) { sum(x) * len::<K>() + one_hot(label) }
}

fn main() {}
