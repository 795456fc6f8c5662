use loss_core::loss;

loss! {
    loss A(x: input[2, 2]) { x[0, 1] }
}

fn main() {}
