use loss_core::loss;

loss! {
    loss A(type: input) { type * type }
}

fn main() {}
