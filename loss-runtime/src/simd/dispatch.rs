//! From a level to lanes: which instruction sets code is generated for.

use super::{Elem, Level, Real, Work};
use fearless_simd::Simd;

/// An instruction set that lanes are implemented for.
pub trait Isa: Simd {
    /// Whether a multiplication and an addition fuse in hardware, with one rounding.
    const FUSED: bool;
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
impl Isa for fearless_simd::Avx2 {
    const FUSED: bool = true;
}
#[cfg(all(feature = "avx512", any(target_arch = "x86", target_arch = "x86_64")))]
impl Isa for fearless_simd::Avx512 {
    const FUSED: bool = true;
}
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
impl Isa for fearless_simd::Sse2 {
    const FUSED: bool = false;
}
#[cfg(target_arch = "aarch64")]
impl Isa for fearless_simd::Neon {
    const FUSED: bool = true;
}
// Relaxed WebAssembly may fuse or not, as the engine likes; these lanes never ask it to.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
impl Isa for fearless_simd::WasmSimd128 {
    const FUSED: bool = false;
}

/// `true` where the target itself promises vectors, so that scalar code is never needed.
macro_rules! unless_target_has_vectors {
    ($($item:item)*) => { $(
        #[cfg(not(any(
            all(target_arch = "aarch64", target_feature = "neon"),
            all(any(target_arch = "x86", target_arch = "x86_64"), target_feature = "sse2", target_feature = "fxsr"),
            all(target_arch = "wasm32", target_feature = "simd128")
        )))]
        $item
    )* };
}

unless_target_has_vectors! {
    impl Isa for fearless_simd::Fallback {
        const FUSED: bool = false;
    }
    /// The token of last resort.
    #[inline(always)]
    pub(crate) fn baseline(_: Level) -> fearless_simd::Fallback {
        fearless_simd::Fallback::new()
    }
}

/// The least that every machine of this target has.
#[cfg(all(
    any(target_arch = "x86", target_arch = "x86_64"),
    target_feature = "sse2",
    target_feature = "fxsr"
))]
#[inline(always)]
pub(crate) fn baseline(level: Level) -> fearless_simd::Sse2 {
    level.as_sse2().expect("the target promises SSE2")
}
/// The least that every machine of this target has.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
pub(crate) fn baseline(level: Level) -> fearless_simd::WasmSimd128 {
    level
        .as_wasm_simd128()
        .expect("the target promises SIMD128")
}

/// The least that every machine of this target has.
#[cfg(all(target_arch = "aarch64", target_feature = "neon"))]
#[inline(always)]
pub(crate) fn baseline(level: Level) -> fearless_simd::Neon {
    level.as_neon().expect("the target promises NEON")
}

/// Four registers of the fused instruction set side by side.
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod four {
    pub(super) use super::super::avx2::{Doubles as F64, Singles as F32};
}
/// Two registers of AVX-512 side by side, as many lanes.
#[cfg(all(feature = "avx512", any(target_arch = "x86", target_arch = "x86_64")))]
mod two {
    pub(super) use super::super::avx512::{Doubles as F64, Singles as F32};
}
/// Four registers of the fused instruction set side by side.
#[cfg(target_arch = "aarch64")]
mod four {
    use super::super::X4;
    use fearless_simd::{Neon, f32x8, f64x4};
    pub(super) type F32 = X4<f32x8<Neon>>;
    pub(super) type F64 = X4<f64x4<Neon>>;
}

/// The token of the fused instruction set, if the level has it.
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
#[inline(always)]
fn fused(level: Level) -> Option<fearless_simd::Avx2> {
    level.as_avx2()
}
/// The token of the fused instruction set, if the level has it.
#[cfg(target_arch = "aarch64")]
#[inline(always)]
fn fused(level: Level) -> Option<fearless_simd::Neon> {
    level.as_neon()
}

/// Whether multiplication and addition fuse on the lanes of a level.
pub(crate) fn fuses(level: Level) -> bool {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64"))]
    return fused(level).is_some();
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64")))]
    {
        let _ = level;
        false
    }
}

macro_rules! elem {
    ($e:ident, $int:ident, $four:ident, $register:ident, $small:ident, $exact:expr) => {
        impl Elem for $e {
            type Real = $e;
            const ZERO: $e = 0.0;
            const ONE: $e = 1.0;
            const IS_REAL: bool = true;
            #[inline(always)]
            fn of(x: f64) -> $e {
                x as $e
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                self.into()
            }
            #[inline(always)]
            fn widen<'s>(from: &'s [$e], _: &'s mut [$e]) -> &'s [$e] {
                from
            }
            #[inline(always)]
            fn as_real_mut(to: &mut [$e]) -> Option<&mut [$e]> {
                Some(to)
            }
            #[inline(always)]
            fn narrow(from: &[$e], to: &mut [$e]) {
                to.copy_from_slice(from);
            }
        }

        impl Real for $e {
            const EXACT: usize = $exact;
            type Int = $int;
            // The work is inlined into the closures, so that all of it is compiled for the instruction set; this
            // function is the boundary.
            #[inline(never)]
            fn dispatch<W: Work<$e>>(level: Level, work: W) -> W::Output {
                #[cfg(all(feature = "avx512", any(target_arch = "x86", target_arch = "x86_64")))]
                if let Some(t) = level.as_avx512() {
                    return t.vectorize(
                        #[inline(always)]
                        || work.run::<two::$four, fearless_simd::$register<_>>(t),
                    );
                }
                #[cfg(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64"))]
                if let Some(t) = fused(level) {
                    return t.vectorize(
                        #[inline(always)]
                        || work.run::<four::$four, fearless_simd::$register<_>>(t),
                    );
                }
                #[cfg(not(all(target_arch = "aarch64", target_feature = "neon")))]
                {
                    let t = baseline(level);
                    t.vectorize(
                        #[inline(always)]
                        || work.run::<fearless_simd::$small<_>, fearless_simd::$small<_>>(t),
                    )
                }
                #[cfg(all(target_arch = "aarch64", target_feature = "neon"))]
                unreachable!("the target promises NEON")
            }
        }
    };
}
elem!(f32, i32, F32, f32x8, f32x4, 1 << 24);
elem!(
    f64,
    i64,
    F64,
    f64x4,
    f64x2,
    if usize::BITS > 53 {
        1u64.wrapping_shl(53) as usize
    } else {
        usize::MAX
    }
);
