use loss_core::loss;

loss! {
    batch A(x: input[N]) { sum(x) }
}

fn main() {}
