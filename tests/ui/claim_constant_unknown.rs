use loss_core::loss;

loss! {
    #[claims(lipschitz = dleta)]
    loss A(x: input, delta: param = 1.0) { x * delta }
}

fn main() {}
