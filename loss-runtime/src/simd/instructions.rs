//! Lanes in the instructions of one set. What comes out is [`X4`](super::X4) over the registers of fearless_simd, bit for
//! bit; but there an operation is a tree of some twenty small functions, all of which the compiler of a user's crate
//! has to inline, and here it is two. Kernels compile in half the time.
//!
//! A set is a module with a function for each operation, over arrays of registers; here they become methods of types.

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

/// The lanes of a module of functions over registers.
macro_rules! lanes {
    (
        $t:ident: $module:ident $lanes:ident $ints:ident $mask:ident, $e:ident $int:ident, $n:literal, $doc:literal
    ) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug)]
        pub struct $lanes {
            r: $module::Floats,
            t: $t,
        }

        /// Integers beside them.
        #[derive(Clone, Copy, Debug)]
        pub struct $ints {
            r: $module::Whole,
            t: $t,
        }

        /// Truth values beside them.
        #[derive(Clone, Copy, Debug)]
        pub struct $mask {
            r: $module::Truths,
            t: $t,
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
                Self { r: $module::iand(self.t, self.r, other.r), t: self.t }
            }
            #[inline(always)]
            fn or(self, other: Self) -> Self {
                Self { r: $module::ior(self.t, self.r, other.r), t: self.t }
            }
            #[inline(always)]
            fn xor(self, other: Self) -> Self {
                Self { r: $module::ixor(self.t, self.r, other.r), t: self.t }
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

        impl Lanes for $lanes {
            type Elem = $e;
            type Token = $t;
            type Int = $ints;
            type Mask = $mask;
            type Wide = $module::Wide;
            type Double = $module::Double;
            const N: usize = $n;
            const AT_ONCE: usize = $module::AT_ONCE;
            const FUSED: bool = true;
            #[inline(always)]
            fn level(t: $t) -> $crate::simd::Level {
                fearless_simd::Simd::level(t)
            }
            #[inline(always)]
            fn splat(t: $t, x: $e) -> Self {
                Self { r: $module::splat(t, x), t }
            }
            #[inline(always)]
            fn isplat(t: $t, x: $int) -> $ints {
                $ints { r: $module::isplat(t, x), t }
            }
            #[inline(always)]
            fn truth(t: $t, x: bool) -> $mask {
                $mask { r: $module::truth(t, x), t }
            }
            #[inline(always)]
            fn load(t: $t, from: &[$e]) -> Self {
                Self { r: $module::load(t, from), t }
            }
            #[inline(always)]
            fn store(self, to: &mut [$e]) {
                $module::store(self.t, self.r, to)
            }
            #[inline(always)]
            fn first(self) -> $e {
                $module::split(self.t, self.r).first()
            }
            #[inline(always)]
            fn iota(t: $t) -> Self {
                Self { r: $module::join(t, Lanes::iota(t)), t }
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
            fn at_least(self, bound: Self) -> Self {
                Self { r: $module::at_least(self.t, self.r, bound.r), t: self.t }
            }
            #[inline(always)]
            fn at_most(self, bound: Self) -> Self {
                Self { r: $module::at_most(self.t, self.r, bound.r), t: self.t }
            }
            #[inline(always)]
            fn times_power(self, n: Self) -> Option<Self> {
                match $module::times_power(self.t, self.r, n.r) {
                    Some(r) => Some(Self { r, t: self.t }),
                    None => None,
                }
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
                $module::widen(self.t, self.r)
            }
            #[inline(always)]
            fn narrow(x: Self::Double) -> Self {
                let (t, r) = $module::narrow(x);
                Self { r, t }
            }
            #[inline(always)]
            fn wide_zero(t: $t) -> Self::Wide {
                $module::wide_zero(t)
            }
            #[inline(always)]
            fn wide_add(self, sum: Self::Wide, apart: bool) -> Self::Wide {
                $module::wide_add(self.t, self.r, sum, apart)
            }
            #[inline(always)]
            fn wide_total(sum: Self::Wide) -> f64 {
                $module::wide_total(sum)
            }
            #[inline(always)]
            fn apart<R>(t: $t, work: impl FnOnce() -> R) -> R {
                fearless_simd::Simd::vectorize(t, work)
            }
        }
    };
}

pub(super) use {forward, lanes};
