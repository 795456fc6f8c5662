use loss_core::loss;

loss! {
    loss A(x: input, w: data[K]) { weighted(x, w) }
}

fn main() {}
