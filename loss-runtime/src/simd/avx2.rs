//! AVX2: four registers of 256 bits side by side.

use super::{
    Ints, Lanes, Mask, X2, X4,
    instructions::{forward, lanes},
};
#[cfg(target_arch = "x86")]
use core::arch::x86::*;
#[cfg(target_arch = "x86_64")]
use core::arch::x86_64::*;
use core::ops::{Add, Div, Mul, Neg, Sub};
use fearless_simd::{Avx2, f32x4, f32x8, f64x2, f64x4, i64x4, prelude::*};

/// A function of arrays of registers: the same of each.
macro_rules! each {
    ($name:ident($($x:ident: $from:ty),+ $(; $y:ident: $same:ty)?) -> $to:ty = $e:expr) => {
        fearless_simd::kernel!(
            #[inline(always)]
            pub(super) fn $name(_t: Avx2, $($x: [$from; 4],)+ $($y: $same)?) -> [$to; 4] {
                [
                    { $(let $x = $x[0];)+ $e },
                    { $(let $x = $x[1];)+ $e },
                    { $(let $x = $x[2];)+ $e },
                    { $(let $x = $x[3];)+ $e },
                ]
            }
        );
    };
}

/// Integers of either size.
type Whole = [__m256i; 4];
each!(iand(a: __m256i, b: __m256i) -> __m256i = _mm256_and_si256(a, b));
each!(ior(a: __m256i, b: __m256i) -> __m256i = _mm256_or_si256(a, b));
each!(ixor(a: __m256i, b: __m256i) -> __m256i = _mm256_xor_si256(a, b));

/// What is seldom done, or no better in instructions of one's own, by way of fearless_simd.
macro_rules! by_way_of_registers {
    ($e:ident) => {
        #[inline(always)]
        pub(super) fn split(t: Avx2, [a, b, c, d]: Floats) -> Split {
            X4([
                a.simd_into(t),
                b.simd_into(t),
                c.simd_into(t),
                d.simd_into(t),
            ])
        }
        #[inline(always)]
        pub(super) fn join(_: Avx2, X4([a, b, c, d]): Split) -> Floats {
            [a.into(), b.into(), c.into(), d.into()]
        }
        #[inline(always)]
        pub(super) fn load(t: Avx2, from: &[$e]) -> Floats {
            join(t, Lanes::load(t, from))
        }
        #[inline(always)]
        pub(super) fn store(t: Avx2, r: Floats, to: &mut [$e]) {
            split(t, r).store(to);
        }
        /// There is no such instruction.
        #[inline(always)]
        pub(super) fn times_power(_: Avx2, _: Floats, _: Floats) -> Option<Floats> {
            None
        }
        #[inline(always)]
        pub(super) fn wide_zero(t: Avx2) -> Wide {
            Split::wide_zero(t)
        }
        #[inline(always)]
        pub(super) fn wide_add(t: Avx2, r: Floats, sum: Wide, apart: bool) -> Wide {
            split(t, r).wide_add(sum, apart)
        }
        #[inline(always)]
        pub(super) fn wide_total(sum: Wide) -> f64 {
            Split::wide_total(sum)
        }
        #[inline(always)]
        pub(super) fn truth(t: Avx2, x: bool) -> Truths {
            from_bits(t, isplat(t, if x { -1 } else { 0 }))
        }
    };
}

/// Single precision.
mod single {
    use super::*;

    pub(super) const AT_ONCE: usize = 2;
    pub(super) use super::{Whole, iand, ior, ixor};
    pub(super) type Floats = [__m256; 4];
    /// All bits of a lane, or none.
    pub(super) type Truths = Floats;
    pub(super) type Split = X4<f32x8<Avx2>>;
    pub(super) type Wide = <Split as Lanes>::Wide;
    pub(super) type Double = X2<Doubles>;

