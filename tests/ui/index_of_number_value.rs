use loss_core::loss;

loss! {
    loss A(x: input[K], y: data) { x[y] }
}

fn main() {}
