//! Work that runs on threads ahead of the one that takes its results, in order.
//!
//! The tokens of a procedural macro belong to the thread that expands it. The passes over graphs, more than half of the work,
//! have none: of a block with several losses they run on the other processors, while the first thread writes the code.

use std::num::NonZero;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// More helpers than this wait for the one that takes.
const HELPERS: usize = 3;

/// As much as the thread of the compiler of Rust has: formulas nest.
const STACK: usize = 16 << 20;

/// Hands what `make` makes of each item to `take`, in order, on this thread, which makes items too while the next in order is not there:
/// nothing changes but the time where there is one processor or no thread can be had.
pub fn ahead<I: Sync, T: Send + Sync>(
    items: &[I],
    make: impl Fn(&I) -> T + Sync,
    mut take: impl FnMut(usize, &T),
) {
    let made: Vec<OnceLock<T>> = items.iter().map(|_| OnceLock::new()).collect();
    let get = |index: usize| made[index].get_or_init(|| make(&items[index]));
    let next = AtomicUsize::new(0);
    let make_next = || {
        let index = next.fetch_add(1, Ordering::Relaxed);
        (index < items.len()).then(|| get(index))
    };
    thread::scope(|scope| {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        let helpers = HELPERS
            .min(processors - 1)
            .min(items.len().saturating_sub(1));
        for _ in 0..helpers {
            // Without it this thread makes all.
            let _ = thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, || while make_next().is_some() {});
        }
        for index in 0..items.len() {
            while made[index].get().is_none() && make_next().is_some() {}
            take(index, get(index));
        }
    });
}
