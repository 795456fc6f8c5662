//! AVX-512: two registers of 512 bits side by side, and truth values in registers of their own. As many lanes as
//! AVX2 has, in the same order, and sums by the same quarters: the bits are the same.

use super::{
    Ints, Lanes, Mask, X2, X4,
    instructions::{forward, lanes},
};
#[cfg(target_arch = "x86")]
use core::arch::x86::*;
#[cfg(target_arch = "x86_64")]
use core::arch::x86_64::*;
use core::ops::{Add, Div, Mul, Neg, Sub};
use fearless_simd::{Avx512, f32x8, f32x16, f64x4, f64x8, prelude::*};

/// A function of arrays of registers: the same of each.
macro_rules! each {
    ($name:ident($($x:ident: $from:ty),+ $(; $y:ident: $same:ty)?) -> $to:ty = $e:expr) => {
        fearless_simd::kernel!(
            #[inline(always)]
            pub(super) fn $name(_t: Avx512, $($x: [$from; 2],)+ $($y: $same)?) -> [$to; 2] {
                [
                    { $(let $x = $x[0];)+ $e },
                    { $(let $x = $x[1];)+ $e },
                ]
            }
        );
    };
}

/// Integers of either size.
type Whole = [__m512i; 2];
each!(iand(a: __m512i, b: __m512i) -> __m512i = _mm512_and_si512(a, b));
each!(ior(a: __m512i, b: __m512i) -> __m512i = _mm512_or_si512(a, b));
each!(ixor(a: __m512i, b: __m512i) -> __m512i = _mm512_xor_si512(a, b));

/// Memory, and quarters.
macro_rules! by_way_of_registers {
    ($e:ident $whole:ident $n:literal) => {
        #[inline(always)]
        pub(super) fn split(t: Avx512, [a, b]: Floats) -> Split {
            let (a, b): ($whole<Avx512>, $whole<Avx512>) = (a.simd_into(t), b.simd_into(t));
            let ((a, b), (c, d)) = (a.split(), b.split());
            X4([a, b, c, d])
        }
        #[inline(always)]
        pub(super) fn join(_: Avx512, X4([a, b, c, d]): Split) -> Floats {
            [a.combine(b).into(), c.combine(d).into()]
        }
        #[inline(always)]
        pub(super) fn load(t: Avx512, from: &[$e]) -> Floats {
            let (a, b) = from[..2 * $n].split_at($n);
            [
                $whole::from_slice(t, a).into(),
                $whole::from_slice(t, b).into(),
            ]
        }
        #[inline(always)]
        pub(super) fn store(t: Avx512, [a, b]: Floats, to: &mut [$e]) {
            let (x, y) = to[..2 * $n].split_at_mut($n);
            let (a, b): ($whole<Avx512>, $whole<Avx512>) = (a.simd_into(t), b.simd_into(t));
            a.store_slice(x);
            b.store_slice(y);
        }
        #[inline(always)]
        pub(super) fn times_power(t: Avx512, r: Floats, n: Floats) -> Option<Floats> {
            Some(scale(t, r, n))
        }
    };
}

/// Single precision.
mod single {
    use super::*;

    pub(super) const AT_ONCE: usize = 6;
    pub(super) use super::{Whole, iand, ior, ixor};
    pub(super) type Floats = [__m512; 2];
    /// A bit a lane.
    pub(super) type Truths = [__mmask16; 2];
    pub(super) type Split = X4<f32x8<Avx512>>;
    /// As many lanes as a quarter.
    pub(super) type Wide = f64x8<Avx512>;
    pub(super) type Double = X2<Doubles>;
    by_way_of_registers!(f32 f32x16 16);

