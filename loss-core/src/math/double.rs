//! The polynomials of `f64`.

use super::Elementary;
use super::poly::horner;
use crate::simd::Lanes;

impl Elementary for f64 {
    const MANTISSA: u32 = 52;
    const TINY: f64 = f64::MIN_POSITIVE;
    const EXP_LOW: f64 = -746.0;
    const EXP_HIGH: f64 = 710.0;
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    const LOAN: f64 = f64::from_bits(0x5ff0_0000_0000_0000);
    const TINY_ANGLE: f64 = 1e-290;

    #[inline(always)]
    fn exp_tail<V: Lanes<Elem = f64>>(t: V::Token, r: V) -> V {
        horner!(t, r; 0.5, 0.16666666666666682, 0.041666666666666095, 0.008333333333316985,
            0.001388888888911642, 0.00019841269896507242, 2.4801586925559984e-05,
            2.755723473539941e-06, 2.755758244797663e-07, 2.51120819800387e-08, 2.0826523369688663e-09)
    }

    #[inline(always)]
    fn ln_reduced<V: Lanes<Elem = f64>>(t: V::Token, k: V, f: V) -> V {
        let s = f / (V::splat(t, 2.0) + f);
        let z = s * s;
        let p = z * horner!(t, z; 0.6666666666666666, 0.4000000000000624, 0.2857142856908724,
            0.2222222264658311, 0.18181775682083035, 0.15387089973646656, 0.13250136086556066,
            0.1325116375123082);
        let half = V::splat(t, 0.5) * f * f;
        let low = k.fma(V::splat(t, Self::LN2_LOW), s * (half + p));
        k.fma(V::splat(t, Self::LN2_HIGH), f - (half - low))
    }
}
