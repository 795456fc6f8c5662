use loss_core::loss;

loss! {
    loss A(x: input) { let f = |y| y; x }
}

fn main() {}
