use loss_core::loss;

loss! {
    loss A(#[cfg(test)] x: input) { x }
}

fn main() {}
