use loss_core::loss;

loss! {
    struct Huber { delta: f64 }
    loss A(x: input) { x }
}

fn main() {}
