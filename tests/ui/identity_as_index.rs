use loss_core::loss;

loss! {
    loss A(x: input[K], id: index(_)) { x[id] }
}

fn main() {}
