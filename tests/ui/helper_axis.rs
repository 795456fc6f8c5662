use loss_core::loss;

loss! {
    fn f(x) { x }
    loss A(x: input[K]) { sum(f::<K>(x)) }
}

fn main() {}