    each!(add(a: __m256, b: __m256) -> __m256 = _mm256_add_ps(a, b));
    each!(sub(a: __m256, b: __m256) -> __m256 = _mm256_sub_ps(a, b));
    each!(mul(a: __m256, b: __m256) -> __m256 = _mm256_mul_ps(a, b));
    each!(div(a: __m256, b: __m256) -> __m256 = _mm256_div_ps(a, b));
    each!(neg(a: __m256) -> __m256 = _mm256_xor_ps(a, _mm256_set1_ps(-0.0)));
    each!(fma(a: __m256, b: __m256, c: __m256) -> __m256 = _mm256_fmadd_ps(a, b, c));
    each!(sqrt(a: __m256) -> __m256 = _mm256_sqrt_ps(a));
    // The instructions return the second operand where either is NaN.
    each!(max(a: __m256, b: __m256) -> __m256 =
        _mm256_blendv_ps(_mm256_max_ps(a, b), a, _mm256_cmp_ps::<_CMP_UNORD_Q>(a, a)));
    each!(min(a: __m256, b: __m256) -> __m256 =
        _mm256_blendv_ps(_mm256_min_ps(a, b), a, _mm256_cmp_ps::<_CMP_UNORD_Q>(a, a)));
    each!(at_least(a: __m256, bound: __m256) -> __m256 = _mm256_max_ps(bound, a));
    each!(at_most(a: __m256, bound: __m256) -> __m256 = _mm256_min_ps(bound, a));
    each!(abs(a: __m256) -> __m256 = _mm256_andnot_ps(_mm256_set1_ps(-0.0), a));
    each!(copysign(a: __m256, sign: __m256) -> __m256 = _mm256_or_ps(
        _mm256_and_ps(_mm256_set1_ps(-0.0), sign),
        _mm256_andnot_ps(_mm256_set1_ps(-0.0), a)
    ));
    each!(lt(a: __m256, b: __m256) -> __m256 = _mm256_cmp_ps::<_CMP_LT_OQ>(a, b));
    each!(le(a: __m256, b: __m256) -> __m256 = _mm256_cmp_ps::<_CMP_LE_OQ>(a, b));
    each!(eq(a: __m256, b: __m256) -> __m256 = _mm256_cmp_ps::<_CMP_EQ_OQ>(a, b));
    each!(select(mask: __m256, a: __m256, b: __m256) -> __m256 = _mm256_blendv_ps(b, a, mask));
    each!(and(a: __m256, b: __m256) -> __m256 = _mm256_and_ps(a, b));
    each!(or(a: __m256, b: __m256) -> __m256 = _mm256_or_ps(a, b));
    each!(not(a: __m256) -> __m256 =
        _mm256_xor_ps(a, _mm256_castsi256_ps(_mm256_set1_epi32(-1))));
    each!(bits(a: __m256) -> __m256i = _mm256_castps_si256(a));
    each!(from_bits(a: __m256i) -> __m256 = _mm256_castsi256_ps(a));
    each!(of_int(a: __m256i) -> __m256 = _mm256_cvtepi32_ps(a));
    each!(iadd(a: __m256i, b: __m256i) -> __m256i = _mm256_add_epi32(a, b));
    each!(isub(a: __m256i, b: __m256i) -> __m256i = _mm256_sub_epi32(a, b));
    each!(shl(a: __m256i; n: u32) -> __m256i =
        _mm256_sll_epi32(a, _mm_cvtsi32_si128(n.cast_signed())));
    each!(sar(a: __m256i; n: u32) -> __m256i =
        _mm256_sra_epi32(a, _mm_cvtsi32_si128(n.cast_signed())));

    by_way_of_registers!(f32);

    fearless_simd::kernel!(
        #[inline(always)]
        fn widen_two(_t: Avx2, a: __m256, b: __m256) -> [__m256d; 4] {
            [
                _mm256_cvtps_pd(_mm256_castps256_ps128(a)),
                _mm256_cvtps_pd(_mm256_extractf128_ps::<1>(a)),
                _mm256_cvtps_pd(_mm256_castps256_ps128(b)),
                _mm256_cvtps_pd(_mm256_extractf128_ps::<1>(b)),
            ]
        }
    );
    fearless_simd::kernel!(
        #[inline(always)]
        fn narrow_two(_t: Avx2, x: [__m256d; 4]) -> [__m256; 2] {
            let half = |low, high| {
                let low = _mm256_castps128_ps256(_mm256_cvtpd_ps(low));
                _mm256_insertf128_ps::<1>(low, _mm256_cvtpd_ps(high))
            };
            [half(x[0], x[1]), half(x[2], x[3])]
        }
    );
    #[inline(always)]
    pub(super) fn widen(t: Avx2, [a, b, c, d]: Floats) -> Double {
        let (low, high) = (widen_two(t, a, b), widen_two(t, c, d));
        X2([Doubles { r: low, t }, Doubles { r: high, t }])
    }
    #[inline(always)]
    pub(super) fn narrow(X2([low, high]): Double) -> (Avx2, Floats) {
        let ([a, b], [c, d]) = (narrow_two(low.t, low.r), narrow_two(high.t, high.r));
        (low.t, [a, b, c, d])
    }

