//! Plain loops, the inputs they run on, and comparisons.

/// A small generator of test inputs: the fractional parts of multiples of the golden ratio, spread over `-span..span`.
pub fn numbers(n: usize, seed: u32, span: f64) -> Vec<f64> {
    (0..n)
        .map(|i| {
            let x =
                (f64::from(seed) * 0.754_877 + (i as f64 + 1.0) * 0.618_033_988_749_895).fract();
            (2.0 * x - 1.0) * span
        })
        .collect()
}

/// Both element types.
pub trait Float: loss_core::Real + PartialEq {
    /// Relative error of a handful of operations.
    const CLOSE: f64;
}
impl Float for f32 {
    const CLOSE: f64 = 8.0 * f32::EPSILON as f64;
}
impl Float for f64 {
    const CLOSE: f64 = 8.0 * f64::EPSILON;
}

/// The numbers as elements, and as the numbers that the elements are.
pub fn rounded<E: Float>(x: &[f64]) -> (Vec<E>, Vec<f64>) {
    let elements: Vec<E> = x.iter().map(|x| E::of(*x)).collect();
    let numbers = elements.iter().map(|x| x.to_f64()).collect();
    (elements, numbers)
}

/// Whether `x` is `y` to within the rounding of a handful of operations on numbers as large as `scale`.
pub fn assert_close<E: Float>(x: f64, y: f64, scale: f64) {
    let ok = (x - y).abs() <= E::CLOSE * scale.max(y.abs()) || x.to_bits() == y.to_bits();
    assert!(ok, "{x:?} is not {y:?}");
}

/// The sum, in twice the precision (Neumaier).
pub fn sum(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let (mut high, mut low) = (0.0f64, 0.0f64);
    for x in numbers {
        let sum = high + x;
        low += if high.abs() >= x.abs() {
            (high - sum) + x
        } else {
            (x - sum) + high
        };
        high = sum;
    }
    high + low
}
