use loss_core::loss;

loss! {
    #[specialise(gamma)]
    loss A(x: input, gamma: param = 2.0) { x * gamma }
}

fn main() {}
