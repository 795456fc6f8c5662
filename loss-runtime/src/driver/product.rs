//! Matrix products: what a sum over one axis of the product of two arrays is, of which each has an axis that the other lacks.
//!
//! ```text
//! total[i, j] = sum over l of left[i, l] * right[j, l]
//! ```
//!
//! Both are first laid out as they are read: the left one in strips of a few rows, the right one in panels of a step of lanes.
//! A strip and a panel then meet in registers, a stretch of the sum at a time, and the stretches are added in `f64`: so the order of
//! additions depends on the lengths alone, and an `f32` sum of many terms has the digits that one of few has.
//!
//! A product need not be there whole: some rows of it at a time need the panels laid out once, and a sum over rows that come
//! block by block is kept in `f64` between them ([`Totals`]). A block has whole stretches, so that the bits are the same.
//!
//! No crate for matrix products serves here: their interfaces are unsafe, or their bits depend on the machine.

use crate::simd::{Elem, Lanes, Level, Real, Work};
use alloc::{vec, vec::Vec};
use core::{array::from_fn, ops::Range};

/// Terms that are added in the elements' own type.
const STRETCH: usize = 64;

/// Rows of a task: whole strips, however high.
const ROWS: usize = 48;

/// Blocks have a multiple of so many rows: whole tasks and whole stretches.
const BLOCK: usize = 192;
const _: () = assert!(BLOCK.is_multiple_of(ROWS) && BLOCK.is_multiple_of(STRETCH));

/// Elements of a block, about, unless its rows are longer. What fits is one block, and as fast as if there were none.
const ELEMENTS: usize = 1 << 20;

/// Multiplications from which threads pay.
#[cfg(feature = "parallel")]
const WORTH_THREADS: usize = 1 << 21;

/// The most rows that a block of an array of so many rows and columns has.
#[inline]
pub fn block_of(rows: usize, columns: usize) -> usize {
    let most = (ELEMENTS / columns.max(1)).next_multiple_of(BLOCK);
    rows.min(most.max(BLOCK))
}

/// The rows of the blocks of such an array.
#[inline]
pub fn blocks(rows: usize, columns: usize) -> impl Iterator<Item = Range<usize>> {
    let most = block_of(rows, columns).max(1);
    let starts = (0..rows).step_by(most);
    starts.map(move |start| start..rows.min(start + most))
}

/// A matrix in memory.
#[derive(Clone, Copy)]
pub struct Operand<'a, E> {
    /// Its elements.
    pub data: &'a [E],
    /// From one row (of the result: one row or column) to the next.
    pub row: usize,
    /// From one term of the sum to the next.
    pub term: usize,
}

/// A matrix as it is read.
pub struct Packed<E> {
    data: Vec<E>,
    rows: usize,
    terms: usize,
}

impl<E: Real> Operand<'_, E> {
    /// The rows in groups of `width`, each group term by term; rows past the end are 0.
    fn pack(&self, [rows, terms]: [usize; 2], width: usize) -> Packed<E> {
        let size = if terms > 0 { width * terms } else { 1 };
        let mut data = vec![E::ZERO; rows.next_multiple_of(width) * terms];
        let groups = data.chunks_exact_mut(size);
        for (group, first) in groups.zip((0..rows).step_by(width)) {
            let count = width.min(rows - first);
            if self.row == 1 {
                for (l, to) in group.chunks_exact_mut(width).enumerate() {
                    to[..count].copy_from_slice(&self.data[l * self.term + first..][..count]);
                }
                continue;
            }
            for i in 0..count {
                let from = self.data[(first + i) * self.row..].iter();
                let to = group[i..].iter_mut().step_by(width);
                for (to, from) in to.zip(from.step_by(self.term).take(terms)) {
                    *to = *from;
                }
            }
        }
        Packed { data, rows, terms }
    }
}

/// [`Common::strips`](super::Common::strips).
pub(super) fn strips<E: Real>(level: Level, shape: [usize; 2], of: Operand<'_, E>) -> Packed<E> {
    of.pack(shape, E::dispatch(level, Sizes).0)
}

/// [`Common::panels`](super::Common::panels).
pub(super) fn panels<E: Real>(level: Level, shape: [usize; 2], of: Operand<'_, E>) -> Packed<E> {
    of.pack(shape, E::dispatch(level, Sizes).1)
}

