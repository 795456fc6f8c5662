use loss_core::loss;

loss! {
    fn f(x: f64) { x }
    loss A(x: input) { f(x) }
}

fn main() {}
