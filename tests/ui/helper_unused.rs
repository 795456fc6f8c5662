use loss_core::loss;

loss! {
    fn f(x) { x }
    loss A(x: input) { x }
}

fn main() {}
