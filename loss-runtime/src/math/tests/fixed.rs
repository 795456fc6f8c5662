//! Quotients and powers by what is the same in every lane, and the function of a Cauchy distribution: single precision against
//! double, where a unit of double precision is nothing.

use crate::math::{c, divisor, hypot_one, log_hypot, log_hypot_slope, over, pow_fixed, powi};
use crate::simd::{Lanes, Real, Work, levels};

/// The largest error of a function in units in the last place of the truth, over numbers of all sizes of both signs whose truth
/// is a normal number.
fn worst<V: Lanes<Elem = f32>>(
    t: V::Token,
    of: impl Fn(V) -> V,
    truth: impl Fn(f64) -> f64,
) -> f64 {
    let mut worst: f64 = 0.0;
    let mut bits: u32 = 1;
    for _ in 0..20_000 {
        // Weyl's sequence: every exponent, and mantissas that are nowhere near each other.
        bits = bits.wrapping_add(0x9e37_79b9);
        let x = f32::from_bits(bits);
        let y = truth(f64::from(x));
        if !x.is_finite() || !y.is_finite() || y.abs() < 1e-37 || y.abs() > 3e38 {
            continue;
        }
        let unit =
            f64::from(f32::from_bits((y.abs() as f32).to_bits() + 1)) - f64::from(y.abs() as f32);
        let got = f64::from(of(c(t, f64::from(x))).first());
        worst = worst.max((got - y).abs() / unit);
    }
    worst
}

/// What each function may err by. Half a unit is correct rounding; the rest is the sum of the roundings of its steps.
struct Bounds;

impl Work<f32> for Bounds {
    type Output = ();
    #[inline(always)]
    fn run<W: Lanes<Elem = f32>, V: Lanes<Elem = f32, Token = W::Token>>(self, t: W::Token) {
        let holds = |what: &str, error: f64, most: f64| assert!(error <= most, "{what}: {error}");
        for by in [1.0, 3.0, -4.685, 1e-3, 0.1, 7e9, 1e30, 1e-40] {
            let exact = f64::from(by as f32);
            let divisor = divisor::<V>(t, c(t, by));
            // Next to the subnormal numbers the second part of the reciprocal is lost.
            let near_end = worst::<V>(t, |x| over(t, x, &divisor), |x| x / exact);
            holds("over", near_end, 1.0);
            let middling = |x: f64| Some(x / exact).filter(|y| y.abs() > 1e-30);
            let error = worst::<V>(
                t,
                |x| over(t, x, &divisor),
                |x| middling(x).unwrap_or(f64::NAN),
            );
            holds("over", error, 0.501);
        }
        // What the square has lost is itself rounded, next to the subnormal numbers to few digits.
        let fused = if V::FUSED { 0.51 } else { 2.0 };
        let of_four = |x: f64| x * x * x * x;
        holds("powi 4", worst::<V>(t, |x| powi(t, x, 4), of_four), fused);
        for (p, most) in [
            (0.5, 0.501),
            (1.0, 0.0),
            (2.0, 0.501),
            (3.0, 1.5),
            (4.0, fused),
            (2.5, 1.1),
        ] {
            let error = worst::<V>(t, |x| pow_fixed(t, x.abs(), c(t, p)), |x| x.abs().powf(p));
            holds("pow_fixed", error, most);
        }
        let root = |x: f64| 1f64.hypot(x);
        holds("hypot_one", worst::<V>(t, |x| hypot_one(t, x), root), 1.0);
        let log = |x: f64| (x * x).ln_1p() / 2.0;
        holds("log_hypot", worst::<V>(t, |x| log_hypot(t, x), log), 1.7);
        let slope = |x: f64| x / (1.0 + x * x);
        holds(
            "its slope",
            worst::<V>(t, |x| log_hypot_slope(t, x), slope),
            2.0,
        );
    }
}

#[test]
fn errors_are_bounded() {
    for level in levels() {
        f32::dispatch(level, Bounds);
    }
}

/// Ends and signs.
struct Limits;

impl<E: Real> Work<E> for Limits {
    type Output = ();
    #[inline(always)]
    fn run<W: Lanes<Elem = E>, V: Lanes<Elem = E, Token = W::Token>>(self, t: W::Token) {
        let v = |x: f64| c::<V>(t, x);
        let same = |got: V, want: f64, what: &str| {
            let got = got.first().to_f64();
            let want = E::of(want).to_f64();
            assert!(
                got == want || got.is_nan() && want.is_nan(),
                "{what}: {got} instead of {want}"
            );
        };
        let (inf, nan) = (f64::INFINITY, f64::NAN);
        for by in [1.0, 4.0, 0.1, -3.0, 1e30, 1e-40, inf, 0.0] {
            let of = divisor::<V>(t, v(by));
            for x in [0.0, 1.0, -8.0, inf, -inf, nan, 1e38, 1e-38] {
                let (got, want) = (over(t, v(x), &of), v(x) / v(by));
                if by.abs() == 1.0 || by == 4.0 || !(want.first().to_f64().is_normal()) {
                    same(got, want.first().to_f64(), "over");
                }
            }
        }
        for (x, p, y) in [
            (-1.0, 2.0, nan),
            (nan, 0.0, nan),
            (2.0, nan, nan),
            (0.0, 0.0, 1.0),
            (inf, 4.0, inf),
            (0.0, 0.5, 0.0),
            (-0.0, 1.0, 0.0),
        ] {
            same(pow_fixed(t, v(x), v(p)), y, "pow_fixed");
        }
        let largest = if E::EXACT < f64::EXACT { 3e38 } else { 1e308 };
        same(powi(t, v(largest), 4), inf, "powi");
        same(hypot_one(t, v(-largest)), largest, "hypot_one");
        same(log_hypot(t, v(inf)), inf, "log_hypot");
        same(log_hypot_slope(t, v(-inf)), 0.0, "log_hypot_slope");
        for f in [hypot_one, log_hypot, log_hypot_slope] {
            same(f(t, v(nan)), nan, "NaN");
        }
    }
}

#[test]
fn limits_are_right() {
    for level in levels() {
        f32::dispatch(level, Limits);
        f64::dispatch(level, Limits);
    }
}
