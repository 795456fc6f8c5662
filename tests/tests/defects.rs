//! Defects of other libraries, by their number in the list of those that must not exist here: each is a report or a
//! measurement of a released version, and each has a test that would have found it.

use loss_core::{Error, Reduction, Rows, loss};
use loss_tests::losses::*;
use loss_tests::numbers::Numbers;
use loss_tests::reference::{LogCosh, SmoothL1};
use loss_tests::ulp::{Float, ulps};

loss! {
    /// A branch that is NaN, with an infinite derivative, where it is not taken.
    pub loss RootOrZero(x: input) { if x > 0 { sqrt(x) } else { 0 } }
    /// A quotient that is NaN where it is not taken, and shares a node with the branch that is.
    pub loss SafeQuotient(x: input, y: data) { let q = x / y; if y != 0 { q * q } else { x } }
    /// The logistic loss as the textbook prints it.
    pub loss Logistic(score: input, sign: data) { ln(1 + exp(-sign * score)) }
}

fn close<E: Float>(got: f64, expected: f64, most: f64) {
    let off = ulps::<E>(got, expected);
    assert!(
        off <= most,
        "{got:e}, expected {expected:e}: {off:.2} ulp of {}",
        E::NAME
    );
}

/// `where(c, f, g)` with NaN from the branch that is not selected: pytorch #68425, #52248, #108618, #18287.
#[test]
fn defect_01_a_branch_not_taken_reaches_nothing() {
    let (value, gradient) = RootOrZero
        .reduce(Reduction::Sum)
        .value_and_grad(&[0.0, -1.0, 4.0])
        .unwrap();
    assert_eq!((value, gradient), (2.0, vec![0.0, 0.0, 0.25]));
    let (x, y) = ([f64::INFINITY, 3.0, 0.0, 2.0], [1.0, 0.0, 0.0, 4.0]);
    let each = SafeQuotient.each(&x, &y).unwrap();
    assert_eq!(each, [f64::INFINITY, 3.0, 0.0, 0.25]);
    let (_, gradient) = SafeQuotient
        .reduce(Reduction::Sum)
        .value_and_grad(&x[1..], &y[1..])
        .unwrap();
    assert_eq!(gradient, [1.0, 1.0, 0.25]);
}

/// The mean over labels that are all ignored: pytorch #70348, #75181, #116349.
#[test]
fn defect_02_the_mean_of_ignored_labels_is_refused() {
    let logits = [0.5, 1.0, -1.0, 2.0];
    let rows = Rows::new(&logits, 2).unwrap();
    let loss = SparseCrossEntropy::default();
    let mut gradient = [7.0; 4];
    let refused = loss
        .ignore_label(-100)
        .value_and_grad_into(rows, &[-100, -100], &mut gradient);
    assert_eq!(refused, Err(Error::Divisor { divisor: 0.0 }));
    assert_eq!(gradient, [7.0; 4]);
    let sum = loss
        .ignore_label(-100)
        .reduce(Reduction::Sum)
        .value_and_grad(rows, &[-100, -100]);
    assert_eq!(sum, Ok((0.0, vec![0.0; 4])));
}

/// Padding that counts in the denominator of the mean: burn #5568.
#[test]
fn defect_03_padding_is_not_counted() {
    let mut logits = Numbers::new(1).many(9, -2.0, 2.0);
    let loss = SparseCrossEntropy::new([0.5, 2.0, 1.0], 0.125).unwrap();
    let alone = loss
        .value_and_grad(Rows::new(&logits, 3).unwrap(), &[0, 1, 2])
        .unwrap();
    logits.extend([0.0; 12]);
    let rows = Rows::new(&logits, 3).unwrap();
    let (value, gradient) = loss
        .ignore_label(-1)
        .value_and_grad(rows, &[0, 1, 2, -1, -1, -1, -1])
        .unwrap();
    assert_eq!((value, &gradient[..9]), (alone.0, &alone.1[..]));
    assert_eq!(gradient[9..], [0.0; 12]);
}

