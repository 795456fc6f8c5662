use loss_core::loss;

loss! {
    loss A(x: inptu) { x }
}

fn main() {}
