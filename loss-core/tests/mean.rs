//! The mean of any finite values: it never overflows, and errs by at most `2^-23 Σ|x| / n` in `f32` and `2^-50 Σ|x| / n` in `f64`.
//!
//! The loss is `-x`, so that what is averaged is known exactly: whole multiples of a power of two, added as integers. As long as memory allows by
//!
//! ```text
//! cargo test --release -p loss-core --test mean -- --ignored
//! ```

#![allow(clippy::print_stdout, reason = "the figures that are asked for")]

use loss_core::losses::WassersteinGenerator;
use loss_core::{Elem, Error};

/// Numbers of about the same size and either sign, each `2^EXPONENT` times an integer of 24 bits.
fn numbers(n: usize) -> impl Iterator<Item = i64> {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    (0..n).map(move |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as i64 - (1 << 23)
    })
}

/// The error of the mean of `n` numbers, in units of `Σ|x| / n`.
fn error<E: Elem>(n: usize) -> Result<f64, Error> {
    let (mut sum, mut sizes) = (0i128, 0i128);
    let mut x: Vec<E> = Vec::with_capacity(n);
    for m in numbers(n) {
        sum -= i128::from(m);
        sizes += i128::from(m.abs());
        x.push(E::of(m as f64));
    }
    let mean = WassersteinGenerator.value(&x)?;
    // Both sums have fewer than 2^55 units: the quotient of their difference by `sizes` is right to 2^-52 of itself, and of the mean to 2^-53.
    let off = mean * n as f64 - sum as f64;
    Ok(off.abs() / sizes as f64)
}

/// The same of the largest numbers, whose sum no element type holds.
fn largest<E: Elem>(n: usize, largest: E) -> Result<f64, Error> {
    let mean = WassersteinGenerator.value(&vec![largest; n])?;
    Ok((mean / largest.to_f64() + 1.0).abs())
}

/// Fails where `n` numbers break the promise, `most` of `Σ|x| / n`.
fn hold<E: Elem>(n: usize, most: f64, huge: E) -> Result<(), Error> {
    let (error, largest) = (error::<E>(n)?, largest(n, huge)?);
    println!("{n}: {error:e}, of the largest numbers {largest:e}");
    assert!(
        error <= most && largest <= most,
        "{n}: {error:e}, {largest:e}"
    );
    Ok(())
}

const SINGLE: f64 = 1.0 / (1u64 << 23) as f64;
const DOUBLE: f64 = 1.0 / (1u64 << 50) as f64;

#[test]
fn a_mean_is_as_good_as_promised() -> Result<(), Error> {
    for n in [1, 2, 31, 1000, 65_537, 1 << 20] {
        hold(n, SINGLE, f32::MAX)?;
        hold(n, DOUBLE, f64::MAX)?;
    }
    Ok(())
}

#[test]
#[ignore = "8 GiB of numbers"]
fn a_mean_of_two_to_the_31() -> Result<(), Error> {
    hold(1 << 31, SINGLE, f32::MAX)
}

#[test]
#[ignore = "8 GiB of numbers"]
fn a_mean_of_two_to_the_30_in_f64() -> Result<(), Error> {
    hold(1 << 30, DOUBLE, f64::MAX)
}
