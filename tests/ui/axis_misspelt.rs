use loss_core::loss;

loss! {
    loss A(x: input[Class]) { sum::<Clas>(x) }
}

fn main() {}
