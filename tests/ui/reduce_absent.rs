use loss_core::loss;

loss! {
    loss A(x: input[K], y: data[L]) { sum::<L>(x) + sum(y) }
}

fn main() {}
