use loss_core::loss;

loss! {
    loss A(x: input[K], y: data[L], label: index(K)) { sum(x) + sum(if position::<L>() == label { y } else { 0 }) }
}

fn main() {}