/// Cross-entropy on logits as the logarithm of a sigmoid: candle #2561.
#[test]
fn defect_04_bce_with_logits_saturated() {
    let loss = BinaryCrossEntropyWithLogits::default();
    let (value, gradient) = loss.value_and_grad(&[17.0f32], &[1.0]).unwrap();
    close::<f32>(value, 4.139_937_628_992_145e-8, 4.0);
    close::<f32>(gradient[0].into(), -4.139_937_543_298_236e-8, 4.0);
    let (value, gradient) = loss.value_and_grad(&[-90.0f64], &[0.0]).unwrap();
    close::<f64>(value, 8.194_012_623_990_515e-40, 4.0);
    close::<f64>(gradient[0], 8.194_012_623_990_515e-40, 4.0);
    for z in [90.0f32, 1e4, 3e38] {
        let (value, gradient) = loss.value_and_grad(&[z, -z], &[0.0, 1.0]).unwrap();
        assert_eq!((value, &gradient[..]), (z.into(), &[0.5, -0.5][..]));
        let (value, gradient) = loss.value_and_grad(&[z, -z], &[1.0, 0.0]).unwrap();
        assert!(
            (0.0..1e-38).contains(&value) && gradient.iter().all(|g| g.abs() < 1e-38),
            "{z}: {value:e} {gradient:?}"
        );
    }
}

/// Logits of infinity: pytorch #135359, optax #431.
#[test]
fn defect_05_bce_with_infinite_logits_has_its_limits() {
    let loss = BinaryCrossEntropyWithLogits::default();
    let inf = f64::INFINITY;
    let limits = [
        (inf, 1.0, 0.0, 0.0),
        (-inf, 0.0, 0.0, 0.0),
        (inf, 0.0, inf, 1.0),
        (-inf, 1.0, inf, -1.0),
    ];
    for (logit, target, value, slope) in limits {
        assert_eq!(
            loss.value_and_grad(&[logit], &[target]),
            Ok((value, vec![slope])),
            "{logit} {target}"
        );
        let single = loss.value_and_grad(&[logit as f32], &[target as f32]);
        assert_eq!(single, Ok((value, vec![slope as f32])), "{logit} {target}");
    }
}

/// `ln(1 + exp(…))` as written: torch's soft margin loss is infinite from 89 on.
#[test]
fn defect_06_the_logistic_loss_does_not_overflow() {
    for size in [88.0f32, 89.0, 1e4, 1e38] {
        assert_eq!(
            Logistic.value_and_grad(&[size], &[-1.0]),
            Ok((size.into(), vec![1.0]))
        );
        assert_eq!(
            NonSaturatingGenerator.value_and_grad(&[-size]),
            Ok((size.into(), vec![-1.0]))
        );
        assert_eq!(
            MinimaxGenerator.value_and_grad(&[size]),
            Ok((-f64::from(size), vec![-1.0]))
        );
    }
    let (value, _) = Logistic.value_and_grad(&[50.0], &[1.0]).unwrap();
    close::<f64>(value, (-50f64).exp(), 2.0);
}

/// Smooth L1 with a beta of 0, or one so small that a quotient overflows: pytorch #96813.
#[test]
fn defect_07_smooth_l1_with_beta_zero_is_l1() {
    for beta in [0.0, 1e-45, 1e-38] {
        let loss = SmoothL1::new(beta).unwrap();
        let (x, y) = ([1.0f32, -2.0, 0.0, 5.0], [0.0f32, 0.0, 0.0, 5.0]);
        let (value, gradient) = loss.reduce(Reduction::Sum).value_and_grad(&x, &y).unwrap();
        assert_eq!(
            (value, gradient),
            (3.0, vec![1.0, -1.0, 0.0, 0.0]),
            "{beta:e}"
        );
    }
}

