use loss_core::loss;

loss! {
    loss A(x: input) { x..1 }
}

fn main() {}
