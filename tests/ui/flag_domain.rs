use loss_core::loss;

loss! {
    loss A(x: input, f: flag = true in 0.0..) { if f { x } else { 0 } }
}

fn main() {}
