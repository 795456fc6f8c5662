use loss_core::loss;

loss! {
    loss A(x: input[4]) { x[-1] }
}

fn main() {}
