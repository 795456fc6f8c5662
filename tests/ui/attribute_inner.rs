use loss_core::loss;

loss! {
    #![allow(unused)]
    loss A(x: input) { x }
}

fn main() {}
