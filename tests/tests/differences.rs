//! The gradient of every loss against central differences, with the observed order of convergence.
#![allow(clippy::print_stdout, reason = "tables of what was observed")]

use loss_core::Error;
use loss_tests::catalogue::{Element, Entry, formulas};
use loss_tests::differences::{Difference, differences, orders};
use loss_tests::numbers::Numbers;
use loss_tests::sampling::{Size, arguments};

/// Row lengths: the shortest, those that are no multiple of the lanes, and one of several registers.
const COLUMNS: [usize; 6] = [1, 2, 3, 10, 33, 100];

/// Sizes of a call: rows of every length; without rows, batches below, at and beyond the lanes.
fn sizes(entry: &Entry<f64>) -> Vec<Size> {
    if entry.subject.has_axis() {
        let of = |columns| Size {
            samples: 5,
            columns,
        };
        COLUMNS
            .into_iter()
            .map(of)
            .chain([Size {
                samples: 35,
                columns: 3,
            }])
            .collect()
    } else {
        [1, 7, 16, 33]
            .map(|samples| Size {
                samples,
                columns: 1,
            })
            .into()
    }
}

fn check(entry: &Entry<f64>, size: Size) -> Result<String, String> {
    let mut numbers = Numbers::new(size.samples as u64 * 1000 + size.columns as u64);
    let subject = entry.subject.as_ref();
    let args = arguments(subject.spec(), size, &mut numbers);
    let all = differences(subject, &args).map_err(|error: Error| error.to_string())?;
    let kinks = !subject.explain().kinks.is_empty();
    let smooth: Vec<Difference> = all
        .iter()
        .filter(|d| !(kinks && d.crosses_kink()))
        .copied()
        .collect();
    if smooth.len() * 2 < all.len() {
        return Err(format!(
            "{} of {} differences cross a kink",
            all.len() - smooth.len(),
            all.len()
        ));
    }
    for d in &smooth {
        let (expected, tolerance) = d.extrapolated();
        // Negated, so that NaN does not pass.
        let off = (d.gradient - expected).abs();
        if off.is_nan() || off > tolerance {
            return Err(format!(
                "gradient {:e}, difference {expected:e} ± {tolerance:e}: {d:?}",
                d.gradient
            ));
        }
    }
    let orders = orders(&smooth);
    // At the smallest steps that rounding leaves alone, where the next term of the error has vanished.
    if let Some(order) = orders
        .iter()
        .rev()
        .take(3)
        .find(|order| !(1.9..=2.1).contains(*order))
    {
        return Err(format!("order {order:.3} among {orders:.3?}"));
    }
    Ok(match orders.last() {
        Some(order) => format!("order {order:.3} after {} halvings", orders.len()),
        None => "exact".to_owned(),
    })
}

fn all(entries: &[Entry<f64>]) {
    let mut failures = vec![];
    for entry in entries {
        let reports: Vec<_> = sizes(entry)
            .into_iter()
            .map(|size| (size, check(entry, size)))
            .collect();
        for (size, report) in reports {
            let Size { samples, columns } = size;
            match report {
                Ok(report) => println!("{:60} {samples:4} × {columns:<4} {report}", entry.name),
                Err(report) => {
                    failures.push(format!("{} {samples} × {columns}: {report}", entry.name))
                }
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn the_losses_of_the_library() {
    all(&f64::library().unwrap());
}

#[test]
fn the_formulas_of_the_language_reference() {
    all(&formulas().unwrap());
}
