use loss_core::loss;

loss! {
    loss A(x: input[K]) { x * x }
}

fn main() {}