/// Huber with an infinite delta has a NaN gradient in candle, with a negative one a negative loss.
#[test]
fn defect_08_huber_at_the_ends_of_its_domain() {
    let loss = Huber::new(f64::INFINITY).unwrap();
    assert_eq!(
        loss.value_and_grad(&[1.5f32, -2.0], &[0.0, 0.0]),
        Ok((1.5625, vec![0.75, -1.0]))
    );
    for delta in [0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
        assert!(
            matches!(Huber::new(delta), Err(Error::Param { param: "delta", .. })),
            "{delta}"
        );
    }
    // So small that it is 0 in single precision.
    let tiny = Huber::new(1e-60).unwrap();
    assert!(tiny.value(&[1.0f64], &[0.0]).is_ok());
    assert!(matches!(
        tiny.value(&[1.0f32], &[0.0]),
        Err(Error::Param { param: "delta", .. })
    ));
}

/// 0 · ln 0: pytorch #89558, optax #1786.
#[test]
fn defect_09_kl_of_impossible_events_is_zero() {
    let log_q = [f64::NEG_INFINITY, 0.0];
    let (rows, p) = (Rows::new(&log_q, 2).unwrap(), [0.0, 1.0]);
    let target = Rows::new(&p, 2).unwrap();
    assert_eq!(
        KlDivergence.value_and_grad(rows, target),
        Ok((0.0, vec![0.0, -1.0]))
    );
    let (value, gradient) = KlDivergenceProbabilities
        .value_and_grad(target, target)
        .unwrap();
    assert_eq!(value, 0.0);
    assert_eq!(gradient, [0.0, -1.0]);
    let (value, gradient) = CategoricalCrossEntropy
        .value_and_grad(target, target)
        .unwrap();
    assert_eq!((value, gradient), (0.0, vec![0.0, -1.0]));
    assert_eq!(BinaryCrossEntropy.value(&[0.0, 1.0], &[0.0, 1.0]), Ok(0.0));
}

/// A negative target of a divergence: pytorch #69230.
#[test]
fn defect_10_a_negative_target_is_refused_on_request_and_nan_without() {
    let (log_q, p) = ([-0.5, -1.0], [-0.25, 0.5]);
    let (q, p) = (Rows::new(&log_q, 2).unwrap(), Rows::new(&p, 2).unwrap());
    let refused = KlDivergence.checked().value(q, p);
    assert!(
        matches!(
            refused,
            Err(Error::Value {
                argument: "p",
                index: 0,
                value: -0.25,
                ..
            })
        ),
        "{refused:?}"
    );
    assert!(KlDivergence.value(q, p).unwrap().is_nan());
}

/// A divergence whose mean is over the elements and not the samples: pytorch #6622.
#[test]
fn defect_11_a_mean_is_over_samples() {
    let log_q = Numbers::new(3).many(12, -2.0, 0.0);
    let p = Numbers::new(4).many(12, 0.0, 1.0);
    let (q, p) = (Rows::new(&log_q, 4).unwrap(), Rows::new(&p, 4).unwrap());
    let sum = KlDivergence.reduce(Reduction::Sum).value(q, p).unwrap();
    assert_eq!(KlDivergence.value(q, p), Ok(sum / 3.0));
}

/// `[N, 1]` against `[N]` becomes `[N, N]`: pytorch #16045, #19699.
#[test]
fn defect_12_nothing_is_broadcast() {
    let (one, two) = ([1.0, 2.0], [1.0]);
    assert!(matches!(
        MeanSquaredError.value(&one, &two),
        Err(Error::Samples {
            found: 1,
            expected: 2,
            ..
        })
    ));
    assert!(MeanSquaredError.value(&two, &one).is_err());
    let (rows, column) = (Rows::new(&one, 2).unwrap(), Rows::new(&one, 1).unwrap());
    assert!(CrossEntropy.value(rows, column).is_err());
    assert!(KlDivergence.value(column, rows).is_err());
}

