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
//! No crate for matrix products serves here: their interfaces are unsafe, or their bits depend on the machine.

use crate::simd::{Elem, Lanes, Level, Real, Work};
use alloc::{vec, vec::Vec};

/// The lengths of the first axis of the result, of the second one, and of the axis summed over.
pub type Shape = [usize; 3];

/// Terms that are added in the elements' own type.
const STRETCH: usize = 64;

/// Rows of a task: whole strips, however high.
const ROWS: usize = 48;

/// Multiplications from which threads pay.
#[cfg(feature = "parallel")]
const WORTH_THREADS: usize = 1 << 21;

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

impl<E: Real> Operand<'_, E> {
    /// The rows in groups of `width`, each group term by term; rows past the end are 0.
    fn pack(&self, rows: usize, terms: usize, width: usize) -> Vec<E> {
        let mut packed = vec![E::ZERO; rows.div_ceil(width) * width * terms];
        let groups = packed.chunks_exact_mut(width * terms);
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
        packed
    }
}

/// [`Common::product`](super::Common::product).
pub(super) fn product<E: Real>(
    level: Level,
    shape: Shape,
    left: Operand<'_, E>,
    right: Operand<'_, E>,
    to: &mut [E],
) {
    let [rows, columns, terms] = shape;
    if rows == 0 || columns == 0 || terms == 0 {
        to.fill(E::ZERO);
        return;
    }
    let (height, width) = E::dispatch(level, Sizes);
    let left = left.pack(rows, terms, height);
    let right = right.pack(columns, terms, width);
    let block = |(to, left): (&mut [E], &[E])| {
        let right = &right;
        let block = Block {
            columns,
            terms,
            left,
            right,
            to,
        };
        E::dispatch(level, block);
    };
    let (to_size, left_size) = (ROWS * columns, ROWS * terms);
    #[cfg(feature = "parallel")]
    if rows.saturating_mul(columns).saturating_mul(terms) >= WORTH_THREADS {
        use rayon::prelude::*;
        to.par_chunks_mut(to_size)
            .zip(left.par_chunks(left_size))
            .for_each(block);
        return;
    }
    to.chunks_mut(to_size)
        .zip(left.chunks(left_size))
        .for_each(block);
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
struct Block<'a, E> {
    columns: usize,
    terms: usize,
    left: &'a [E],
    right: &'a [E],
    to: &'a mut [E],
}

impl<E: Real> Work<E> for Block<'_, E> {
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

impl<E: Real> Block<'_, E> {
    #[inline(always)]
    fn strips<V: Lanes<Elem = E>, const R: usize>(self, t: V::Token) {
        const { assert!(ROWS.is_multiple_of(R)) };
        let firsts = (0..self.columns).step_by(V::N);
        for (first, panel) in firsts.zip(self.right.chunks_exact(V::N * self.terms)) {
            let strips = self.left.chunks_exact(R * self.terms);
            for (to, strip) in self.to.chunks_mut(R * self.columns).zip(strips) {
                let sums = tile::<V, R>(t, strip, panel);
                for (to, sum) in to.chunks_exact_mut(self.columns).zip(sums) {
                    put(sum, &mut to[first..]);
                }
            }
        }
    }
}

/// The sums of a strip and a panel.
#[inline(always)]
fn tile<V: Lanes, const R: usize>(t: V::Token, strip: &[V::Elem], panel: &[V::Elem]) -> [V; R] {
    let zero = V::splat(t, V::Elem::ZERO);
    let mut totals = [zero.widen(); R];
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
    totals.map(V::narrow)
}

/// Writes lanes, as many as there is room for.
#[inline(always)]
fn put<V: Lanes>(v: V, to: &mut [V::Elem]) {
    if to.len() >= V::N {
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
