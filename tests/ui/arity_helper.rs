use loss_core::loss;

loss! {
    fn f(x, y) { x * y }
    loss A(x: input) { f(x) }
}

fn main() {}
