//! Sixteen-bit storage: the value is that of `f32` on the same numbers, bit for bit, and the gradient is its gradient,
//! rounded once.

use half::{bf16, f16};
use loss_core::{Elem, Options, Reduction};
use loss_tests::losses::*;
use loss_tests::numbers::Numbers;
use loss_tests::reference::{CompleteIou, InfoNce};
use loss_tests::sampling::{Size, arguments};
use loss_tests::subject::{Array, Batch, Sample, Subject};

fn same_in<H: Elem, S: Subject<f32> + Subject<H>>(subject: &S, size: Size, options: &Options<'_>) {
    let numbers = &mut Numbers::new(5);
    let spec = Subject::<f32>::spec(subject);
    let args: Vec<Array<H>> = arguments(spec, size, numbers)
        .iter()
        .map(Array::convert)
        .collect();
    let wide: Vec<Array<f32>> = args.iter().map(Array::convert).collect();
    let what = format!("{} {size:?}", spec.name);
    let call = |args: &[Array<H>]| {
        let subject: &dyn Subject<H> = subject;
        (
            subject.value_and_grad(options, args),
            subject.value(options, args),
            subject.each(options, args),
        )
    };
    let (grad, value, each) = call(&args);
    let subject: &dyn Subject<f32> = subject;
    let (cost, gradients) = grad.expect(&what);
    let (expected, wide_gradients) = subject.value_and_grad(options, &wide).expect(&what);
    assert_eq!(cost.to_bits(), expected.to_bits(), "{what}");
    assert_eq!(value.expect(&what).to_bits(), expected.to_bits(), "{what}");
    for (gradient, wide) in gradients.iter().zip(&wide_gradients) {
        for (i, (got, wide)) in gradient.iter().zip(wide).enumerate() {
            assert_eq!(*got, H::of(f64::from(*wide)), "{what} {i}");
        }
    }
    let wide_each = subject.each(options, &wide);
    assert_eq!(each.is_some(), wide_each.is_some());
    if let (Some(each), Some(wide)) = (each, wide_each) {
        let wide: Vec<H> = wide
            .expect(&what)
            .iter()
            .map(|x| H::of(f64::from(*x)))
            .collect();
        assert_eq!(each.expect(&what), wide, "{what}");
    }
}

fn same<S: Subject<f32> + Subject<f16> + Subject<bf16>>(subject: &S) {
    for (samples, columns) in [(3, 4), (101, 10), (7, 70), (2_100, 64)] {
        let size = Size { samples, columns };
        let weights: Vec<f64> = (0..samples).map(|i| (i % 4) as f64).collect();
        let plain = Options::default();
        let weighed = plain.reduce(Reduction::WeightedMean).weights(&weights);
        let batch = Subject::<f32>::spec(subject).batch;
        if batch && samples > 100 {
            continue;
        }
        for options in if batch {
            vec![plain]
        } else {
            vec![plain, weighed]
        } {
            same_in::<f16, S>(subject, size, &options);
            same_in::<bf16, S>(subject, size, &options);
        }
    }
}

#[test]
fn half_is_single_rounded_once() {
    same(&Sample(Huber::default()));
    same(&Sample(BinaryCrossEntropyWithLogits::default()));
    same(&Sample(SparseCrossEntropy::default()));
    same(&Sample(CrossEntropy));
    same(&Sample(Triplet::default()));
    same(&Sample(CompleteIou::default()));
    same(&Batch(Discriminator));
    same(&Batch(InfoNce::default()));
}

#[test]
fn derivatives_are_rounded_once() -> Result<(), loss_core::Error> {
    let of = |i: usize| f16::from_f64((i * 7 % 23) as f64 / 8.0 - 1.4);
    let (x, y): (Vec<f16>, Vec<f16>) = (0..77).map(|i| (of(i), of(i + 5))).unzip();
    let wide = |v: &[f16]| -> Vec<f32> { v.iter().map(|x| x.to_f32()).collect() };
    let (mut g, mut h) = (vec![f16::ZERO; 77], vec![f16::ZERO; 77]);
    let (mut g32, mut h32) = (vec![0.0; 77], vec![0.0; 77]);
    let loss = BinaryCrossEntropyWithLogits::new(2.5)?;
    loss.derivatives_into(&x, &y, &mut g, &mut h)?;
    loss.derivatives_into(&wide(&x), &wide(&y), &mut g32, &mut h32)?;
    let round = |v: &[f32]| -> Vec<f16> { v.iter().map(|x| f16::from_f32(*x)).collect() };
    assert_eq!((g, h), (round(&g32), round(&h32)));
    Ok(())
}

/// Sixteen bits end at 65504: the sum of the losses, which is wider, does not.
#[test]
fn a_mean_beyond_the_range_of_its_sum() -> Result<(), loss_core::Error> {
    let x = vec![f16::from_f32(300.0); 1000];
    let y = vec![f16::ZERO; 1000];
    let cost = MeanSquaredError.value(&x, &y)?;
    assert_eq!(cost, 90_000.0);
    Ok(())
}
