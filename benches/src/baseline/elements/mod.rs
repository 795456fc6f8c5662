//! The other losses of one sample an element: those of the first chapters here, the rest in a file a chapter.

mod bodies;

pub(crate) mod adversarial;
pub(crate) mod likelihood;
pub(crate) mod margin;
pub(crate) mod regression;
pub(crate) mod robust;

use super::pointwise::{Body, pointwise};
use loss_core::math::{clamp, log_sigmoid, sigmoid, sign, softplus, xlog1py, xlogy};
use loss_core::simd::{Elem, Lanes, Mask, Real};

/// Absolute error.
#[derive(Clone, Copy)]
pub struct Absolute;

impl Body<2, 1> for Absolute {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [x, y]: [V; 2], scale: V) -> (V, [V; 1]) {
        let r = x - y;
        (r.abs(), [sign(t, r) * scale])
    }
}

/// Huber loss with that threshold.
#[derive(Clone, Copy)]
pub struct Huber(pub f64);

impl Body<2, 1> for Huber {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [x, y]: [V; 2], scale: V) -> (V, [V; 1]) {
        let delta = V::splat(t, V::Elem::of(self.0));
        let r = x - y;
        let slope = clamp(t, r, -delta, delta);
        // r² / 2 inside, delta (|r| - delta / 2) outside.
        let value = slope * (r - slope * V::splat(t, V::Elem::of(0.5)));
        (value, [slope * scale])
    }
}

/// L1 penalty.
#[derive(Clone, Copy)]
pub struct AbsolutePenalty;

impl Body<1, 1> for AbsolutePenalty {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [x]: [V; 1], scale: V) -> (V, [V; 1]) {
        (x.abs(), [sign(t, x) * scale])
    }
}

/// L2 penalty.
#[derive(Clone, Copy)]
pub struct SquaredPenalty;

impl Body<1, 1> for SquaredPenalty {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [x]: [V; 1], scale: V) -> (V, [V; 1]) {
        (x * x * V::splat(t, V::Elem::of(0.5)), [x * scale])
    }
}

/// The generator's loss in the minimax game.
#[derive(Clone, Copy)]
pub struct Minimax;

impl Body<1, 1> for Minimax {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [x]: [V; 1], scale: V) -> (V, [V; 1]) {
        (log_sigmoid(t, -x), [-(sigmoid(t, x) * scale)])
    }
}

/// The generator's loss in practice.
#[derive(Clone, Copy)]
pub struct NonSaturating;

impl Body<1, 1> for NonSaturating {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [x]: [V; 1], scale: V) -> (V, [V; 1]) {
        (softplus(t, -x), [-(sigmoid(t, -x) * scale)])
    }
}

/// The discriminator's loss of generated samples.
#[derive(Clone, Copy)]
struct Generated;

impl Body<1, 1> for Generated {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [x]: [V; 1], scale: V) -> (V, [V; 1]) {
        (softplus(t, x), [sigmoid(t, x) * scale])
    }
}

/// The loss of a discriminator, of real samples and generated ones.
pub fn discriminator<E: Real>([real, fake]: [&[E]; 2], [to_real, to_fake]: [&mut [E]; 2]) -> f64 {
    pointwise(NonSaturating, [real], [to_real]) + pointwise(Generated, [fake], [to_fake])
}

/// Binary cross-entropy of a probability.
#[derive(Clone, Copy)]
pub struct Bce;

impl Body<2, 1> for Bce {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [p, y]: [V; 2], scale: V) -> (V, [V; 1]) {
        let (zero, one) = (V::splat(t, V::Elem::ZERO), V::splat(t, V::Elem::ONE));
        let (q, other) = (one - p, one - y);
        let value = -(xlogy(t, y, p) + xlog1py(t, other, -p));
        let rise = V::select(other.eq(zero), zero, other / q);
        let fall = V::select(y.eq(zero), zero, y / p);
        (value, [(rise - fall) * scale])
    }
}

