use loss_core::loss;

loss! {
    #[specialise(x = 2.0)]
    loss A(x: input) { x }
}

fn main() {}
