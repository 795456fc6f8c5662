use loss_core::loss;

loss! {
    loss A(x: input) { abs(&x) }
}

fn main() {}
