use loss_core::loss;

loss! {
    loss A(x: input) { return x; }
}

fn main() {}