/// Classes out of range, silently on some devices: pytorch #49882, #43840; keras #23669. A label of -1 that wraps to the
/// last class, one too large with a NaN value and a plausible gradient: optax.
#[test]
fn defect_13_and_14_labels_that_are_no_class_are_refused() {
    let logits = [0.5f32, 1.0, -1.0, 2.0, 0.0, 0.0];
    let rows = Rows::new(&logits, 3).unwrap();
    let mut gradient = [7.0f32; 6];
    let bad: [(Vec<i64>, usize, i128); 3] =
        [(vec![0, -1], 1, -1), (vec![7, 0], 0, 7), (vec![2, 3], 1, 3)];
    for (labels, index, label) in bad {
        let refused =
            SparseCrossEntropy::default().value_and_grad_into(rows, &labels, &mut gradient);
        assert_eq!(
            refused,
            Err(Error::Label {
                argument: "label",
                index,
                label,
                classes: 3
            })
        );
        let refused =
            SparseCategoricalCrossEntropy.value_and_grad_into(rows, &labels, &mut gradient);
        assert_eq!(
            refused,
            Err(Error::Label {
                argument: "label",
                index,
                label,
                classes: 3
            })
        );
        assert!(
            CategoricalFocal::default()
                .value_and_grad_into(rows, &labels, &mut gradient)
                .is_err()
        );
    }
    assert_eq!(gradient, [7.0; 6]);
}

/// Label smoothing with class weights: pytorch #104776, #148884; a smoothing of NaN is accepted by torch.
#[test]
fn defect_15_smoothing_is_the_formula_it_says() {
    let (k, n) = (5, 8);
    let mut numbers = Numbers::new(9);
    let (x, labels) = (numbers.many(n * k, -3.0, 3.0), numbers.labels(n, k));
    let class = numbers.many(k, 0.25, 2.0);
    let rows = Rows::new(&x, k).unwrap();
    let smoothed = SparseCrossEntropy::new(&class, 0.3)
        .unwrap()
        .each(rows, &labels)
        .unwrap();
    // (1 − e) of the loss of the true class, and e of the mean over all classes, each with the weight of its own class.
    for i in 0..n {
        let row = &x[i * k..][..k];
        let total: f64 = row.iter().map(|x| x.exp()).sum();
        let of = |c: usize| class[c] * (total.ln() - row[c]);
        let expected = 0.7 * of(labels[i] as usize) + 0.3 * (0..k).map(of).sum::<f64>() / k as f64;
        assert!(
            (smoothed[i] - expected).abs() < 1e-14 * (1.0 + expected),
            "{:e}, {expected:e}",
            smoothed[i]
        );
    }
    for smoothing in [f64::NAN, -0.1, 1.5] {
        let refused = SparseCrossEntropy::new(1.0, smoothing);
        assert!(
            matches!(
                refused,
                Err(Error::Param {
                    param: "smoothing",
                    ..
                })
            ),
            "{smoothing}"
        );
    }
}

/// A sum that overflows before the mean is taken: pytorch #85791, #29429.
#[test]
fn defect_16_the_mean_of_finite_losses_is_finite() {
    let n = 1000;
    let (large, zero) = (vec![f32::MAX; n], vec![0.0f32; n]);
    let (value, gradient) = MeanAbsoluteError.value_and_grad(&large, &zero).unwrap();
    assert_eq!(value, f64::from(f32::MAX));
    assert!(gradient.iter().all(|g| *g == 1e-3));
    let value = MeanAbsoluteError
        .value(&vec![f64::MAX; n], &vec![0.0; n])
        .unwrap();
    close::<f64>(value, f64::MAX, 1.0);
}

