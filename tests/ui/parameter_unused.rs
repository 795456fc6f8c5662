use loss_core::loss;

loss! {
    fn f(x, y) { x }
    loss A(x: input) { f(x, x) }
}

fn main() {}
