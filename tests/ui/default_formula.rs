use loss_core::loss;

loss! {
    loss A(x: input, p: param = delta) { x * p }
}

fn main() {}
