use loss_core::loss;

loss! {
    fn f(x) { g(x) }
    fn g(x) { f(x) }
    loss A(x: input) { f(x) }
}

fn main() {}
