use loss_core::loss;

loss! {
    loss A(x: input) { (x ^ yy) + 2f32 * f64::abs(x) - max!(x) + [1][0] + zz.abs(1) + (3 x) + 1 % vv }
}

fn main() {}
