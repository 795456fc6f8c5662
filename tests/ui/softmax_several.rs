use loss_core::loss;

loss! {
    batch loss A(x: input[N, D]) { sum::<N>(sum::<D>(softmax(x))) }
}

fn main() {}
