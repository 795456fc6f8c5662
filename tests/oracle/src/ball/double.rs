//! Sums of two `f64`, by the algorithms of Joldes, Muller and Popescu (Tight and rigorous error bounds for basic building blocks of double-word arithmetic, 2017),
//! whose bounds hold where nothing over- or underflows; u is 2^-53.

/// The sum, rounded, and what the rounding lost.
pub fn two_sum(x: f64, y: f64) -> (f64, f64) {
    let sum = x + y;
    let part = sum - x;
    (sum, (x - (sum - part)) + (y - part))
}

/// The same where `x` is 0 or not smaller than `y`.
pub fn fast_sum(x: f64, y: f64) -> (f64, f64) {
    let sum = x + y;
    (sum, y - (sum - x))
}

/// The product, rounded, and what the rounding lost.
pub fn two_product(x: f64, y: f64) -> (f64, f64) {
    let product = x * y;
    (product, x.mul_add(y, -product))
}

/// A sum, to 3u² of itself (their algorithm 6).
pub fn add(x: (f64, f64), y: (f64, f64)) -> (f64, f64) {
    let (s, s_low) = two_sum(x.0, y.0);
    let (t, t_low) = two_sum(x.1, y.1);
    let (v, v_low) = fast_sum(s, s_low + t);
    fast_sum(v, t_low + v_low)
}

/// A product, to 5u² of itself (their algorithm 12).
pub fn mul(x: (f64, f64), y: (f64, f64)) -> (f64, f64) {
    let (c, c_low) = two_product(x.0, y.0);
    let cross = x.1.mul_add(y.0, x.0.mul_add(y.1, x.1 * y.1));
    fast_sum(c, c_low + cross)
}

/// A quotient, to 16u² of itself (their algorithm 17).
pub fn div(x: (f64, f64), y: (f64, f64)) -> (f64, f64) {
    let quotient = x.0 / y.0;
    let (c, c_low) = two_product(y.0, quotient);
    let back = fast_sum(c, y.1.mul_add(quotient, c_low));
    let rest = (x.0 - back.0) + (x.1 - back.1);
    fast_sum(quotient, rest / y.0)
}
