//! Triplet losses: both distances in one sweep, three gradients in another.

use super::MOST_LANES;
use loss_core::simd::{Elem, Lanes, Real, Work, level};

/// Triplet loss of rows, with Euclidean distances. The three gradients are those of anchor, positive and negative.
pub fn triplet<E: Real>(x: [&[E]; 3], columns: usize, margin: f64, gradient: [&mut [E]; 3]) -> f64 {
    either::<E, false>(x, columns, margin, gradient)
}

/// Triplet loss of rows, with squared distances.
pub fn squared_triplet<E: Real>(
    x: [&[E]; 3],
    columns: usize,
    margin: f64,
    gradient: [&mut [E]; 3],
) -> f64 {
    either::<E, true>(x, columns, margin, gradient)
}

fn either<E: Real, const SQUARED: bool>(
    x: [&[E]; 3],
    columns: usize,
    margin: f64,
    gradient: [&mut [E]; 3],
) -> f64 {
    let rows = x[0].len() / columns;
    let run = Run::<E, SQUARED> {
        x,
        columns,
        margin,
        gradient,
    };
    E::dispatch(level(), run) / rows as f64
}

struct Run<'a, E, const SQUARED: bool> {
    x: [&'a [E]; 3],
    columns: usize,
    margin: f64,
    gradient: [&'a mut [E]; 3],
}

impl<E: Real, const SQUARED: bool> Work<E> for Run<'_, E, SQUARED> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(self, t: V::Token) -> f64 {
        let columns = self.columns;
        let scale = columns as f64 / self.x[0].len() as f64;
        let [anchor, positive, negative] = self.x.map(|x| x.chunks_exact(columns));
        let [to_a, to_p, to_n] = self.gradient.map(|g| g.chunks_exact_mut(columns));
        let mut total = 0.0;
        let rows = anchor.zip(positive.zip(negative));
        for ((a, (p, n)), (to_a, (to_p, to_n))) in rows.zip(to_a.zip(to_p.zip(to_n))) {
            let (near, far) = distances::<V>(t, [a, p, n]);
            let (near, far) = if SQUARED {
                (near, far)
            } else {
                (near.sqrt(), far.sqrt())
            };
            let value = near - far + self.margin;
            if value <= 0.0 {
                to_a.fill(E::ZERO);
                to_p.fill(E::ZERO);
                to_n.fill(E::ZERO);
                continue;
            }
            total += value;
            let [near, far] = [near, far].map(|size| {
                E::of(if SQUARED {
                    2.0 * scale
                } else if size == 0.0 {
                    0.0
                } else {
                    scale / size
                })
            });
            slopes::<V>(t, [a, p, n], [to_a, to_p, to_n], near, far);
        }
        total
    }
}

/// The squares of the distances from the anchor to the positive and to the negative.
#[inline(always)]
fn distances<V: Lanes>(t: V::Token, x: [&[V::Elem]; 3]) -> (f64, f64) {
    let mut sums = [V::wide_zero(t); 2];
    let columns = x[0].len();
    let main = columns / V::N * V::N;
    let [a, p, n] = x.map(|x| x[..main].chunks_exact(V::N));
    for (a, (p, n)) in a.zip(p.zip(n)) {
        sums = squares(sums, V::load(t, a), V::load(t, p), V::load(t, n));
    }
    if main < columns {
        let [a, p, n] = x.map(|x| pad(&x[main..]));
        sums = squares(sums, V::load(t, &a), V::load(t, &p), V::load(t, &n));
    }
    let [near, far] = sums;
    (V::wide_total(near), V::wide_total(far))
}

#[inline(always)]
fn squares<V: Lanes>([near, far]: [V::Wide; 2], a: V, p: V, n: V) -> [V::Wide; 2] {
    let (p, n) = (a - p, a - n);
    [(p * p).wide_add(near, false), (n * n).wide_add(far, false)]
}

/// The gradients of a row, `near` and `far` the scale over each distance.
#[inline(always)]
fn slopes<V: Lanes>(
    t: V::Token,
    x: [&[V::Elem]; 3],
    to: [&mut [V::Elem]; 3],
    near: V::Elem,
    far: V::Elem,
) {
    let (near, far) = (V::splat(t, near), V::splat(t, far));
    let columns = x[0].len();
    let main = columns / V::N * V::N;
    let [mut to_a, mut to_p, mut to_n] = to.map(|to| to.chunks_exact_mut(V::N));
    let [a, p, n] = x.map(|x| x[..main].chunks_exact(V::N));
    let into = (&mut to_a).zip((&mut to_p).zip(&mut to_n));
    for ((a, (p, n)), (to_a, (to_p, to_n))) in a.zip(p.zip(n)).zip(into) {
        let (a, p, n) = slope(V::load(t, a), V::load(t, p), V::load(t, n), near, far);
        a.store(to_a);
        p.store(to_p);
        n.store(to_n);
    }
    if main < columns {
        let [a, p, n] = x.map(|x| pad(&x[main..]));
        let (a, p, n) = slope(V::load(t, &a), V::load(t, &p), V::load(t, &n), near, far);
        for (v, to) in [(a, to_a), (p, to_p), (n, to_n)] {
            let mut lanes = [V::Elem::ZERO; MOST_LANES];
            v.store(&mut lanes);
            let to = to.into_remainder();
            to.copy_from_slice(&lanes[..to.len()]);
        }
    }
}

#[inline(always)]
fn slope<V: Lanes>(a: V, p: V, n: V, near: V, far: V) -> (V, V, V) {
    let (p, n) = ((a - p) * near, (a - n) * far);
    (p - n, -p, n)
}

/// Fewer elements than lanes; the rest of the lanes is 0.
#[inline(never)]
fn pad<E: Real>(from: &[E]) -> [E; MOST_LANES] {
    let mut lanes = [E::ZERO; MOST_LANES];
    lanes[..from.len()].copy_from_slice(from);
    lanes
}
