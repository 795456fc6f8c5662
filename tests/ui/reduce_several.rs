use loss_core::loss;

loss! {
    batch loss A(x: input[N, D]) { sum(x) }
}

fn main() {}
