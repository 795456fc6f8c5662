//! Arrays that end where a page ends, or begin where one begins, with nothing mapped beside it: what is read or written beyond them, by as little as the
//! masked lanes of a tail, is a segmentation fault.
//!
//! Linux places mappings beside each other. Of a row of them every other one is dropped, and what stays is an island.

use std::fs::read_to_string;

use bytemuck::{Pod, cast_slice, cast_slice_mut};
use loss_core::losses::{CrossEntropy, Huber, SparseCrossEntropy, Triplet};
use loss_core::{Elem, Error, Options, Rows};
use loss_tests::numbers::Numbers;
use memmap2::MmapMut;

use crate::{CANARY, levels};

/// Whole pages, however large they are; less than what allocators ask the system for, so that no one settles in the holes.
const SIZE: usize = 1 << 16;

/// Pages with nothing mapped on either side.
struct Island(MmapMut);

/// Which end of its island an array lies at.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shore {
    Begin,
    End,
}

fn address(pages: &[u8]) -> usize {
    pages.as_ptr().addr()
}

/// So many islands.
fn islands(count: usize) -> Vec<Island> {
    let map = |_| MmapMut::map_anon(SIZE).expect("there is memory");
    let mut row: Vec<MmapMut> = (0..16 * count).map(map).collect();
    row.sort_by_key(|pages| address(pages));
    let starts: Vec<usize> = row.iter().map(|pages| address(pages)).collect();
    let mut last = 0;
    let mut kept = Vec::new();
    for (i, pages) in row.into_iter().enumerate() {
        // The mapping on each side is dropped at the end of this loop, if it is not before.
        let beside = |j: usize, start: usize| starts.get(j) == Some(&start);
        let inside = i > last
            && beside(i - 1, starts[i] - SIZE)
            && beside(i + 1, starts[i] + SIZE)
            && kept.len() < count;
        if inside {
            kept.push(Island(pages));
            last = i + 1;
        }
    }
    assert_eq!(kept.len(), count, "mappings lie beside each other");
    kept
}

/// Whether the system knows of no mapping next to an island.
fn is_alone(island: &Island, maps: &str) -> bool {
    let (start, end) = (address(&island.0), address(&island.0) + SIZE);
    let ranges = maps.lines().filter_map(|line| {
        let (from, to) = line.split_whitespace().next()?.split_once('-')?;
        let number = |hex| usize::from_str_radix(hex, 16).ok();
        Some((number(from)?, number(to)?))
    });
    let mut is_mapped = false;
    for (from, to) in ranges {
        is_mapped |= from == start && to == end;
        if to >= start && from <= end && (from, to) != (start, end) {
            return false;
        }
    }
    is_mapped
}

fn all_alone(islands: &[Island]) -> bool {
    let maps = read_to_string("/proc/self/maps").expect("Linux has it");
    islands.iter().all(|island| is_alone(island, &maps))
}

/// How many elements beside an array are looked at.
const BESIDE: usize = 64;

impl Island {
    /// `n` elements at an end, and what is beside them.
    fn split<E: Pod>(&mut self, n: usize, shore: Shore) -> (&mut [E], &mut [E]) {
        let all: &mut [E] = cast_slice_mut(&mut self.0);
        match shore {
            Shore::Begin => {
                let (there, rest) = all.split_at_mut(n);
                (there, &mut rest[..BESIDE])
            }
            Shore::End => {
                let (rest, there) = all.split_at_mut(all.len() - n);
                let beside = rest.len() - BESIDE;
                (there, &mut rest[beside..])
            }
        }
    }

    /// Something to read, with something else beside it.
    fn put<E: Pod>(&mut self, numbers: &[E], other: E, shore: Shore) -> &[E] {
        let (there, rest) = self.split(numbers.len(), shore);
        there.copy_from_slice(numbers);
        rest.fill(other);
        there
    }

    /// Room to write to.
    fn room<E: Elem + Pod>(&mut self, n: usize, shore: Shore) -> &mut [E] {
        let (there, rest) = self.split(n, shore);
        there.fill(E::of(CANARY));
        rest.fill(E::of(CANARY));
        there
    }

    /// That nothing was written elsewhere.
    fn check<E: Elem + Pod>(&mut self, n: usize, shore: Shore) {
        let (_, rest) = self.split::<E>(n, shore);
        assert!(rest.iter().all(|x| x.to_f64() == CANARY), "written beside");
    }
}

/// Arrays of a call: inputs, classes, and an output for each input.
struct Arrays<'a, E> {
    x: Vec<&'a [E]>,
    labels: &'a [u8],
    out: Vec<&'a mut [E]>,
}

/// A loss: its name, how many inputs it takes, and a call with rows that are so long; the cost.
type Case<E> = (
    &'static str,
    usize,
    fn(&Options<'_>, usize, &mut Arrays<'_, E>) -> Result<f64, Error>,
);

