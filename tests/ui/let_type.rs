use loss_core::loss;

loss! {
    loss A(x: input) { let y: f64 = x; y }
}

fn main() {}
