//! Short rows to lanes and back, in square blocks that are shuffled in registers.

use super::{lanes::Weighed, row_pass::Source};
use crate::simd::{Elem, Level, Real, baseline};
use alloc::vec;
use fearless_simd::{f32x4, f64x2, prelude::*};

/// How square blocks are transposed, of `SIDE` rows and columns, and such half as wide or as high, if there are any.
///
/// What is read and what is written are slices of the same length each, so that one comparison is enough for all of them.
pub(super) trait Blocks<E, const SIDE: usize, const HALF: usize>: Copy {
    /// The columns from `at` on of rows, to the places from `to_at` on of others.
    fn block(self, from: [&[E]; SIDE], at: usize, to: [&mut [E]; SIDE], to_at: usize);
    /// The same of a block that is half as wide as high.
    fn tall(self, from: [&[E]; SIDE], at: usize, to: [&mut [E]; HALF], to_at: usize);
    /// The same of a block that is half as high as wide.
    fn flat(self, from: [&[E]; HALF], at: usize, to: [&mut [E]; SIDE], to_at: usize);
}

/// An element type whose blocks fit registers.
pub(super) trait Block: Real {
    /// Rows to lanes, as many as a group has.
    fn spread(rows: &[Self], size: usize, group: &mut [Self]);
    /// Lanes to rows.
    fn gather(rows: &mut [Self], size: usize, group: &[Self]);
    /// Rows of two to lanes.
    fn spread_pairs(rows: &[Self], group: &mut [Self]);
    /// Lanes to rows of two.
    fn gather_pairs(rows: &mut [Self], group: &[Self]);
}

/// With what every machine has.
#[derive(Clone, Copy)]
struct Small;

/// Blocks that are never half as wide.
macro_rules! never_narrow {
    ($e:ident, $side:literal) => {
        #[inline(always)]
        fn tall(self, from: [&[$e]; $side], at: usize, to: [&mut [$e]; $side], to_at: usize) {
            self.block(from, at, to, to_at);
        }
        #[inline(always)]
        fn flat(self, from: [&[$e]; $side], at: usize, to: [&mut [$e]; $side], to_at: usize) {
            self.block(from, at, to, to_at);
        }
    };
}

impl Blocks<f32, 4, 4> for Small {
    #[inline(always)]
    fn block(self, from: [&[f32]; 4], at: usize, to: [&mut [f32]; 4], to_at: usize) {
        let t = baseline(Level::baseline());
        let [a, b, c, d] = from;
        let a = f32x4::from_slice(t, &a[at..at + 4]);
        let b = f32x4::from_slice(t, &b[at..at + 4]);
        let c = f32x4::from_slice(t, &c[at..at + 4]);
        let d = f32x4::from_slice(t, &d[at..at + 4]);
        let (ac, ca) = (a.zip_low(c), a.zip_high(c));
        let (bd, db) = (b.zip_low(d), b.zip_high(d));
        let columns = [
            ac.zip_low(bd),
            ac.zip_high(bd),
            ca.zip_low(db),
            ca.zip_high(db),
        ];
        for (column, to) in columns.into_iter().zip(to) {
            column.store_slice(&mut to[to_at..to_at + 4]);
        }
    }
    never_narrow!(f32, 4);
}

impl Blocks<f64, 2, 2> for Small {
    #[inline(always)]
    fn block(self, from: [&[f64]; 2], at: usize, to: [&mut [f64]; 2], to_at: usize) {
        let t = baseline(Level::baseline());
        let [a, b] = from;
        let a = f64x2::from_slice(t, &a[at..at + 2]);
        let b = f64x2::from_slice(t, &b[at..at + 2]);
        let [first, second] = to;
        a.zip_low(b).store_slice(&mut first[to_at..to_at + 2]);
        a.zip_high(b).store_slice(&mut second[to_at..to_at + 2]);
    }
    never_narrow!(f64, 2);
}

