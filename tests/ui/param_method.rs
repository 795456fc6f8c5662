use loss_core::loss;

loss! {
    loss A(x: input, reduce: param = 1.0) { x * reduce }
}

fn main() {}
