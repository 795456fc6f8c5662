use loss_core::loss;

loss! {
    loss A(x: input) { x * 2.0f32 }
}

fn main() {}
