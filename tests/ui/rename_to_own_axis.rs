use loss_core::loss;

loss! {
    batch loss A(x: input[I, J]) { sum::<I>(sum::<J>(rename::<I, J>(x))) }
}

fn main() {}
