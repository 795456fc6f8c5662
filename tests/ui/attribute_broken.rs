use loss_core::loss;

loss! {
    #[= 1]
    loss A(x: input) { x }
}

fn main() {}
