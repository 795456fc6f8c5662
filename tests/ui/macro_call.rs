use loss_core::loss;

loss! {
    loss A(x: input) { max!(x, 0) }
}

fn main() {}
