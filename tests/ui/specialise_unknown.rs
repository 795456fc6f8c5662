use loss_core::loss;

loss! {
    #[specialise(gama = 2.0)]
    loss A(x: input, gamma: param = 2.0) { x * gamma }
}

fn main() {}
