//! A thin scan: every function within its bound at both sets of bits.

use loss_scan::command::{paths, plan};
use loss_scan::function::{Function, Side};
use loss_scan::functions::functions;
use loss_scan::measure::{Worst, measure, measure_at};
use loss_scan::points::Scanned;

/// Every `STRIDE`-th `f32`: prime, so that mantissas differ.
const STRIDE: u64 = 100_003;
/// Samples of `f64`, and pairs.
const SAMPLES: u64 = 20_000;

/// The functions that are known to miss their bounds, and where: an argument that does so where products and sums fuse,
/// one where they do not. The list may only shrink.
///
/// `exp_rest` doubles its argument twice, and each doubling adds the roundings of a product and a sum: 4.12 units of an
/// `f32` fused and 4.53 apart (all bit patterns), 2.54 and 2.85 of an `f64` (10^7 samples), where 3 and 2.5 are
/// promised. `VaeKl` is computed with it and its bits are kept, so another formula waits until they may change.
const OPEN: [(&str, &str, [f64; 2]); 2] = [
    (
        "exp_rest",
        "f32",
        [0.238_504_633_307_456_97, 0.235_708_072_781_562_8],
    ),
    (
        "exp_rest",
        "f64",
        [1.135_069_203_339_952_5, 1.039_720_770_837_959_2],
    ),
];

fn open(function: &str, name: &str) -> bool {
    OPEN.iter().any(|(f, of, _)| *f == function && *of == name)
}

/// Whether it is outside of its bound at one of the arguments.
fn outside<E: Scanned>(f: &Function, side: Side<E>, at: [f64; 2]) -> bool {
    let levels: Vec<_> = paths().iter().map(|(_, level)| *level).collect();
    at.iter().any(|at| {
        let found = measure_at(f, side, *at, &levels);
        let bounds = [side.bounds.fused, side.bounds.apart];
        found
            .iter()
            .zip(bounds)
            .any(|(worst, bound)| worst.bound() > bound)
    })
}

#[test]
fn what_is_open_is_outside_of_its_bounds() {
    for (name, of, at) in OPEN {
        let all = functions();
        let f = all.iter().find(|f| f.name == name).expect("a function");
        let missed = if of == f32::NAME {
            outside(f, f.single, at)
        } else {
            outside(f, f.double, at)
        };
        assert!(
            missed,
            "{name} of {of} is within its bounds now: strike it off the list"
        );
    }
}

#[test]
fn every_function_is_within_its_bounds() {
    let mut missed = Vec::new();
    let paths = paths();
    let levels: Vec<_> = paths.iter().map(|(_, level)| *level).collect();
    for f in functions() {
        let single = measure(
            &f,
            f.single,
            plan(&f, true, STRIDE, SAMPLES),
            &levels,
            &|_| {},
        );
        let double = measure(
            &f,
            f.double,
            plan(&f, false, STRIDE, SAMPLES),
            &levels,
            &|_| {},
        );
        let mut hold = |name: &str, found: Vec<Worst>, bounds: [f64; 2]| {
            for (((path, _), worst), bound) in paths.iter().zip(found).zip(bounds) {
                // The oracles have to agree, too.
                let outside = worst.bound() > bound && !open(f.name, name);
                if outside || worst.gap > 0.01 {
                    missed.push(format!(
                        "{} {name} {path}: {worst:?}, bound {bound}",
                        f.name
                    ));
                }
            }
        };
        hold(
            f32::NAME,
            single,
            [f.single.bounds.fused, f.single.bounds.apart],
        );
        hold(
            f64::NAME,
            double,
            [f.double.bounds.fused, f.double.bounds.apart],
        );
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
