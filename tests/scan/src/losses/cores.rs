//! All numbers of `f32`, shared among the cores.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// How many arguments are computed at a time.
const BLOCK: u64 = 1 << 12;

/// Works on every `stride`-th finite `f32` that is `inside`, a block at a time in the order of their bits; `T` is what a core begins with, and has found in the end.
pub fn on_all_cores<T: Send>(
    stride: u64,
    inside: impl Fn(f32) -> bool + Sync,
    progress: &(dyn Fn(f64) + Sync),
    start: impl Fn() -> T + Sync,
    work: impl Fn(&mut T, &[f32]) + Sync,
) -> Vec<T> {
    let count = (1u64 << 32).div_ceil(stride);
    let next = AtomicU64::new(0);
    let core = || {
        let (mut found, mut x) = (start(), Vec::new());
        loop {
            let from = next.fetch_add(BLOCK, Ordering::Relaxed);
            if from >= count {
                return found;
            }
            progress(from as f64 / count as f64);
            x.clear();
            let block = from..count.min(from + BLOCK);
            x.extend(block.map(|i| f32::from_bits((i * stride) as u32)));
            x.retain(|&x| x.is_finite() && inside(x));
            if !x.is_empty() {
                work(&mut found, &x);
            }
        }
    };
    let cores = thread::available_parallelism().map_or(1, |n| n.get());
    let found = thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(core)).collect();
        let join = |thread: thread::ScopedJoinHandle<'_, T>| thread.join();
        let found = threads.into_iter().map(join);
        found
            .map(|found| found.expect("a scan does not panic"))
            .collect()
    });
    progress(1.0);
    found
}
