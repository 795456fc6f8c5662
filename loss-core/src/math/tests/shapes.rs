//! Limits and signs that a scan does not see.

use crate::math;
use crate::simd::Level;
use crate::simd::{Lanes, Real, Work, level};

struct Limits;
impl<E: Real> Work<E> for Limits {
    type Output = ();
    #[inline(always)]
    // Single registers: in a debug build every one has a place on the stack.
    fn run<W: Lanes<Elem = E>, V: Lanes<Elem = E, Token = W::Token>>(self, t: W::Token) {
        let inf = f64::INFINITY;
        let nan = f64::NAN;
        let v = |x: f64| V::splat(t, E::of(x));
        let is = |got: V, want: f64, what: &str| {
            let got = got.first().to_f64();
            let same = got.to_bits() == want.to_bits() || got.is_nan() && want.is_nan();
            assert!(same, "{what}: {got} instead of {want}");
        };
        is(math::log_sigmoid(t, v(-inf)), -inf, "log_sigmoid");
        is(math::log_sigmoid(t, v(inf)), 0.0, "log_sigmoid");
        is(math::softplus(t, v(inf)), inf, "softplus");
        is(math::softplus(t, v(-inf)), 0.0, "softplus");
        is(math::sigmoid(t, v(-inf)), 0.0, "sigmoid");
        is(math::sigmoid(t, v(inf)), 1.0, "sigmoid");
        is(math::tanh(t, v(-inf)), -1.0, "tanh");
        for f in [
            math::tanh,
            math::sinh,
            math::sin,
            math::tan,
            math::asin,
            math::atan,
            math::erf,
            math::exp_m1,
            math::ln_1p,
            math::sign,
        ] {
            is(f(t, v(-0.0)), -0.0, "odd");
            is(f(t, v(0.0)), 0.0, "odd");
            is(f(t, v(nan)), nan, "NaN");
        }
        for (x, y) in [(3.0, 1.0), (-3.0, -1.0), (inf, 1.0), (1e-40, 1.0)] {
            is(math::sign(t, v(x)), y, "sign");
        }
        for (x, y) in [(3.0, 3.0), (-3.0, 0.0), (nan, nan), (0.0, 0.0), (-inf, 0.0)] {
            is(math::relu(t, v(x)), y, "relu");
        }
        for (x, y) in [(3.0, 2.0), (-3.0, -1.0), (nan, nan), (1.5, 1.5)] {
            is(math::clamp(t, v(x), v(-1.0), v(2.0)), y, "clamp");
        }
        for (x, y, z) in [
            (0.0, 0.0, 1.0),
            (0.0, 2.5, 0.0),
            (0.0, -2.5, inf),
            (2.0, 0.0, 1.0),
            (-2.0, 2.0, nan),
            (1.0, inf, 1.0),
            (nan, 0.0, nan),
            (1.0, nan, nan),
            (inf, 0.5, inf),
            (inf, -0.5, 0.0),
            (2.0, inf, inf),
            (0.5, inf, 0.0),
            (inf, 0.0, 1.0),
        ] {
            is(math::pow(t, v(x), v(y)), z, "pow");
        }
        for (x, y, z) in [
            (0.0, 0.0, 0.0),
            (0.0, inf, 0.0),
            (0.0, -1.0, 0.0),
            (0.0, nan, nan),
            (nan, 1.0, nan),
            (2.0, 0.0, -inf),
            (2.0, -1.0, nan),
        ] {
            is(math::xlogy(t, v(x), v(y)), z, "xlogy");
        }
        for (n, x, y) in [
            (0, 0.0, 1.0),
            (1, 3.0, 3.0),
            (-1, 4.0, 0.25),
            (5, -2.0, -32.0),
            (-2, 0.0, inf),
            (10, 2.0, 1024.0),
        ] {
            is(math::powi(t, v(x), n), y, "powi");
        }
        for (x, y) in [
            (1.0, 0.0),
            (2.0, 0.0),
            (0.0, inf),
            (-0.0, inf),
            (-3.0, inf),
            (inf, inf),
            (-inf, inf),
            (nan, nan),
        ] {
            is(math::lgamma(t, v(x)), y, "lgamma");
        }
        for (x, y) in [
            (0.0, -inf),
            (-2.0, nan),
            (inf, inf),
            (-inf, nan),
            (nan, nan),
        ] {
            is(math::digamma(t, v(x)), y, "digamma");
        }
        // Reflected: by the recurrence, to 1e-6 of the larger term.
        for x in [-0.3, -1.7, -4.25, -10.6] {
            for n in 0..5 {
                let (here, next) = (
                    math::polygamma(t, n, v(x)),
                    math::polygamma(t, n, v(x + 1.0)),
                );
                let step = (1..=n).map(f64::from).product::<f64>()
                    * if n % 2 == 0 { 1.0 } else { -1.0 }
                    * x.powi(-n - 1);
                let (here, next) = (here.first().to_f64(), next.first().to_f64());
                assert!(
                    (next - here - step).abs() <= 1e-5 * here.abs().max(step.abs()),
                    "{n} {x}: {here} {next} {step}"
                );
            }
        }
    }
}

#[test]
fn limits_are_right() {
    for level in [level(), Level::baseline()] {
        f32::dispatch(level, Limits);
        f64::dispatch(level, Limits);
    }
}
