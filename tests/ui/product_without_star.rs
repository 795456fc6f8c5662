use loss_core::loss;

loss! {
    loss A(x: input) { 2 x }
}

fn main() {}
