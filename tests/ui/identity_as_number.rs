use loss_core::loss;

loss! {
    loss A(x: input, id: index(_)) { x * id }
}

fn main() {}
