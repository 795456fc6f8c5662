use loss_core::loss;

loss! {
    fn f(x) { if x > 0 { f(x - 1) } else { 0 } }
    loss A(x: input) { f(x) }
}

fn main() {}
