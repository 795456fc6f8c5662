use loss_core::loss;

loss! {
    fn f0(x) { x + x * x }
    fn f1(x) { f0(x) + f0(2 * x) * f0(3 * x) + f0(4 * x) }
    fn f2(x) { f1(x) + f1(2 * x) * f1(3 * x) + f1(4 * x) }
    fn f3(x) { f2(x) + f2(2 * x) * f2(3 * x) + f2(4 * x) }
    fn f4(x) { f3(x) + f3(2 * x) * f3(3 * x) + f3(4 * x) }
    fn f5(x) { f4(x) + f4(2 * x) * f4(3 * x) + f4(4 * x) }
    fn f6(x) { f5(x) + f5(2 * x) * f5(3 * x) + f5(4 * x) }
    fn f7(x) { f6(x) + f6(2 * x) * f6(3 * x) + f6(4 * x) }
    fn f8(x) { f7(x) + f7(2 * x) * f7(3 * x) + f7(4 * x) }
    loss A(x: input) { f8(x) }
}

fn main() {}
