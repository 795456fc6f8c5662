//! Sums over pairs of rows are matrix products, of a block of rows at a time where that serves: the same numbers as sums, and
//! what is left out stays out.

use loss_core::losses::{InfoNce, LiftedStructure, NeighbourhoodComponents};
use loss_core::{Elem, Rows, loss};

loss! {
    /// Rows that are not valid count in no pair, whatever they hold.
    batch loss Valid(x: input[I, D], valid: data[I]) {
        let s = dot::<D>(x, rename::<I, J>(x));
        let both = valid > 0 && rename::<I, J>(valid) > 0;
        sum::<I>(sum::<J>(if both { tanh(s) } else { 0 }))
    }

    /// Softmax over all columns: by rows, by columns, by what is added to a column, by what all are divided by.
    batch loss Columns(
        x: input[I, D],
        y: input[J, D],
        bias: input[J],
        label: index(J)[I],
        temperature: learnable = 0.5 in 0.0<..,
    ) {
        let s = dot::<D>(x, y) / temperature + bias;
        mean::<I>(logsumexp::<J>(s) - s[label])
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
    // In one block, and in two; the rows fill lanes, so that what is added to them is added apart.
    for count in [40, 1504] {
        let inside = rows(count);
        let (cost, gradient) = All.value_and_grad(Rows::new(&inside, 5)?)?;
        assert!(cost.is_finite() && gradient.iter().all(|d| d.is_finite()));
        for other in [0.0, f32::NAN, f32::INFINITY, -f32::MAX] {
            let mut x = inside.clone();
            x.extend([other; 15]);
            let mut valid = vec![1.0; count];
            valid.extend([0.0; 3]);
            let (with, d) = Valid.value_and_grad(Rows::new(&x, 5)?, &valid)?;
            // The sums of f64 are over as many terms more, all 0; those of f32 are products or, where a row is not finite,
            // loops, which add in another order: a few roundings of so many terms of at most 1.
            assert_eq!(with, cost, "{other}");
            for (i, (d, expected)) in d.iter().zip(&gradient).enumerate() {
                let error = (d - expected).abs();
                assert!(
                    error <= 8.0 * f32::EPSILON * (count / 40) as f32,
                    "{other} at {i}: {d}, {expected}"
                );
            }
            assert!(
                d[5 * count..].iter().all(|&d| d == 0.0),
                "{other}: {:?}",
                &d[5 * count..]
            );
        }
    }
    Ok(())
}

/// What `Columns` is, in plain loops of `f64`: the cost, and the derivatives with the sum of the sizes of their terms.
struct Plain {
    cost: f64,
    by: [Vec<(f64, f64)>; 4],
}

/// Numbers of a row.
const D: usize = 5;

impl Plain {
    fn of(x: &[f64], y: &[f64], bias: &[f64], label: &[usize], temperature: f64) -> Plain {
        let mut by = [x.len(), y.len(), bias.len(), 1].map(|len| vec![(0.0, 0.0); len]);
        let mut add = |of: usize, at: usize, term: f64| {
            by[of][at].0 += term;
            by[of][at].1 += term.abs();
        };
        let (mut cost, count) = (0.0, label.len() as f64);
        for (i, (x, label)) in x.chunks_exact(D).zip(label).enumerate() {
            let dot = |y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
            let dots: Vec<f64> = y.chunks_exact(D).map(dot).collect();
            let s = dots
                .iter()
                .zip(bias)
                .map(|(dot, bias)| dot / temperature + bias);
            let s: Vec<f64> = s.collect();
            let sum: f64 = s.iter().map(|s| s.exp()).sum();
            cost += (sum.ln() - s[*label]) / count;
            for (j, y) in y.chunks_exact(D).enumerate() {
                let is_own = if j == *label { 1.0 } else { 0.0 };
                let slope = (s[j].exp() / sum - is_own) / count;
                for l in 0..D {
                    add(0, i * D + l, slope * y[l] / temperature);
                    add(1, j * D + l, slope * x[l] / temperature);
                }
                add(2, j, slope);
                add(3, 0, -slope * dots[j] / (temperature * temperature));
            }
        }
        Plain { cost, by }
    }
}

/// More rows than a block has, and no multiple of it, against plain loops: each sum errs by `most` of the sizes of its terms.
fn agrees<E: Elem>(rows: usize, columns: usize, most: f64) -> Result<(), loss_core::Error> {
    let made = |count: usize, seed: f64| -> (Vec<E>, Vec<f64>) {
        let made = (0..count).map(|i| E::of((i as f64 * 0.7 + seed).sin()));
        let made: Vec<E> = made.collect();
        let wide = made.iter().map(|x| x.to_f64()).collect();
        (made, wide)
    };
    let (x, wide_x) = made(D * rows, 0.0);
    let (y, wide_y) = made(D * columns, 0.3);
    let (bias, wide_bias) = made(columns, 0.5);
    let label: Vec<usize> = (0..rows).map(|i| i * 7 % columns).collect();
    let (x, y) = (Rows::new(&x, D)?, Rows::new(&y, D)?);

    let plain = Plain::of(&wide_x, &wide_y, &wide_bias, &label, 0.5);
    let loss = Columns::default();
    let (cost, gradient) = loss.value_and_grad(x, y, &bias[..], &label[..])?;
    assert_eq!(cost, loss.value(x, y, &bias[..], &label[..])?);
    let off = (cost - plain.cost).abs();
    assert!(off <= most * plain.cost.abs(), "{cost}, {}", plain.cost);
    let by = [
        gradient.x,
        gradient.y,
        gradient.bias,
        vec![gradient.temperature],
    ];
    for (of, (by, expected)) in by.iter().zip(&plain.by).enumerate() {
        assert_eq!(by.len(), expected.len());
        for (at, (d, (expected, size))) in by.iter().zip(expected).enumerate() {
            let off = (d.to_f64() - expected).abs();
            assert!(off <= most * size, "{of}, {at}: {d}, {expected}");
        }
    }
    Ok(())
}

#[test]
fn blocks_of_rows_add_up_to_what_plain_loops_say() -> Result<(), loss_core::Error> {
    // (1200, 1000) are a block and 48 rows of another, (500, 6000) two blocks of 192 and a part.
    for (rows, columns) in [(1200, 1000), (500, 6000)] {
        // A stretch of 64 terms is added in f32, each of a slope with a handful of roundings.
        agrees::<f32>(rows, columns, 128.0 * f64::from(f32::EPSILON))?;
        // The witness adds all terms one by one.
        agrees::<f64>(rows, columns, (rows + columns) as f64 * f64::EPSILON)?;
    }
    Ok(())
}

#[test]
fn blocks_have_the_same_bits_for_any_number_of_threads() -> Result<(), loss_core::Error> {
    let (query, key) = (rows(1300), rows(1301));
    let (query, key) = (Rows::new(&query, 5)?, Rows::new(&key[5..], 5)?);
    let loss = InfoNce::default();
    let [one, three] = [1, 3].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().expect("threads can be started");
        pool.install(|| loss.value_and_grad(query, key))
    });
    let ((cost, d), (other_cost, other)) = (one?, three?);
    assert_eq!(cost.to_bits(), other_cost.to_bits());
    let bits = |d: &[f32]| d.iter().map(|d| d.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&d.query), bits(&other.query));
    assert_eq!(bits(&d.key), bits(&other.key));
    assert_eq!(d.temperature.to_bits(), other.temperature.to_bits());
    Ok(())
}

