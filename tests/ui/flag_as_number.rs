use loss_core::loss;

loss! {
    loss A(x: input, full: flag = true) { x * full }
}

fn main() {}
