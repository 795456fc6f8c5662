use loss_core::loss;

loss! {
    loss A(x: input) { let y = if x > 0 { let zz = x; zz } else { 0 }; y + zz }
}

fn main() {}