    fearless_simd::kernel!(
        #[inline(always)]
        pub(super) fn splat(_t: Avx2, x: f32) -> [__m256; 4] {
            [_mm256_set1_ps(x); 4]
        }
    );
    fearless_simd::kernel!(
        #[inline(always)]
        pub(super) fn isplat(_t: Avx2, x: i32) -> [__m256i; 4] {
            [_mm256_set1_epi32(x); 4]
        }
    );
    fearless_simd::kernel!(
        #[inline(always)]
        pub(super) fn any(_t: Avx2, a: [__m256; 4]) -> bool {
            let all = _mm256_or_ps(_mm256_or_ps(a[0], a[1]), _mm256_or_ps(a[2], a[3]));
            _mm256_movemask_ps(all) != 0
        }
    );
}

/// Double precision.
mod double {
    use super::*;

    pub(super) const AT_ONCE: usize = 2;
    pub(super) use super::{Whole, iand, ior, ixor};
    pub(super) type Floats = [__m256d; 4];
    /// All bits of a lane, or none.
    pub(super) type Truths = Floats;
    pub(super) type Split = X4<f64x4<Avx2>>;
    pub(super) type Wide = <Split as Lanes>::Wide;
    pub(super) type Double = Doubles;

    each!(add(a: __m256d, b: __m256d) -> __m256d = _mm256_add_pd(a, b));
    each!(sub(a: __m256d, b: __m256d) -> __m256d = _mm256_sub_pd(a, b));
    each!(mul(a: __m256d, b: __m256d) -> __m256d = _mm256_mul_pd(a, b));
    each!(div(a: __m256d, b: __m256d) -> __m256d = _mm256_div_pd(a, b));
    each!(neg(a: __m256d) -> __m256d = _mm256_xor_pd(a, _mm256_set1_pd(-0.0)));
    each!(fma(a: __m256d, b: __m256d, c: __m256d) -> __m256d = _mm256_fmadd_pd(a, b, c));
    each!(sqrt(a: __m256d) -> __m256d = _mm256_sqrt_pd(a));
    each!(max(a: __m256d, b: __m256d) -> __m256d =
        _mm256_blendv_pd(_mm256_max_pd(a, b), a, _mm256_cmp_pd::<_CMP_UNORD_Q>(a, a)));
    each!(min(a: __m256d, b: __m256d) -> __m256d =
        _mm256_blendv_pd(_mm256_min_pd(a, b), a, _mm256_cmp_pd::<_CMP_UNORD_Q>(a, a)));
    each!(at_least(a: __m256d, bound: __m256d) -> __m256d = _mm256_max_pd(bound, a));
    each!(at_most(a: __m256d, bound: __m256d) -> __m256d = _mm256_min_pd(bound, a));
    each!(abs(a: __m256d) -> __m256d = _mm256_andnot_pd(_mm256_set1_pd(-0.0), a));
    each!(copysign(a: __m256d, sign: __m256d) -> __m256d = _mm256_or_pd(
        _mm256_and_pd(_mm256_set1_pd(-0.0), sign),
        _mm256_andnot_pd(_mm256_set1_pd(-0.0), a)
    ));
    each!(lt(a: __m256d, b: __m256d) -> __m256d = _mm256_cmp_pd::<_CMP_LT_OQ>(a, b));
    each!(le(a: __m256d, b: __m256d) -> __m256d = _mm256_cmp_pd::<_CMP_LE_OQ>(a, b));
    each!(eq(a: __m256d, b: __m256d) -> __m256d = _mm256_cmp_pd::<_CMP_EQ_OQ>(a, b));
    each!(select(mask: __m256d, a: __m256d, b: __m256d) -> __m256d =
        _mm256_blendv_pd(b, a, mask));
    each!(and(a: __m256d, b: __m256d) -> __m256d = _mm256_and_pd(a, b));
    each!(or(a: __m256d, b: __m256d) -> __m256d = _mm256_or_pd(a, b));
    each!(not(a: __m256d) -> __m256d =
        _mm256_xor_pd(a, _mm256_castsi256_pd(_mm256_set1_epi32(-1))));
    each!(bits(a: __m256d) -> __m256i = _mm256_castpd_si256(a));
    each!(from_bits(a: __m256i) -> __m256d = _mm256_castsi256_pd(a));
    each!(iadd(a: __m256i, b: __m256i) -> __m256i = _mm256_add_epi64(a, b));
    each!(isub(a: __m256i, b: __m256i) -> __m256i = _mm256_sub_epi64(a, b));
    each!(shl(a: __m256i; n: u32) -> __m256i =
        _mm256_sll_epi64(a, _mm_cvtsi32_si128(n.cast_signed())));
    // There is no such instruction: the sign goes through as a bias.
    each!(sar(a: __m256i; n: u32) -> __m256i = {
        let n = _mm_cvtsi32_si128(n.cast_signed());
        let bias = _mm256_srl_epi64(_mm256_set1_epi64x(i64::MIN), n);
        _mm256_sub_epi64(_mm256_xor_si256(_mm256_srl_epi64(a, n), bias), bias)
    });

