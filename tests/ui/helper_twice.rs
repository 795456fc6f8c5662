use loss_core::loss;

loss! {
    fn f(x) { x }
    fn f(x) { -x }
    loss A(x: input) { f(x) }
}

fn main() {}
