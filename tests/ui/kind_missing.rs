use loss_core::loss;

loss! {
    loss A(x) { x }
}

fn main() {}
