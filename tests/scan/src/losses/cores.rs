//! All numbers of `f32`, shared among the cores.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// How many arguments are computed at a time.
const BLOCK: u64 = 1 << 12;

/// Works on every `stride`-th finite `f32` that is `inside` an interval, a block at a time in the order of their bits; `T` is what a core begins with, and has found in the end.
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
            let is_argument = |x: f32| x.is_finite() && inside(x);
            let ends = [x.first(), x.last()].map(|end| end.copied().unwrap_or(f32::NAN));
            // Numbers of one sign are in the order of their bits.
            let one_sign = ends[0].is_sign_negative() == ends[1].is_sign_negative();
            if !(one_sign && ends.into_iter().all(is_argument)) {
                x.retain(|&x| is_argument(x));
            }
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

#[cfg(test)]
mod tests {
    use super::on_all_cores;

    #[test]
    fn every_argument_comes_once() {
        for inside in [
            |_| true,
            |x: f32| (0.0..=1.0).contains(&x),
            |x: f32| x < -1e-3,
        ] {
            // The last block of the second has one number.
            for stride in [100_003, (1 << 32) / 4097 + 1] {
                let work =
                    |all: &mut Vec<u32>, x: &[f32]| all.extend(x.iter().map(|x| x.to_bits()));
                let found = on_all_cores(stride, inside, &|_| {}, Vec::new, work);
                let mut found = found.concat();
                found.sort_unstable();
                let all = (0..=u32::MAX).step_by(stride as usize).map(f32::from_bits);
                let all = all.filter(|&x| x.is_finite() && inside(x));
                assert!(found.into_iter().eq(all.map(f32::to_bits)), "{stride}");
            }
        }
    }
}
