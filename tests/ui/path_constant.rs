use loss_core::loss;

loss! {
    loss A(x: input) { x * std::f64::consts::PI }
}

fn main() {}
