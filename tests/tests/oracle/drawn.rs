//! Every loss in `f32` at as many points as asked for, by the judge behind a [sieve](crate::sieve). A hundred thousand of them by
//!
//! ```text
//! DRAWN=100000 DRAWN_ROWS=10000 PRECISE=10 cargo test --workspace --test oracle drawn -- --nocapture
//! ```
//!
//! `DRAWN_ROWS` is how many a loss has that describes a batch, or learns: it takes a call each. The worst errors are kept in `golden/drawn.txt`, and may only get smaller; it is written by no
//! fewer of each than the test takes, whose points are a sieve of their own, so that more of them never hide these.

use std::collections::BTreeMap;
use std::ops::Range;

use loss_core::spec::{Kind, Spec};
use loss_tests::catalogue::Element;
use loss_tests::subject::Array;

use crate::judge::{Judge, Second};
use crate::points::point;
use crate::sieve::{Block, Kernels, Sieve};
use crate::table::{Table, compare};
use crate::{SHORT, each, number, second};

/// How many points each loss has in the tests, for the time that they take.
const DRAWN: usize = 1000;
const DRAWN_ROWS: usize = 50;
/// How many of the farthest go to the judge, for value, gradient and second derivative each.
const FARTHEST: usize = 3;
/// How many of them may be computed to arbitrary precision.
const PRECISE: usize = 2;
/// How many points are drawn at a time.
const CHUNK: usize = 1 << 12;

/// Whether a call takes one point.
fn is_alone(spec: &Spec) -> bool {
    spec.batch || spec.args.iter().any(|arg| arg.kind == Kind::Learnable)
}

/// Points beside each other where they can be.
fn blocks(spec: &Spec, range: Range<usize>) -> Vec<Block> {
    let drawn = range.map(|index| point::<f32>(spec, index));
    if is_alone(spec) {
        return drawn
            .map(|(args, columns)| Block { args, columns })
            .collect();
    }
    let mut blocks: BTreeMap<usize, Block> = BTreeMap::new();
    for (args, columns) in drawn {
        match blocks.get_mut(&columns) {
            Some(block) => {
                for (all, more) in block.args.iter_mut().zip(args) {
                    join(all, more);
                }
            }
            None => {
                blocks.insert(columns, Block { args, columns });
            }
        }
    }
    blocks.into_values().collect()
}

fn join(all: &mut Array<f32>, more: Array<f32>) {
    match (all, more) {
        (Array::Real(all, _), Array::Real(more, _)) => all.extend(more),
        (Array::Labels(all), Array::Labels(more)) => all.extend(more),
        _ => unreachable!("an argument is of one kind"),
    }
}

fn measure() -> Table {
    let doubles = f64::library().expect("parameters in their domains");
    let (singles, second) = (second::all::<f32>(), second::all::<f64>());
    let seconds: Vec<_> = singles.iter().zip(&second).collect();
    each::<f32>(&|entry, formula| {
        let single = entry.subject.as_ref();
        let double = doubles.iter().find(|double| double.name == entry.name);
        let double = double.expect("the same losses").subject.as_ref();
        let second = seconds.iter().find(|(one, _)| one.0 == entry.name);
        let second = second.map(|(one, two)| (&*one.1 as Second<f32>, &*two.1 as Second<f64>));
        let kernels = Kernels {
            single,
            double,
            second,
        };
        let flags = entry.name.contains("true");
        let mut judge = Judge::new(formula, single, second.map(|s| s.0), flags, 0);
        let (usual, count) = match is_alone(single.spec()) {
            true => (DRAWN_ROWS, number("DRAWN_ROWS", DRAWN_ROWS)),
            false => (DRAWN, number("DRAWN", DRAWN)),
        };
        for range in [0..usual.min(count), usual.min(count)..count] {
            let mut sieve = Sieve::new(kernels, FARTHEST);
            for start in range.clone().step_by(CHUNK) {
                for block in blocks(single.spec(), start..range.end.min(start + CHUNK)) {
                    sieve.take(&block);
                }
            }
            judge.precise = number("PRECISE", PRECISE);
            for Block { args, columns } in sieve.farthest() {
                judge.take(args, *columns, SHORT[1]);
            }
            for (worst, good) in judge.worst.iter_mut().zip(sieve.good) {
                *worst = worst.max(good);
            }
        }
        if judge.left > 0 {
            println!("{}: {} points left", entry.name, judge.left);
        }
        Table::from([(crate::short(entry), judge.worst)])
    })
}

#[test]
fn no_drawn_point_is_worse_than_the_table() {
    let points = number("DRAWN", DRAWN);
    let rows = number("DRAWN_ROWS", DRAWN_ROWS);
    compare(
        "drawn",
        &measure(),
        &format!(
            "value, gradient, second derivative.\n# {points} points each through a sieve, {rows} of what is called for each; see tests/oracle/drawn.rs."
        ),
    );
}
