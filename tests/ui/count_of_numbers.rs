use loss_core::loss;

loss! {
    loss A(x: input[K]) { count(x) }
}

fn main() {}
