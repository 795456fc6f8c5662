use loss_core::loss;

loss! {
    loss A(x: input) { wobble(x) }
}

fn main() {}
