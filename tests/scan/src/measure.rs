//! The largest error of a function over its arguments.

use crate::function::{Function, Side};
use crate::oracle::Extended;
use crate::points::{Plan, Scanned};
use loss_core::simd::Level;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// A wrong infinity, a wrong NaN.
const WRONG: f64 = 1e9;

/// The largest error, and where.
#[derive(Clone, Copy, Debug)]
pub struct Worst {
    /// In units in the last place of the true result; half a unit at least, which is that of correct rounding.
    pub error: f64,
    /// No more than this where the oracle could not be finer.
    pub unresolved: f64,
    /// The arguments.
    pub at: (f64, f64),
    /// What came out.
    pub got: f64,
    /// What should have.
    pub want: f64,
    /// By how much more than they may the two oracles were apart at most; negative if they never were.
    pub gap: f64,
}

impl Worst {
    const NONE: Worst = Worst {
        error: 0.5,
        unresolved: 0.0,
        at: (0.0, 0.0),
        got: 0.0,
        want: 0.0,
        gap: 0.0,
    };
    /// What the function can be held to.
    #[must_use]
    pub fn bound(&self) -> f64 {
        self.error.max(self.unresolved)
    }
    fn merge(&mut self, other: Worst) {
        let (unresolved, gap) = (
            self.unresolved.max(other.unresolved),
            self.gap.max(other.gap),
        );
        if other.error > self.error {
            *self = other;
        }
        (self.unresolved, self.gap) = (unresolved, gap);
    }
}

/// The distance in units in the last place of what is wanted, which is high + low; or of the larger one of two terms
/// that it is the sum of.
fn distance<E: Scanned>(got: f64, want: Extended, term: f64) -> f64 {
    if want.0.is_nan() || got.is_nan() {
        return if want.0.is_nan() && got.is_nan() {
            0.0
        } else {
            WRONG
        };
    }
    if got == want.0 && want.1 == 0.0 {
        return 0.0;
    }
    if want.0.is_infinite() || got.is_infinite() {
        // The largest number for infinity and the other way round are a step apart, if the sign is right.
        let beside = |a: f64, b: f64| a.is_infinite() && b * a.signum() >= E::LARGEST;
        let step = beside(got, want.0) || beside(want.0, got);
        return if got == E::of(want.0).to_f64() {
            0.0
        } else if step {
            1.0
        } else {
            WRONG
        };
    }
    if want.0.abs() > E::LARGEST && got.abs() >= E::LARGEST && want.0 * got > 0.0 {
        return 1.0;
    }
    let terms = term.abs().max((want.0 - term).abs()).min(f64::MAX);
    let size = if term == 0.0 {
        want.0.abs()
    } else {
        want.0.abs().max(terms)
    };
    let exponent = if size < f64::MIN_POSITIVE {
        -1022
    } else {
        (size.to_bits() >> 52) as i32 - 1023
    };
    // One over the unit, in two factors.
    let places = E::PLACES - exponent.max(E::LEAST);
    let power = |k: i32| f64::from_bits(((1023 + k) as u64) << 52);
    ((got - want.0) - want.1).abs() * power(places / 2) * power(places - places / 2)
}

/// How many arguments are computed at a time.
const BLOCK: u64 = 1 << 13;

/// Measures a function at all `levels`, with all cores; `progress` hears which share is done.
pub fn measure<E: Scanned>(
    function: &Function,
    side: Side<E>,
    plan: Plan,
    levels: &[Level],
    progress: &(dyn Fn(f64) + Sync),
) -> Vec<Worst> {
    let next = AtomicU64::new(0);
    let cores = thread::available_parallelism().map_or(1, |n| n.get());
    let work = || {
        let mut worst = vec![Worst::NONE; levels.len()];
        let (mut x, mut y, mut z) = (
            vec![E::ZERO; BLOCK as usize],
            vec![E::ZERO; BLOCK as usize],
            vec![E::ZERO; BLOCK as usize],
        );
        let mut want = vec![0.0; BLOCK as usize];
        loop {
            let from = next.fetch_add(BLOCK, Ordering::Relaxed);
            if from >= plan.count {
                return worst;
            }
            progress(from as f64 / plan.count as f64);
            let n = (plan.count - from).min(BLOCK) as usize;
            let (x, y, z, want) = (&mut x[..n], &mut y[..n], &mut z[..n], &mut want[..n]);
            plan.fill(from, x, y);
            block(function, side, levels, (x, y), (want, z), &mut worst);
        }
    };
    let mut total = vec![Worst::NONE; levels.len()];
    thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        for thread in threads {
            let found = thread.join().expect("a scan does not panic");
            for (total, found) in total.iter_mut().zip(found) {
                total.merge(found);
            }
        }
    });
    total
}

