use loss_core::loss;

loss! {
    loss A(x: input) { if let y = x { y } else { 0 } }
}

fn main() {}
