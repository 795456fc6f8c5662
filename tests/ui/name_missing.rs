use loss_core::loss;

loss! {
    loss (x: input) { x }
}

fn main() {}
