use loss_core::loss;

loss! {
    loss A(x: input) { let y = x
        let z = y; z }
}

fn main() {}
