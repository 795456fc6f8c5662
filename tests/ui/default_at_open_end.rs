use loss_core::loss;

loss! {
    loss A(x: input, p: param = 1.0 in 0.0<..1.0) { x * p }
}

fn main() {}
