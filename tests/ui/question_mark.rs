use loss_core::loss;

loss! {
    loss A(x: input) { ln(x)? }
}

fn main() {}
