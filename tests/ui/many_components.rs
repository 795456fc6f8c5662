use loss_core::loss;

loss! {
    loss A(x: input[1000]) { sum(x) }
}

fn main() {}
