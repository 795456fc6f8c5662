use loss_core::loss;

loss! {
    #[claims(convex = 2)]
    loss A(x: input) { x }
}

fn main() {}
