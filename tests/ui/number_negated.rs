use loss_core::loss;

loss! {
    loss A(x: input) { if !x { x } else { 0 } }
}

fn main() {}
