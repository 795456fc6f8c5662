use loss_core::loss;

loss! {
    batch loss A(x: input[N]) { mean(mean(x)) }
}

fn main() {}
