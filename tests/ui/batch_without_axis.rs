use loss_core::loss;

loss! {
    batch loss A(x: input, y: data[N]) { x * sum(y) }
}

fn main() {}
