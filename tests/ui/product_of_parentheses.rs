use loss_core::loss;

loss! {
    loss A(x: input) { (x + 1)(x + 2) }
}

fn main() {}
