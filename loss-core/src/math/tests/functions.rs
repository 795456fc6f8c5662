//! The promises, a line a function.

use super::extended::{self, Extended};
use super::scan::{Op, Promise, Scan, scan, stride};
use crate::math;
use crate::simd::Lanes;
use alloc::vec::Vec;

/// A test per function: its promises for both types (units in the last place where fused and where not, and the size
/// below which errors are absolute), and its oracle.
macro_rules! functions {
    ($( $test:ident: $call:expr, [$($single:expr),*], [$($double:expr),*], $oracle:expr; )*) => { $(
        #[test]
        fn $test() {
            #[derive(Clone, Copy)]
            struct Here;
            impl Op for Here {
                #[inline(always)]
                fn apply<V: Lanes>(t: V::Token, x: V, y: V) -> V {
                    let call: fn(V::Token, V, V) -> V = $call;
                    call(t, x, y)
                }
            }
            let name = stringify!($test);
            both::<f32, _>(name, Here, promise(&[$($single),*]), $oracle);
            both::<f64, _>(name, Here, promise(&[$($double),*]), $oracle);
        }
    )* };
}

fn promise(p: &[f64]) -> Promise {
    Promise {
        fused: p[0],
        apart: p[1],
        floor: p.get(2).copied().unwrap_or(0.0),
    }
}

fn both<E: Scan, O: Op>(
    name: &str,
    op: O,
    promise: Promise,
    oracle: impl Fn(f64, f64) -> Extended,
) {
    let x = E::points(stride());
    scan(name, op, (&x, &x), promise, oracle);
}

fn one(f: fn(f64) -> f64) -> impl Fn(f64, f64) -> Extended {
    move |x, _| f(x).into()
}

// Correctly rounded oracles of `f64` are themselves half a unit off.
functions! {
    exp: |t, x, _| math::exp(t, x), [1.0, 1.5], [1.5, 1.5], one(core_math::exp);
    exp_m1: |t, x, _| math::exp_m1(t, x), [2.0, 2.5], [2.0, 2.5], one(core_math::expm1);
    exp_rest: |t, x, _| math::exp_rest(t, x), [3.0, 3.0], [2.5, 2.5], |x, _| extended::exp_rest(x);
    ln: |t, x, _| math::ln(t, x), [1.0, 1.5], [1.5, 1.5], one(core_math::log);
    ln_1p: |t, x, _| math::ln_1p(t, x), [2.0, 2.5], [2.0, 2.5], one(core_math::log1p);
    tanh: |t, x, _| math::tanh(t, x), [2.0, 2.5], [2.0, 2.5], one(core_math::tanh);
    sinh: |t, x, _| math::sinh(t, x), [2.0, 2.5], [2.0, 2.5], one(core_math::sinh);
    cosh: |t, x, _| math::cosh(t, x), [2.0, 2.5], [2.0, 2.5], one(core_math::cosh);
    sigmoid: |t, x, _| math::sigmoid(t, x), [2.0, 2.5], [2.0, 2.5], |x, _| extended::sigmoid(x);
    softplus: |t, x, _| math::softplus(t, x), [2.0, 2.5], [2.0, 2.5], |x, _| extended::softplus(x);
    log_sigmoid: |t, x, _| math::log_sigmoid(t, x), [2.0, 2.5], [2.0, 2.5], |x, _| -extended::softplus(-x);
    sin: |t, x, _| math::sin(t, x), [2.0, 2.5], [2.0, 2.5], one(core_math::sin);
    cos: |t, x, _| math::cos(t, x), [2.0, 2.5], [2.0, 2.5], one(core_math::cos);
    tan: |t, x, _| math::tan(t, x), [2.0, 2.5], [2.0, 2.5], one(core_math::tan);
    asin: |t, x, _| math::asin(t, x), [2.0, 2.5], [2.0, 2.5], one(core_math::asin);
    acos: |t, x, _| math::acos(t, x), [2.0, 2.5], [2.0, 2.5], one(core_math::acos);
    atan: |t, x, _| math::atan(t, x), [2.0, 2.5], [2.0, 2.5], one(core_math::atan);
    erf: |t, x, _| math::erf(t, x), [2.0, 2.5], [2.0, 2.5], one(core_math::erf);
    lgamma: |t, x, _| math::lgamma(t, x), [1.0, 1.0, 1e-7], [8.0, 8.0, 1.0], one(core_math::lgamma);
    digamma: |t, x, _| math::digamma(t, at_least_zero(t, x)), [2.0, 2.0, 1e-7], [8.0, 8.0, 1.0], positive(0);
    trigamma: |t, x, _| math::trigamma(t, at_least_zero(t, x)), [2.0, 2.0], [8.0, 8.0], positive(1);
    tetragamma: |t, x, _| math::polygamma(t, 2, at_least_zero(t, x)), [2.0, 2.0], [8.0, 8.0], positive(2);
    pentagamma: |t, x, _| math::polygamma(t, 3, at_least_zero(t, x)), [2.0, 2.0], [8.0, 8.0], positive(3);
    square_root: |_, x, _| x.sqrt(), [0.5, 0.5], [0.5, 0.5], one(f64::sqrt);
    powi: |t, x, _| math::powi(t, x, 3), [2.0, 2.0], [2.0, 2.0], |x, _| cube(x);
}

