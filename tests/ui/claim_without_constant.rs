use loss_core::loss;

loss! {
    #[claims(lipschitz)]
    loss A(x: input) { x }
}

fn main() {}
