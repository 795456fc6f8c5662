use loss_core::loss;

loss! {
    loss A(x: input[0]) { x }
}

fn main() {}
