//! The logarithm of the gamma function, for both element types in `f64`: near its zeros large numbers cancel, and `f32`
//! would keep little.
//!
//! Small arguments are shifted to where an expansion holds, Γ(x + 1) = x Γ(x); negative ones are reflected,
//! Γ(x) Γ(1 - x) = π / sin(πx), which costs a second logarithm and is skipped if no lane needs it.

use super::exact::{fast_two_sum, two_product, two_sum};
use super::logarithm::{ln, ln_extended};
use super::poly::horner;
use super::trigonometric::sine_of_turns;
use super::{Elementary, apart, c};
use crate::simd::{Lanes, Mask};

/// ln |Γ(x)|; infinite at 0 and at negative integers.
#[inline(always)]
pub fn lgamma<V: Lanes>(t: V::Token, x: V) -> V {
    apart::<V, _>(
        t,
        #[inline(always)]
        || V::narrow(ln_gamma(t, V::Elem::BITS == 64, x.widen())),
    )
}

/// A logarithm in two parts, of which `f32` needs the first.
#[inline(always)]
fn log<V: Lanes<Elem = f64>>(t: V::Token, extended: bool, x: V) -> (V, V) {
    apart::<V, _>(
        t,
        #[inline(always)]
        || match extended {
            true => ln_extended(t, x),
            false => (ln(t, x), c(t, 0.0)),
        },
    )
}

#[inline(always)]
fn ln_gamma<V: Lanes<Elem = f64>>(t: V::Token, extended: bool, x: V) -> V {
    let (zero, one) = (c::<V>(t, 0.0), c::<V>(t, 1.0));
    let infinity = c::<V>(t, f64::INFINITY);
    let a = x.abs();
    // Down to 2 + d with |d| <= 1/2, the factors in q.
    let (mut y, mut q) = (a, one);
    for _ in 0..6 {
        let down = c::<V>(t, 2.5).lt(y);
        y = V::select(down, y - one, y);
        q = V::select(down, q * y, q);
    }
    // Or up to it; then q divides.
    let (up, up_twice) = (a.lt(c(t, 1.5)), a.lt(c(t, 0.5)));
    let d = V::select(up_twice, a, V::select(up, a - one, y - c(t, 2.0)));
    let q = V::select(up, V::select(up_twice, a.fma(a, a), a), q);
    // From 8 on Stirling's formula.
    let far = c::<V>(t, 8.0).le(a);
    let (log_high, log_low) = log(t, extended, V::select(far, a, q));
    let slope = apart::<V, _>(
        t,
        #[inline(always)]
        || horner!(t, d;  0.32246703342411326, -0.06735230105319831, 0.02058080842778057, -0.007385551028649725, 0.0028905103310236154, -0.001192753912757789, 0.0005096695156792744, -0.00022315473517788494, 9.945766998936476e-05, -4.492653098967637e-05, 2.0505617743857018e-05, -9.437237685197646e-06, 4.384588166263981e-06, -2.0497505777662633e-06, 9.203184460197606e-07, -4.2005095861002025e-07, 2.7849079773289646e-07, -1.432881514199553e-07),
    );
    // ln Γ(2 + d) = d (1 - γ + d slope)
    let first = c::<V>(t, 0.42278433509846713);
    let signed = |y: V| V::select(up, -y, y);
    let near = if extended {
        // In two parts, because the logarithm cancels much of it up to 1.5.
        let (p, lost) = fast_two_sum(first, d * slope);
        let (product, low) = two_product(t, d, p);
        let low = d.fma(lost + c(t, 4.942915152430645e-18), low);
        let (sum, lost) = two_sum(product, signed(log_high));
        sum + (lost + (low + signed(log_low)))
    } else {
        d.fma(d.fma(slope, first), signed(log_high))
    };
    let w = one / a;
    let z = w * w;
    let rest = horner!(t, z;
        0.08333333333333333, -0.002777777777774099, 0.0007936507898348298, -0.0005952366069527377,
        0.0008414728503082025, -0.0018905400477624771, 0.005069251584806676);
    // ln sqrt(2 pi) - 1/2
    let rest = w.fma(rest, c(t, 0.4189385332046727));
    let stirling = if extended {
        // (a - 1/2) (ln a - 1) in two parts.
        let (factor, lost) = fast_two_sum(log_high, -one);
        let b = a - c(t, 0.5);
        let (product, low) = two_product(t, b, factor);
        let low = b.fma(lost + log_low, low) + rest;
        product + V::select(product.lt(infinity), low, zero)
    } else {
        (a - c(t, 0.5)).fma(log_high - one, rest)
    };
    let y = V::select(far, V::select(a.eq(infinity), a, stirling), near);
    let y = V::select(a.eq(zero), infinity, y);
    let negative = x.lt(zero);
    if negative.any() {
        let reflected = apart::<V, _>(
            t,
            #[inline(always)]
            || reflected(t, extended, a, y),
        );
        return V::select(negative, reflected, y);
    }
    y
}

/// ln |Γ(-a)| of ln Γ(a) = y: ln π - ln(a |sin(πa)|) - ln Γ(a).
#[inline(always)]
fn reflected<V: Lanes<Elem = f64>>(t: V::Token, extended: bool, a: V, y: V) -> V {
    let (zero, infinity) = (c::<V>(t, 0.0), c::<V>(t, f64::INFINITY));
    let (sine, sine_low) = sine_of_turns(t, a);
    let (product, lost) = two_product(t, sine, a);
    let lost = sine_low.fma(a, lost);
    let (high, low) = log(t, extended, product);
    let low = if extended { low + lost / product } else { low };
    let (ln_pi, ln_pi_low) = (
        c::<V>(t, 1.1447298858494002),
        c::<V>(t, 1.0265951162707826e-17),
    );
    let (high, rest) = two_sum(ln_pi, -high);
    let (high, lost) = two_sum(high, -y);
    let reflected = high + (lost + rest + (ln_pi_low - low));
    let reflected = V::select(sine.eq(zero), infinity, reflected);
    // So near 0 that the sign of x is nothing, and a² may be 0.
    let same = a.lt(c(t, 1e-20)).or(a.eq(infinity));
    V::select(same, y, reflected)
}
