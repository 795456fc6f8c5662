use loss_core::loss;

loss! {
    loss A(x: input y: data) { x * y }
}

fn main() {}
