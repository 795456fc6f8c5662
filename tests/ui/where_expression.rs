use loss_core::loss;

loss! {
    loss A(x: input) { where(x > 0, x, -x) }
}

fn main() {}