/// A sum in single precision that loses its digits: pytorch #19164, #59863; `iter().sum()` is 8.8 % off here.
#[test]
fn defect_17_a_long_sum_keeps_its_digits() {
    let n = 10_000_000;
    let value = MeanAbsoluteError
        .value(&vec![0.1f32; n], &vec![0.0; n])
        .unwrap();
    let exact = f64::from(0.1f32);
    // The bound promised: 2^-23 of the mean size.
    assert!((value - exact).abs() <= 2f64.powi(-23) * exact, "{value:e}");
}

/// The gradient of a focal loss with gamma below 2 at saturated logits: optax #1267.
#[test]
fn defect_18_focal_at_saturated_logits() {
    for gamma in [0.5, 1.0, 1.5, 2.0, 5.0] {
        let loss = Focal::new(0.25, gamma).unwrap();
        for z in [20.0f32, 50.0, 100.0, 1e4, 1e30] {
            for target in [0.0, 1.0] {
                let (value, gradient) = loss.value_and_grad(&[z, -z], &[target; 2]).unwrap();
                assert!(
                    value.is_finite() && gradient.iter().all(|g| g.is_finite()),
                    "{gamma} {z}: {value} {gradient:?}"
                );
            }
        }
        // Confident and right: (1 − p)^(1 + γ) to first order, relative to which the next term is below rounding.
        let z = 60.0f64;
        let (value, gradient) = loss.value_and_grad(&[z], &[1.0]).unwrap();
        let expected = 0.25 * (-(1.0 + gamma) * z).exp();
        assert!(
            (value / expected - 1.0).abs() < 1e-13,
            "{gamma}: {value:e}, {expected:e}"
        );
        let slope = -(1.0 + gamma) * expected;
        assert!(
            (gradient[0] / slope - 1.0).abs() < 1e-13,
            "{gamma}: {:e}, {slope:e}",
            gradient[0]
        );
    }
}

/// `ln(cosh(r))` near its minimum: 0 at 1e-5 in optax, 7 % off at 1e-3.
#[test]
fn defect_19_log_cosh_near_its_minimum() {
    for r in [1e-3f64, 1e-5, 1e-6, 1e-100] {
        let (value, gradient) = LogCosh.value_and_grad(&[r], &[0.0]).unwrap();
        // r²/2 − r⁴/12 + r⁶/45, r − r³/3 + 2r⁵/15
        let of = |r: f64| r * r / 2.0 * (1.0 - r * r / 6.0 * (1.0 - 4.0 / 15.0 * r * r));
        close::<f64>(value, of(r), 4.0);
        close::<f64>(
            gradient[0],
            r * (1.0 - r * r / 3.0 * (1.0 - 0.4 * r * r)),
            4.0,
        );
        let single = r as f32;
        let (value, _) = LogCosh.value_and_grad(&[single], &[0.0]).unwrap();
        let r = f64::from(single);
        close::<f32>(value, of(r), 4.0);
    }
}

/// Thresholds on the signed difference: attorch #13.
#[test]
fn defect_20_huber_looks_at_the_size_of_the_difference() {
    let (value, gradient) = Huber::default()
        .value_and_grad(&[-5.0, 5.0], &[0.0, 0.0])
        .unwrap();
    assert_eq!((value, gradient), (4.5, vec![-0.5, 0.5]));
}

/// A gradient that is clamped where the value is not: torch's cross-entropy of p = 1e-38.
#[test]
fn defect_21_value_and_gradient_of_bce_agree() {
    let (value, gradient) = BinaryCrossEntropy
        .value_and_grad(&[1e-38f32], &[1.0])
        .unwrap();
    close::<f32>(value, 87.498_233_534_377_35, 4.0);
    close::<f32>(gradient[0].into(), -1.0 / f64::from(1e-38f32), 4.0);
}

