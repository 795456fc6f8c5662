use loss_core::loss;

loss! {
    loss A(x: &[f32]) { x }
}

fn main() {}
