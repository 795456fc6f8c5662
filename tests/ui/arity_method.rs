use loss_core::loss;

loss! {
    loss A(x: input) { x.abs(1) }
}

fn main() {}
