use loss_core::loss;

loss! {
    loss A(x: input) { if x > 0 { x } else if x < 0 { 1 } }
}

fn main() {}
