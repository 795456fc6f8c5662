//! Losses of one sample an element: lanes hold samples.

use super::{BLOCK, MOST_LANES};
use loss_core::math::{log_sigmoid, sigmoid};
use loss_core::simd::{Elem, Lanes, Real, Work, level};

/// What is written by hand: value and derivatives of one sample a lane, the derivatives times `scale`. `A` columns come
/// in, `G` go out.
pub trait Body<const A: usize, const G: usize>: Copy {
    /// One step. Implementations are `#[inline(always)]`.
    fn step<V: Lanes>(self, t: V::Token, x: [V; A], scale: V) -> (V, [V; G]);
}

/// The mean of a loss, and its gradient.
pub fn pointwise<E: Real, B: Body<A, G>, const A: usize, const G: usize>(
    body: B,
    x: [&[E]; A],
    gradient: [&mut [E]; G],
) -> f64 {
    let n = x[0].len();
    summed(body, x, gradient, n)
}

/// The sum over all elements, over that many samples, and its gradient.
pub fn summed<E: Real, B: Body<A, G>, const A: usize, const G: usize>(
    body: B,
    x: [&[E]; A],
    gradient: [&mut [E]; G],
    samples: usize,
) -> f64 {
    let run = Run {
        body,
        x,
        gradient,
        scale: E::of(1.0 / samples as f64),
    };
    E::dispatch(level(), run) / samples as f64
}

struct Run<'a, E, B, const A: usize, const G: usize> {
    body: B,
    x: [&'a [E]; A],
    gradient: [&'a mut [E]; G],
    scale: E,
}

impl<E: Real, B: Body<A, G>, const A: usize, const G: usize> Work<E> for Run<'_, E, B, A, G> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(self, t: V::Token) -> f64 {
        let Run {
            body,
            x,
            mut gradient,
            scale,
        } = self;
        let scale = V::splat(t, scale);
        let n = x[0].len();
        let mut total = 0.0;
        let mut first = 0;
        while first < n {
            let count = BLOCK.min(n - first);
            let x = x.map(|x| &x[first..first + count]);
            let mut sum = V::wide_zero(t);
            let mut at = 0;
            while at < count {
                // One body for whole steps and the rest: it is inlined once.
                let rest = count - at;
                let whole = rest >= V::N;
                let mut lanes = [V::splat(t, E::ZERO); A];
                for (lanes, x) in lanes.iter_mut().zip(x) {
                    *lanes = if whole {
                        V::load(t, &x[at..])
                    } else {
                        padded(t, &x[at..])
                    };
                }
                let (mut value, slopes) = body.step(t, lanes, scale);
                for (to, slope) in gradient.iter_mut().zip(slopes) {
                    let to = &mut to[first + at..];
                    if whole {
                        slope.store(to);
                    } else {
                        let mut lanes = [E::ZERO; MOST_LANES];
                        slope.store(&mut lanes);
                        to[..rest].copy_from_slice(&lanes[..rest]);
                    }
                }
                if !whole {
                    let inside = V::iota(t).lt(V::splat(t, E::of(rest as f64)));
                    value = V::select(inside, value, V::splat(t, E::ZERO));
                }
                sum = value.wide_add(sum, false);
                at += V::N;
            }
            total += V::wide_total(sum);
            first += count;
        }
        total
    }
}

/// Fewer elements than lanes; the rest of the lanes is 0.
#[inline(never)]
fn pad<E: Real>(from: &[E]) -> [E; MOST_LANES] {
    let mut lanes = [E::ZERO; MOST_LANES];
    lanes[..from.len()].copy_from_slice(from);
    lanes
}

#[inline(always)]
fn padded<V: Lanes>(t: V::Token, from: &[V::Elem]) -> V {
    V::load(t, &pad(from))
}

/// Squared error.
pub fn mean_squared_error<E: Real>(prediction: &[E], target: &[E], gradient: &mut [E]) -> f64 {
    pointwise(Squared, [prediction, target], [gradient])
}

/// The body of [`mean_squared_error`].
#[derive(Clone, Copy)]
pub(crate) struct Squared;

impl Body<2, 1> for Squared {
    #[inline(always)]
    fn step<V: Lanes>(self, _: V::Token, [x, y]: [V; 2], scale: V) -> (V, [V; 1]) {
        let r = x - y;
        (r * r, [r * (scale + scale)])
    }
}

/// Binary cross-entropy of a logit.
pub fn bce_with_logits<E: Real>(logit: &[E], target: &[E], gradient: &mut [E]) -> f64 {
    pointwise(BceWithLogits, [logit, target], [gradient])
}

/// The body of [`bce_with_logits`].
#[derive(Clone, Copy)]
pub(crate) struct BceWithLogits;

impl Body<2, 1> for BceWithLogits {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [x, y]: [V; 2], scale: V) -> (V, [V; 1]) {
        let (zero, one) = (V::splat(t, V::Elem::ZERO), V::splat(t, V::Elem::ONE));
        let negative = x.lt(zero);
        // softplus(x) - x y, the large parts first: accurate in both tails.
        let large = (-x).fma(y, V::select(negative, zero, x));
        let value = large - log_sigmoid(t, x.abs());
        // sigmoid(x) - y without the difference of two numbers near 1; both sigmoids share all but a selection.
        let slope = (one - y).fma(sigmoid(t, x), -(y * sigmoid(t, -x)));
        (value, [slope * scale])
    }
}

/// Focal loss of a logit with focus 2.
pub fn focal<E: Real>(logit: &[E], target: &[E], alpha: f64, gradient: &mut [E]) -> f64 {
    pointwise(Focal { alpha }, [logit, target], [gradient])
}

/// The body of [`focal`].
#[derive(Clone, Copy)]
pub(crate) struct Focal {
    /// The weight of positives.
    pub(crate) alpha: f64,
}

impl Body<2, 1> for Focal {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [x, y]: [V; 2], scale: V) -> (V, [V; 1]) {
        let (zero, one) = (V::splat(t, V::Elem::ZERO), V::splat(t, V::Elem::ONE));
        let (p, q) = (sigmoid(t, x), sigmoid(t, -x));
        let below = x.lt(zero);
        let log = -log_sigmoid(t, x.abs());
        let cost_p = log + V::select(below, -x, zero);
        let cost_q = log + V::select(below, zero, x);
        let other = one - y;
        let (alpha, beta) = (
            V::splat(t, V::Elem::of(self.alpha)),
            V::splat(t, V::Elem::of(1.0 - self.alpha)),
        );
        let weight = alpha.fma(y, beta * other);
        // y q² cost_p + (1 - y) p² cost_q, and its derivative with p' = p q.
        let (positive, negative) = (y * (q * q), other * (p * p));
        let value = positive.fma(cost_p, negative * cost_q);
        let (twice_p, twice_q) = (p + p, q + q);
        let rise = negative * twice_q.fma(cost_q, p);
        let fall = positive * twice_p.fma(cost_p, q);
        (value * weight, [(rise - fall) * (weight * scale)])
    }
}
