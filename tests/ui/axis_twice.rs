use loss_core::loss;

loss! {
    batch loss A(x: input[N, N]) { sum(x) }
}

fn main() {}
