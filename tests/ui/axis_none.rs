use loss_core::loss;

loss! {
    loss A(x: input) { sum::<K>(x) }
}

fn main() {}
