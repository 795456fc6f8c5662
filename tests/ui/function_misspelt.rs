use loss_core::loss;

loss! {
    loss A(x: input) { sigmiod(x) }
}

fn main() {}
