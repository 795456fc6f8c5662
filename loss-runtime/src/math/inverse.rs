//! Inverse trigonometric functions.

use super::{Elementary, c};
use crate::simd::{Elem, Lanes, Mask};
use core::f64::consts::{FRAC_PI_2, FRAC_PI_4};

/// A constant as the nearest element and what that lacks, from the nearest `f64` and what that lacks.
#[inline(always)]
fn parts<V: Lanes>(t: V::Token, x: f64, low: f64) -> (V, V) {
    let high = V::Elem::of(x).to_f64();
    (c(t, high), c(t, (x - high) + low))
}

/// Arc tangent: of t = (a - b) / (1 + a b) for a fixed b near a, plus the arc tangent of b; of -1 / a, plus pi/2.
#[inline(always)]
pub fn atan<V: Lanes>(t: V::Token, x: V) -> V {
    let a = x.abs();
    let one = c::<V>(t, 1.0);
    let mut num = -one;
    let mut den = a;
    let (mut high, mut low) = parts(t, FRAC_PI_2, 6.123_233_995_736_766e-17);
    // From each bound down, the next b.
    for (bound, b, y, y_low) in [
        (39.0 / 16.0, 1.5, 0.982793723247329, 1.390_331_103_123_1e-17),
        (19.0 / 16.0, 1.0, FRAC_PI_4, 3.061_616_997_868_383e-17),
        (
            11.0 / 16.0,
            0.5,
            0.463_647_609_000_806_1,
            2.269_877_745_296_168_7e-17,
        ),
        (7.0 / 16.0, 0.0, 0.0, 0.0),
    ] {
        let here = a.lt(c(t, bound));
        let (y, y_low) = parts(t, y, y_low);
        num = V::select(here, a - c(t, b), num);
        den = V::select(here, a.fma(c(t, b), one), den);
        high = V::select(here, y, high);
        low = V::select(here, y_low, low);
    }
    let u = num / den;
    let z = u * u;
    let rest = (u * z).fma(V::Elem::atan_tail(t, z), low);
    (high + (u + rest)).copysign(x)
}

/// A = w + rest with A = asin(|x|) for |x| < 1/2, else asin(sqrt((1 - |x|) / 2)) = (pi/2 - asin |x|) / 2; and whether
/// it is the second.
#[inline(always)]
fn asin_parts<V: Lanes>(t: V::Token, x: V) -> (V, V, V::Mask) {
    let a = x.abs();
    let half = c::<V>(t, 0.5);
    let far = half.lt(a);
    let z = V::select(far, (c::<V>(t, 1.0) - a) * half, a * a);
    let w = V::select(far, z.sqrt(), a);
    (w, w * z * V::Elem::asin_tail(t, z), far)
}

/// Arc sine.
#[inline(always)]
pub fn asin<V: Lanes>(t: V::Token, x: V) -> V {
    let (w, rest, far) = asin_parts(t, x);
    let (quarter, quarter_low) = parts::<V>(t, FRAC_PI_2, 6.123_233_995_736_766e-17);
    let double = w + w;
    let first = quarter - double;
    let lost = (quarter - first) - double;
    let y = V::select(
        far,
        first + (lost + (quarter_low - (rest + rest))),
        w + rest,
    );
    y.copysign(x)
}

/// Arc cosine.
#[inline(always)]
pub fn acos<V: Lanes>(t: V::Token, x: V) -> V {
    let (w, rest, far) = asin_parts(t, x);
    let (quarter, quarter_low) = parts::<V>(t, FRAC_PI_2, 6.123_233_995_736_766e-17);
    // 2 A for x > 1/2, pi - 2 A for x < -1/2, pi/2 - A with the sign of x between.
    let negative = x.lt(c(t, 0.0));
    let scaled = |y: V| V::select(far, y + y, y.copysign(x));
    let (w, rest) = (scaled(w), scaled(rest));
    let (from, from_low) = (
        V::select(far, quarter + quarter, quarter),
        V::select(far, quarter_low + quarter_low, quarter_low),
    );
    let first = from - w;
    let lost = (from - first) - w;
    let y = first + (lost + (from_low - rest));
    V::select(far.and(negative.not()), w + rest, y)
}
