//! A thin scan of every one-variable loss in `f32`.

use loss_scan::losses::{rows, scan};

/// Every `STRIDE`-th `f32`: prime, so that mantissas differ.
const STRIDE: u64 = 20_011;

#[test]
fn every_loss_is_within_its_bounds() {
    let mut missed = Vec::new();
    for row in rows() {
        for &target in row.targets {
            let [value, gradient] = scan(&row, target, STRIDE, &|_| {});
            for (what, worst, bound) in [
                ("value", value, row.bounds.0),
                ("gradient", gradient, row.bounds.1),
            ] {
                if worst.error.is_nan() || worst.error > bound {
                    missed.push(format!("{} {target} {what}: {worst:?}", row.name));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
