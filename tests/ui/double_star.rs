use loss_core::loss;

loss! {
    loss A(x: input) { x ** 2 }
}

fn main() {}
