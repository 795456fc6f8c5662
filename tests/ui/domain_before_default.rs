use loss_core::loss;

loss! {
    loss A(x: input, p: param in 0.0.. = 2.0) { x * p }
}

fn main() {}
