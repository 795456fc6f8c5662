use loss_core::loss;

loss! {
    loss A(x: input, p: param = true) { x * p }
}

fn main() {}