/// [`Common::product`](super::Common::product).
pub(super) fn product<E: Real>(
    level: Level,
    to: &mut [E],
    stride: usize,
    left: &Packed<E>,
    right: &Packed<E>,
) {
    let (rows, columns) = (left.rows, right.rows);
    if rows == 0 || columns == 0 {
        return;
    }
    let to = &mut to[..(rows - 1) * stride + columns];
    if left.terms == 0 {
        for row in to.chunks_mut(stride) {
            row[..columns].fill(E::ZERO);
        }
        return;
    }
    multiply(level, To::Elements(to), stride, left, right);
}

/// Sums of what comes block by block. If there is but one block, there is nothing to add up: its sums stay where they are.
pub struct Totals {
    /// Padded to whole strips and panels; none for one block.
    sums: Vec<f64>,
    in_blocks: bool,
    columns: usize,
    stride: usize,
}

impl Totals {
    fn rows(&mut self) -> impl Iterator<Item = &mut [f64]> {
        let rows = self.sums.chunks_exact_mut(self.stride.max(1));
        rows.map(|row| &mut row[..self.columns])
    }
}

/// [`Common::totals`](super::Common::totals).
pub(super) fn totals<E: Real>(
    level: Level,
    [rows, columns]: [usize; 2],
    in_blocks: bool,
) -> Totals {
    let (height, width) = E::dispatch(level, Sizes);
    let stride = columns.next_multiple_of(width);
    let rows = if in_blocks { rows } else { 0 };
    Totals {
        sums: vec![0.0; rows.next_multiple_of(height) * stride],
        in_blocks,
        columns,
        stride,
    }
}

/// [`Common::product_add`](super::Common::product_add).
pub(super) fn product_add<E: Real>(
    level: Level,
    totals: &mut Totals,
    to: &mut [E],
    left: &Packed<E>,
    right: &Packed<E>,
) {
    if !totals.in_blocks {
        product(level, to, totals.columns, left, right);
    } else if left.rows > 0 && right.rows > 0 && left.terms > 0 {
        let to = To::Totals(&mut totals.sums);
        multiply(level, to, totals.stride, left, right);
    }
}

/// [`Common::add`](super::Common::add).
pub(super) fn add<E: Real>(to: &mut Totals, from: &[E]) {
    let from = from.chunks_exact(to.columns.max(1));
    for (to, from) in to.rows().zip(from) {
        for (to, from) in to.iter_mut().zip(from) {
            *to += from.to_f64();
        }
    }
}

/// [`Common::round`](super::Common::round).
pub(super) fn round<E: Real>(from: &mut Totals, to: &mut [E]) {
    let to = to.chunks_exact_mut(from.columns.max(1));
    for (from, to) in from.rows().zip(to) {
        for (from, to) in from.iter().zip(to) {
            *to = E::of(*from);
        }
    }
}

/// Where the sums go.
enum To<'a, E> {
    /// Rounded.
    Elements(&'a mut [E]),
    /// On top of what is there.
    Totals(&'a mut [f64]),
}

impl<'a, E> To<'a, E> {
    fn chunks(self, size: usize) -> Vec<To<'a, E>> {
        match self {
            To::Elements(to) => to.chunks_mut(size).map(To::Elements).collect(),
            To::Totals(to) => to.chunks_mut(size).map(To::Totals).collect(),
        }
    }
}

fn multiply<E: Real>(
    level: Level,
    to: To<'_, E>,
    stride: usize,
    left: &Packed<E>,
    right: &Packed<E>,
) {
    let terms = left.terms;
    let tasks = to.chunks(ROWS * stride).into_iter();
    let tasks = tasks.zip(left.data.chunks(ROWS * terms));
    let task = |(to, left): (To<'_, E>, &[E])| {
        let task = Task {
            columns: right.rows,
            terms,
            left,
            right: &right.data,
            to,
            stride,
        };
        E::dispatch(level, task);
    };
    #[cfg(feature = "parallel")]
    if left.rows.saturating_mul(right.rows).saturating_mul(terms) >= WORTH_THREADS {
        use rayon::prelude::*;
        let tasks: Vec<_> = tasks.collect();
        tasks.into_par_iter().for_each(task);
        return;
    }
    tasks.for_each(task);
}

