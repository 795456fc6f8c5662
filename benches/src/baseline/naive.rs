//! What one writes first: plain loops over the standard library's functions, with one running sum.

/// A float with the functions of the standard library.
pub trait Naive:
    Copy
    + PartialOrd
    + std::ops::Add<Output = Self>
    + std::ops::Sub<Output = Self>
    + std::ops::Mul<Output = Self>
    + std::ops::Div<Output = Self>
    + std::ops::Neg<Output = Self>
{
    /// From a constant.
    fn of(x: f64) -> Self;
    /// As a cost.
    fn wide(self) -> f64;
    /// Magnitude.
    fn abs(self) -> Self;
    /// e to the x.
    fn exp(self) -> Self;
    /// Natural logarithm.
    fn ln(self) -> Self;
    /// ln(1 + x).
    fn ln_1p(self) -> Self;
    /// Square root.
    fn sqrt(self) -> Self;
    /// The larger.
    fn max(self, other: Self) -> Self;
}

macro_rules! real {
    ($($t:ident)*) => { $(
        impl Naive for $t {
            fn of(x: f64) -> $t { x as $t }
            fn wide(self) -> f64 { self.into() }
            fn abs(self) -> $t { $t::abs(self) }
            fn exp(self) -> $t { $t::exp(self) }
            fn ln(self) -> $t { $t::ln(self) }
            fn ln_1p(self) -> $t { $t::ln_1p(self) }
            fn sqrt(self) -> $t { $t::sqrt(self) }
            fn max(self, other: $t) -> $t { $t::max(self, other) }
        }
    )* };
}
real!(f32 f64);

/// Squared error.
pub fn mean_squared_error<R: Naive>(prediction: &[R], target: &[R], gradient: &mut [R]) -> f64 {
    let scale = R::of(1.0 / prediction.len() as f64);
    let mut sum = R::of(0.0);
    for ((x, y), g) in prediction.iter().zip(target).zip(gradient) {
        let r = *x - *y;
        sum = sum + r * r;
        *g = R::of(2.0) * r * scale;
    }
    (sum * scale).wide()
}

/// Binary cross-entropy of a logit.
pub fn bce_with_logits<R: Naive>(logit: &[R], target: &[R], gradient: &mut [R]) -> f64 {
    let scale = R::of(1.0 / logit.len() as f64);
    let one = R::of(1.0);
    let mut sum = R::of(0.0);
    for ((&x, &y), g) in logit.iter().zip(target).zip(gradient) {
        sum = sum + x.max(R::of(0.0)) - x * y + (-x.abs()).exp().ln_1p();
        *g = (one / (one + (-x).exp()) - y) * scale;
    }
    (sum * scale).wide()
}

/// Focal loss of a logit with focus 2.
pub fn focal<R: Naive>(logit: &[R], target: &[R], alpha: f64, gradient: &mut [R]) -> f64 {
    let scale = R::of(1.0 / logit.len() as f64);
    let (zero, one, two) = (R::of(0.0), R::of(1.0), R::of(2.0));
    let (alpha, beta) = (R::of(alpha), R::of(1.0 - alpha));
    let mut sum = zero;
    for ((&x, &y), g) in logit.iter().zip(target).zip(gradient) {
        let p = one / (one + (-x).exp());
        let log = (-x.abs()).exp().ln_1p();
        let (cost_p, cost_q) = ((-x).max(zero) + log, x.max(zero) + log);
        let weight = alpha * y + beta * (one - y);
        let (positive, negative) = (y * (one - p) * (one - p), (one - y) * p * p);
        sum = sum + weight * (positive * cost_p + negative * cost_q);
        let rise = negative * (two * (one - p) * cost_q + p);
        let fall = positive * (two * p * cost_p + one - p);
        *g = weight * (rise - fall) * scale;
    }
    (sum * scale).wide()
}

/// Softmax cross-entropy against one class a row.
pub fn cross_entropy<R: Naive>(
    logits: &[R],
    columns: usize,
    labels: &[u32],
    gradient: &mut [R],
) -> f64 {
    let scale = R::of(1.0 / labels.len() as f64);
    let mut sum = R::of(0.0);
    let rows = logits
        .chunks_exact(columns)
        .zip(gradient.chunks_exact_mut(columns));
    for ((row, slope), &label) in rows.zip(labels) {
        let label = label as usize;
        let largest = row[1..].iter().fold(row[0], |most, x| most.max(*x));
        let mut total = R::of(0.0);
        for (x, g) in row.iter().zip(slope.iter_mut()) {
            *g = (*x - largest).exp();
            total = total + *g;
        }
        for g in slope.iter_mut() {
            *g = *g / total * scale;
        }
        slope[label] = slope[label] - scale;
        sum = sum + total.ln() + largest - row[label];
    }
    (sum * scale).wide()
}

/// Triplet loss of rows.
pub fn triplet<R: Naive>(
    [anchor, positive, negative]: [&[R]; 3],
    columns: usize,
    margin: f64,
    [to_a, to_p, to_n]: [&mut [R]; 3],
) -> f64 {
    let rows = anchor.len() / columns;
    let scale = R::of(1.0 / rows as f64);
    let mut sum = R::of(0.0);
    for row in 0..rows {
        let columns = row * columns..(row + 1) * columns;
        let (mut near, mut far) = (R::of(0.0), R::of(0.0));
        for i in columns.clone() {
            let (p, n) = (anchor[i] - positive[i], anchor[i] - negative[i]);
            near = near + p * p;
            far = far + n * n;
        }
        let (near, far) = (near.sqrt(), far.sqrt());
        let value = near - far + R::of(margin);
        let active = value > R::of(0.0);
        if active {
            sum = sum + value;
        }
        for i in columns {
            let (p, n) = if active {
                let (p, n) = (anchor[i] - positive[i], anchor[i] - negative[i]);
                (p / near * scale, n / far * scale)
            } else {
                (R::of(0.0), R::of(0.0))
            };
            (to_a[i], to_p[i], to_n[i]) = (p - n, -p, n);
        }
    }
    (sum * scale).wide()
}