    each!(add(a: __m512, b: __m512) -> __m512 = _mm512_add_ps(a, b));
    each!(sub(a: __m512, b: __m512) -> __m512 = _mm512_sub_ps(a, b));
    each!(mul(a: __m512, b: __m512) -> __m512 = _mm512_mul_ps(a, b));
    each!(div(a: __m512, b: __m512) -> __m512 = _mm512_div_ps(a, b));
    each!(neg(a: __m512) -> __m512 = _mm512_xor_ps(a, _mm512_set1_ps(-0.0)));
    each!(fma(a: __m512, b: __m512, c: __m512) -> __m512 = _mm512_fmadd_ps(a, b, c));
    each!(sqrt(a: __m512) -> __m512 = _mm512_sqrt_ps(a));
    // The instructions return the second operand where either is NaN.
    each!(max(a: __m512, b: __m512) -> __m512 = _mm512_mask_blend_ps(
        _mm512_cmp_ps_mask::<_CMP_UNORD_Q>(a, a), _mm512_max_ps(a, b), a));
    each!(min(a: __m512, b: __m512) -> __m512 = _mm512_mask_blend_ps(
        _mm512_cmp_ps_mask::<_CMP_UNORD_Q>(a, a), _mm512_min_ps(a, b), a));
    each!(at_least(a: __m512, bound: __m512) -> __m512 = _mm512_max_ps(bound, a));
    each!(at_most(a: __m512, bound: __m512) -> __m512 = _mm512_min_ps(bound, a));
    each!(scale(a: __m512, n: __m512) -> __m512 = _mm512_scalef_ps(a, n));
    each!(abs(a: __m512) -> __m512 = _mm512_andnot_ps(_mm512_set1_ps(-0.0), a));
    each!(copysign(a: __m512, sign: __m512) -> __m512 = _mm512_or_ps(
        _mm512_and_ps(_mm512_set1_ps(-0.0), sign),
        _mm512_andnot_ps(_mm512_set1_ps(-0.0), a)
    ));
    each!(lt(a: __m512, b: __m512) -> __mmask16 = _mm512_cmp_ps_mask::<_CMP_LT_OQ>(a, b));
    each!(le(a: __m512, b: __m512) -> __mmask16 = _mm512_cmp_ps_mask::<_CMP_LE_OQ>(a, b));
    each!(eq(a: __m512, b: __m512) -> __mmask16 = _mm512_cmp_ps_mask::<_CMP_EQ_OQ>(a, b));
    each!(select(mask: __mmask16, a: __m512, b: __m512) -> __m512 =
        _mm512_mask_blend_ps(mask, b, a));
    each!(and(a: __mmask16, b: __mmask16) -> __mmask16 = a & b);
    each!(or(a: __mmask16, b: __mmask16) -> __mmask16 = a | b);
    each!(not(a: __mmask16) -> __mmask16 = !a);
    each!(bits(a: __m512) -> __m512i = _mm512_castps_si512(a));
    each!(from_bits(a: __m512i) -> __m512 = _mm512_castsi512_ps(a));
    each!(of_int(a: __m512i) -> __m512 = _mm512_cvtepi32_ps(a));
    each!(iadd(a: __m512i, b: __m512i) -> __m512i = _mm512_add_epi32(a, b));
    each!(isub(a: __m512i, b: __m512i) -> __m512i = _mm512_sub_epi32(a, b));
    each!(shl(a: __m512i; n: u32) -> __m512i =
        _mm512_sll_epi32(a, _mm_cvtsi32_si128(n.cast_signed())));
    each!(sar(a: __m512i; n: u32) -> __m512i =
        _mm512_sra_epi32(a, _mm_cvtsi32_si128(n.cast_signed())));

    fearless_simd::kernel!(
        #[inline(always)]
        pub(super) fn splat(_t: Avx512, x: f32) -> Floats {
            [_mm512_set1_ps(x); 2]
        }
    );
    fearless_simd::kernel!(
        #[inline(always)]
        pub(super) fn isplat(_t: Avx512, x: i32) -> Whole {
            [_mm512_set1_epi32(x); 2]
        }
    );
    #[inline(always)]
    pub(super) fn truth(_: Avx512, x: bool) -> Truths {
        [if x { !0 } else { 0 }; 2]
    }
    #[inline(always)]
    pub(super) fn any(_: Avx512, [a, b]: Truths) -> bool {
        a | b != 0
    }

