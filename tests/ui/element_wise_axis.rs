use loss_core::loss;

loss! {
    loss A(x: input[K]) { sum(abs::<K>(x)) }
}

fn main() {}
