//! What the kernels of a loss are the farthest apart at.

use loss_core::simd::{Lanes, Real, Work, level};
use loss_scan::losses::on_all_cores;
use loss_subjects::ulp::{Float, ulp, ulps};
use loss_subjects::variable::Variable;

use crate::kernels::Kernels;
use crate::pair::Pair;

/// How many arguments are kept, for value and gradient each.
const MOST: usize = 10;
/// Beyond it an error counts by how far arguments that are rounded move what comes out, as the judge has it.
const GOOD: f64 = 4.0;

/// An argument and how far the kernels are apart there, in units in the last place or of how far it is moved.
#[derive(Clone, Copy)]
pub struct Far {
    /// How far.
    pub error: f64,
    /// Where.
    pub at: f32,
}

/// The farthest; the first of those that are equal.
#[derive(Default)]
struct Farthest(Vec<Far>);

impl Farthest {
    /// What is no farther than this is not kept.
    fn least(&self) -> f64 {
        self.0.get(MOST - 1).map_or(-1.0, |far| far.error)
    }

    fn take(&mut self, far: Far) {
        if far.error >= self.least() {
            self.0.push(far);
            self.0.sort_by(|a, b| {
                let farther = b.error.total_cmp(&a.error);
                farther.then(a.at.to_bits().cmp(&b.at.to_bits()))
            });
            self.0.truncate(MOST);
        }
    }
}

/// What a core computes with, and has found.
struct Sieve<'a> {
    pair: Pair<'a>,
    farthest: [Farthest; 2],
}

/// How many arguments are looked at a time: vectors see that all of them are near.
const CHUNK: usize = 128;

/// Whether some number is farther from the truth than so many units, or either is none.
struct MayBeFar<'a>(&'a [f32], &'a [f64], f64);

impl Work<f64> for MayBeFar<'_> {
    type Output = bool;
    #[inline(always)]
    fn run<V: Lanes<Elem = f64>, S: Lanes<Elem = f64, Token = V::Token>>(
        self,
        _: V::Token,
    ) -> bool {
        let MayBeFar(got, truth, most) = self;
        let mut far = false;
        for (&got, &truth) in got.iter().zip(truth) {
            // As `ulp`, without a branch.
            let power = f64::from_bits(truth.to_bits() & f64::INFINITY.to_bits());
            let unit = (power * f64::from(f32::EPSILON)).clamp(f32::SMALLEST, f32::LARGEST);
            let near = (f64::from(got) - truth).abs() <= most * unit;
            far |= !near;
        }
        far
    }
}

impl Sieve<'_> {
    fn take(&mut self, x: &[f32]) {
        self.pair.run(x);
        let least = self.farthest.each_ref().map(Farthest::least);
        let (results, mut far) = (self.pair.results(), Vec::new());
        for from in (0..x.len()).step_by(CHUNK) {
            let chunk = from..x.len().min(from + CHUNK);
            for (which, (got, truth)) in results.into_iter().enumerate() {
                let chunks = MayBeFar(&got[chunk.clone()], &truth[chunk.clone()], least[which]);
                if !f64::dispatch(level(), chunks) {
                    continue;
                }
                for i in chunk.clone() {
                    let (got, truth) = (f64::from(got[i]), truth[i]);
                    let error = ulps::<f32>(got, truth);
                    // What cannot be represented is promised nothing, and has no gradient worth having.
                    let promised = (results[0].1[i] as f32).is_finite() && !truth.is_nan();
                    if error > least[which] && promised {
                        far.push((x[i], which, error, (got, truth)));
                    }
                }
            }
        }
        let excusable = far.iter().filter(|far| far.2 > GOOD && far.2.is_finite());
        let excusable: Vec<f32> = excusable.map(|far| far.0).collect();
        let mut moved = self.pair.moved(&excusable).into_iter();
        for (at, which, mut error, (got, truth)) in far {
            if error > GOOD && error.is_finite() {
                let moved = moved.next().map_or(0.0, |moved| moved[which]);
                let unit = ulp::<f32>(truth.abs().min(f32::LARGEST));
                error = (got - truth).abs() / unit.max(moved);
            }
            self.farthest[which].take(Far { error, at });
        }
    }
}

/// Those of all arguments of a loss with a target: by value and by gradient, the farthest first.
pub fn scan(
    kernels: &Kernels,
    variable: &Variable,
    target: Option<f64>,
    stride: u64,
    progress: &(dyn Fn(f64) + Sync),
) -> [Vec<Far>; 2] {
    let target = target.unwrap_or(0.0) as f32;
    let start = || Sieve {
        pair: Pair::new(kernels, variable, target),
        farthest: Default::default(),
    };
    let inside = |x: f32| variable.domain.contains(x.into());
    let found = on_all_cores(stride, inside, progress, start, Sieve::take);
    let mut all = [Farthest::default(), Farthest::default()];
    for sieve in found {
        for (all, farthest) in all.iter_mut().zip(sieve.farthest) {
            farthest.0.into_iter().for_each(|far| all.take(far));
        }
    }
    all.map(|farthest| farthest.0)
}