/// [`Common::is_all_finite`](super::Common::is_all_finite).
pub(super) fn is_finite<E: Real>(of: &[E]) -> bool {
    /// What a register or more holds, so that the loop is one over lanes.
    const LANES: usize = 16;
    let chunks = of.chunks(LANES);
    let rest = chunks.fold([E::ZERO; LANES], |mut rest, x| {
        // 0, or NaN.
        for (rest, &x) in rest.iter_mut().zip(x) {
            *rest = *rest + x * E::ZERO;
        }
        rest
    });
    rest.iter().all(|&rest| rest == E::ZERO)
}

/// The rows of a strip and the columns of a panel.
struct Sizes;

impl<E: Real> Work<E> for Sizes {
    type Output = (usize, usize);

    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(
        self,
        _: V::Token,
    ) -> (usize, usize) {
        (V::AT_ONCE, V::N)
    }
}

/// Some rows of the result.
struct Task<'a, E> {
    columns: usize,
    terms: usize,
    left: &'a [E],
    right: &'a [E],
    to: To<'a, E>,
    /// From one row of `to` to the next.
    stride: usize,
}

impl<E: Real> Work<E> for Task<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(self, t: V::Token) {
        match V::AT_ONCE {
            2 => self.strips::<V, 2>(t),
            4 => self.strips::<V, 4>(t),
            _ => self.strips::<V, 6>(t),
        }
    }
}

impl<E: Real> Task<'_, E> {
    #[inline(always)]
    fn strips<V: Lanes<Elem = E>, const R: usize>(mut self, t: V::Token) {
        const { assert!(ROWS.is_multiple_of(R)) };
        let firsts = (0..self.columns).step_by(V::N);
        for (first, panel) in firsts.zip(self.right.chunks_exact(V::N * self.terms)) {
            let width = V::N.min(self.columns - first);
            let strips = self.left.chunks_exact(R * self.terms);
            match &mut self.to {
                To::Elements(to) => {
                    for (to, strip) in to.chunks_mut(R * self.stride).zip(strips) {
                        let zero = V::splat(t, E::ZERO).widen();
                        let sums = tile::<V, R>(t, strip, panel, [zero; R]);
                        for (to, sum) in to.chunks_mut(self.stride).zip(sums) {
                            put(V::narrow(sum), &mut to[first..][..width]);
                        }
                    }
                }
                To::Totals(to) => {
                    for (to, strip) in to.chunks_exact_mut(R * self.stride).zip(strips) {
                        let at = |r| r * self.stride + first;
                        let sums = from_fn(|r| V::Double::load(t, &to[at(r)..]));
                        let sums = tile::<V, R>(t, strip, panel, sums);
                        for (r, sum) in sums.into_iter().enumerate() {
                            sum.store(&mut to[at(r)..]);
                        }
                    }
                }
            }
        }
    }
}

/// The sums of a strip and a panel, on top of others.
#[inline(always)]
fn tile<V: Lanes, const R: usize>(
    t: V::Token,
    strip: &[V::Elem],
    panel: &[V::Elem],
    mut totals: [V::Double; R],
) -> [V::Double; R] {
    let zero = V::splat(t, V::Elem::ZERO);
    let stretches = strip.chunks(R * STRETCH).zip(panel.chunks(V::N * STRETCH));
    for (strip, panel) in stretches {
        let mut sums = [zero; R];
        for (x, y) in strip.chunks_exact(R).zip(panel.chunks_exact(V::N)) {
            let y = V::load(t, y);
            for r in 0..R {
                sums[r] = V::splat(t, x[r]).fma(y, sums[r]);
            }
        }
        for r in 0..R {
            totals[r] = totals[r] + sums[r].widen();
        }
    }
    totals
}

