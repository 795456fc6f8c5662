use loss_core::loss;

loss! {
    loss A(x: input[K]) { sum<K>(x) }
}

fn main() {}
