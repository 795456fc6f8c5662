//! The polynomials of `f32`.

use super::Elementary;
use super::poly::horner;
use crate::simd::Lanes;

impl Elementary for f32 {
    const MANTISSA: u32 = 23;
    const TINY: f64 = f32::MIN_POSITIVE as f64;
    const EXP_LOW: f64 = -104.5;
    const EXP_HIGH: f64 = 89.0;
    const LN2_HIGH: f64 = 0.693145751953125;
    const LN2_LOW: f64 = 1.428606820309417e-06;
    const LOAN: f64 = (1u64 << 63) as f64;
    const TINY_ANGLE: f64 = 1e-30;

    #[inline(always)]
    fn exp_tail<V: Lanes<Elem = f32>>(t: V::Token, r: V) -> V {
        horner!(t, r; 0.49999994, 0.1666652, 0.041668391, 0.008368745, 0.001381456)
    }

    #[inline(always)]
    fn ln_reduced<V: Lanes<Elem = f32>>(t: V::Token, k: V, f: V) -> V {
        let f2 = f * f;
        let a = horner!(t, f; 0.33333313, -0.25000009);
        let b = horner!(t, f; 0.20002119, -0.16667999);
        let c = horner!(t, f; 0.14219562, -0.12405538);
        let d = horner!(t, f; 0.1188804, -0.11675913, 0.067472423);
        let p = (f2 * f2).fma(f2.fma(d, c), f2.fma(b, a));
        let tail = f2 * f.fma(p, V::splat(t, -0.5));
        let low = k.fma(V::splat(t, Self::LN2_LOW as f32), tail);
        k.fma(V::splat(t, Self::LN2_HIGH as f32), f + low)
    }
}