fn cube(x: f64) -> Extended {
    let cube = x * x * x;
    if cube.abs() > 1e-200 && cube.abs() < 1e300 {
        return Extended::from(x) * x.into() * x.into();
    }
    cube.into()
}

/// The oracle of the gamma family is for positive numbers.
fn at_least_zero<V: Lanes>(_: V::Token, x: V) -> V {
    x.abs()
}
fn positive(n: i32) -> impl Fn(f64, f64) -> Extended {
    move |x, _| {
        let x = x.abs();
        if x == 0.0 || x < 1e-200 && n > 0 {
            f64::from(if n % 2 == 0 { -1.0 } else { 1.0f32 }) * f64::INFINITY
        } else if x == f64::INFINITY {
            if n == 0 { x } else { 0.0 }
        } else if !(1e-60..=1e60).contains(&x) {
            return far(n, x);
        } else {
            return extended::polygamma(n, x);
        }
        .into()
    }
}
/// Where one term is all.
fn far(n: i32, x: f64) -> Extended {
    let factorial: f64 = (1..n).map(f64::from).product();
    let sign = if n % 2 == 0 { -1.0 } else { 1.0 };
    let y = if x > 1.0 {
        if n == 0 {
            core_math::log(x)
        } else {
            sign * factorial * (1.0 / x).powi(n)
        }
    } else {
        sign * factorial * f64::from(n.max(1)) * (1.0 / x).powi(n + 1)
    };
    y.into()
}

/// Pairs: all exponents against all, and moderate numbers.
fn pairs<E: Scan>() -> (Vec<E>, Vec<E>) {
    let x = E::points(stride());
    let mut y = x.clone();
    let n = y.len();
    for i in 0..n {
        y.swap(i, (i * 7919 + 13) % n);
    }
    (x, y)
}

macro_rules! pairs {
    ($( $test:ident: $call:expr, [$($single:expr),*], [$($double:expr),*], $shape:expr, $oracle:expr; )*) => { $(
        #[test]
        fn $test() {
            #[derive(Clone, Copy)]
            struct Here;
            impl Op for Here {
                #[inline(always)]
                fn apply<V: Lanes>(t: V::Token, x: V, y: V) -> V {
                    let call: fn(V::Token, V, V) -> V = $call;
                    call(t, x, y)
                }
            }
            fn run<E: Scan>(p: Promise) {
                let (mut x, mut y) = pairs::<E>();
                let shape: fn(f64, f64) -> (f64, f64) = $shape;
                for (x, y) in x.iter_mut().zip(&mut y) {
                    let (a, b) = shape(x.to_f64(), y.to_f64());
                    (*x, *y) = (E::of(a), E::of(b));
                }
                scan(stringify!($test), Here, (&x, &y), p, $oracle);
            }
            run::<f32>(promise(&[$($single),*]));
            run::<f64>(promise(&[$($double),*]));
        }
    )* };
}

pairs! {
    hypot: math::hypot, [2.0, 2.0], [2.0, 2.0], |x, y| (x, y), nan_or(core_math::hypot);
    hypot_near: math::hypot, [2.0, 2.0], [2.0, 2.0], |x, y| (x, x * (y % 2.0)), nan_or(core_math::hypot);
    xlogy: math::xlogy, [2.0, 2.5], [2.5, 2.5], |x, y| (x, y), xlogy_oracle;
    pow: math::pow, [2.0, 2.5], [2.0, 2.5], |x, y| (x, y), pow_oracle;
    // Results over the whole range: y = p / ln x.
    pow_near: math::pow, [2.0, 2.5], [2.0, 2.5], |x, y| (x.abs(), (y % 720.0) / x.abs().ln()), pow_oracle;
    pow_single: math::pow, [2.0, 2.5], [2.0, 2.5], |x, y| (x.abs(), (y % 100.0) / x.abs().ln()), pow_oracle;
}

fn nan_or(f: fn(f64, f64) -> f64) -> impl Fn(f64, f64) -> Extended {
    move |x, y| {
        if x.is_nan() || y.is_nan() {
            f64::NAN.into()
        } else {
            f(x, y).into()
        }
    }
}
fn pow_oracle(x: f64, y: f64) -> Extended {
    if x < 0.0 {
        f64::NAN.into()
    } else {
        nan_or(core_math::pow)(x.abs(), y)
    }
}
fn xlogy_oracle(x: f64, y: f64) -> Extended {
    let plain = if x == 0.0 && !y.is_nan() {
        0.0
    } else {
        x * core_math::log(y)
    };
    // More digits where they can be had.
    if plain.abs() > 1e-250 && plain.abs() < 1e300 && y > 1e-300 && y < f64::INFINITY {
        return Extended::from(x) * Extended::from(y).ln();
    }
    plain.into()
}
