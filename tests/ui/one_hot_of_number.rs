use loss_core::loss;

loss! {
    loss A(x: input[K], y: data) { sum(x * one_hot(y)) }
}

fn main() {}