#[test]
fn blocks_of_sums_that_are_no_products_add_up_to_the_gradient() -> Result<(), loss_core::Error> {
    // Two numbers a row, and enough rows for two blocks.
    let numbers = |seed: f64| (0..2 * 1100).map(move |i| (f64::from(i) * 0.7 + seed).sin());
    let (x, way): (Vec<f64>, Vec<f64>) = (numbers(0.0).collect(), numbers(0.4).collect());
    let identity: Vec<u32> = (0..1100).map(|i| i % 7).collect();
    let at = |by: f64| -> Vec<f64> { x.iter().zip(&way).map(|(x, way)| x + by * way).collect() };
    // What central differences leave: the square of the step, and roundings of the cost over it.
    let step = 1e-5;
    let check = |name: &str, costs: [f64; 2], gradient: &[f64]| {
        let along: f64 = gradient.iter().zip(&way).map(|(d, way)| d * way).sum();
        let size: f64 = gradient
            .iter()
            .zip(&way)
            .map(|(d, way)| (d * way).abs())
            .sum();
        let difference = (costs[1] - costs[0]) / (2.0 * step);
        let off = (along - difference).abs();
        assert!(off <= 1e-7 * size, "{name}: {along}, {difference}");
    };
    let [low, high] = [at(-step), at(step)];
    let [x, low, high] = [Rows::new(&x, 2)?, Rows::new(&low, 2)?, Rows::new(&high, 2)?];

    let loss = LiftedStructure::default();
    let (_, gradient) = loss.value_and_grad(x, &identity)?;
    let costs = [loss.value(low, &identity)?, loss.value(high, &identity)?];
    check("LiftedStructure", costs, &gradient);

    let loss = NeighbourhoodComponents;
    let (_, gradient) = loss.value_and_grad(x, &identity)?;
    let costs = [loss.value(low, &identity)?, loss.value(high, &identity)?];
    check("NeighbourhoodComponents", costs, &gradient);
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
