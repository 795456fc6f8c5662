use loss_core::loss;

loss! {
    fn abs(x) { max(x, -x) }
    loss A(x: input) { abs(x) }
}

fn main() {}
