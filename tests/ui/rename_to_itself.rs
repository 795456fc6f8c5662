use loss_core::loss;

loss! {
    batch loss A(x: input[I]) { sum(rename::<I, I>(x)) }
}

fn main() {}
