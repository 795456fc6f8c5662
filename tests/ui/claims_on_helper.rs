use loss_core::loss;

loss! {
    #[claims(convex)]
    fn f(x) { x }
    loss A(x: input) { f(x) }
}

fn main() {}
