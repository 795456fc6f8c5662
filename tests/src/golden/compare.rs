//! What came out, against what a record expects.
//!
//! Tolerances, of the element type:
//! * records by mpmath are correctly rounded: 4 ulp, of the largest term where terms cancel;
//! * the others are evaluations in `f64` by libraries with rounding errors of their own: 1e-11 of the largest element
//!   plus 1e-9 of the element in `f64`; 2e-6 and 2e-5 in `f32`, as those who recorded them advise.

use serde_json::Value;

use super::adapt::Terms;
use super::record::{Record, Tensor};
use super::run::Outcome;
use crate::ulp::{Float, ulp, ulps};

/// Whether the outcome is as expected, or what is not.
///
/// # Errors
/// What differs.
pub fn compare<E: Float>(
    record: &Record,
    expected: &Value,
    outcome: &Outcome,
    terms: &Terms,
) -> Result<(), String> {
    let exact = record.by == "mpmath";
    let judge =
        |what: &str, got: &[f64], value: &Value, terms: Option<&[f64]>| match Tensor::new(value) {
            tensor @ Tensor::Summary { .. } => summary::<E>(what, got, &tensor),
            tensor if exact => ulps_each::<E>(what, got, &tensor.real(), terms),
            tensor => close_each::<E>(what, got, &tensor.real()),
        };
    judge(
        "value",
        &outcome.value,
        &expected["value"],
        terms.value.as_deref(),
    )?;
    for (name, gradient) in &outcome.gradient {
        if let Some(expected) = expected["grad"].get(name) {
            let what = format!("gradient by {name}");
            judge(&what, gradient, expected, terms.gradient.as_deref())?;
        }
    }
    Ok(())
}

fn same_length(what: &str, got: &[f64], expected: usize) -> Result<(), String> {
    if got.len() == expected {
        Ok(())
    } else {
        Err(format!(
            "{what}: {} elements, expected {expected}",
            got.len()
        ))
    }
}

/// NaN where NaN is expected; infinity where it is, or where the element type holds no such number.
fn special<E: Float>(got: f64, expected: f64) -> Option<bool> {
    if expected.is_nan() || got.is_nan() {
        return Some(expected.is_nan() && got.is_nan());
    }
    if got.is_infinite() || expected.is_infinite() {
        let rounded = if got.is_infinite() {
            E::of(expected).to_f64()
        } else {
            expected
        };
        return Some(got == rounded);
    }
    None
}

fn tolerances<E: Float>() -> (f64, f64) {
    if E::NAME == "f64" {
        (1e-11, 1e-9)
    } else {
        (2e-6, 2e-5)
    }
}

fn close<E: Float>(got: f64, expected: f64, largest: f64) -> bool {
    let (absolute, relative) = tolerances::<E>();
    special::<E>(got, expected).unwrap_or_else(|| {
        (got - expected).abs() <= absolute * largest.max(1.0) + relative * expected.abs()
    })
}

fn close_each<E: Float>(what: &str, got: &[f64], expected: &[f64]) -> Result<(), String> {
    same_length(what, got, expected.len())?;
    let largest = expected
        .iter()
        .filter(|x| x.is_finite())
        .fold(0.0, |m: f64, x| m.max(x.abs()));
    let pairs = got.iter().zip(expected).enumerate();
    for (i, (&got, &expected)) in pairs {
        if !close::<E>(got, expected, largest) {
            return Err(format!("{what}[{i}]: {got:e}, expected {expected:e}"));
        }
    }
    Ok(())
}

fn ulps_each<E: Float>(
    what: &str,
    got: &[f64],
    expected: &[f64],
    terms: Option<&[f64]>,
) -> Result<(), String> {
    same_length(what, got, expected.len())?;
    for (i, (&got, &expected)) in got.iter().zip(expected).enumerate() {
        let by_term = terms.is_some_and(|terms| (got - expected).abs() <= 4.0 * ulp::<E>(terms[i]));
        let off = ulps::<E>(got, expected);
        // Negated, so that NaN does not pass.
        if (off.is_nan() || off > 4.0) && !by_term {
            return Err(format!(
                "{what}[{i}]: {got:e}, expected {expected:e}, off by {off:.2} ulp"
            ));
        }
    }
    Ok(())
}

fn summary<E: Float>(what: &str, got: &[f64], tensor: &Tensor) -> Result<(), String> {
    let Tensor::Summary {
        len,
        sum,
        sum_of_squares,
        largest,
        some,
    } = tensor
    else {
        return Ok(());
    };
    same_length(what, got, *len)?;
    for &(i, expected) in some {
        if !close::<E>(got[i], expected, *largest) {
            return Err(format!("{what}[{i}]: {:e}, expected {expected:e}", got[i]));
        }
    }
    // Elements off by `a + r·|x|` each move the sums by no more than these.
    let (absolute, relative) = tolerances::<E>();
    let size: f64 = got.iter().map(|x| x.abs()).sum();
    let n = *len as f64 * absolute * largest.max(1.0);
    let total: f64 = got.iter().sum();
    let squares: f64 = got.iter().map(|x| x * x).sum();
    if (total - sum).abs() > n + relative * size {
        return Err(format!("sum of {what}: {total:e}, expected {sum:e}"));
    }
    if (squares - sum_of_squares).abs() > 2.0 * (n * largest + relative * squares) {
        return Err(format!(
            "sum of squares of {what}: {squares:e}, expected {sum_of_squares:e}"
        ));
    }
    Ok(())
}
