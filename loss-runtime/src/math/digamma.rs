//! The digamma function, for both element types in `f64`.
//!
//! Between 1 and 2, where its zero is, the product of the distance from it and a polynomial, so that no digit cancels;
//! below 1 from there by ψ(x) = ψ(x + 1) - 1/x; from 3 to 8 down to between 2 and 3, where all terms are positive; beyond
//! by Stirling's expansion.

use super::exact::{minus_product, pair_product, two_product, two_sum};
use super::logarithm::ln;
use super::poly::horner;
use super::polygamma::BERNOULLI;
use super::trigonometric::cotangent_of_turns;
use super::{Elementary, apart, c};
use crate::simd::{Lanes, Mask};
use core::f64::consts::PI;

/// The derivative of [`lgamma`](super::lgamma); negative infinity at 0, NaN at negative integers.
#[inline(always)]
pub fn digamma<V: Lanes>(t: V::Token, x: V) -> V {
    apart::<V, _>(
        t,
        #[inline(always)]
        || V::narrow(double(t, V::Elem::BITS == 64, x.widen())),
    )
}

#[inline(always)]
pub(super) fn double<V: Lanes<Elem = f64>>(t: V::Token, extended: bool, x: V) -> V {
    let (zero, one) = (c::<V>(t, 0.0), c::<V>(t, 1.0));
    let negative = x.lt(zero);
    // ψ(1 + b); b is exact where 1 + b is not.
    let low = x.lt(one).and(negative.not());
    let b = V::select(negative, -x, V::select(low, x, x - one));
    // The distance from the zero.
    let (first, second) = (
        b - c(t, 0.46163214496836236),
        c::<V>(t, 1.5522348162858677e-17),
    );
    let h = first + second;
    let h_low = second - (h - first);
    let slope = apart::<V, _>(
        t,
        #[inline(always)]
        || horner!(t, h; 0.9676722454476212, -0.4427631689835921, 0.2584997609556484, -0.16394270544240805, 0.10782405069172138, -0.07219956125648522, 0.04880428813274963, -0.033161126461034765, 0.02259764933216721, -0.015424766695423506, 0.01053876920429086, -0.007204512998033741, 0.004927064138753432, -0.0033701326298105207, 0.002302867455302826, -0.0015738054048706237, 0.001090083649540551, -0.000756423090302512, 0.00047245706374470723, -0.0002811298425277815, 0.00027825832809304533, -0.00028140871479210195, 0.00012152181130652591),
    );
    let near = if extended {
        let (near, lost) = two_product(t, h, slope);
        near + h_low.fma(slope, lost)
    } else {
        h * slope
    };
    let w = one / V::select(low, x, b + one);
    // 1/x in two parts, unless it is infinite.
    let w_low = V::select(
        w.lt(c(t, f64::INFINITY)),
        minus_product(t, one, w, x) * w,
        zero,
    );
    let near = V::select(low, (near - w) - w_low, near);
    let near = V::select(x.eq(zero), c(t, f64::NEG_INFINITY), near);
    // The small terms first; what their sums lose is summed, too.
    let (mut s, mut sum, mut lost) = (b, zero, zero);
    for _ in 0..5 {
        let down = c::<V>(t, 2.0).le(s);
        let term = V::select(down, one / s, zero);
        if extended {
            let error;
            (sum, error) = two_sum(sum, term);
            lost = lost + error;
        } else {
            sum = sum + term;
        }
        s = V::select(down, s - one, s);
    }
    let u = s - c(t, 1.5);
    let middle = sum
        + (lost
            + apart::<V, _>(
                t,
                #[inline(always)]
                || horner!(t, u; 0.7031566406452432, 0.4903577561002349, -0.1181020258208631, 0.037317641469537914, -0.013073166646178355, 0.00482140982163505, -0.001830564035603003, 0.0007073881586826023, -0.00027643930907151254, 0.00010882593652214025, -4.305205639903702e-05, 1.7088365420414373e-05, -6.803195306437762e-06, 2.713347718424335e-06, -1.0641622582728117e-06, 4.194383697006262e-07, -2.067841116557648e-07, 8.773571530027962e-08),
            ));
    let z = w * w;
    let mut rest = zero;
    for (k, b) in BERNOULLI.iter().enumerate().rev() {
        // (2k + 1)! of the coefficient's (2k + 2)!
        let factorial: f64 = (1..=2 * k + 1).map(|j| j as f64).product();
        rest = rest.fma(z, c(t, b * factorial));
    }
    let far = ln(t, b + one) - rest.fma(w, c(t, 0.5)) * w;
    let y = V::select(b.lt(c(t, 7.0)), middle, far);
    let y = V::select(b.lt(one), near, y);
    if negative.any() {
        let reflected = apart::<V, _>(
            t,
            #[inline(always)]
            || reflected(t, x, y),
        );
        return V::select(negative, reflected, y);
    }
    y
}

/// ψ(x) of ψ(1 - x) = y: y - π cot(πx).
#[inline(always)]
fn reflected<V: Lanes<Elem = f64>>(t: V::Token, x: V, y: V) -> V {
    let pi = (c(t, PI), c(t, 1.2246467991473532e-16));
    let (turn, lost) = pair_product(t, cotangent_of_turns(t, x.abs()), pi);
    let reflected = (y - turn) - lost;
    // So near 0 that -1/x is all.
    let tiny = x.abs().lt(c(t, f64::TINY_ANGLE));
    let reflected = V::select(tiny, c::<V>(t, -1.0) / x, reflected);
    V::select(x.eq(c(t, f64::NEG_INFINITY)), c(t, f64::NAN), reflected)
}
