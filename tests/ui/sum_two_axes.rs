use loss_core::loss;

loss! {
    loss A(x: input[K, L]) { sum::<K, L>(x) }
}

fn main() {}
