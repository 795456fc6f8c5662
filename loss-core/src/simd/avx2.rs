//! Four registers of AVX2 side by side, in its own instructions. What comes out is [`X4`](super::X4) over the registers
//! of fearless_simd, bit for bit; but there an operation is a tree of some twenty small functions, all of which the
//! compiler of a user's crate has to inline, and here it is two. Kernels compile in half the time.

use super::{Ints, Lanes, Mask, X2, X4};
#[cfg(target_arch = "x86")]
use core::arch::x86::*;
#[cfg(target_arch = "x86_64")]
use core::arch::x86_64::*;
use core::ops::{Add, Div, Mul, Neg, Sub};
use fearless_simd::{Avx2, f32x8, f64x4, i64x4, prelude::*};

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

each!(iand(a: __m256i, b: __m256i) -> __m256i = _mm256_and_si256(a, b));
each!(ior(a: __m256i, b: __m256i) -> __m256i = _mm256_or_si256(a, b));
each!(ixor(a: __m256i, b: __m256i) -> __m256i = _mm256_xor_si256(a, b));

/// Single precision.
mod single {
    use super::*;

    pub(in super::super) type Floats = __m256;

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

    pub(in super::super) type Floats = __m256d;

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

/// Square blocks of rows that are some elements apart, transposed to rows that are others apart.
macro_rules! transpose {
    ($name:ident, $e:ident $register:ident $side:literal, $kernel:ident) => {
        #[inline(always)]
        pub(crate) fn $name(t: Avx2, from: &[$e], stride: usize, to: &mut [$e], lanes: usize) {
            let row = |i: usize| $register::from_slice(t, &from[i * stride..][..$side]).into();
            let mut rows = [row(0); $side];
            for (i, to) in rows.iter_mut().enumerate().skip(1) {
                *to = row(i);
            }
            for (i, column) in $kernel(t, rows).into_iter().enumerate() {
                let column: $register<Avx2> = column.simd_into(t);
                column.store_slice(&mut to[i * lanes..][..$side]);
            }
        }
    };
}
transpose!(transpose_singles, f32 f32x8 8, transpose_single);
transpose!(transpose_doubles, f64 f64x4 4, transpose_double);

/// `Type::method(self, …)` as the function of the same name over registers.
macro_rules! forward {
    ($module:ident, $trait:ident for $type:ident -> $out:ident: $($method:ident as $name:ident)*) => { $(
        impl $trait for $type {
            type Output = $out;
            #[inline(always)]
            fn $method(self, other: Self) -> $out {
                $out { r: $module::$name(self.t, self.r, other.r), t: self.t }
            }
        }
    )* };
}

macro_rules! lanes {
    (
        $module:ident $lanes:ident $ints:ident $mask:ident,
        $e:ident $int:ident $register:ident, $n:literal, $doc:literal
    ) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug)]
        pub struct $lanes {
            r: [$module::Floats; 4],
            t: Avx2,
        }

        /// Integers beside them.
        #[derive(Clone, Copy, Debug)]
        pub struct $ints {
            r: [__m256i; 4],
            t: Avx2,
        }

        /// Truth values beside them.
        #[derive(Clone, Copy, Debug)]
        pub struct $mask {
            r: [$module::Floats; 4],
            t: Avx2,
        }

        forward!($module, Add for $lanes -> $lanes: add as add);
        forward!($module, Sub for $lanes -> $lanes: sub as sub);
        forward!($module, Mul for $lanes -> $lanes: mul as mul);
        forward!($module, Div for $lanes -> $lanes: div as div);
        forward!($module, Add for $ints -> $ints: add as iadd);
        forward!($module, Sub for $ints -> $ints: sub as isub);

        impl Neg for $lanes {
            type Output = Self;
            #[inline(always)]
            fn neg(self) -> Self {
                Self { r: $module::neg(self.t, self.r), t: self.t }
            }
        }

        impl Ints for $ints {
            #[inline(always)]
            fn shl(self, n: u32) -> Self {
                Self { r: $module::shl(self.t, self.r, n), t: self.t }
            }
            #[inline(always)]
            fn sar(self, n: u32) -> Self {
                Self { r: $module::sar(self.t, self.r, n), t: self.t }
            }
            #[inline(always)]
            fn and(self, other: Self) -> Self {
                Self { r: iand(self.t, self.r, other.r), t: self.t }
            }
            #[inline(always)]
            fn or(self, other: Self) -> Self {
                Self { r: ior(self.t, self.r, other.r), t: self.t }
            }
            #[inline(always)]
            fn xor(self, other: Self) -> Self {
                Self { r: ixor(self.t, self.r, other.r), t: self.t }
            }
        }

        impl Mask for $mask {
            #[inline(always)]
            fn and(self, other: Self) -> Self {
                Self { r: $module::and(self.t, self.r, other.r), t: self.t }
            }
            #[inline(always)]
            fn or(self, other: Self) -> Self {
                Self { r: $module::or(self.t, self.r, other.r), t: self.t }
            }
            #[inline(always)]
            fn not(self) -> Self {
                Self { r: $module::not(self.t, self.r), t: self.t }
            }
            #[inline(always)]
            fn any(self) -> bool {
                $module::any(self.t, self.r)
            }
        }

        impl $lanes {
            #[inline(always)]
            fn side_by_side(self) -> X4<$register<Avx2>> {
                let t = self.t;
                let [a, b, c, d] = self.r;
                X4([a.simd_into(t), b.simd_into(t), c.simd_into(t), d.simd_into(t)])
            }

            #[inline(always)]
            fn of(t: Avx2, X4([a, b, c, d]): X4<$register<Avx2>>) -> Self {
                Self { r: [a.into(), b.into(), c.into(), d.into()], t }
            }
        }

        impl Lanes for $lanes {
            type Elem = $e;
            type Token = Avx2;
            type Int = $ints;
            type Mask = $mask;
            type Wide = X2<f64x4<Avx2>>;
            type Double = <X4<$register<Avx2>> as Lanes>::Double;
            const N: usize = 4 * $n;
            const FUSED: bool = true;
            #[inline(always)]
            fn splat(t: Avx2, x: $e) -> Self {
                Self { r: $module::splat(t, x), t }
            }
            #[inline(always)]
            fn isplat(t: Avx2, x: $int) -> $ints {
                $ints { r: $module::isplat(t, x), t }
            }
            #[inline(always)]
            fn truth(t: Avx2, x: bool) -> $mask {
                let r = $module::isplat(t, if x { -1 } else { 0 });
                $mask { r: $module::from_bits(t, r), t }
            }
            #[inline(always)]
            fn load(t: Avx2, from: &[$e]) -> Self {
                Self::of(t, Lanes::load(t, from))
            }
            #[inline(always)]
            fn store(self, to: &mut [$e]) {
                self.side_by_side().store(to)
            }
            #[inline(always)]
            fn first(self) -> $e {
                self.side_by_side().first()
            }
            #[inline(always)]
            fn iota(t: Avx2) -> Self {
                Self::of(t, Lanes::iota(t))
            }
            #[inline(always)]
            fn fma(self, b: Self, c: Self) -> Self {
                Self { r: $module::fma(self.t, self.r, b.r, c.r), t: self.t }
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                Self { r: $module::sqrt(self.t, self.r), t: self.t }
            }
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                Self { r: $module::max(self.t, self.r, other.r), t: self.t }
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                Self { r: $module::min(self.t, self.r, other.r), t: self.t }
            }
            #[inline(always)]
            fn abs(self) -> Self {
                Self { r: $module::abs(self.t, self.r), t: self.t }
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                Self { r: $module::copysign(self.t, self.r, sign.r), t: self.t }
            }
            #[inline(always)]
            fn lt(self, other: Self) -> $mask {
                $mask { r: $module::lt(self.t, self.r, other.r), t: self.t }
            }
            #[inline(always)]
            fn le(self, other: Self) -> $mask {
                $mask { r: $module::le(self.t, self.r, other.r), t: self.t }
            }
            #[inline(always)]
            fn eq(self, other: Self) -> $mask {
                $mask { r: $module::eq(self.t, self.r, other.r), t: self.t }
            }
            #[inline(always)]
            fn select(mask: $mask, a: Self, b: Self) -> Self {
                Self { r: $module::select(a.t, mask.r, a.r, b.r), t: a.t }
            }
            #[inline(always)]
            fn bits(self) -> $ints {
                $ints { r: $module::bits(self.t, self.r), t: self.t }
            }
            #[inline(always)]
            fn from_bits(i: $ints) -> Self {
                Self { r: $module::from_bits(i.t, i.r), t: i.t }
            }
            #[inline(always)]
            fn of_int(i: $ints) -> Self {
                Self { r: $module::of_int(i.t, i.r), t: i.t }
            }
            #[inline(always)]
            fn widen(self) -> Self::Double {
                self.side_by_side().widen()
            }
            #[inline(always)]
            fn narrow(x: Self::Double) -> Self {
                let x: X4<$register<Avx2>> = Lanes::narrow(x);
                Self::of(x.0[0].simd, x)
            }
            #[inline(always)]
            fn wide_zero(t: Avx2) -> Self::Wide {
                <$register<Avx2> as Lanes>::wide_zero(t)
            }
            #[inline(always)]
            fn wide_add(self, sum: Self::Wide, apart: bool) -> Self::Wide {
                self.side_by_side().wide_add(sum, apart)
            }
            #[inline(always)]
            fn wide_total(sum: Self::Wide) -> f64 {
                <$register<Avx2> as Lanes>::wide_total(sum)
            }
        }
    };
}

lanes!(single Singles SingleInts SingleMask, f32 i32 f32x8, 8, "Thirty-two numbers of single precision.");
lanes!(double Doubles DoubleInts DoubleMask, f64 i64 f64x4, 4, "Sixteen numbers of double precision.");
