use loss_core::loss;

loss! {
    loss A(x: input) { f64::abs(x) }
}

fn main() {}
