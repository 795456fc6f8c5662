use loss_core::loss;

loss! {
    fn unit(x) { x / 2 }
    loss A(x: input) { unti(x) }
}

fn main() {}