/// Writes lanes, as many as there is room for.
#[inline(always)]
fn put<V: Lanes>(v: V, to: &mut [V::Elem]) {
    if to.len() == V::N {
        v.store(to);
    } else {
        let lanes = super::lanes::spill(v);
        to.copy_from_slice(&lanes[..to.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::levels;

    /// The whole product.
    fn product<E: Real>(
        level: Level,
        [rows, columns, terms]: [usize; 3],
        left: Operand<'_, E>,
        right: Operand<'_, E>,
        to: &mut [E],
    ) {
        let left = strips(level, [rows, terms], left);
        let right = panels(level, [columns, terms], right);
        super::product(level, to, columns, &left, &right);
    }

    /// Numbers of either sign and several sizes, the same each time.
    fn numbers<E: Real>(count: usize, seed: u64) -> Vec<E> {
        let mut state = seed;
        let mut next = || {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (state >> 40) as f64 / f64::from(1 << 23) - 1.0
        };
        (0..count)
            .map(|_| E::of(next() * (4.0 * next()).exp2()))
            .collect()
    }

    /// Every level against sums in `f64`, each operand along either of its axes.
    fn agrees<E: Real>(unit: f64) {
        for shape in [
            [1, 2, 3],
            [2, 1, 64],
            [5, 33, 65],
            [49, 31, 130],
            [97, 70, 1],
        ] {
            let [rows, columns, terms] = shape;
            let (x, y) = (
                numbers::<E>(rows * terms, 1),
                numbers::<E>(columns * terms, 2),
            );
            for (by_rows, by_columns) in
                [(true, true), (true, false), (false, true), (false, false)]
            {
                let operand = |data, count, along: bool| {
                    let (row, term) = if along { (terms, 1) } else { (1, count) };
                    Operand { data, row, term }
                };
                let (left, right) = (operand(&x, rows, by_rows), operand(&y, columns, by_columns));
                let mut fused: Option<Vec<E>> = None;
                for level in levels() {
                    let mut to = vec![E::of(f64::NAN); rows * columns];
                    product(level, shape, left, right, &mut to);
                    for (at, &got) in to.iter().enumerate() {
                        let (i, j) = (at / columns, at % columns);
                        let term = |l: usize| {
                            let x = x[i * left.row + l * left.term].to_f64();
                            x * y[j * right.row + l * right.term].to_f64()
                        };
                        let sum: f64 = (0..terms).map(term).sum();
                        let size: f64 = (0..terms).map(|l| term(l).abs()).sum();
                        // A rounding for each term of a stretch, where products are rounded too two, and one at the end.
                        let most = unit * (size * 2.0 * STRETCH.min(terms) as f64 + sum.abs());
                        let error = (got.to_f64() - sum).abs();
                        assert!(error <= most, "{shape:?} at {i}, {j}: {got} for {sum}");
                    }
                    if crate::simd::fuses(level) {
                        let same = fused.get_or_insert_with(|| to.clone());
                        assert_eq!(*same, to, "{shape:?} on {level:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn products_of_f32_are_sums() {
        agrees::<f32>(f64::from(f32::EPSILON));
    }

    #[test]
    fn products_of_f64_are_sums() {
        // The witness sums in f64 too, and so errs as much: its terms are few enough.
        agrees::<f64>(2.0 * f64::EPSILON);
    }

    #[test]
    fn stretches_are_added_wider() {
        // 2^24 + 1 + 1 + … loses every 1 in one sum of f32.
        let mut x = vec![1.0_f32; 2 * STRETCH];
        x[0] = 16_777_216.0;
        let one = vec![1.0_f32; x.len()];
        let row = |data| Operand {
            data,
            row: x.len(),
            term: 1,
        };
        let mut to = [0.0];
        product(
            Level::baseline(),
            [1, 1, x.len()],
            row(&x),
            row(&one),
            &mut to,
        );
        assert_eq!(to, [16_777_216.0 + STRETCH as f32]);
    }

    /// Rows of a product a block at a time, and sums over rows a block at a time: the bits of the whole.
    fn blocks_are_the_whole<E: Real>() {
        let (rows, columns, terms) = (2 * BLOCK + 7, 37, 5);
        let (x, y) = (
            numbers::<E>(rows * terms, 4),
            numbers::<E>(columns * terms, 5),
        );
        fn along<E>(data: &[E], row: usize) -> Operand<'_, E> {
            Operand { data, row, term: 1 }
        }
        fn across<E>(data: &[E], term: usize) -> Operand<'_, E> {
            Operand { data, row: 1, term }
        }
        for level in levels() {
            let mut whole = vec![E::ZERO; rows * columns];
            let (left, right) = (along(&x, terms), along(&y, terms));
            product(level, [rows, columns, terms], left, right, &mut whole);
            // total[l, j] = sum over i of x[i, l] * whole[i, j]
            let mut sums = vec![E::ZERO; terms * columns];
            let (left, right) = (across(&x, terms), across(&whole, columns));
            product(level, [terms, columns, rows], left, right, &mut sums);

            let panels_of_y = panels(level, [columns, terms], along(&y, terms));
            let strips_of_y = strips(level, [columns, terms], along(&y, terms));
            let mut transposed = vec![E::of(f64::NAN); rows * columns];
            let mut block = vec![E::of(f64::NAN); BLOCK * columns];
            let mut total = totals::<E>(level, [terms, columns], true);
            for rows_now in blocks(rows, usize::MAX) {
                let count = rows_now.len();
                let x = &x[rows_now.start * terms..];
                let strips_of_x = strips(level, [count, terms], along(x, terms));
                super::product(level, &mut block, columns, &strips_of_x, &panels_of_y);
                let panels_of_x = panels(level, [count, terms], along(x, terms));
                let to = &mut transposed[rows_now.start..];
                super::product(level, to, rows, &strips_of_y, &panels_of_x);
                let left = strips(level, [terms, count], across(x, terms));
                let right = panels(level, [columns, count], across(&block, columns));
                product_add(level, &mut total, &mut [], &left, &right);
                for i in rows_now.clone() {
                    let row = &block[(i - rows_now.start) * columns..][..columns];
                    assert_eq!(row, &whole[i * columns..][..columns], "row {i}");
                }
            }
            for (i, row) in whole.chunks_exact(columns).enumerate() {
                for (j, x) in row.iter().enumerate() {
                    assert_eq!(*x, transposed[j * rows + i], "{i}, {j}");
                }
            }
            let mut to = vec![E::of(f64::NAN); terms * columns];
            round(&mut total, &mut to);
            assert_eq!(to, sums);
            add(&mut total, &sums);
            round(&mut total, &mut to);
            let twice: Vec<E> = sums.iter().map(|&x| x + x).collect();
            // The sums added have been rounded.
            let off = |(a, b): (&E, &E)| (a.to_f64() - b.to_f64()).abs() / b.to_f64().abs();
            let worst = to.iter().zip(&twice).map(off).fold(0.0, f64::max);
            assert!(worst <= f64::from(f32::EPSILON), "{worst}");
            let mut only = totals::<E>(level, [terms, columns], false);
            let left = strips(level, [terms, rows], across(&x, terms));
            let right = panels(level, [columns, rows], across(&whole, columns));
            product_add(level, &mut only, &mut to, &left, &right);
            round(&mut only, &mut to);
            assert_eq!(to, sums);
            add(&mut only, &to);
            round(&mut only, &mut to);
            assert_eq!(to, sums);
        }
    }

    #[test]
    fn blocks_have_the_bits_of_the_whole() {
        blocks_are_the_whole::<f32>();
        blocks_are_the_whole::<f64>();
    }

    #[test]
    fn blocks_cover_all_rows() {
        for rows in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK] {
            for columns in [0, 1, 1000, usize::MAX] {
                let all: Vec<usize> = blocks(rows, columns).flatten().collect();
                assert_eq!(all, (0..rows).collect::<Vec<_>>());
                let most = block_of(rows, columns);
                assert!(blocks(rows, columns).all(|block| block.len() <= most));
                assert!(most <= BLOCK || (most - BLOCK) * columns <= ELEMENTS);
                assert!(most == rows || most.is_multiple_of(BLOCK));
            }
        }
    }

    #[test]
    fn nothing_sums_to_nothing() {
        let nothing = Operand {
            data: &[0.0_f64; 0],
            row: 0,
            term: 1,
        };
        let mut to = [f64::NAN; 6];
        product(Level::baseline(), [2, 3, 0], nothing, nothing, &mut to);
        assert_eq!(to, [0.0; 6]);
        product(Level::baseline(), [0, 3, 0], nothing, nothing, &mut []);
        let mut total = totals::<f64>(Level::baseline(), [2, 0], true);
        add(&mut total, &[0.0; 0]);
        round(&mut total, &mut [0.0; 0]);
    }

    #[test]
    fn one_that_is_not_finite_is_found_anywhere() {
        for count in [0, 1, 15, 16, 17, 100] {
            assert!(is_finite(&numbers::<f32>(count, 3)));
            for at in 0..count {
                for x in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                    let mut of = numbers::<f32>(count, 3);
                    of[at] = x;
                    assert!(!is_finite(&of), "{x} at {at} of {count}");
                }
            }
        }
        // Finite, though the sum is not.
        assert!(is_finite(&[f64::MAX; 40]));
    }
}