/// Measures a function of one number at one argument.
pub fn measure_at<E: Scanned>(
    function: &Function,
    side: Side<E>,
    at: f64,
    levels: &[Level],
) -> Vec<Worst> {
    let mut worst = vec![Worst::NONE; levels.len()];
    let (x, mut z, mut want) = ([E::of(at); 32], [E::ZERO; 32], [0.0; 32]);
    block(
        function,
        side,
        levels,
        (&x, &x),
        (&mut want, &mut z),
        &mut worst,
    );
    worst
}

/// Looks at a block of arguments at all levels; writes what is wanted and, last, what came out.
fn block<E: Scanned>(
    function: &Function,
    side: Side<E>,
    levels: &[Level],
    (x, y): (&[E], &[E]),
    (want, z): (&mut [f64], &mut [E]),
    worst: &mut [Worst],
) {
    let quick = if E::NAME == "f32" {
        function.oracle.single
    } else {
        function.oracle.quick
    };
    for ((x, y), want) in x.iter().zip(y).zip(&mut *want) {
        *want = quick(x.to_f64(), y.to_f64());
    }
    for (level, worst) in levels.iter().zip(worst) {
        (side.call)(*level, x, y, z);
        for (((x, y), got), want) in x.iter().zip(y).zip(&*z).zip(&*want) {
            let (at, got) = ((x.to_f64(), y.to_f64()), got.to_f64());
            look::<E>(function, at, got, *want, worst);
        }
    }
}

/// Looks at one result; the fine oracle is asked only where it could find a new worst.
#[inline]
fn look<E: Scanned>(function: &Function, at: (f64, f64), got: f64, want: f64, worst: &mut Worst) {
    // Most results are rounded as they should be, which is no worse than half a unit.
    if E::NAME == "f32" && got == E::of(want).to_f64() {
        return;
    }
    let oracle = &function.oracle;
    let term = if E::NAME == "f32" {
        0.0
    } else {
        (oracle.term)(at.0)
    };
    let error = distance::<E>(got, want.into(), term);
    let slack = if E::NAME == "f32" {
        oracle.slack_single
    } else {
        oracle.slack
    };
    // What is left of a function in its tail is one of core-math's, whatever it is composed of.
    let slack = if want.abs() < 1e-290 {
        slack.min(0.5)
    } else {
        slack
    };
    if error + slack <= worst.error {
        return;
    }
    let moderate = |x: f64| x != 0.0 && x.is_finite();
    let fine = if error < WRONG && moderate(want) && moderate(got) && want.abs() > 1e-290 {
        (oracle.fine)(at.0, at.1)
    } else {
        None
    };
    // An `f64` unit in those of the type.
    let unit = if E::NAME == "f32" {
        2f64.powi(-29)
    } else {
        1.0
    };
    let error = match fine {
        Some(fine) => {
            worst.gap = worst
                .gap
                .max(distance::<f64>(want, fine, 0.0) * unit - slack);
            distance::<E>(got, fine, term)
        }
        None if E::NAME == "f64" && moderate(want) && error < WRONG => {
            worst.unresolved = worst.unresolved.max(error + slack);
            return;
        }
        None => error,
    };
    if error > worst.error {
        *worst = Worst {
            error,
            at,
            got,
            want,
            ..*worst
        };
    }
}
