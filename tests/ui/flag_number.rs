use loss_core::loss;

loss! {
    loss A(x: input, f: flag = 1) { if f { x } else { 0 } }
}

fn main() {}
