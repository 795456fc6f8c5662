use loss_core::loss;

loss! {
    loss A(x: input) { x * x
        let y = x; y }
}

fn main() {}
