use loss_core::loss;

loss! {
    loss A(x: input, id: index(_)) { if id == 3 { x } else { 0 } }
}

fn main() {}