/// NaN that turns into a finite loss: keras #23661.
#[test]
fn defect_22_nan_in_gives_nan_out_in_that_sample_only() {
    let p = [0.5, f64::NAN, 0.25];
    let each = BinaryCrossEntropy.each(&p, &[1.0, 1.0, 0.0]).unwrap();
    assert_eq!(
        each.iter().map(|l| l.is_nan()).collect::<Vec<_>>(),
        [false, true, false]
    );
    let (_, gradient) = BinaryCrossEntropy
        .value_and_grad(&p, &[1.0, 1.0, 0.0])
        .unwrap();
    assert_eq!(
        gradient.iter().map(|l| l.is_nan()).collect::<Vec<_>>(),
        [false, true, false]
    );
    let each = Huber::default().each(&p, &[0.0; 3]).unwrap();
    assert_eq!(
        each.iter().map(|l| l.is_nan()).collect::<Vec<_>>(),
        [false, true, false]
    );
}

/// The norm of a difference of 0 has no NaN gradient: pytorch #187178, optax #946.
#[test]
fn defect_23_triplets_that_coincide() {
    let a = [1.0, 2.0, 3.0];
    let rows = Rows::new(&a, 3).unwrap();
    let (value, gradient) = Triplet::default().value_and_grad(rows, rows, rows).unwrap();
    assert_eq!(value, 1.0);
    let zero = vec![0.0; 3];
    assert_eq!(
        [gradient.anchor, gradient.positive, gradient.negative],
        [zero.clone(), zero.clone(), zero]
    );
}

/// A row of zeros has no direction: its cosines are 0, and so is its gradient (optax #946: NaN).
#[test]
fn defect_24_rows_without_direction() {
    let (zero, some) = ([0.0_f32, 0.0], [3.0, 4.0]);
    let rows = |x| Rows::new(x, 2).unwrap();
    let (value, gradient) = CosineDistance
        .value_and_grad(rows(&zero), rows(&some))
        .unwrap();
    assert_eq!((value, gradient), (1.0, vec![0.0; 2]));
    let (value, gradient) = CosineEmbedding::default()
        .value_and_grad(rows(&some), rows(&zero), &[1.0])
        .unwrap();
    assert_eq!(
        (value, gradient.a, gradient.b),
        (1.0, vec![0.0; 2], vec![0.0; 2])
    );

    let (x, y) = ([1.0_f32, 2.0, 0.0, 0.0], [0.0, 0.0, 3.0, -1.0]);
    let (value, gradient) = InfoNce::default()
        .value_and_grad(rows(&x), rows(&y))
        .unwrap();
    assert!(value.is_finite(), "{value}");
    assert!(
        gradient.query[..2]
            .iter()
            .all(|d| d.is_finite() && *d != 0.0)
    );
    assert_eq!(
        (&gradient.query[2..], &gradient.key[..2]),
        (&[0.0; 2][..], &[0.0; 2][..])
    );
}

/// Nor are short rows without one: what counts is their direction, and the gradient is as much larger as they are shorter.
#[test]
fn defect_25_directions_of_short_rows() {
    // A power of 2, so that the scaled row is exactly that: its square vanishes in f32.
    let tiny = 2f32.powi(-100);
    let rows = |x| Rows::new(x, 2).unwrap();
    let (x, y) = ([0.75_f32, 0.5, -0.25, 1.0], [0.5_f32, 0.125, 0.25, 0.75]);
    let short = x.map(|x| x * tiny);
    let (value, gradient) = CosineDistance.value_and_grad(rows(&x), rows(&y)).unwrap();
    let (same, steep) = CosineDistance
        .value_and_grad(rows(&short), rows(&y))
        .unwrap();
    assert_eq!(value, same);
    assert_eq!(steep, gradient.iter().map(|d| d / tiny).collect::<Vec<_>>());
    let (value, gradient) = InfoNce::default()
        .value_and_grad(rows(&x), rows(&y))
        .unwrap();
    let (same, steep) = InfoNce::default()
        .value_and_grad(rows(&short), rows(&y))
        .unwrap();
    assert_eq!(value, same);
    let scaled: Vec<f32> = gradient.query.iter().map(|d| d / tiny).collect();
    assert_eq!((steep.query, steep.key), (scaled, gradient.key));
}