/// Focal loss of a probability with focus 2 and that factor for positives.
#[derive(Clone, Copy)]
pub struct FocalProbability(pub f64);

impl Body<2, 1> for FocalProbability {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [p, y]: [V; 2], scale: V) -> (V, [V; 1]) {
        let (zero, one) = (V::splat(t, V::Elem::ZERO), V::splat(t, V::Elem::ONE));
        let (q, other) = (one - p, one - y);
        let (alpha, beta) = (
            V::splat(t, V::Elem::of(self.0)),
            V::splat(t, V::Elem::of(1.0 - self.0)),
        );
        let weight = alpha.fma(y, beta * other);
        // y ln(p) and (1 - y) ln(q)
        let (log_p, log_q) = (xlogy(t, y, p), xlog1py(t, other, -p));
        let value = (q * q).fma(log_p, p * p * log_q);
        let by_p = V::select(y.eq(zero), zero, y * q / p);
        let by_q = V::select(other.eq(zero), zero, other * p / q);
        let fall = q * (by_p - (log_p + log_p));
        let rise = p * (by_q - (log_q + log_q));
        let weight = -weight;
        (value * weight, [(fall - rise) * (weight * scale)])
    }
}

/// Categorical cross-entropy of probabilities, of one class.
#[derive(Clone, Copy)]
pub struct Categorical;

impl Body<2, 1> for Categorical {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [p, y]: [V; 2], scale: V) -> (V, [V; 1]) {
        let zero = V::splat(t, V::Elem::ZERO);
        let slope = V::select(y.eq(zero), zero, y / p);
        (-xlogy(t, y, p), [-(slope * scale)])
    }
}

/// Kullback-Leibler divergence from log-probabilities, of one class.
#[derive(Clone, Copy)]
pub struct Kl;

impl Body<2, 1> for Kl {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [log_q, p]: [V; 2], scale: V) -> (V, [V; 1]) {
        let zero = V::splat(t, V::Elem::ZERO);
        let value = p * (loss_core::math::ln(t, p) - log_q);
        // 0 ln(0) is 0, whatever q is.
        let value = V::select(p.eq(zero), zero, value);
        (value, [-(p * scale)])
    }
}

/// Kullback-Leibler divergence from probabilities, of one class.
#[derive(Clone, Copy)]
pub struct KlProbabilities;

impl Body<2, 1> for KlProbabilities {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [q, p]: [V; 2], scale: V) -> (V, [V; 1]) {
        let zero = V::splat(t, V::Elem::ZERO);
        let none = p.eq(zero).and(q.eq(q));
        let value = V::select(none, zero, p * loss_core::math::log_ratio(t, p, q));
        let slope = V::select(none, zero, p / q);
        (value, [-(slope * scale)])
    }
}

/// exp(x) - 1 - x, and nothing else.
#[derive(Clone, Copy)]
pub struct ExpRest;

impl Body<1, 1> for ExpRest {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [x]: [V; 1], _: V) -> (V, [V; 1]) {
        let y = loss_core::math::exp_rest(t, x);
        (y, [y])
    }
}

/// exp(x) - 1, and nothing else.
#[derive(Clone, Copy)]
pub struct ExpM1;

impl Body<1, 1> for ExpM1 {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [x]: [V; 1], _: V) -> (V, [V; 1]) {
        let y = loss_core::math::exp_m1(t, x);
        (y, [y])
    }
}

/// Divergence of a Gaussian from the standard one, of one dimension.
#[derive(Clone, Copy)]
pub struct VaeKl;

impl Body<2, 2> for VaeKl {
    #[inline(always)]
    fn step<V: Lanes>(self, t: V::Token, [mean, log]: [V; 2], scale: V) -> (V, [V; 2]) {
        let half = V::splat(t, V::Elem::of(0.5));
        let m = loss_core::math::exp_m1(t, log);
        let value = mean.fma(mean, m - log) * half;
        (value, [mean * scale, m * (half * scale)])
    }
}
