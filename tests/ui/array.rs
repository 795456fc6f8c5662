use loss_core::loss;

loss! {
    loss A(x: input) { x + sum([1, 2]) }
}

fn main() {}
