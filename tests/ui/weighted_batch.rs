use loss_core::loss;

loss! {
    batch loss A(x: input[N], w: data[N]) { weighted(sum(x), sum(w)) }
}

fn main() {}
