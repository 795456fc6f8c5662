//! The other losses of a softmax: the passes of [`cross_entropy`](super::cross_entropy()), with what is theirs between them.

use super::MOST_LANES;
use super::cross_entropy::{exponentials, maximum, scale};
use loss_core::math::exp;
use loss_core::simd::{Elem, Lanes, Real, Work, level};

/// Focal loss of rows of logits, with focus 2 and one factor for all classes.
pub fn categorical_focal<E: Real>(
    logits: &[E],
    columns: usize,
    labels: &[u32],
    alpha: f64,
    gradient: &mut [E],
) -> f64 {
    let rows = labels.len() as f64;
    let run = Focal {
        logits,
        columns,
        labels,
        gradient,
        scale: alpha / rows,
    };
    E::dispatch(level(), run)
}

struct Focal<'a, E> {
    logits: &'a [E],
    columns: usize,
    labels: &'a [u32],
    gradient: &'a mut [E],
    scale: f64,
}

impl<E: Real> Work<E> for Focal<'_, E> {
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
            let mine = slope[label].to_f64();
            let (p, q) = (mine / sum, (sum - mine) / sum);
            let log = loss_core::math::ln(t, S::splat(t, E::of(sum))).first();
            let cost = ((largest - row[label]) + log).to_f64();
            total += q * q * cost;
            // The derivative by the logit of the label is this times q, by another one minus this times its p.
            let by = -q * (2.0 * p * cost + q) * self.scale;
            scale::<V>(t, slope, E::of(-by / sum));
            slope[label] = E::of(by * q);
        }
        total * self.scale
    }
}

/// Softmax cross-entropy against a row of targets.
pub fn soft_cross_entropy<E: Real>(
    [logits, target]: [&[E]; 2],
    columns: usize,
    gradient: &mut [E],
) -> f64 {
    let rows = logits.len() / columns;
    let run = Soft {
        logits,
        target,
        columns,
        gradient,
        scale: 1.0 / rows as f64,
    };
    E::dispatch(level(), run) / rows as f64
}

struct Soft<'a, E> {
    logits: &'a [E],
    target: &'a [E],
    columns: usize,
    gradient: &'a mut [E],
    scale: f64,
}

impl<E: Real> Work<E> for Soft<'_, E> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(self, t: V::Token) -> f64 {
        let rows = self.logits.chunks_exact(self.columns);
        let targets = self.target.chunks_exact(self.columns);
        let slopes = self.gradient.chunks_exact_mut(self.columns);
        let mut total = 0.0;
        for ((row, target), slope) in rows.zip(targets).zip(slopes) {
            let largest = maximum::<V, S>(t, row);
            let sums = weigh::<V, S>(t, row, target, slope, largest);
            let log = loss_core::math::ln(t, S::splat(t, E::of(sums.exp))).first();
            total += sums.target * log.to_f64() - sums.product;
            let by = E::of(sums.target * self.scale / sums.exp);
            difference::<V>(t, slope, target, by, E::of(self.scale));
        }
        total
    }
}

/// Sums over a row.
struct Sums {
    /// Of the exponentials.
    exp: f64,
    /// Of the targets.
    target: f64,
    /// Of targets times what their logits are above the largest.
    product: f64,
}

/// Stores the exponentials, and sums up.
#[inline(always)]
fn weigh<V: Lanes, S: Lanes<Elem = V::Elem, Token = V::Token>>(
    t: V::Token,
    row: &[V::Elem],
    target: &[V::Elem],
    to: &mut [V::Elem],
    largest: V::Elem,
) -> Sums {
    let main = row.len() / V::N * V::N;
    let mut sums = [V::wide_zero(t); 3];
    let steps = row[..main].chunks_exact(V::N);
    let targets = target[..main].chunks_exact(V::N);
    for ((x, y), to) in steps.zip(targets).zip(to[..main].chunks_exact_mut(V::N)) {
        let (e, add) = weigh_step(t, V::load(t, x), V::load(t, y), largest, sums);
        e.store(to);
        sums = add;
    }
    let mut few = [S::wide_zero(t); 3];
    let rest = row[main..].chunks(S::N).zip(target[main..].chunks(S::N));
    for ((x, y), to) in rest.zip(to[main..].chunks_mut(S::N)) {
        let mut lanes = [V::Elem::of(f64::NEG_INFINITY); MOST_LANES];
        lanes[..x.len()].copy_from_slice(x);
        let mut weights = [V::Elem::ZERO; MOST_LANES];
        weights[..y.len()].copy_from_slice(y);
        let (e, add) = weigh_step(t, S::load(t, &lanes), S::load(t, &weights), largest, few);
        few = add;
        e.store(&mut lanes);
        to.copy_from_slice(&lanes[..to.len()]);
    }
    Sums {
        exp: V::wide_total(sums[0]) + S::wide_total(few[0]),
        target: V::wide_total(sums[1]) + S::wide_total(few[1]),
        product: V::wide_total(sums[2]) + S::wide_total(few[2]),
    }
}

#[inline(always)]
fn weigh_step<V: Lanes>(
    t: V::Token,
    x: V,
    y: V,
    largest: V::Elem,
    [sum, targets, products]: [V::Wide; 3],
) -> (V, [V::Wide; 3]) {
    let zero = V::splat(t, V::Elem::ZERO);
    let x = x - V::splat(t, largest);
    let e = exp(t, x);
    // 0 ln(0) is 0.
    let product = V::select(y.eq(zero), zero, x * y);
    let sums = [
        e.wide_add(sum, false),
        y.wide_add(targets, false),
        product.wide_add(products, false),
    ];
    (e, sums)
}

/// The stored exponentials times `by`, less the targets times `scale`.
#[inline(always)]
fn difference<V: Lanes>(
    t: V::Token,
    run: &mut [V::Elem],
    target: &[V::Elem],
    by: V::Elem,
    scale: V::Elem,
) {
    let (many, all) = (V::splat(t, by), V::splat(t, scale));
    let main = run.len() / V::N * V::N;
    let (steps, rest) = run.split_at_mut(main);
    for (step, y) in steps.chunks_exact_mut(V::N).zip(target.chunks_exact(V::N)) {
        V::load(t, step)
            .fma(many, -(V::load(t, y) * all))
            .store(step);
    }
    for (x, y) in rest.iter_mut().zip(&target[main..]) {
        *x = *x * by - *y * scale;
    }
}
