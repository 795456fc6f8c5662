//! Categorical cross-entropy of probabilities against a class: one element of a row counts, the others are zeroed.

use super::MOST_LANES;
use loss_core::math::ln;
use loss_core::simd::{Lanes, Real, Work, level};

/// Categorical cross-entropy of probabilities against one class a row.
pub fn sparse_categorical<E: Real>(
    probability: &[E],
    columns: usize,
    labels: &[u32],
    gradient: &mut [E],
) -> f64 {
    let rows = labels.len() as f64;
    let run = Run {
        probability,
        columns,
        labels,
        gradient,
        scale: E::of(-1.0 / rows),
    };
    E::dispatch(level(), run) / rows
}

struct Run<'a, E> {
    probability: &'a [E],
    columns: usize,
    labels: &'a [u32],
    gradient: &'a mut [E],
    scale: E,
}

impl<E: Real> Work<E> for Run<'_, E> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(self, t: V::Token) -> f64 {
        let columns = self.columns;
        let scale = V::splat(t, self.scale);
        let mut sum = V::wide_zero(t);
        // As many rows as lanes: their logarithms in one step.
        for (step, labels) in self.labels.chunks(V::N).enumerate() {
            let first = step * V::N * columns;
            let rows = &self.probability[first..first + labels.len() * columns];
            let slopes = &mut self.gradient[first..first + labels.len() * columns];
            let mut lanes = [E::ONE; MOST_LANES];
            let picked = rows.chunks_exact(columns).zip(labels);
            for ((row, label), lane) in picked.zip(&mut lanes) {
                *lane = row[*label as usize];
            }
            let p = V::load(t, &lanes);
            sum = (-ln(t, p)).wide_add(sum, false);
            (scale / p).store(&mut lanes);
            slopes.fill(E::ZERO);
            let picked = slopes.chunks_exact_mut(columns).zip(labels);
            for ((slope, label), lane) in picked.zip(&lanes) {
                slope[*label as usize] = *lane;
            }
        }
        V::wide_total(sum)
    }
}
