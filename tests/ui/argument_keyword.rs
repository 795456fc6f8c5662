use loss_core::loss;

loss! {
    loss A(type: input) { 1 }
}

fn main() {}