    fearless_simd::kernel!(
        #[inline(always)]
        fn widen_one(_t: Avx512, a: __m512) -> [__m512d; 2] {
            [
                _mm512_cvtps_pd(_mm512_castps512_ps256(a)),
                _mm512_cvtps_pd(_mm512_extractf32x8_ps::<1>(a)),
            ]
        }
    );
    fearless_simd::kernel!(
        #[inline(always)]
        fn narrow_one(_t: Avx512, a: [__m512d; 2]) -> __m512 {
            let low = _mm512_castps256_ps512(_mm512_cvtpd_ps(a[0]));
            _mm512_insertf32x8::<1>(low, _mm512_cvtpd_ps(a[1]))
        }
    );
    fearless_simd::kernel!(
        #[inline(always)]
        fn widen_quarter(_t: Avx512, a: __m256) -> __m512d {
            _mm512_cvtps_pd(a)
        }
    );
    #[inline(always)]
    fn eight(t: Avx512, a: f32x8<Avx512>) -> Wide {
        widen_quarter(t, a.into()).simd_into(t)
    }
    #[inline(always)]
    pub(super) fn wide_zero(t: Avx512) -> Wide {
        f64x8::splat(t, 0.0)
    }
    #[inline(always)]
    pub(super) fn wide_add(t: Avx512, r: Floats, sum: Wide, apart: bool) -> Wide {
        let X4([a, b, c, d]) = split(t, r);
        if apart {
            return (((sum + eight(t, a)) + eight(t, b)) + eight(t, c)) + eight(t, d);
        }
        sum + eight(t, (a + b) + (c + d))
    }
    #[inline(always)]
    pub(super) fn wide_total(sum: Wide) -> f64 {
        let (low, high) = sum.split();
        Split::wide_total(X2([low, high]))
    }
    #[inline(always)]
    pub(super) fn widen(t: Avx512, [a, b]: Floats) -> Double {
        X2([a, b].map(
            #[inline(always)]
            |a| Doubles {
                r: widen_one(t, a),
                t,
            },
        ))
    }
    #[inline(always)]
    pub(super) fn narrow(X2([a, b]): Double) -> (Avx512, Floats) {
        (a.t, [narrow_one(a.t, a.r), narrow_one(b.t, b.r)])
    }
}

/// Double precision.
mod double {
    use super::*;

    pub(super) const AT_ONCE: usize = 6;
    pub(super) use super::{Whole, iand, ior, ixor};
    pub(super) type Floats = [__m512d; 2];
    /// A bit a lane.
    pub(super) type Truths = [__mmask8; 2];
    pub(super) type Split = X4<f64x4<Avx512>>;
    pub(super) type Wide = <Split as Lanes>::Wide;
    pub(super) type Double = Doubles;
    by_way_of_registers!(f64 f64x8 8);

