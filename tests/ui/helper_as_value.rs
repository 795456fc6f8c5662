use loss_core::loss;

loss! {
    fn f(x, y) { x * y }
    loss A(x: input) { f(x, f) }
}

fn main() {}
