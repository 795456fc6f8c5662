//! The roofline: how many operations a loss does for every byte it moves, how fast it does them, and what the machine
//! allows at that ratio.

mod count;

use crate::baseline::{BceWithLogits, Body, Focal, Squared};
use crate::floors::table::{Against, Shape};
use crate::floors::{OURS, Row};
use crate::plot::{Axis, Plot, Series};
use crate::race::{Contestant, Pace, race};
use count::{Counted, operations};
use loss_core::simd::{Lanes, Real, Work, level};

type Lane = Counted<f32>;

/// The floating-point operations of a sample, in the hand-written kernel.
fn pointwise<const A: usize, const G: usize>(body: impl Body<A, G>) -> u64 {
    let scale = Counted(1.0);
    // Numbers like any other: no operation depends on them.
    operations(|| {
        body.step::<Lane>((), [Counted(0.5); A], scale)
            .0
            .wide_add(0.0, false)
    })
}

/// Of an element of a cross-entropy: less the maximum, the exponential, into the sum, scaled.
fn cross_entropy() -> u64 {
    operations(|| loss_core::math::exp::<Lane>((), Counted(-0.5))) + 3
}

/// Operations and bytes of an element.
fn work(loss: &str) -> Option<(u64, u64)> {
    match loss {
        "MeanSquaredError" => Some((pointwise(Squared), 12)),
        "BinaryCrossEntropyWithLogits" => Some((pointwise(BceWithLogits), 12)),
        "Focal" => Some((pointwise(Focal { alpha: 0.25 }), 12)),
        "SparseCrossEntropy" => Some((cross_entropy(), 8)),
        _ => None,
    }
}

/// Chains of fused multiplications and additions, as many as hide their latency.
struct Peak(f32);

/// Steps of a call.
const STEPS: usize = 4096;

impl Work<f32> for Peak {
    type Output = f32;

    #[inline(always)]
    fn run<V: Lanes<Elem = f32>, S: Lanes<Elem = f32, Token = V::Token>>(self, t: V::Token) -> f32 {
        let by = V::splat(t, self.0);
        let (mut a, mut b, mut c) = (by, by + by, by * by);
        for _ in 0..STEPS {
            a = a.fma(by, by);
            b = b.fma(by, by);
            c = c.fma(by, by);
        }
        (a + b + c).first() + V::N as f32 * 1e-30
    }
}

/// How many lanes there are.
struct Width;

impl Work<f32> for Width {
    type Output = usize;

    #[inline(always)]
    fn run<V: Lanes<Elem = f32>, S: Lanes<Elem = f32, Token = V::Token>>(
        self,
        _: V::Token,
    ) -> usize {
        V::N
    }
}

/// Floating-point operations a nanosecond, at most.
fn peak(pace: Pace) -> f64 {
    let operations = 6 * STEPS * f32::dispatch(level(), Width);
    let mut contestants = [Contestant::new("peak", operations, |x: &mut f32| {
        f32::dispatch(level(), Peak(*x))
    })];
    1.0 / race(&mut 0.999, &mut contestants, pace)[0].per_element()
}

/// Draws the cases whose operations are known.
#[must_use]
pub fn plot(rows: &[Row], pace: Pace) -> Plot {
    let peak = peak(pace);
    let mut series = Vec::new();
    for (title, name) in [
        ("MeanSquaredError 1 Ki", "first-level cache"),
        ("MeanSquaredError 64 Ki", "second-level cache"),
        ("MeanSquaredError 16 Mi", "memory"),
    ] {
        let row = rows.iter().find(|row| row.title == title);
        if let Some(limit) = row.and_then(|row| row.lap(Against::Limit.name())) {
            series.push(roof(name, 12.0 / limit.per_element(), peak));
        }
    }
    let large = [
        Shape::Elements(64 << 10),
        Shape::Elements(16 << 20),
        Shape::Rows(1024, 1000),
        Shape::Rows(256, 32_000),
    ];
    for row in rows {
        let is_large = row.shape.is_some_and(|shape| large.contains(&shape));
        if let (true, Some((operations, bytes)), Some(lap)) =
            (is_large, work(row.loss), row.lap(OURS))
        {
            let operations = operations as f64;
            series.push(Series {
                name: row.title.clone(),
                points: vec![(operations / bytes as f64, operations / lap.per_element())],
                limit: false,
            });
        }
    }
    Plot {
        title: "Roofline: value and gradient, f32, one thread".to_owned(),
        x: ("operations a byte", Axis::Decimal),
        y: "operations a nanosecond",
        series,
    }
}

/// What a bandwidth (bytes a nanosecond) and the peak allow.
fn roof(name: &str, bandwidth: f64, peak: f64) -> Series {
    let (low, high) = (0.1, 30.0);
    let ridge = peak / bandwidth;
    Series {
        name: format!("{name}, {bandwidth:.0} GB/s"),
        points: vec![
            (low, low * bandwidth),
            (ridge.clamp(low, high), peak),
            (high, peak),
        ],
        limit: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_of_a_squared_error() {
        // A difference, its square and the sum; twice the scale, times the difference.
        assert_eq!(pointwise(Squared), 5);
        let (bce, focal) = (work("BinaryCrossEntropyWithLogits"), work("Focal"));
        assert!(bce > work("SparseCrossEntropy") && focal > bce);
    }
}
