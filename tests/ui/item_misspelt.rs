use loss_core::loss;

loss! {
    pub los Huber(x: input) { x }
}

fn main() {}
