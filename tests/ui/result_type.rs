use loss_core::loss;

loss! {
    loss A(x: input) -> f64 { x }
}

fn main() {}
