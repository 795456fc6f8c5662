use loss_core::loss;

loss! {
    loss A(x: input) { match x { _ => 1 } }
}

fn main() {}
