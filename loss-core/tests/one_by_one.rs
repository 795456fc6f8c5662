//! Samples one by one: their losses and counts are those behind the state of all of them.

use loss_core::losses::{Huber, SparseCrossEntropy};
use loss_core::{CostState, Elem, Error, Options, Reduction, Rows, SampleLoss, loss};

loss! {
    /// A squared error whose samples count as their own data say.
    pub loss Precision(prediction: input, target: data, precision: data in 0.0..) {
        weighted(powi(prediction - target, 2), precision)
    }
}

/// Adds the samples one by one.
fn added<L: SampleLoss, E: Elem>(
    loss: &L,
    options: &Options<'_>,
    weights: Option<&[f64]>,
    inputs: L::Inputs<'_, E>,
) -> Result<CostState, Error> {
    let (losses, counts) = loss.each_and_counts_with(options, inputs)?;
    let mut state = CostState::default();
    for (i, loss) in losses.iter().enumerate() {
        let weight = weights.map_or(1.0, |weights| weights[i]);
        let count = match &counts {
            Some(counts) => counts[i].to_f64(),
            None if weight == 0.0 => 0.0,
            None => 1.0,
        };
        state.add(loss.to_f64(), count, weight);
    }
    Ok(state)
}

/// Numbers whose sums are exact, so that any order of adding gives the same.
fn numbers(n: usize, step: usize) -> Vec<f64> {
    (0..n).map(|i| (i * step % 16) as f64 / 8.0).collect()
}

#[test]
fn pointwise_samples_count_as_the_formula_says() -> Result<(), Error> {
    // Fewer than the lanes, a whole number of them and not, more than a block.
    for n in [1, 7, 64, 100, 20_000] {
        let (x, y, p) = (numbers(n, 3), numbers(n, 7), numbers(n, 5));
        let inputs = (&x[..], &y[..], &p[..]);
        let state = Precision.state_with::<f64>(&Options::default(), inputs)?;
        assert_eq!(
            added(&Precision, &Options::default(), None, inputs)?.to_parts(),
            state.to_parts(),
            "{n}"
        );
        let weights = numbers(n, 9);
        let options = Options::default().weights(&weights);
        let state = Precision.state_with::<f64>(&options, inputs)?;
        let one_by_one = added(&Precision, &options, Some(&weights), inputs)?;
        assert_eq!(one_by_one.sum(), state.sum(), "{n}");
        assert_eq!(one_by_one.count(), state.count(), "{n}");
        assert_eq!(one_by_one.weight(), state.weight(), "{n}");
    }
    Ok(())
}

#[test]
fn rows_count_as_their_class_does() -> Result<(), Error> {
    // Short rows, few and many, lie across the lanes or along them; long ones along.
    for (n, k) in [(1, 4), (5, 4), (100, 4), (3, 100), (40, 100)] {
        let logits = numbers(n * k, 3);
        let labels: Vec<usize> = (0..n).map(|i| i * 7 % k).collect();
        let weight: Vec<f64> = (0..k).map(|class| (class % 3) as f64).collect();
        let loss = SparseCrossEntropy::default().with_class_weight(weight)?;
        let inputs = (Rows::new(&logits, k)?, (&labels).into());
        for options in [Options::default(), Options::default().ignore_label(2)] {
            let state = loss.state_with::<f64>(&options, inputs)?;
            let one_by_one = added(&loss, &options, None, inputs)?;
            assert_eq!(one_by_one.count(), state.count(), "{n} {k}");
            assert_eq!(one_by_one.samples(), state.samples());
            // The sum of a block is one of plain f64.
            let bound = n as f64 * f64::EPSILON * state.sum();
            assert!((one_by_one.sum() - state.sum()).abs() <= bound, "{n} {k}");
        }
    }
    Ok(())
}

#[test]
fn a_row_is_worth_the_same_among_others() -> Result<(), Error> {
    // Many rows of a softmax lie across the lanes, up to 96 numbers each; one alone along them.
    for k in [20, 32, 33, 64, 95, 96, 97, 130] {
        let n = 70;
        let logits: Vec<f32> = (0..n * k)
            .map(|i| (i * 7919 % 1000) as f32 / 50.0 - 10.0)
            .collect();
        let labels: Vec<usize> = (0..n).map(|i| i * 7 % k).collect();
        let loss = SparseCrossEntropy::default();
        let each = loss.each(Rows::new(&logits, k)?, &labels)?;
        let mut gradient = vec![0.0; n * k];
        loss.value_and_grad_into(Rows::new(&logits, k)?, &labels, &mut gradient)?;
        for (i, row) in logits.chunks(k).enumerate() {
            let mut alone = vec![0.0; k];
            let value =
                loss.value_and_grad_into(Rows::new(row, k)?, &labels[i..=i], &mut alone)? as f32;
            // Both within 4 units of the truth, as is promised of the value; the gradient is a share of it.
            let unit = f32::EPSILON * value.abs();
            assert!(
                (each[i] - value).abs() <= 8.0 * unit,
                "{k} {i}: {} {value}",
                each[i]
            );
            for (d, alone) in gradient[i * k..].iter().zip(&alone) {
                let alone = alone / n as f32;
                let unit = f32::EPSILON * alone.abs();
                assert!((d - alone).abs() <= 8.0 * unit, "{k} {i}: {d} {alone}");
            }
        }
    }
    Ok(())
}

#[test]
fn no_order_shows() -> Result<(), Error> {
    // Magnitudes from 1e-12 to 1e9.
    let losses: Vec<f64> = (0..5000)
        .map(|i: i32| f64::from(i * 7919 % 1000 + 1) * 10_f64.powi(i * 31 % 22 - 12))
        .collect();
    let cost = |order: &mut dyn Iterator<Item = usize>, parts: usize| {
        let order: Vec<usize> = order.collect();
        let part = |part: &[usize]| {
            let mut state = CostState::default();
            part.iter().for_each(|&i| state.add(losses[i], 1.0, 1.0));
            state
        };
        let all: CostState = order.chunks(5000_usize.div_ceil(parts)).map(part).sum();
        all.cost(Reduction::Mean)
    };
    let expected = cost(&mut (0..5000), 1)?;
    for parts in [1, 2, 3, 17, 5000] {
        assert_eq!(cost(&mut (0..5000), parts)?, expected);
        assert_eq!(cost(&mut (0..5000).rev(), parts)?, expected);
        assert_eq!(
            cost(&mut (0..5000).map(|i| i * 77 % 5000), parts)?,
            expected
        );
    }
    // A plain sum does show its order.
    let plain: f64 = losses.iter().sum();
    let back: f64 = losses.iter().rev().sum();
    assert_ne!(plain, back);
    Ok(())
}

#[test]
fn a_loss_that_weighs_nothing_says_so() -> Result<(), Error> {
    let (x, y) = ([0.5, 3.0], [0.0, 0.0]);
    let (losses, counts) =
        Huber::default().each_and_counts_with::<f64>(&Options::default(), (&x, &y))?;
    assert_eq!((losses, counts), (vec![0.125, 2.5], None));
    Ok(())
}
