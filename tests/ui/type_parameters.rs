use loss_core::loss;

loss! {
    loss A<T>(x: input) { x }
}

fn main() {}
