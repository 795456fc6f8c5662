use loss_core::loss;

loss! {
    loss A(x: input) { let y = x else { 0 }; y }
}

fn main() {}
