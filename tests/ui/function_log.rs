use loss_core::loss;

loss! {
    loss A(x: input) { log(x) }
}

fn main() {}
