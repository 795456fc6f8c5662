use loss_core::loss;

loss! {
    batch loss A(x: input[I], id: index(_)[I]) { sum::<I>(if id < id { x } else { 0 }) }
}

fn main() {}
