use loss_core::loss;

loss! {
    loss A(x: input[4], y: data[3]) { sum(x - y) }
}

fn main() {}
