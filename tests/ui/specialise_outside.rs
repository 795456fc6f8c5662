use loss_core::loss;

loss! {
    #[specialise(gamma = -2.0)]
    loss A(x: input, gamma: param = 2.0 in 0.0..) { x * gamma }
}

fn main() {}
