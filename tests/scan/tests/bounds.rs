//! A thin scan: every function within its bound at both sets of bits.

use loss_scan::command::{paths, plan};
use loss_scan::functions::functions;
use loss_scan::measure::{Worst, measure};
use loss_scan::points::Scanned;

/// Every `STRIDE`-th `f32`: prime, so that mantissas differ.
const STRIDE: u64 = 100_003;
/// Samples of `f64`, and pairs.
const SAMPLES: u64 = 20_000;

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
                if worst.bound() > bound || worst.gap > 0.01 {
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
