use loss_core::loss;

loss! {
    loss A(x: input[K]) { sum::<D>(x) }
}

fn main() {}
