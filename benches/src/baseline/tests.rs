//! Baseline, naive code and library compute the same.

use super::*;
use crate::baseline::naive::Naive;
use loss_core::losses::{
    BinaryCrossEntropyWithLogits, Focal, MeanSquaredError, SparseCrossEntropy, Triplet,
};
use loss_core::{Real, Rows};

/// Numbers between -`most` and `most`, the same every time.
fn numbers<E: Real>(n: usize, seed: u64, most: f64) -> Vec<E> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..n)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            E::of(((state >> 11) as f64 / (1u64 << 52) as f64 - 1.0) * most)
        })
        .collect()
}

/// Targets: mostly 0 and 1, some between.
fn targets<E: Real>(n: usize) -> Vec<E> {
    let soft = numbers::<E>(n, 3, 1.0);
    soft.iter()
        .enumerate()
        .map(|(i, x)| match i % 5 {
            0 => E::of(x.to_f64().abs()),
            1 | 2 => E::ONE,
            _ => E::ZERO,
        })
        .collect()
}

/// One rounding of the element type.
fn unit<E: Real>() -> f64 {
    2.0 / E::EXACT as f64
}

/// `got` is `want` to `ulp` roundings of each element, or of `floor` where that is larger.
fn assert_close<E: Real>(what: &str, got: &[E], want: &[E], ulp: f64, floor: f64) {
    for (i, (got, want)) in got.iter().zip(want).enumerate() {
        let (got, want) = (got.to_f64(), want.to_f64());
        let bound = ulp * unit::<E>() * want.abs().max(floor);
        assert!(
            (got - want).abs() <= bound,
            "{what} {i}: {got:e} instead of {want:e}"
        );
    }
}

type Kernel<'a, E> = &'a dyn Fn(&mut [E]) -> f64;

/// Both agree with the library: the baseline to a few roundings, naive code roughly.
fn agree<E: Real>(what: &str, n: usize, floor: f64, [ours, baseline, naive]: [Kernel<'_, E>; 3]) {
    let mut want = vec![E::ZERO; n];
    let cost = ours(&mut want);
    let mut got = vec![E::of(7.0); n];
    let difference = (baseline(&mut got) - cost).abs() / cost.abs();
    assert!(difference <= 4.0 * unit::<E>(), "{what}: {difference:e}");
    assert_close(what, &got, &want, 8.0, floor);
    let mut got = vec![E::of(7.0); n];
    let difference = (naive(&mut got) - cost).abs() / cost.abs();
    assert!(
        difference <= (n as f64).max(1e3) * unit::<E>(),
        "{what}, naive: {difference:e}"
    );
    let most = want
        .iter()
        .fold(0.0, |most, g| f64::max(most, g.to_f64().abs()));
    assert_close("naive", &got, &want, 64.0, most);
}

const SIZES: [usize; 6] = [1, 31, 32, 33, 1000, 40_000];

fn all_elements<E: Real + Naive>() {
    for n in SIZES {
        let (x, y) = (numbers::<E>(n, 1, 20.0), targets::<E>(n));
        agree::<E>(
            "squared",
            n,
            0.0,
            [
                &|g| MeanSquaredError.value_and_grad_into(&x, &y, g).unwrap(),
                &|g| mean_squared_error(&x, &y, g),
                &|g| naive::mean_squared_error(&x, &y, g),
            ],
        );
        // Where a soft target is met the derivatives cancel, in either form.
        let floor = 1.0 / n as f64;
        agree::<E>(
            "bce",
            n,
            floor,
            [
                &|g| {
                    BinaryCrossEntropyWithLogits::default()
                        .value_and_grad_into(&x, &y, g)
                        .unwrap()
                },
                &|g| bce_with_logits(&x, &y, g),
                &|g| naive::bce_with_logits(&x, &y, g),
            ],
        );
        agree::<E>(
            "focal",
            n,
            floor,
            [
                &|g| Focal::default().value_and_grad_into(&x, &y, g).unwrap(),
                &|g| focal(&x, &y, 0.25, g),
                &|g| naive::focal(&x, &y, 0.25, g),
            ],
        );
    }
}

#[test]
fn elements_agree() {
    all_elements::<f32>();
    all_elements::<f64>();
}

/// With hard targets nothing cancels, so every element is right to a few roundings, in both tails.
#[test]
fn tails_are_accurate() {
    let x: Vec<f32> = (-80..=80).map(|x| x as f32).collect();
    for target in [0.0, 1.0] {
        let y = vec![target; x.len()];
        agree::<f32>(
            "bce",
            x.len(),
            0.0,
            [
                &|g| {
                    BinaryCrossEntropyWithLogits::default()
                        .value_and_grad_into(&x, &y, g)
                        .unwrap()
                },
                &|g| bce_with_logits(&x, &y, g),
                &|g| naive::bce_with_logits(&x, &y, g),
            ],
        );
        // The smallest factors of the focal loss are squared below the normal numbers.
        agree::<f32>(
            "focal",
            x.len(),
            1e-36,
            [
                &|g| Focal::default().value_and_grad_into(&x, &y, g).unwrap(),
                &|g| focal(&x, &y, 0.25, g),
                &|g| naive::focal(&x, &y, 0.25, g),
            ],
        );
    }
}

fn all_rows<E: Real + Naive>() {
    for (rows, columns) in [(5, 2), (3, 10), (8, 32), (7, 75), (4, 1000)] {
        let n = rows * columns;
        let x = numbers::<E>(n, 1, 10.0);
        let labels: Vec<u32> = (0..rows).map(|row| (row * 7 % columns) as u32).collect();
        agree::<E>(
            "cross-entropy",
            n,
            1.0 / rows as f64,
            [
                &|g| {
                    SparseCrossEntropy::default()
                        .value_and_grad_into(Rows::new(&x, columns).unwrap(), &labels, g)
                        .unwrap()
                },
                &|g| cross_entropy(&x, columns, &labels, g),
                &|g| naive::cross_entropy(&x, columns, &labels, g),
            ],
        );
    }
}

#[test]
fn rows_agree() {
    all_rows::<f32>();
    all_rows::<f64>();
}

fn all_triplets<E: Real + Naive>() {
    for (rows, columns) in [(6, 3), (9, 128), (5, 130)] {
        let n = rows * columns;
        let [a, p, q] = [1, 2, 3].map(|seed| numbers::<E>(n, seed, 1.0));
        let split = |g: &mut [E], f: &dyn Fn([&mut [E]; 3]) -> f64| {
            let (a, rest) = g.split_at_mut(n);
            let (p, q) = rest.split_at_mut(n);
            f([a, p, q])
        };
        agree::<E>(
            "triplet",
            3 * n,
            1.0 / rows as f64,
            [
                &|g| {
                    split(g, &|[ga, gp, gq]| {
                        let [a, p, q] = [&a, &p, &q].map(|x| Rows::new(x, columns).unwrap());
                        Triplet::default()
                            .value_and_grad_into(a, p, q, ga, gp, gq)
                            .unwrap()
                    })
                },
                &|g| split(g, &|to| triplet([&a, &p, &q], columns, 1.0, to)),
                &|g| split(g, &|to| naive::triplet([&a, &p, &q], columns, 1.0, to)),
            ],
        );
    }
}

#[test]
fn triplets_agree() {
    all_triplets::<f32>();
    all_triplets::<f64>();
}
