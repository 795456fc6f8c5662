use loss_core::loss;

loss! {
    loss A(x: input) { x };
    loss B(x: input) { x }
}

fn main() {}
