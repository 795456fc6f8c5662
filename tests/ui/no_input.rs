use loss_core::loss;

loss! {
    loss A(x: data) { x }
}

fn main() {}