    /// Nor for this; seldom used.
    #[inline(always)]
    pub(super) fn of_int(t: Avx2, a: [__m256i; 4]) -> [__m256d; 4] {
        let of = |a: __m256i| -> __m256d {
            let a: i64x4<Avx2> = a.simd_into(t);
            let x: f64x4<Avx2> = a.to_float();
            x.into()
        };
        [of(a[0]), of(a[1]), of(a[2]), of(a[3])]
    }

    by_way_of_registers!(f64);

    #[inline(always)]
    pub(super) fn widen(t: Avx2, r: Floats) -> Double {
        Doubles { r, t }
    }
    #[inline(always)]
    pub(super) fn narrow(x: Double) -> (Avx2, Floats) {
        (x.t, x.r)
    }

    fearless_simd::kernel!(
        #[inline(always)]
        pub(super) fn splat(_t: Avx2, x: f64) -> [__m256d; 4] {
            [_mm256_set1_pd(x); 4]
        }
    );
    fearless_simd::kernel!(
        #[inline(always)]
        pub(super) fn isplat(_t: Avx2, x: i64) -> [__m256i; 4] {
            [_mm256_set1_epi64x(x); 4]
        }
    );
    fearless_simd::kernel!(
        #[inline(always)]
        pub(super) fn any(_t: Avx2, a: [__m256d; 4]) -> bool {
            let all = _mm256_or_pd(_mm256_or_pd(a[0], a[1]), _mm256_or_pd(a[2], a[3]));
            _mm256_movemask_pd(all) != 0
        }
    );
}

fearless_simd::kernel!(
    /// Eight rows of eight numbers, transposed.
    #[inline(always)]
    fn transpose_single(_t: Avx2, r: [__m256; 8]) -> [__m256; 8] {
        let (a, b) = (
            _mm256_unpacklo_ps(r[0], r[1]),
            _mm256_unpackhi_ps(r[0], r[1]),
        );
        let (c, d) = (
            _mm256_unpacklo_ps(r[2], r[3]),
            _mm256_unpackhi_ps(r[2], r[3]),
        );
        let (e, f) = (
            _mm256_unpacklo_ps(r[4], r[5]),
            _mm256_unpackhi_ps(r[4], r[5]),
        );
        let (g, h) = (
            _mm256_unpacklo_ps(r[6], r[7]),
            _mm256_unpackhi_ps(r[6], r[7]),
        );
        // Columns 0 and 4, 1 and 5, …, of four rows.
        let (a0, a1) = (
            _mm256_shuffle_ps::<0x44>(a, c),
            _mm256_shuffle_ps::<0xee>(a, c),
        );
        let (a2, a3) = (
            _mm256_shuffle_ps::<0x44>(b, d),
            _mm256_shuffle_ps::<0xee>(b, d),
        );
        let (e0, e1) = (
            _mm256_shuffle_ps::<0x44>(e, g),
            _mm256_shuffle_ps::<0xee>(e, g),
        );
        let (e2, e3) = (
            _mm256_shuffle_ps::<0x44>(f, h),
            _mm256_shuffle_ps::<0xee>(f, h),
        );
        [
            _mm256_permute2f128_ps::<0x20>(a0, e0),
            _mm256_permute2f128_ps::<0x20>(a1, e1),
            _mm256_permute2f128_ps::<0x20>(a2, e2),
            _mm256_permute2f128_ps::<0x20>(a3, e3),
            _mm256_permute2f128_ps::<0x31>(a0, e0),
            _mm256_permute2f128_ps::<0x31>(a1, e1),
            _mm256_permute2f128_ps::<0x31>(a2, e2),
            _mm256_permute2f128_ps::<0x31>(a3, e3),
        ]
    }
);

fearless_simd::kernel!(
    /// Four rows of four numbers, transposed.
    #[inline(always)]
    fn transpose_double(_t: Avx2, r: [__m256d; 4]) -> [__m256d; 4] {
        let (a, b) = (
            _mm256_unpacklo_pd(r[0], r[1]),
            _mm256_unpackhi_pd(r[0], r[1]),
        );
        let (c, d) = (
            _mm256_unpacklo_pd(r[2], r[3]),
            _mm256_unpackhi_pd(r[2], r[3]),
        );
        [
            _mm256_permute2f128_pd::<0x20>(a, c),
            _mm256_permute2f128_pd::<0x20>(b, d),
            _mm256_permute2f128_pd::<0x31>(a, c),
            _mm256_permute2f128_pd::<0x31>(b, d),
        ]
    }
);

