use loss_core::loss;

loss! {
    loss A(x: input) { if x > 1 | x < yy { x } else { 0 } }
}

fn main() {}
