use loss_core::loss;

loss! {
    loss A(x: input[K]) { sum(rename::<K>(x)) }
}

fn main() {}
