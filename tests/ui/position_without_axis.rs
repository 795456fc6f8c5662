use loss_core::loss;

loss! {
    loss A(x: input[K]) { sum(x * position()) }
}

fn main() {}
