use loss_core::loss;

loss! {
    loss A(x: input, w: data) { let v = weighted(x, w); v / 2 }
}

fn main() {}
