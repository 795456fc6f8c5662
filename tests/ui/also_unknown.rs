use loss_core::loss;

loss! {
    #[also(hesian)]
    loss A(x: input) { x * x }
}

fn main() {}
