use loss_core::loss;

loss! {
    loss A(x: input) { x + abs }
}

fn main() {}
