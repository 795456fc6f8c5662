use loss_core::loss;

loss! {
    loss A(x: input, y: data) { np.log1p(x) + sigma(y) + fabs(x) + argmax(x) }
}

fn main() {}
