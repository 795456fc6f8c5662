use loss_core::loss;

loss! {
    loss A(PI: input) { PI }
}

fn main() {}
