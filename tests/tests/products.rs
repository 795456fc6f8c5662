//! Sums over pairs of rows are matrix products: the same numbers as sums, and what is left out stays out.

use loss_core::{Rows, loss};

loss! {
    /// Rows that are not valid count in no pair, whatever they hold.
    batch loss Valid(x: input[I, D], valid: data[I]) {
        let s = dot::<D>(x, rename::<I, J>(x));
        let both = valid > 0 && rename::<I, J>(valid) > 0;
        sum::<I>(sum::<J>(if both { tanh(s) } else { 0 }))
    }

    /// The same of all.
    batch loss All(x: input[I, D]) {
        let s = dot::<D>(x, rename::<I, J>(x));
        sum::<I>(sum::<J>(tanh(s)))
    }
}

/// `rows` rows of five numbers.
fn rows(rows: usize) -> Vec<f32> {
    (0..5 * rows)
        .map(|i| (i as f32 * 0.7).sin() / 3.0)
        .collect()
}

#[test]
fn rows_left_out_change_nothing_whatever_they_hold() -> Result<(), loss_core::Error> {
    let inside = rows(40);
    let (cost, gradient) = All.value_and_grad(Rows::new(&inside, 5)?)?;
    assert!(cost.is_finite() && gradient.iter().all(|d| d.is_finite()));
    for other in [0.0, f32::NAN, f32::INFINITY, -f32::MAX] {
        let mut x = inside.clone();
        x.extend([other; 15]);
        let mut valid = vec![1.0; 40];
        valid.extend([0.0; 3]);
        let (with, d) = Valid.value_and_grad(Rows::new(&x, 5)?, &valid)?;
        // The sums of f64 are over as many terms more, all 0; those of f32 are products or, where a row is not finite,
        // loops, which add in another order: a few roundings of 40 terms of at most 1.
        assert_eq!(with, cost, "{other}");
        for (i, (d, expected)) in d.iter().zip(&gradient).enumerate() {
            let error = (d - expected).abs();
            assert!(
                error <= 8.0 * f32::EPSILON,
                "{other} at {i}: {d}, {expected}"
            );
        }
        assert!(
            d[200..].iter().all(|&d| d == 0.0),
            "{other}: {:?}",
            &d[200..]
        );
    }
    Ok(())
}

#[test]
fn nan_in_a_row_that_counts_reaches_what_depends_on_it() -> Result<(), loss_core::Error> {
    let mut x = rows(6);
    x[7] = f32::NAN;
    let (cost, gradient) = All.value_and_grad(Rows::new(&x, 5)?)?;
    assert!(cost.is_nan() && gradient.iter().all(|d| d.is_nan()));
    Ok(())
}
