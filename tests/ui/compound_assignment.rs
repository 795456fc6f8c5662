use loss_core::loss;

loss! {
    loss A(x: input) { let y = x; y += 1; y }
}

fn main() {}
