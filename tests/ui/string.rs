use loss_core::loss;

loss! {
    loss A(_x: input) { "x" }
}

fn main() {}
