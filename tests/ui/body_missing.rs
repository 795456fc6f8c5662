use loss_core::loss;

loss! {
    loss A(x: input)
    loss B(x: input) { x }
}

fn main() {}
