use loss_core::loss;

loss! {
    loss A(x: input[K]) { sum(max::<K>(x, 0)) }
}

fn main() {}
