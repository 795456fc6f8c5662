//! The polynomials of `f32`.

use super::exponential::exp_moderate;
use super::poly::horner;
use super::{Elementary, c};
use crate::simd::Lanes;

impl Elementary for f32 {
    const BITS: u32 = 32;
    const MANTISSA: u32 = 23;
    const TINY: f64 = f32::MIN_POSITIVE as f64;
    const EXP_LOW: f64 = -104.5;
    const EXP_NORMAL: f64 = -87.0;
    const EXP_HIGH: f64 = 89.0;
    const LN2_HIGH: f64 = 0.693145751953125;
    const LN2_LOW: f64 = 1.428606820309417e-06;
    const LOAN: f64 = (1u64 << 63) as f64;
    const TINY_ANGLE: f64 = 1e-30;
    const HALF_PI: [f64; 3] = [
        1.5707963705062866,
        -4.371138828673793e-8,
        -1.7151245100058819e-15,
    ];

    #[inline(always)]
    fn exp_tail<V: Lanes<Elem = f32>>(t: V::Token, r: V) -> V {
        // By pairs: the chain is what the exponential waits for.
        let a = horner!(t, r; 0.49999993413621063, 0.16666520106827512);
        let b = horner!(t, r; 0.04166839389522632, 0.008368780553090566);
        let z = r * r;
        z.fma(z.fma(c(t, 0.001381448613103384), b), a)
    }

    #[inline(always)]
    fn tanh_tail<V: Lanes<Elem = f32>>(t: V::Token, z: V) -> V {
        horner!(t, z; -0.33333283206090764, 0.1333147024388316, -0.053741628029593556, 0.02064415139123991, -0.00570951281047114)
    }

    #[inline(always)]
    fn sinh_tail<V: Lanes<Elem = f32>>(t: V::Token, z: V) -> V {
        horner!(t, z; 0.16666666488692455, 0.008333350598951924, 0.00019836066159117436, 2.817439912218373e-06)
    }

    #[inline(always)]
    fn artanh_tail<V: Lanes<Elem = f32>>(t: V::Token, z: V) -> V {
        horner!(t, z; 0.4000015263321553, 0.28547084750223556, 0.23419796642461463)
    }

    #[inline(always)]
    fn sin_tail<V: Lanes<Elem = f32>>(t: V::Token, z: V) -> V {
        horner!(t, z; -0.16666666641521338, 0.008333329373737555, -0.0001983933091520701, 2.7182739108981013e-06)
    }

    #[inline(always)]
    fn cos_tail<V: Lanes<Elem = f32>>(t: V::Token, z: V) -> V {
        horner!(t, z; 0.041666646808196116, -0.001388736453226241, 2.4438095820655964e-05)
    }

    #[inline(always)]
    fn atan_tail<V: Lanes<Elem = f32>>(t: V::Token, z: V) -> V {
        horner!(t, z; -0.3333330375121293, 0.1999775131981292, -0.14229754503991865, 0.1049164791476519, -0.0582040563136991)
    }

    #[inline(always)]
    fn asin_tail<V: Lanes<Elem = f32>>(t: V::Token, z: V) -> V {
        horner!(t, z; 0.1666675497006875, 0.0749519540556299, 0.04548341032453709, 0.024114164156999067, 0.04227900777611104)
    }

    #[inline(always)]
    fn erf_tail<V: Lanes<Elem = f32>>(t: V::Token, z: V) -> V {
        horner!(t, z; 0.12837916680241127, -0.37612635309985465, 0.11283719716254335, -0.026860752442928095, 0.005204435146651244, -0.0008181917663020999, 8.53879973907992e-05)
    }

    #[inline(always)]
    fn erfc<V: Lanes<Elem = f32>>(t: V::Token, a: V) -> V {
        // As the exponential of a polynomial: few bits are needed, the more so the larger a.
        let a = a.at_most(V::splat(t, 4.1));
        let log = horner!(t, a; 7.037438248709893e-05, -1.1290192866584523, -0.6343248360601601, -0.10724406461713011, 0.024484524103447442, -0.003946520089476248, 0.00039211222994257834, -1.7812698464611233e-05);
        exp_moderate(t, log)
    }

    #[inline(always)]
    fn ln_tail<V: Lanes<Elem = f32>>(t: V::Token, f: V) -> V {
        let f2 = f * f;
        let a = horner!(t, f; 0.33333313, -0.25000009);
        let b = horner!(t, f; 0.20002119, -0.16667999);
        let e = horner!(t, f; 0.14219562, -0.12405538);
        let d = horner!(t, f; 0.1188804, -0.11675913, 0.067472423);
        let p = (f2 * f2).fma(f2.fma(d, e), f2.fma(b, a));
        f2 * f.fma(p, V::splat(t, -0.5))
    }

    #[inline(always)]
    fn log_cosh_tail<V: Lanes<Elem = f32>>(t: V::Token, z: V) -> V {
        horner!(t, z; -0.08333315880365634, 0.022217370585393383, -0.0067033998317611535, 0.002022257338392747, -0.0004346718383191789)
    }
}
