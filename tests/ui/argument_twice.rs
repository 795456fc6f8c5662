use loss_core::loss;

loss! {
    loss A(x: input, x: data) { x }
}

fn main() {}
