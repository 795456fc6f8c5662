use loss_core::loss;

loss! {
    loss A(x: input[K], y: data) { sum(sum::<K>(x * rename::<K, L>(y))) }
}

fn main() {}
