//! Losses over pairs of rows take room for a block of the pairs: what they take at most grows with the rows, not with their
//! square. A process of its own, since the most that it has ever taken is what the system counts.
#![cfg(target_os = "linux")]

use loss_core::losses::{InfoNce, ProxyAnchor};
use loss_core::{Error, Rows};

const ROWS: usize = 6000;
const COLUMNS: usize = 4;

/// The most bytes of memory that this process has had so far.
fn most() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("a process has a status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
    1024 * number
        .and_then(|n| n.parse::<usize>().ok())
        .expect("a size")
}

#[test]
fn the_pairs_are_never_all_there() -> Result<(), Error> {
    let made = |seed: f32| -> Vec<f32> {
        let x = (0..ROWS * COLUMNS).map(|i| (i as f32 * 0.7 + seed).sin());
        x.collect()
    };
    let (x, y) = (made(0.0), made(0.4));
    let (x, y) = (Rows::new(&x, COLUMNS)?, Rows::new(&y, COLUMNS)?);
    let label: Vec<u32> = (0..ROWS as u32).collect();
    let before = most();

    let costs = [
        InfoNce::default().value_and_grad(x, y)?.0,
        // Blocks of classes.
        ProxyAnchor::default().value_and_grad(x, y, &label)?.0,
    ];
    assert!(costs.iter().all(|cost| cost.is_finite()), "{costs:?}");

    // Two blocks of about 1.2 million pairs, each once more as it is read, and some arrays over the rows: 20 MB, and what the
    // allocator has not given back. All pairs are 144 MB, twice for the gradient.
    let taken = most() - before;
    let pairs = ROWS * ROWS * size_of::<f32>();
    assert!(taken < pairs / 3, "{taken} bytes, for {pairs} of pairs");
    Ok(())
}
