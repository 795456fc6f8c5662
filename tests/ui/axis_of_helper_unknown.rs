use loss_core::loss;

loss! {
    fn unit(x) { x / norm::<D>(x) }
    loss A(x: input[K]) { sum(unit(x)) }
}

fn main() {}
