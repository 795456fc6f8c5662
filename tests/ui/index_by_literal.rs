use loss_core::loss;

loss! {
    loss A(x: input[K]) { x[0] }
}

fn main() {}
