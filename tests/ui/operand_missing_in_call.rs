use loss_core::loss;

loss! {
    loss A(x: input) { max(x, ) + max(, x) }
}

fn main() {}