fn cases<E: Elem>() -> [Case<E>; 4] {
    [
        ("Huber", 2, |options, _, Arrays { x, out, .. }| {
            let loss = Huber::default();
            out[1].copy_from_slice(&loss.options(*options).each(x[0], x[1])?);
            loss.options(*options)
                .value_and_grad_into(x[0], x[1], out[0])
        }),
        ("CrossEntropy", 2, |options, n, Arrays { x, out, .. }| {
            let (logits, target) = (Rows::new(x[0], n)?, Rows::new(x[1], n)?);
            CrossEntropy
                .options(*options)
                .value_and_grad_into(logits, target, out[0])
        }),
        (
            "SparseCrossEntropy",
            1,
            |options, n, Arrays { x, labels, out }| {
                SparseCrossEntropy::default()
                    .options(*options)
                    .value_and_grad_into(Rows::new(x[0], n)?, *labels, out[0])
            },
        ),
        ("Triplet", 3, |options, n, Arrays { x, out, .. }| {
            let [a, b, c] = [
                Rows::new(x[0], n)?,
                Rows::new(x[1], n)?,
                Rows::new(x[2], n)?,
            ];
            let [f, g, h] = &mut out[..] else {
                unreachable!("as many as inputs")
            };
            Triplet::new(20.0)?
                .options(*options)
                .value_and_grad_into(a, b, c, f, g, h)
        }),
    ]
}

/// Runs a call on ordinary vectors and on islands: the same bits.
fn same<E: Elem + Pod>(
    what: &str,
    islands: &mut [Island],
    inputs: &[Vec<E>],
    labels: &[u8],
    call: impl Fn(&mut Arrays<'_, E>) -> Result<f64, Error>,
) {
    let room = |x: &Vec<E>| vec![E::of(CANARY); x.len()];
    let mut ordinary: Vec<Vec<E>> = inputs.iter().map(room).collect();
    let cost = call(&mut Arrays {
        x: inputs.iter().map(Vec::as_slice).collect(),
        labels,
        out: ordinary.iter_mut().map(Vec::as_mut_slice).collect(),
    });
    let cost = cost.expect("a call that fits");
    let (first, rest) = islands.split_first_mut().expect("islands");
    let (from, to) = rest.split_at_mut(inputs.len());
    for shore in [Shore::End, Shore::Begin] {
        let from = from.iter_mut().zip(inputs);
        let into = to.iter_mut().zip(inputs);
        let mut arrays = Arrays {
            x: from
                .map(|(to, x)| to.put(x, E::of(f64::NAN), shore))
                .collect(),
            labels: first.put(labels, u8::MAX, shore),
            out: into.map(|(to, x)| to.room(x.len(), shore)).collect(),
        };
        let there = call(&mut arrays).expect("a call that fits");
        assert_eq!(there.to_bits(), cost.to_bits(), "{what} at the {shore:?}");
        for (out, ordinary) in arrays.out.iter().zip(&ordinary) {
            let [there, ordinary]: [&[u8]; 2] = [cast_slice(out), cast_slice(ordinary)];
            assert_eq!(there, ordinary, "{what} at the {shore:?}");
        }
        for (island, x) in to.iter_mut().zip(inputs) {
            island.check::<E>(x.len(), shore);
        }
    }
}

fn all<E: Elem + Pod>(islands: &mut [Island], most: usize) {
    let mut numbers = Numbers::new(11);
    for n in 1..=most {
        // One row, rows that lie across lanes, and as many of one number.
        for (samples, columns) in [(1, n), (n, 3), (n, 1)] {
            let mut many = || numbers.many(samples * columns, 0.0, 4.0);
            let inputs = [many(), many(), many()].map(|x| x.into_iter().map(E::of).collect());
            let labels: Vec<u8> = (0..samples).map(|i| (i % columns) as u8).collect();
            for level in levels() {
                let options = Options::default().level(level);
                for (name, takes, call) in cases::<E>() {
                    let what = format!("{name} of {samples} rows of {columns}, {level:?}");
                    same(&what, islands, &inputs[..takes], &labels, |arrays| {
                        call(&options, columns, arrays)
                    });
                }
            }
        }
    }
}

#[test]
fn nothing_beside_a_page_is_read_or_written() {
    // A thread that starts meanwhile, of another test, may be given the room beside an island: then once more.
    let was_alone = (0..8).any(|_| {
        // Classes, three inputs, three outputs.
        let mut islands = islands(7);
        let before = all_alone(&islands);
        all::<f32>(&mut islands, 4 * 32 + 1);
        all::<f64>(&mut islands, 4 * 16 + 1);
        before && all_alone(&islands)
    });
    assert!(was_alone, "something is mapped beside");
}
