//! Short rows to lanes and back, in square blocks that are shuffled in registers.

use super::{
    across_pass::{Group, SHORT},
    lanes::{MOST_LANES, Weighed},
    row_pass::Source,
};
use crate::simd::{Elem, Level, Real, baseline};
use fearless_simd::{f32x4, f64x2, prelude::*};

/// How square blocks are transposed.
pub(super) trait Blocks<E>: Copy {
    /// Rows and columns of a block.
    const SIDE: usize;
    /// The fewest columns of a block: half a side, if there are such blocks.
    const NARROW: usize = Self::SIDE;
    /// A block whose rows are `stride` apart, transposed, its rows `lanes` apart.
    fn block(self, from: &[E], stride: usize, to: &mut [E], lanes: usize);
    /// The same of a block that is half as wide as high.
    #[inline(always)]
    fn tall(self, from: &[E], stride: usize, to: &mut [E], lanes: usize) {
        self.block(from, stride, to, lanes);
    }
    /// The same of a block that is half as high as wide.
    #[inline(always)]
    fn flat(self, from: &[E], stride: usize, to: &mut [E], lanes: usize) {
        self.block(from, stride, to, lanes);
    }
    /// Runs a loop over blocks in the instruction set they need.
    #[inline(always)]
    fn run(self, blocks: impl FnOnce()) {
        blocks();
    }
}

/// An element type whose blocks fit registers.
pub(super) trait Block: Real {
    /// With what every machine has.
    type Small: Blocks<Self>;
    /// With wider registers.
    type Wide: Blocks<Self>;
    fn small() -> Self::Small;
    /// If this machine has them.
    fn wide() -> Option<Self::Wide>;
}

#[derive(Clone, Copy)]
pub(super) struct Small;

impl Blocks<f32> for Small {
    const SIDE: usize = 4;
    #[inline(always)]
    fn block(self, from: &[f32], stride: usize, to: &mut [f32], lanes: usize) {
        let t = baseline(Level::baseline());
        let a = f32x4::from_slice(t, &from[..4]);
        let b = f32x4::from_slice(t, &from[stride..][..4]);
        let c = f32x4::from_slice(t, &from[2 * stride..][..4]);
        let d = f32x4::from_slice(t, &from[3 * stride..][..4]);
        let (ac, ca) = (a.zip_low(c), a.zip_high(c));
        let (bd, db) = (b.zip_low(d), b.zip_high(d));
        ac.zip_low(bd).store_slice(&mut to[..4]);
        ac.zip_high(bd).store_slice(&mut to[lanes..][..4]);
        ca.zip_low(db).store_slice(&mut to[2 * lanes..][..4]);
        ca.zip_high(db).store_slice(&mut to[3 * lanes..][..4]);
    }
}

impl Blocks<f64> for Small {
    const SIDE: usize = 2;
    #[inline(always)]
    fn block(self, from: &[f64], stride: usize, to: &mut [f64], lanes: usize) {
        let t = baseline(Level::baseline());
        let a = f64x2::from_slice(t, &from[..2]);
        let b = f64x2::from_slice(t, &from[stride..][..2]);
        a.zip_low(b).store_slice(&mut to[..2]);
        a.zip_high(b).store_slice(&mut to[lanes..][..2]);
    }
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod wide {
    use super::{Block, Blocks, Small};
    use crate::simd::{avx2, level};
    use fearless_simd::{Avx2, Simd};

    macro_rules! wide {
        ($e:ident, $side:literal, $transpose:ident $tall:ident $flat:ident) => {
            impl Blocks<$e> for Avx2 {
                const SIDE: usize = $side;
                const NARROW: usize = $side / 2;
                #[inline(always)]
                fn tall(self, from: &[$e], stride: usize, to: &mut [$e], lanes: usize) {
                    avx2::$tall(self, from, stride, to, lanes);
                }
                #[inline(always)]
                fn flat(self, from: &[$e], stride: usize, to: &mut [$e], lanes: usize) {
                    avx2::$flat(self, from, stride, to, lanes);
                }
                #[inline(always)]
                fn block(self, from: &[$e], stride: usize, to: &mut [$e], lanes: usize) {
                    avx2::$transpose(self, from, stride, to, lanes);
                }
                #[inline(always)]
                fn run(self, blocks: impl FnOnce()) {
                    self.vectorize(blocks);
                }
            }

            impl Block for $e {
                type Small = Small;
                type Wide = Avx2;
                fn small() -> Small {
                    Small
                }
                fn wide() -> Option<Avx2> {
                    level().as_avx2()
                }
            }
        };
    }
    wide!(f32, 8, transpose_singles tall_singles flat_singles);
    wide!(f64, 4, transpose_doubles tall_doubles flat_doubles);
}

#[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
mod wide {
    use super::{Block, Small};

