use loss_core::loss;

loss! {
    fn f(x) { x * delta }
    loss A(x: input, delta: param = 1.0) { f(x) * delta }
}

fn main() {}
