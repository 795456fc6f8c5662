//! Losses of one variable in `f32`, value and gradient at every argument. [`scan`] holds some of them against formulas written by hand over correctly rounded
//! functions of `f64`. Those share nothing with the compiler; they err by about 2^-50, where a unit in the last place of an `f32` is 2^-24. All of them the command
//! `farthest` holds against their kernels in `f64`, by what stands beside.

mod choice;
mod cores;
mod kernel;
mod table;

pub use choice::{Choice, percent};
pub use cores::on_all_cores;
pub use kernel::{Call, Columns, both};
pub use table::rows;

/// Value and gradient by `f64`.
pub type Truth = fn(f64, f64) -> (f64, f64);

/// A loss of one variable and its targets.
#[derive(Clone, Copy)]
pub struct Row {
    /// As `loss_core::losses` calls it.
    pub name: &'static str,
    /// The targets that it is scanned with, a column each.
    pub targets: &'static [f32],
    /// Where it is defined.
    pub domain: (f32, f32),
    /// The loss.
    pub call: Call<f32>,
    /// The same by hand.
    pub truth: Truth,
    /// What value and gradient are held to, in units in the last place.
    pub bounds: (f64, f64),
}

/// The largest error and where it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Worst {
    /// In units in the last place of the truth.
    pub error: f64,
    /// The argument.
    pub at: f32,
    /// What came out.
    pub got: f32,
    /// What should have.
    pub want: f64,
}

impl Worst {
    fn take(&mut self, error: f64, at: f32, got: f32, want: f64) {
        // A NaN is an error beyond all.
        if error.is_nan() || error > self.error {
            *self = Worst {
                error,
                at,
                got,
                want,
            };
        }
    }

    fn merge(&mut self, other: Worst) {
        self.take(other.error, other.at, other.got, other.want);
    }
}

/// The distance in units in the last place of an `f32`; infinite where one is NaN or infinite and the other is not.
#[must_use]
pub fn distance(got: f32, want: f64) -> f64 {
    let nearest = want as f32;
    if got == nearest || (got.is_nan() && want.is_nan()) {
        return if nearest.is_finite() {
            (f64::from(got) - want).abs() / unit(want)
        } else {
            0.0
        };
    }
    // The largest number for infinity, and the other way round, is a step.
    let largest = f64::from(f32::MAX);
    let beside = |a: f64, b: f64| a.is_infinite() && b.abs() >= largest * 0.999_999 && a * b > 0.0;
    if beside(f64::from(got), want) || beside(f64::from(nearest), f64::from(got)) {
        return 1.0;
    }
    if !got.is_finite() || !nearest.is_finite() {
        return f64::INFINITY;
    }
    (f64::from(got) - want).abs() / unit(want)
}

/// The spacing of `f32` at a number.
fn unit(x: f64) -> f64 {
    let exponent = ((x.abs().to_bits() >> 52) as i32 - 1023).clamp(-126, 127);
    2f64.powi(exponent - 23)
}

/// Value and gradient of a loss at every `stride`-th `f32` of its domain, on all cores.
#[must_use]
pub fn scan(row: &Row, target: f32, stride: u64, progress: &(dyn Fn(f64) + Sync)) -> [Worst; 2] {
    let inside = |x: f32| (row.domain.0..=row.domain.1).contains(&x);
    let start = || ([Worst::default(); 2], [const { Vec::new() }; 3]);
    let found = on_all_cores(stride, inside, progress, start, |(worst, buffers), x| {
        for buffer in &mut *buffers {
            buffer.resize(x.len(), 0.0);
        }
        let [targets, value, gradient] = buffers;
        targets.fill(target);
        (row.call)(x, targets, value, gradient);
        for ((&x, &v), &g) in x.iter().zip(&*value).zip(&*gradient) {
            let (want, slope) = (row.truth)(x.into(), target.into());
            worst[0].take(distance(v, want), x, v, want);
            worst[1].take(distance(g, slope), x, g, slope);
        }
    });
    let mut total = [Worst::default(); 2];
    for (worst, _) in found {
        for (total, worst) in total.iter_mut().zip(worst) {
            total.merge(worst);
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distances_are_in_units_of_f32() {
        assert_eq!(distance(1.0, 1.0), 0.0);
        assert_eq!(distance(1.0 + f32::EPSILON, 1.0), 1.0);
        assert_eq!(distance(1e-45, 0.0), 1.0);
        assert_eq!(distance(f32::INFINITY, 1e39), 0.0);
        assert_eq!(distance(1.0, f64::NAN), f64::INFINITY);
        assert_eq!(distance(f32::NAN, 1.0), f64::INFINITY);
    }
}
