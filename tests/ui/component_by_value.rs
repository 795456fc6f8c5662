use loss_core::loss;

loss! {
    loss A(x: input[4], y: data) { x[y] }
}

fn main() {}
