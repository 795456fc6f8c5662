use loss_core::loss;

loss! {
    loss A(x: input) { x }
    loss A(x: input) { -x }
}

fn main() {}
