use loss_core::loss;

loss! {
    loss A(x: input) { if x > 0 & x < 1 { x } else { 0 } }
}

fn main() {}
