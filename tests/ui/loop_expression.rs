use loss_core::loss;

loss! {
    loss A(x: input[K]) { for k in 0..3 { x } }
}

fn main() {}
