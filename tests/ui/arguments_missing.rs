use loss_core::loss;

loss! {
    loss A { 1 }
}

fn main() {}
