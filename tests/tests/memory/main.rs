//! What is read and written: at every length up to four registers and one, from every offset, nothing beside the outputs changes, and the numbers do
//! not depend on where they lie, nor on the instruction set beyond how it rounds. On Linux nothing is mapped beside them either.
//!
//! No crate here may use `unsafe`, so that a slice cannot be left; valgrind sees the same of the crates below:
//!
//! ```text
//! valgrind --error-exitcode=1 target/release/deps/memory-*
//! ```

#[cfg(target_os = "linux")]
mod pages;

use loss_core::losses::{Huber, SparseCrossEntropy, Triplet};
use loss_core::simd::{Level, level};
use loss_core::{Elem, Options, Rows};
use loss_tests::numbers::Numbers;
use loss_tests::ulp::{Float, ulps};

const CANARY: f64 = -77.25;

/// Every instruction set of this machine; those that fuse first.
fn levels() -> Vec<Level> {
    let mut levels = vec![level()];
    levels.extend(level().as_avx2().map(Level::Avx2));
    levels.push(Level::baseline());
    levels
}

/// An output with canaries on both sides.
struct Fenced<E> {
    all: Vec<E>,
    inside: std::ops::Range<usize>,
}

impl<E: Elem> Fenced<E> {
    fn new(offset: usize, n: usize) -> Fenced<E> {
        Fenced {
            all: vec![E::of(CANARY); offset + n + 64],
            inside: offset..offset + n,
        }
    }

    fn get(&mut self) -> &mut [E] {
        &mut self.all[self.inside.clone()]
    }

    /// What was written inside, if nothing was outside.
    fn numbers(&self) -> Vec<f64> {
        let outside = self.all[..self.inside.start]
            .iter()
            .chain(&self.all[self.inside.end..]);
        assert!(
            outside.map(|x| x.to_f64()).all(|x| x == CANARY),
            "written beside {:?}",
            self.inside
        );
        self.all[self.inside.clone()]
            .iter()
            .map(|x| x.to_f64())
            .collect()
    }
}

/// `n` numbers from an offset; what is around them is NaN, which would show in every sum.
struct Placed<E>(Vec<E>, usize);

impl<E: Elem> Placed<E> {
    fn new(numbers: &[f64], offset: usize) -> Placed<E> {
        let around = |n| std::iter::repeat_n(E::of(f64::NAN), n);
        let inside = numbers.iter().map(|x| E::of(*x));
        Placed(
            around(offset).chain(inside).chain(around(64)).collect(),
            offset,
        )
    }

    fn get(&self, n: usize) -> &[E] {
        &self.0[self.1..self.1 + n]
    }

    /// As one row.
    fn rows(&self, n: usize) -> Rows<'_, E> {
        Rows::new(self.get(n), n).expect("a whole row")
    }
}

/// The cost and everything written, of one call.
type Seen = (f64, Vec<f64>);

/// Runs a call at every offset and instruction set: the same bits on all that fuse, within `units` on the one that does not.
fn everywhere<E: Float>(what: &str, units: f64, call: impl Fn(&Options<'_>, usize) -> Seen) {
    let levels = levels();
    let first = call(&Options::default().level(levels[0]), 0);
    for (i, level) in levels.iter().enumerate() {
        let fuses = level.as_avx2().is_some() == levels[0].as_avx2().is_some();
        // All offsets at the best one, and a few at others.
        let offsets: &[usize] = if i == 0 {
            &[0, 1, 2, 3, 5, 7, 8, 9, 11, 13, 15, 16]
        } else {
            &[0, 3]
        };
        for &offset in offsets {
            let (cost, written) = call(&Options::default().level(*level), offset);
            for (got, wanted) in written
                .iter()
                .chain([&cost])
                .zip(first.1.iter().chain([&first.0]))
            {
                let same = got.to_bits() == wanted.to_bits() || got == wanted;
                let off = (got - wanted).abs() / E::UNIT;
                assert!(
                    same || (!fuses && (ulps::<E>(*got, *wanted) <= units || off <= units)),
                    "{what}, {} at {offset}, {level:?}: {got:e}, not {wanted:e}",
                    E::NAME
                );
            }
        }
    }
}

fn all<E: Float>(most: usize) {
    let mut numbers = Numbers::new(7);
    for n in 1..=most {
        let [a, b, c] = [0, 1, 2].map(|_| numbers.many(n, -4.0, 4.0));
        everywhere::<E>(&format!("Huber of {n}"), 4.0, |options, offset| {
            let (x, y) = (
                Placed::<E>::new(&a, offset),
                Placed::<E>::new(&b, offset / 2),
            );
            let mut gradient = Fenced::<E>::new(offset, n);
            let cost = Huber::default().options(*options).value_and_grad_into(
                x.get(n),
                y.get(n),
                gradient.get(),
            );
            (cost.unwrap(), gradient.numbers())
        });
        // One long row, and n short ones.
        for columns in [n, 3] {
            let samples = if columns == n { 1 } else { n };
            let logits = numbers.many(samples * columns, -4.0, 4.0);
            let labels: Vec<u8> = (0..samples).map(|i| (i % columns) as u8).collect();
            everywhere::<E>(
                &format!("cross-entropy of {samples} rows of {columns}"),
                8.0,
                |options, offset| {
                    let x = Placed::<E>::new(&logits, offset);
                    let mut gradient = Fenced::<E>::new(offset, logits.len());
                    let rows = Rows::new(x.get(logits.len()), columns).unwrap();
                    let loss = SparseCrossEntropy::default();
                    let cost =
                        loss.options(*options)
                            .value_and_grad_into(rows, &labels, gradient.get());
                    (cost.unwrap(), gradient.numbers())
                },
            );
        }
        everywhere::<E>(&format!("Triplet of {n}"), 64.0, |options, offset| {
            let [x, y, z] = [&a, &b, &c].map(|x| Placed::<E>::new(x, offset));
            let mut outputs = [0, 1, 2].map(|i| Fenced::<E>::new((offset + i) % 17, n));
            let [g, h, k] = &mut outputs;
            let cost = Triplet::new(20.0)
                .unwrap()
                .options(*options)
                .value_and_grad_into(x.rows(n), y.rows(n), z.rows(n), g.get(), h.get(), k.get());
            (
                cost.unwrap(),
                outputs.iter().flat_map(Fenced::numbers).collect(),
            )
        });
    }
}

/// Four registers of `f32` are 32 lanes beside each other.
#[test]
fn f32_of_every_length_and_offset() {
    all::<f32>(4 * 32 + 1);
}

#[test]
fn f64_of_every_length_and_offset() {
    all::<f64>(4 * 16 + 1);
}
