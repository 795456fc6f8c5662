use loss_core::loss;

loss! {
    loss A(x: input) { x as f64 }
}

fn main() {}
