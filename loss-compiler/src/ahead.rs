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

/// Twice what the first thread of rustc has, so that no formula nests too deep for a helper alone.
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
        for (index, slot) in made.iter().enumerate() {
            while slot.get().is_none() && make_next().is_some() {}
            take(index, get(index));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::catch_unwind;
    use std::time::Duration;

    #[test]
    fn every_item_is_taken_once_and_in_order() {
        for count in [0, 1, 2, 100] {
            let items: Vec<u64> = (0..count).collect();
            let mut taken = Vec::new();
            let slow = |item: &u64| {
                thread::sleep(Duration::from_micros(item * 37 % 100));
                item * item
            };
            ahead(&items, slow, |index, square| taken.push((index, *square)));
            let right: Vec<_> = (0..count).map(|i| (i as usize, i * i)).collect();
            assert_eq!(taken, right);
        }
    }

    #[test]
    fn a_panic_does_not_wait_for_ever() {
        let failed = catch_unwind(|| {
            let fail = |item: &u8| assert!(*item < 5, "five");
            ahead(&[1, 2, 3, 4, 5, 6], fail, |_, ()| ());
        });
        assert!(failed.is_err());
    }
}
