//! Softmax cross-entropy of rows: the maximum; the exponentials, summed and stored in the gradient; scaling.

use super::MOST_LANES;
use loss_core::math::{exp, ln};
use loss_core::simd::{Elem, Lanes, Real, Work, level};

/// Softmax cross-entropy against one class a row.
pub fn cross_entropy<E: Real>(
    logits: &[E],
    columns: usize,
    labels: &[u32],
    gradient: &mut [E],
) -> f64 {
    let rows = labels.len() as f64;
    let run = Run {
        logits,
        columns,
        labels,
        gradient,
        scale: E::of(1.0 / rows),
    };
    E::dispatch(level(), run) / rows
}

struct Run<'a, E> {
    logits: &'a [E],
    columns: usize,
    labels: &'a [u32],
    gradient: &'a mut [E],
    scale: E,
}

impl<E: Real> Work<E> for Run<'_, E> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(self, t: V::Token) -> f64 {
        let rows = self.logits.chunks_exact(self.columns);
        let slopes = self.gradient.chunks_exact_mut(self.columns);
        let mut total = 0.0;
        for ((row, slope), &label) in rows.zip(slopes).zip(self.labels) {
            let label = label as usize;
            let largest = maximum::<V, S>(t, row);
            let sum = exponentials::<V, S>(t, row, slope, largest);
            let log = ln(t, S::splat(t, E::of(sum))).first();
            total += ((largest - row[label]) + log).to_f64();
            scale::<V>(t, slope, E::of(self.scale.to_f64() / sum));
            slope[label] = slope[label] - self.scale;
        }
        total
    }
}

/// A comparison that ignores NaN: the sum finds it.
#[inline(always)]
fn larger<V: Lanes>(a: V, b: V) -> V {
    V::select(a.lt(b), b, a)
}

#[inline(always)]
pub(super) fn maximum<V: Lanes, S: Lanes<Elem = V::Elem, Token = V::Token>>(
    t: V::Token,
    row: &[V::Elem],
) -> V::Elem {
    let low = V::Elem::of(f64::NEG_INFINITY);
    let mut largest = S::splat(t, low);
    let mut lanes = [low; MOST_LANES];
    let steps = row.chunks_exact(V::N);
    let rest = steps.remainder();
    if row.len() >= V::N {
        let mut all = V::splat(t, low);
        for step in steps {
            all = larger(all, V::load(t, step));
        }
        all.store(&mut lanes);
        for register in lanes[..V::N].chunks_exact(S::N) {
            largest = larger(largest, S::load(t, register));
        }
    }
    let registers = rest.chunks_exact(S::N);
    let few = registers.remainder();
    for register in registers {
        largest = larger(largest, S::load(t, register));
    }
    largest.store(&mut lanes);
    let mut most = low;
    for &x in lanes[..S::N].iter().chain(few) {
        most = if most < x { x } else { most };
    }
    most
}

/// The exponentials of what is left of the maximum, and their sum.
#[inline(always)]
pub(super) fn exponentials<V: Lanes, S: Lanes<Elem = V::Elem, Token = V::Token>>(
    t: V::Token,
    row: &[V::Elem],
    to: &mut [V::Elem],
    largest: V::Elem,
) -> f64 {
    let mut sum = V::wide_zero(t);
    let most = V::splat(t, largest);
    let main = row.len() / V::N * V::N;
    let (row, rest) = row.split_at(main);
    let (to, to_rest) = to.split_at_mut(main);
    for (x, to) in row.chunks_exact(V::N).zip(to.chunks_exact_mut(V::N)) {
        let e = exp(t, V::load(t, x) - most);
        e.store(to);
        sum = e.wide_add(sum, false);
    }
    if rest.is_empty() {
        return V::wide_total(sum);
    }
    let mut small = S::wide_zero(t);
    let most = S::splat(t, largest);
    for (x, to) in rest.chunks(S::N).zip(to_rest.chunks_mut(S::N)) {
        let mut lanes = [V::Elem::of(f64::NEG_INFINITY); MOST_LANES];
        lanes[..x.len()].copy_from_slice(x);
        let e = exp(t, S::load(t, &lanes) - most);
        small = e.wide_add(small, false);
        e.store(&mut lanes);
        to.copy_from_slice(&lanes[..to.len()]);
    }
    V::wide_total(sum) + S::wide_total(small)
}

#[inline(always)]
pub(super) fn scale<V: Lanes>(t: V::Token, run: &mut [V::Elem], by: V::Elem) {
    let all = V::splat(t, by);
    let mut steps = run.chunks_exact_mut(V::N);
    for step in &mut steps {
        (V::load(t, step) * all).store(step);
    }
    for x in steps.into_remainder() {
        *x = *x * by;
    }
}
