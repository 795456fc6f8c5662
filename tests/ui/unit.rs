use loss_core::loss;

loss! {
    loss A(_x: input) { () }
}

fn main() {}