    each!(add(a: __m512d, b: __m512d) -> __m512d = _mm512_add_pd(a, b));
    each!(sub(a: __m512d, b: __m512d) -> __m512d = _mm512_sub_pd(a, b));
    each!(mul(a: __m512d, b: __m512d) -> __m512d = _mm512_mul_pd(a, b));
    each!(div(a: __m512d, b: __m512d) -> __m512d = _mm512_div_pd(a, b));
    each!(neg(a: __m512d) -> __m512d = _mm512_xor_pd(a, _mm512_set1_pd(-0.0)));
    each!(fma(a: __m512d, b: __m512d, c: __m512d) -> __m512d = _mm512_fmadd_pd(a, b, c));
    each!(sqrt(a: __m512d) -> __m512d = _mm512_sqrt_pd(a));
    // The instructions return the second operand where either is NaN.
    each!(max(a: __m512d, b: __m512d) -> __m512d = _mm512_mask_blend_pd(
        _mm512_cmp_pd_mask::<_CMP_UNORD_Q>(a, a), _mm512_max_pd(a, b), a));
    each!(min(a: __m512d, b: __m512d) -> __m512d = _mm512_mask_blend_pd(
        _mm512_cmp_pd_mask::<_CMP_UNORD_Q>(a, a), _mm512_min_pd(a, b), a));
    each!(at_least(a: __m512d, bound: __m512d) -> __m512d = _mm512_max_pd(bound, a));
    each!(at_most(a: __m512d, bound: __m512d) -> __m512d = _mm512_min_pd(bound, a));
    each!(scale(a: __m512d, n: __m512d) -> __m512d = _mm512_scalef_pd(a, n));
    each!(abs(a: __m512d) -> __m512d = _mm512_andnot_pd(_mm512_set1_pd(-0.0), a));
    each!(copysign(a: __m512d, sign: __m512d) -> __m512d = _mm512_or_pd(
        _mm512_and_pd(_mm512_set1_pd(-0.0), sign),
        _mm512_andnot_pd(_mm512_set1_pd(-0.0), a)
    ));
    each!(lt(a: __m512d, b: __m512d) -> __mmask8 = _mm512_cmp_pd_mask::<_CMP_LT_OQ>(a, b));
    each!(le(a: __m512d, b: __m512d) -> __mmask8 = _mm512_cmp_pd_mask::<_CMP_LE_OQ>(a, b));
    each!(eq(a: __m512d, b: __m512d) -> __mmask8 = _mm512_cmp_pd_mask::<_CMP_EQ_OQ>(a, b));
    each!(select(mask: __mmask8, a: __m512d, b: __m512d) -> __m512d =
        _mm512_mask_blend_pd(mask, b, a));
    each!(and(a: __mmask8, b: __mmask8) -> __mmask8 = a & b);
    each!(or(a: __mmask8, b: __mmask8) -> __mmask8 = a | b);
    each!(not(a: __mmask8) -> __mmask8 = !a);
    each!(bits(a: __m512d) -> __m512i = _mm512_castpd_si512(a));
    each!(from_bits(a: __m512i) -> __m512d = _mm512_castsi512_pd(a));
    each!(of_int(a: __m512i) -> __m512d = _mm512_cvtepi64_pd(a));
    each!(iadd(a: __m512i, b: __m512i) -> __m512i = _mm512_add_epi64(a, b));
    each!(isub(a: __m512i, b: __m512i) -> __m512i = _mm512_sub_epi64(a, b));
    each!(shl(a: __m512i; n: u32) -> __m512i =
        _mm512_sll_epi64(a, _mm_cvtsi32_si128(n.cast_signed())));
    each!(sar(a: __m512i; n: u32) -> __m512i =
        _mm512_sra_epi64(a, _mm_cvtsi32_si128(n.cast_signed())));

    fearless_simd::kernel!(
        #[inline(always)]
        pub(super) fn splat(_t: Avx512, x: f64) -> Floats {
            [_mm512_set1_pd(x); 2]
        }
    );
    fearless_simd::kernel!(
        #[inline(always)]
        pub(super) fn isplat(_t: Avx512, x: i64) -> Whole {
            [_mm512_set1_epi64(x); 2]
        }
    );
    #[inline(always)]
    pub(super) fn truth(_: Avx512, x: bool) -> Truths {
        [if x { !0 } else { 0 }; 2]
    }
    #[inline(always)]
    pub(super) fn any(_: Avx512, [a, b]: Truths) -> bool {
        a | b != 0
    }

    #[inline(always)]
    pub(super) fn wide_zero(t: Avx512) -> Wide {
        Split::wide_zero(t)
    }
    #[inline(always)]
    pub(super) fn wide_add(t: Avx512, r: Floats, sum: Wide, apart: bool) -> Wide {
        split(t, r).wide_add(sum, apart)
    }
    #[inline(always)]
    pub(super) fn wide_total(sum: Wide) -> f64 {
        Split::wide_total(sum)
    }
    #[inline(always)]
    pub(super) fn widen(t: Avx512, r: Floats) -> Double {
        Doubles { r, t }
    }
    #[inline(always)]
    pub(super) fn narrow(x: Double) -> (Avx512, Floats) {
        (x.t, x.r)
    }
}

lanes!(Avx512: single Singles SingleInts SingleMask, f32 i32, 32, "Thirty-two numbers of single precision.");
lanes!(Avx512: double Doubles DoubleInts DoubleMask, f64 i64, 16, "Sixteen numbers of double precision.");
