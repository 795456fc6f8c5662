use loss_core::loss;

loss! {
    loss A(x: input, w: data) { 2 * weighted(x, w) }
}

fn main() {}
