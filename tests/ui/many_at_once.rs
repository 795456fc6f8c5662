use loss_core::loss;

loss! {
    loss A(x: input, y: dat) {
        let a = x ^ 2;
        let b = abs(x, x);
        a + b + zz + sum(x) + y
    }
}

fn main() {}
