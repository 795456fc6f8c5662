//! The reduction of huge angles, one at a time: x 2/pi modulo 4 from the bits of 2/pi that matter (Payne and Hanek).

use crate::simd::{Elem, Lanes};

/// 2/pi, in words of 64 bits after a word before the point.
const TWO_OVER_PI: [u64; 20] = [
    0,
    0xa2f9836e4e441529,
    0xfc2757d1f534ddc0,
    0xdb6295993c439041,
    0xfe5163abdebbc561,
    0xb7246e3a424dd2e0,
    0x06492eea09d1921c,
    0xfe1deb1cb129a73e,
    0xe88235f52ebb4484,
    0xe99c7026b45f7e41,
    0x3991d639835339f4,
    0x9c845f8bbdf9283b,
    0x1ff897ffde05980f,
    0xef2f118b5a0a6d1f,
    0x6d367ecf27cb09b7,
    0x4f463f669e5fea2d,
    0x7527bac7ebe5f17b,
    0x3d0739f78a5292ea,
    0x6bfb5fb11f8d5d08,
    0x56033046fc7b6bab,
];

/// For every lane with x = n pi/2 + r + low: n, r and low. Slow.
#[inline(always)]
pub(super) fn reduce_lanes<V: Lanes>(t: V::Token, x: V) -> [V; 3] {
    let mut lanes = [[V::Elem::ZERO; 32]; 3];
    x.store(&mut lanes[0]);
    reduce_slices(&mut lanes, V::N);
    lanes.map(
        #[inline(always)]
        |lanes| V::load(t, &lanes),
    )
}

/// Replaces x by n, r and low.
#[cold]
#[inline(never)]
fn reduce_slices<E: Elem>(lanes: &mut [[E; 32]; 3], count: usize) {
    let [x, r, low] = lanes;
    for ((x, r), low) in x.iter_mut().zip(r).zip(low).take(count) {
        let (n, high, rest) = reduce(x.to_f64());
        *x = E::of(n);
        *r = E::of(high);
        *low = E::of((high - r.to_f64()) + rest);
    }
}

/// n modulo 4, r and low; NaN where x is not finite, and not meant for |x| below 1.
fn reduce(x: f64) -> (f64, f64, f64) {
    if !x.is_finite() {
        return (0.0, f64::NAN, f64::NAN);
    }
    let bits = x.to_bits();
    let mantissa = bits & ((1 << 52) - 1) | 1 << 52;
    let exponent = (bits >> 52 & 0x7ff) as i32 - 1075;
    if exponent < -60 {
        return (0.0, x, 0.0);
    }
    // x = mantissa 2^exponent. Bits of 2/pi that weigh 4 2^-exponent or more give multiples of 4: begin after them.
    let begin = (62 + exponent) as usize;
    let word = |i: usize| {
        let (at, shift) = (begin / 64 + i, begin % 64);
        let next = if shift == 0 {
            0
        } else {
            TWO_OVER_PI[at + 1] >> (64 - shift)
        };
        TWO_OVER_PI[at] << shift | next
    };
    // The product modulo 4, as a fraction of 4 in 192 bits.
    let wide = |a: u64| u128::from(a) * u128::from(mantissa);
    let low = wide(word(2));
    let middle = wide(word(1)) + (low >> 64);
    let high = (wide(word(0)) as u64).wrapping_add((middle >> 64) as u64);
    let fraction = [high, middle as u64, low as u64];
    // To the nearest quadrant; the rest is signed.
    let quadrant = (fraction[0] >> 62) + (fraction[0] >> 61 & 1);
    let negative = fraction[0] >> 61 & 1 == 1;
    let flip = if negative { u64::MAX } else { 0 };
    let [a, b, c] = fraction.map(|word| word ^ flip);
    let a = a << 2 >> 2;
    // The leading 106 bits as two numbers (a unit in the last of 192 bits is nothing).
    let top = u128::from(a) << 64 | u128::from(b);
    let lead = top.leading_zeros();
    let top = top << lead | (u128::from(c) << 64) >> (128 - lead);
    let scale = f64::from_bits(u64::from(1023 + 2 - 64 - lead) << 52);
    let first = (top >> 64) as u64;
    let first_high = first >> 11 << 11;
    let rest = u128::from(first - first_high) << 64 | u128::from(top as u64);
    let part = f64::from_bits(u64::from(1023u32 - 64) << 52);
    let (h, l) = (
        first_high as f64 * scale,
        (rest >> 64) as f64 * scale + (rest as u64) as f64 * part * scale,
    );
    // Times pi/2, in parts.
    let split = |x: f64| {
        let high = f64::from_bits(x.to_bits() & !((1 << 27) - 1));
        (high, x - high)
    };
    let (pi, pi_low) = (core::f64::consts::FRAC_PI_2, 6.123_233_995_736_766e-17);
    let product = h * pi;
    let ((h1, h2), (p1, p2)) = (split(h), split(pi));
    let error = ((h1 * p1 - product) + h1 * p2 + h2 * p1) + h2 * p2;
    let rest = error + (h * pi_low + l * pi);
    let (r, low) = (product + rest, rest - ((product + rest) - product));
    let sign = if negative != (x < 0.0) { -1.0 } else { 1.0 };
    let quadrant = if x < 0.0 {
        4 - (quadrant & 3)
    } else {
        quadrant & 3
    };
    (quadrant as f64, sign * r, sign * low)
}

#[cfg(all(test, feature = "std"))]
mod tests {
    #[test]
    fn angles_are_reduced_to_the_last_bit() {
        for x in [
            1.0,
            32768.0,
            1e5,
            -1e10,
            1e22,
            6381956970095103.0 * 2f64.powi(797),
            f64::MAX,
            -f64::MAX,
        ] {
            let (n, r, low) = super::reduce(x);
            let (s, c) = (core_math::sin(r), core_math::cos(r));
            let got = [s, c, -s, -c][n as usize % 4] + [c, -s, -c, s][n as usize % 4] * low;
            let want = core_math::sin(x);
            assert!(
                (got - want).abs() <= want.abs() * 2f64.powi(-52),
                "{x}: {got} {want}"
            );
        }
    }
}
