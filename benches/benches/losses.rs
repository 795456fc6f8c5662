//! Criterion benches: value and gradient of every shipped loss, in both element types.
//!
//! For development: what one change does to one loss. What is compared with floors is `floors`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use loss_benches::baseline::naive::Naive;
use loss_benches::losses;
use loss_core::Real;

/// One size in the first-level cache, one in the second.
const SIZES: [usize; 2] = [1024, 65_536];

fn every_loss<E: Real + Naive>(criterion: &mut Criterion, element: &str) {
    for entry in losses::all::<E>() {
        let mut group = criterion.benchmark_group(format!("{}/{element}", entry.name));
        for n in SIZES {
            let data = entry.data(n);
            let mut to = data.gradients();
            group.throughput(Throughput::Elements(n as u64));
            group.bench_function(n.to_string(), |bench| {
                bench.iter(|| (entry.ours)(&data, &mut to));
            });
        }
        group.finish();
    }
}

fn single(criterion: &mut Criterion) {
    every_loss::<f32>(criterion, "f32");
}

fn double(criterion: &mut Criterion) {
    every_loss::<f64>(criterion, "f64");
}

criterion_group!(benches, single, double);
criterion_main!(benches);