fearless_simd::kernel!(
    /// Four rows of four numbers in each half of the registers, transposed.
    #[inline(always)]
    fn transpose_single_halves(_t: Avx2, r: [__m256; 4]) -> [__m256; 4] {
        let (a, b) = (
            _mm256_unpacklo_ps(r[0], r[1]),
            _mm256_unpackhi_ps(r[0], r[1]),
        );
        let (c, d) = (
            _mm256_unpacklo_ps(r[2], r[3]),
            _mm256_unpackhi_ps(r[2], r[3]),
        );
        [
            _mm256_shuffle_ps::<0x44>(a, c),
            _mm256_shuffle_ps::<0xee>(a, c),
            _mm256_shuffle_ps::<0x44>(b, d),
            _mm256_shuffle_ps::<0xee>(b, d),
        ]
    }
);

fearless_simd::kernel!(
    /// Two rows of two numbers in each half of the registers, transposed.
    #[inline(always)]
    fn transpose_double_halves(_t: Avx2, r: [__m256d; 2]) -> [__m256d; 2] {
        [
            _mm256_unpacklo_pd(r[0], r[1]),
            _mm256_unpackhi_pd(r[0], r[1]),
        ]
    }
);

/// Blocks of rows, from the column `at` on, transposed to places from `to_at` on of others: square ones; tall ones, half as
/// wide as high; and flat ones, half as high as wide.
macro_rules! transpose {
    ($name:ident, $tall:ident, $flat:ident, $e:ident $register:ident $small:ident $side:literal, $kernel:ident $halves:ident) => {
        #[inline(always)]
        pub(crate) fn $tall(
            t: Avx2,
            from: [&[$e]; $side],
            at: usize,
            to: [&mut [$e]; $side / 2],
            to_at: usize,
        ) {
            let half = |i: usize| $small::from_slice(t, &from[i][at..at + $side / 2]);
            let row = |i: usize| half(i).combine(half(i + $side / 2)).into();
            let mut rows = [row(0); $side / 2];
            for (i, to) in rows.iter_mut().enumerate().skip(1) {
                *to = row(i);
            }
            for (column, to) in $halves(t, rows).into_iter().zip(to) {
                let column: $register<Avx2> = column.simd_into(t);
                column.store_slice(&mut to[to_at..to_at + $side]);
            }
        }

        #[inline(always)]
        pub(crate) fn $flat(
            t: Avx2,
            from: [&[$e]; $side / 2],
            at: usize,
            to: [&mut [$e]; $side],
            to_at: usize,
        ) {
            let row = |i: usize| $register::from_slice(t, &from[i][at..at + $side]).into();
            let mut rows = [row(0); $side / 2];
            for (i, to) in rows.iter_mut().enumerate().skip(1) {
                *to = row(i);
            }
            for (i, column) in $halves(t, rows).into_iter().enumerate() {
                let column: $register<Avx2> = column.simd_into(t);
                let (low, high) = column.split();
                low.store_slice(&mut to[i][to_at..to_at + $side / 2]);
                high.store_slice(&mut to[i + $side / 2][to_at..to_at + $side / 2]);
            }
        }

        #[inline(always)]
        pub(crate) fn $name(
            t: Avx2,
            from: [&[$e]; $side],
            at: usize,
            to: [&mut [$e]; $side],
            to_at: usize,
        ) {
            let row = |i: usize| $register::from_slice(t, &from[i][at..at + $side]).into();
            let mut rows = [row(0); $side];
            for (i, to) in rows.iter_mut().enumerate().skip(1) {
                *to = row(i);
            }
            for (column, to) in $kernel(t, rows).into_iter().zip(to) {
                let column: $register<Avx2> = column.simd_into(t);
                column.store_slice(&mut to[to_at..to_at + $side]);
            }
        }
    };
}
transpose!(transpose_singles, tall_singles, flat_singles, f32 f32x8 f32x4 8, transpose_single transpose_single_halves);
transpose!(transpose_doubles, tall_doubles, flat_doubles, f64 f64x4 f64x2 4, transpose_double transpose_double_halves);

lanes!(Avx2: single Singles SingleInts SingleMask, f32 i32, 32, "Thirty-two numbers of single precision.");
lanes!(Avx2: double Doubles DoubleInts DoubleMask, f64 i64, 16, "Sixteen numbers of double precision.");