    macro_rules! wide {
        ($e:ident) => {
            impl Block for $e {
                type Small = Small;
                type Wide = Small;
                fn small() -> Small {
                    Small
                }
                fn wide() -> Option<Small> {
                    None
                }
            }
        };
    }
    wide!(f32);
    wide!(f64);
}

/// [`Common::transpose`](super::Common::transpose).
pub(super) fn transpose<E: Elem<Real: Block>>(
    sources: &[Source<'_, E>],
    size: &[usize],
    row: usize,
    count: usize,
    lanes: usize,
    groups: &mut [Group<E::Real>],
) {
    for ((source, &size), group) in sources.iter().zip(size).zip(groups) {
        match source {
            Source::Elements(data) => {
                let rows = &data[row * size..(row + count) * size];
                if E::IS_REAL {
                    spread_rows(E::widen(rows, &mut []), size, lanes, group);
                } else {
                    let mut room = [E::Real::ZERO; SHORT * MOST_LANES];
                    spread_rows(E::widen(rows, &mut room[..rows.len()]), size, lanes, group);
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
        2 => spread::<E, 2>(rows, lanes, group),
        3 => spread::<E, 3>(rows, lanes, group),
        4 => spread::<E, 4>(rows, lanes, group),
        _ => match E::wide() {
            Some(wide) if size >= E::Wide::NARROW => {
                wide.run(
                    #[inline(always)]
                    || spread_blocks(wide, rows, size, lanes, group),
                );
            }
            _ => spread_blocks(E::small(), rows, size, lanes, group),
        },
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

/// Goes over rows no shorter than a narrow block: bands of them, and in a band blocks. The last block ends with the row, and
/// may overlap the one before; it is a narrow one where that is enough.
#[inline(always)]
fn bands(
    side: usize,
    narrow: usize,
    rows: usize,
    size: usize,
    mut block: impl FnMut(usize, usize, bool),
) {
    for row in (0..rows / side * side).step_by(side) {
        let mut column = 0;
        while column + side <= size {
            block(row, column, false);
            column += side;
        }
        let rest = size - column;
        if rest > narrow && size >= side {
            block(row, size - side, false);
        } else if rest > 0 {
            if rest > narrow {
                block(row, column, true);
            }
            block(row, size - narrow, true);
        }
    }
}

/// Rows no shorter than a block.
#[inline(always)]
fn spread_blocks<E: Real, B: Blocks<E>>(
    blocks: B,
    rows: &[E],
    size: usize,
    lanes: usize,
    group: &mut [E],
) {
    let count = rows.len() / size;
    for row in count / B::SIDE * B::SIDE..count {
        for (x, to) in rows[row * size..][..size]
            .iter()
            .zip(group.chunks_exact_mut(lanes))
        {
            to[row] = *x;
        }
    }
    bands(
        B::SIDE,
        B::NARROW,
        count,
        size,
        #[inline(always)]
        |row, column, is_narrow| {
            let (from, to) = (
                &rows[row * size + column..],
                &mut group[column * lanes + row..],
            );
            if is_narrow {
                blocks.tall(from, size, to, lanes);
            } else {
                blocks.block(from, size, to, lanes);
            }
        },
    );
}

/// [`Common::transpose_back`](super::Common::transpose_back). A row that does not count has gradient 0, one whose value is
/// NaN has none.
pub(super) fn transpose_back<E: Elem<Real: Block>>(
    output: &mut [E],
    group: &[E::Real],
    size: usize,
    lanes: usize,
    special: Option<&Weighed<E::Real>>,
) {
    if let Some(output) = E::as_real_mut(output) {
        gather_rows(output, size, lanes, group);
    } else {
        let mut room = [E::Real::ZERO; SHORT * MOST_LANES];
        let rows = &mut room[..output.len()];
        gather_rows(rows, size, lanes, group);
        E::narrow(rows, output);
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
        2 => gather::<E, 2>(output, lanes, group),
        3 => gather::<E, 3>(output, lanes, group),
        4 => gather::<E, 4>(output, lanes, group),
        _ => match E::wide() {
            Some(wide) if size >= E::Wide::NARROW => {
                wide.run(
                    #[inline(always)]
                    || gather_blocks(wide, output, size, lanes, group),
                );
            }
            _ => gather_blocks(E::small(), output, size, lanes, group),
        },
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

/// Rows no shorter than a block.
#[inline(always)]
fn gather_blocks<E: Real, B: Blocks<E>>(
    blocks: B,
    output: &mut [E],
    size: usize,
    lanes: usize,
    group: &[E],
) {
    let count = output.len() / size;
    for row in count / B::SIDE * B::SIDE..count {
        for (to, from) in output[row * size..][..size]
            .iter_mut()
            .zip(group.chunks_exact(lanes))
        {
            *to = from[row];
        }
    }
    bands(
        B::SIDE,
        B::NARROW,
        count,
        size,
        #[inline(always)]
        |row, column, is_narrow| {
            let (from, to) = (
                &group[column * lanes + row..],
                &mut output[row * size + column..],
            );
            if is_narrow {
                blocks.flat(from, lanes, to, size);
            } else {
                blocks.block(from, lanes, to, size);
            }
        },
    );
}
