use loss_core::loss;

loss! {
    loss A(x: input) { if { x } else { 0 } }
}

fn main() {}
