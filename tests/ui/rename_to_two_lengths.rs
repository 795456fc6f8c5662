use loss_core::loss;

loss! {
    loss A(x: input[K], y: data[L]) { sum(rename::<K, J>(x)) + sum(rename::<L, J>(y)) }
}

fn main() {}
