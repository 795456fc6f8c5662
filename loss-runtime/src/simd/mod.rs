//! Lanes: the vector types that generated code and drivers are generic over, and the choice among instruction sets.
//!
//! There are two sets of bits. Where multiplication and addition fuse (x86-64-v3 and better, NEON) a step is four
//! registers side by side, [`X4`], which hides latency and fixes the virtual width to 32 `f32` or 16 `f64` lanes. AVX-512,
//! behind a feature since it is a third version of every kernel, has as many lanes in two registers, and the same bits.
//! Everywhere else (SSE2, SSE4.2, WebAssembly, plain scalar code) a step is one register of 4 or 2 lanes, built once
//! for the least the target has: those machines are old or small, and compile time is worth more than their speed.
//!
//! ```text
//! f32::dispatch(level, work)  →  work.run::<X4<f32x8<Avx2>>, f32x8<Avx2>>(token)    fused
//!                             →  work.run::<avx512::Singles, f32x8<Avx512>>(token)     fused, with the feature avx512
//!                             →  work.run::<f32x4<Sse2>, f32x4<Sse2>>(token)          not fused
//! ```

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
pub(crate) mod avx2;
#[cfg(all(feature = "avx512", any(target_arch = "x86", target_arch = "x86_64")))]
pub(crate) mod avx512;
mod dispatch;
#[cfg(feature = "half")]
mod half;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod instructions;
mod lanes;
mod register;
mod side_by_side;

pub use dispatch::Isa;
pub(crate) use dispatch::{baseline, fuses};
pub use fearless_simd::Level;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
use fearless_simd::Simd;
pub use lanes::{Elem, Ints, Lanes, Mask, Real, Work};
pub use side_by_side::{X2, X4};

/// The best level of this machine that kernels are compiled for; with `std` it is detected once and remembered, without
/// it is what the target promises at compile time.
#[inline]
pub fn level() -> Level {
    let best = Level::try_detect().unwrap_or(Level::baseline());
    #[cfg(all(
        not(feature = "avx512"),
        any(target_arch = "x86", target_arch = "x86_64")
    ))]
    if let Some(t) = best.as_avx2() {
        return t.level();
    }
    best
}

/// The levels of this machine that kernels are compiled for, each a version of its own, the best first. All that fuse
/// give the same bits, and so do all that do not.
pub fn levels() -> impl Iterator<Item = Level> {
    let best = level();
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    let avx2 = best.as_avx2().map(Simd::level);
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
    let avx2 = None;
    let mut last = None;
    [Some(best), avx2, Some(Level::baseline())]
        .into_iter()
        .flatten()
        .filter(move |level| {
            let kind = core::mem::discriminant(level);
            last.replace(kind) != Some(kind)
        })
}

#[cfg(test)]
mod tests;
