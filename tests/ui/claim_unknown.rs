use loss_core::loss;

loss! {
    #[claims(convx)]
    loss A(x: input) { x }
}

fn main() {}