/// The blocks of an element type: the small ones' register and side, the wide ones' and half of it, and the lanes of a group.
macro_rules! blocks {
    ($e:ident, $register:ident $small:literal, $side:literal $half:literal, $lanes:literal) => {
        impl Block for $e {
            #[inline(always)]
            fn spread(rows: &[$e], size: usize, group: &mut [$e]) {
                match wide::blocks() {
                    Some(blocks) if size >= $half => wide::run(
                        blocks,
                        #[inline(always)]
                        || spread_blocks::<$e, _, $side, $half, $lanes>(blocks, rows, size, group),
                    ),
                    _ => spread_blocks::<$e, _, $small, $small, $lanes>(Small, rows, size, group),
                }
            }
            #[inline(always)]
            fn gather(rows: &mut [$e], size: usize, group: &[$e]) {
                match wide::blocks() {
                    Some(blocks) if size >= $half => wide::run(
                        blocks,
                        #[inline(always)]
                        || gather_blocks::<$e, _, $side, $half, $lanes>(blocks, rows, size, group),
                    ),
                    _ => gather_blocks::<$e, _, $small, $small, $lanes>(Small, rows, size, group),
                }
            }
            fn spread_pairs(rows: &[$e], group: &mut [$e]) {
                let t = baseline(Level::baseline());
                let (group, _) = group.as_chunks_mut::<$lanes>();
                let [first, second, ..] = group else { return };
                let (steps, rest) = rows.as_chunks::<{ 2 * $small }>();
                let mut at = 0;
                for step in steps {
                    let a = $register::from_slice(t, &step[..$small]);
                    let b = $register::from_slice(t, &step[$small..]);
                    a.unzip_low(b).store_slice(&mut first[at..at + $small]);
                    a.unzip_high(b).store_slice(&mut second[at..at + $small]);
                    at += $small;
                }
                for (i, pair) in rest.chunks_exact(2).enumerate() {
                    (first[at + i], second[at + i]) = (pair[0], pair[1]);
                }
            }
            fn gather_pairs(rows: &mut [$e], group: &[$e]) {
                let t = baseline(Level::baseline());
                let (group, _) = group.as_chunks::<$lanes>();
                let [first, second, ..] = group else { return };
                let (steps, rest) = rows.as_chunks_mut::<{ 2 * $small }>();
                let mut at = 0;
                for step in steps {
                    let a = $register::from_slice(t, &first[at..at + $small]);
                    let b = $register::from_slice(t, &second[at..at + $small]);
                    a.zip_low(b).store_slice(&mut step[..$small]);
                    a.zip_high(b).store_slice(&mut step[$small..]);
                    at += $small;
                }
                for (i, pair) in rest.chunks_exact_mut(2).enumerate() {
                    (pair[0], pair[1]) = (first[at + i], second[at + i]);
                }
            }
        }
    };
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod wide {
    use super::Blocks;
    use crate::simd::{avx2, level};
    use fearless_simd::{Avx2, Simd};

    /// If this machine has them.
    pub(super) fn blocks() -> Option<Avx2> {
        level().as_avx2()
    }

    /// Runs a loop over them in the instruction set they need.
    #[inline(always)]
    pub(super) fn run(blocks: Avx2, all: impl FnOnce()) {
        blocks.vectorize(all);
    }

    macro_rules! wide {
        ($e:ident, $side:literal $half:literal, $transpose:ident $tall:ident $flat:ident) => {
            impl Blocks<$e, $side, $half> for Avx2 {
                #[inline(always)]
                fn tall(self, from: [&[$e]; $side], at: usize, to: [&mut [$e]; $half], to_at: usize) {
                    avx2::$tall(self, from, at, to, to_at);
                }
                #[inline(always)]
                fn flat(self, from: [&[$e]; $half], at: usize, to: [&mut [$e]; $side], to_at: usize) {
                    avx2::$flat(self, from, at, to, to_at);
                }
                #[inline(always)]
                fn block(self, from: [&[$e]; $side], at: usize, to: [&mut [$e]; $side], to_at: usize) {
                    avx2::$transpose(self, from, at, to, to_at);
                }
            }
        };
    }
    wide!(f32, 8 4, transpose_singles tall_singles flat_singles);
    wide!(f64, 4 2, transpose_doubles tall_doubles flat_doubles);
}
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
blocks!(f32, f32x4 4, 8 4, 32);
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
blocks!(f64, f64x2 2, 4 2, 16);

#[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
mod wide {
    /// There are none.
    pub(super) fn blocks() -> Option<super::Small> {
        None
    }

    /// Runs a loop over them.
    #[inline(always)]
    pub(super) fn run(_: super::Small, all: impl FnOnce()) {
        all();
    }
}
#[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
blocks!(f32, f32x4 4, 4 4, 32);
#[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
blocks!(f64, f64x2 2, 2 2, 16);

/// [`Common::transpose`](super::Common::transpose).
pub(super) fn transpose<E: Elem<Real: Block>>(
    sources: &[Source<'_, E>],
    size: &[usize],
    row: usize,
    count: usize,
    lanes: usize,
    mut room: &mut [E::Real],
) {
    for (source, &size) in sources.iter().zip(size) {
        let (group, rest) = core::mem::take(&mut room).split_at_mut(size * lanes);
        room = rest;
        if size == 0 {
            continue;
        }
        match source {
            Source::Elements(data) => {
                let rows = &data[row * size..(row + count) * size];
                if E::IS_REAL {
                    spread_rows(E::widen(rows, &mut []), size, lanes, group);
                } else {
                    let mut room = vec![E::Real::ZERO; rows.len()];
                    spread_rows(E::widen(rows, &mut room), size, lanes, group);
                }
            }
            Source::Numbers(data) => {
                let rows = &data[row * size..(row + count) * size];
                spread_rows(rows, size, lanes, group);
            }
            Source::Classes(labels, of) => labels.classes(row, *of, &mut group[..count]),
        }
        if count < lanes {
            for to in group.chunks_exact_mut(lanes).take(size) {
                let last = to[count - 1];
                to[count..].fill(last);
            }
        }
    }
}

fn spread_rows<E: Block>(rows: &[E], size: usize, lanes: usize, group: &mut [E]) {
    match size {
        0 => {}
        1 => group[..rows.len()].copy_from_slice(rows),
        2 => E::spread_pairs(rows, group),
        3 => spread::<E, 3>(rows, lanes, group),
        4 => spread::<E, 4>(rows, lanes, group),
        _ => E::spread(rows, size, group),
    }
}

/// Rows of `K` elements.
fn spread<E: Elem, const K: usize>(rows: &[E], lanes: usize, group: &mut [E]) {
    let (rows, _) = rows.as_chunks::<K>();
    for (lane, row) in rows.iter().enumerate() {
        for k in 0..K {
            group[k * lanes + lane] = row[k];
        }
    }
}

/// Goes over the blocks of a band of rows no shorter than a narrow one. The last block ends with the row, and may overlap the
/// one before; it is a narrow one where that is enough.
#[inline(always)]
fn band<const SIDE: usize, const HALF: usize>(size: usize, mut block: impl FnMut(usize, bool)) {
    let mut column = 0;
    while column + SIDE <= size {
        block(column, false);
        column += SIDE;
    }
    let rest = size - column;
    if rest > HALF && size >= SIDE {
        block(size - SIDE, false);
    } else if rest > 0 {
        if rest > HALF {
            block(column, true);
        }
        block(size - HALF, true);
    }
}

/// Rows no shorter than a narrow block.
#[inline(always)]
fn spread_blocks<E, B, const SIDE: usize, const HALF: usize, const LANES: usize>(
    blocks: B,
    rows: &[E],
    size: usize,
    group: &mut [E],
) where
    E: Real,
    B: Blocks<E, SIDE, HALF>,
{
    let (group, _) = group.as_chunks_mut::<LANES>();
    let mut bands = rows.chunks_exact(SIDE * size);
    let mut row = 0;
    for mut rest in &mut bands {
        let from: [&[E]; SIDE] = core::array::from_fn(
            #[inline(always)]
            |_| {
                let (row, others) = rest.split_at(size);
                rest = others;
                row
            },
        );
        band::<SIDE, HALF>(
            size,
            #[inline(always)]
            |column, is_narrow| {
                if is_narrow {
                    if let Some(to) = group[column..].first_chunk_mut::<HALF>() {
                        blocks.tall(from, column, to.each_mut().map(|to| &mut to[..]), row);
                    }
                } else if let Some(to) = group[column..].first_chunk_mut::<SIDE>() {
                    blocks.block(from, column, to.each_mut().map(|to| &mut to[..]), row);
                }
            },
        );
        row += SIDE;
    }
    for from in bands.remainder().chunks_exact(size) {
        for (x, to) in from.iter().zip(&mut *group) {
            to[row] = *x;
        }
        row += 1;
    }
}

/// [`Common::transpose_back`](super::Common::transpose_back), of no group if rows are written where they lie. A row that does not count has gradient 0, one whose value is
/// NaN has none.
pub(super) fn transpose_back<E: Elem<Real: Block>>(
    output: &mut [E],
    group: &[E::Real],
    size: usize,
    lanes: usize,
    special: Option<&Weighed<E::Real>>,
) {
    if group.is_empty() {
        // The rows are in place.
    } else if let Some(output) = E::as_real_mut(output) {
        gather_rows(output, size, lanes, group);
    } else {
        let mut rows = vec![E::Real::ZERO; output.len()];
        gather_rows(&mut rows, size, lanes, group);
        E::narrow(&rows, output);
    }
    let Some((value, weight)) = special else {
        return;
    };
    let rows = value.iter().zip(weight);
    for (to, (value, weight)) in output.chunks_exact_mut(size).zip(rows) {
        if *weight == E::Real::ZERO {
            to.fill(E::ZERO);
        } else if value.to_f64().is_nan() {
            to.fill(E::of(value.to_f64()));
        }
    }
}

fn gather_rows<E: Block>(output: &mut [E], size: usize, lanes: usize, group: &[E]) {
    match size {
        0 => {}
        1 => output.copy_from_slice(&group[..output.len()]),
        2 => E::gather_pairs(output, group),
        3 => gather::<E, 3>(output, lanes, group),
        4 => gather::<E, 4>(output, lanes, group),
        _ => E::gather(output, size, group),
    }
}

/// Rows of `K` elements.
fn gather<E: Elem, const K: usize>(output: &mut [E], lanes: usize, group: &[E]) {
    let (rows, _) = output.as_chunks_mut::<K>();
    for (lane, row) in rows.iter_mut().enumerate() {
        for k in 0..K {
            row[k] = group[k * lanes + lane];
        }
    }
}

/// Rows no shorter than a narrow block.
#[inline(always)]
fn gather_blocks<E, B, const SIDE: usize, const HALF: usize, const LANES: usize>(
    blocks: B,
    output: &mut [E],
    size: usize,
    group: &[E],
) where
    E: Real,
    B: Blocks<E, SIDE, HALF>,
{
    let (group, _) = group.as_chunks::<LANES>();
    let mut bands = output.chunks_exact_mut(SIDE * size);
    let mut row = 0;
    for mut rest in &mut bands {
        let mut to: [&mut [E]; SIDE] = core::array::from_fn(
            #[inline(always)]
            |_| {
                let (row, others) = core::mem::take(&mut rest).split_at_mut(size);
                rest = others;
                row
            },
        );
        band::<SIDE, HALF>(
            size,
            #[inline(always)]
            |column, is_narrow| {
                let to = to.each_mut().map(|to| &mut **to);
                if is_narrow {
                    if let Some(from) = group[column..].first_chunk::<HALF>() {
                        blocks.flat(from.each_ref().map(|from| &from[..]), row, to, column);
                    }
                } else if let Some(from) = group[column..].first_chunk::<SIDE>() {
                    blocks.block(from.each_ref().map(|from| &from[..]), row, to, column);
                }
            },
        );
        row += SIDE;
    }
    for to in bands.into_remainder().chunks_exact_mut(size) {
        for (to, from) in to.iter_mut().zip(group) {
            *to = from[row];
        }
        row += 1;
    }
}
