use loss_core::loss;

loss! {
    pub fn f(x) { x }
    loss A(x: input) { f(x) }
}

fn main() {}
