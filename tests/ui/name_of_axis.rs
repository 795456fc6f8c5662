use loss_core::loss;

loss! {
    loss A(x: input[K]) { sum(x) / K }
}

fn main() {}
