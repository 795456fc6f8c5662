use loss_core::loss;

loss! {
    loss A(x: input, w: data) { weighted(x, w * abs(x)) }
}

fn main() {}
