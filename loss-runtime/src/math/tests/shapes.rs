//! Limits and signs that a scan does not see.

use crate::math;
use crate::simd::{Lanes, Real, Work, levels};

/// Lanes of one number, and a comparison of the first, bit by bit. Single registers, and few functions at a time: in a
/// debug build every register has a place on the stack.
macro_rules! limits {
    ($( $limits:ident: |$t:ident, $v:ident, $is:ident| $body:block )*) => { $(
        struct $limits;
        impl<E: Real> Work<E> for $limits {
            type Output = ();
            #[inline(always)]
            fn run<W: Lanes<Elem = E>, V: Lanes<Elem = E, Token = W::Token>>(self, $t: W::Token) {
                let $v = |x: f64| V::splat($t, E::of(x));
                let $is = |got: V, want: f64, what: &str| {
                    let got = got.first().to_f64();
                    let same = got.to_bits() == want.to_bits() || got.is_nan() && want.is_nan();
                    assert!(same, "{what}: {got} instead of {want}");
                };
                $body
            }
        }
    )* };
}

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

limits! {
    OfOne: |t, v, is| {
        is(math::log_sigmoid(t, v(-INF)), -INF, "log_sigmoid");
        is(math::log_sigmoid(t, v(INF)), 0.0, "log_sigmoid");
        is(math::softplus(t, v(INF)), INF, "softplus");
        is(math::softplus(t, v(-INF)), 0.0, "softplus");
        is(math::sigmoid(t, v(-INF)), 0.0, "sigmoid");
        is(math::sigmoid(t, v(INF)), 1.0, "sigmoid");
        is(math::tanh(t, v(-INF)), -1.0, "tanh");
        is(math::log_cosh(t, v(-INF)), INF, "log_cosh");
        is(math::log_cosh(t, v(0.0)), 0.0, "log_cosh");
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
            is(f(t, v(NAN)), NAN, "NaN");
        }
        for (x, y) in [(3.0, 1.0), (-3.0, -1.0), (INF, 1.0), (1e-40, 1.0)] {
            is(math::sign(t, v(x)), y, "sign");
        }
        for (x, y) in [(3.0, 3.0), (-3.0, 0.0), (NAN, NAN), (0.0, 0.0), (-INF, 0.0)] {
            is(math::relu(t, v(x)), y, "relu");
        }
        for (x, y) in [(3.0, 2.0), (-3.0, -1.0), (NAN, NAN), (1.5, 1.5)] {
            is(math::clamp(t, v(x), v(-1.0), v(2.0)), y, "clamp");
        }
    }
    OfTwo: |t, v, is| {
        for (x, y, z) in [
            (0.0, 0.0, 1.0),
            (0.0, 2.5, 0.0),
            (0.0, -2.5, INF),
            (2.0, 0.0, 1.0),
            (-2.0, 2.0, NAN),
            (1.0, INF, 1.0),
            (NAN, 0.0, NAN),
            (1.0, NAN, NAN),
            (INF, 0.5, INF),
            (INF, -0.5, 0.0),
            (2.0, INF, INF),
            (0.5, INF, 0.0),
            (INF, 0.0, 1.0),
        ] {
            is(math::pow(t, v(x), v(y)), z, "pow");
        }
        for (x, y, z) in [
            (0.0, 0.0, 1.0),
            (-INF, 0.0, 1.0),
            (-INF, 2.5, 0.0),
            (-INF, -2.5, INF),
            (INF, INF, 1.0),
            (INF, 2.5, 1.0),
            (INF, 1e30, 1.0),
            (0.0, INF, 0.0),
            (0.0, -INF, INF),
            (-1e30, 1e-33, (-1e-3f64).exp()),
            (-1e30, 1.0, 0.0),
            (NAN, 0.0, NAN),
            (0.0, NAN, NAN),
            (INF, NAN, NAN),
        ] {
            let got = math::sigmoid_pow(t, v(x), v(y)).first().to_f64();
            assert!(
                (got - z).abs() <= 1e-6 * z || got == z || got.is_nan() && z.is_nan(),
                "sigmoid({x})^{y}: {got} instead of {z}"
            );
        }
        for (x, y, z) in [
            (0.0, 0.0, NAN),
            (0.0, 2.0, -INF),
            (2.0, 0.0, INF),
            (-2.0, 0.0, NAN),
            (2.0, -0.0, NAN),
            (INF, 2.0, INF),
            (2.0, INF, -INF),
            (INF, INF, NAN),
            (NAN, 2.0, NAN),
            (2.0, NAN, NAN),
            (-3.0, -3.0, 0.0),
            (1e-40, 1e-40, 0.0),
            (3e38, 3e38, 0.0),
            (0.1, 0.1, 0.0),
            (-1.0, 2.0, NAN),
        ] {
            is(math::log_ratio(t, v(x), v(y)), z, "log_ratio");
        }
        for (x, y, z) in [
            (0.0, 0.0, 0.0),
            (0.0, INF, 0.0),
            (0.0, -1.0, 0.0),
            (0.0, NAN, NAN),
            (NAN, 1.0, NAN),
            (2.0, 0.0, -INF),
            (2.0, -1.0, NAN),
        ] {
            is(math::xlogy(t, v(x), v(y)), z, "xlogy");
        }
        for (n, x, y) in [
            (0, 0.0, 1.0),
            (1, 3.0, 3.0),
            (-1, 4.0, 0.25),
            (5, -2.0, -32.0),
            (-2, 0.0, INF),
            (10, 2.0, 1024.0),
        ] {
            is(math::powi(t, v(x), n), y, "powi");
        }
    }
    Gamma: |t, v, is| {
        for (x, y) in [
            (1.0, 0.0),
            (2.0, 0.0),
            (0.0, INF),
            (-0.0, INF),
            (-3.0, INF),
            (INF, INF),
            (-INF, INF),
            (NAN, NAN),
        ] {
            is(math::lgamma(t, v(x)), y, "lgamma");
        }
        for (x, y) in [
            (0.0, -INF),
            (-2.0, NAN),
            (-4503599627370497.0, NAN),
            (INF, INF),
            (-INF, NAN),
            (NAN, NAN),
        ] {
            is(math::digamma(t, v(x)), y, "digamma");
        }
    }
    Reflected: |t, v, _is| {
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
    for level in levels() {
        f32::dispatch(level, OfOne);
        f64::dispatch(level, OfOne);
    }
}
#[test]
fn limits2() {
    for level in levels() {
        f32::dispatch(level, OfTwo);
        f64::dispatch(level, OfTwo);
    }
}
#[test]
fn limits3() {
    for level in levels() {
        f32::dispatch(level, Gamma);
        f64::dispatch(level, Gamma);
    }
}
#[test]
fn limits4() {
    for level in levels() {
        f32::dispatch(level, Reflected);
        f64::dispatch(level, Reflected);
    }
}
