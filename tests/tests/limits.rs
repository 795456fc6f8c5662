//! The limits of losses of one variable at infinity: a table, value and gradient for each target, in both types.

use loss_core::Elem;
use loss_core::losses::*;

const INF: f64 = f64::INFINITY;

/// Target, then value and gradient at -∞, and at ∞.
type Row = (f64, [f64; 2], [f64; 2]);

fn held<E: Elem>(name: &str, rows: &[Row], call: impl Fn(&[E], &[E]) -> (Vec<E>, Vec<E>)) {
    for (target, low, high) in rows {
        for (at, wanted) in [(-INF, low), (INF, high)] {
            let (value, gradient) = call(&[E::of(at)], &[E::of(*target)]);
            let got = [value[0].to_f64(), gradient[0].to_f64()];
            let same = got
                .iter()
                .zip(wanted)
                .all(|(a, b)| a == b || (a.is_nan() && b.is_nan()));
            assert!(
                same,
                "{name} at {at}, target {target}: {got:?}, not {wanted:?}"
            );
        }
    }
}

macro_rules! table {
    ($($loss:expr, $arg:ident { $($target:literal: [$a:expr, $b:expr], [$c:expr, $d:expr];)+ })*) => {
        fn all<E: Elem>() {
            $(held::<E>(stringify!($loss), &[$(($target, [$a, $b], [$c, $d])),+], |x, t| {
                let _ = t;
                let loss = $loss;
                table!(@call loss, x, t, $arg)
            });)*
        }
    };
    (@call $loss:ident, $x:ident, $t:ident, one) => {
        ($loss.each($x).expect("one sample"), $loss.value_and_grad($x).expect("one sample").1)
    };
    (@call $loss:ident, $x:ident, $t:ident, two) => {
        ($loss.each($x, $t).expect("one sample"), $loss.value_and_grad($x, $t).expect("one sample").1)
    };
}

table! {
    MeanSquaredError, two { 0.0: [INF, -INF], [INF, INF]; }
    MeanAbsoluteError, two { 0.0: [INF, -1.0], [INF, 1.0]; }
    Huber::default(), two { 0.0: [INF, -1.0], [INF, 1.0]; }
    BinaryCrossEntropyWithLogits::default(), two { 0.0: [0.0, 0.0], [INF, 1.0]; 1.0: [INF, -1.0], [0.0, 0.0]; }
    MinimaxGenerator, one { 0.0: [0.0, 0.0], [-INF, -1.0]; }
    NonSaturatingGenerator, one { 0.0: [INF, -1.0], [0.0, 0.0]; }

    Focal::default(), two { 0.0: [0.0, 0.0], [INF, 0.75]; 1.0: [INF, -0.25], [0.0, 0.0]; }
    Focal::new(0.25, 5.0).unwrap(), two { 0.0: [0.0, 0.0], [INF, 0.75]; 1.0: [INF, -0.25], [0.0, 0.0]; }
    Focal::new(0.25, 0.5).unwrap(), two { 0.0: [0.0, 0.0], [INF, 0.75]; 1.0: [INF, -0.25], [0.0, 0.0]; }
    AbsolutePenalty, one { 0.0: [INF, -1.0], [INF, 1.0]; }
    SquaredPenalty, one { 0.0: [INF, -INF], [INF, INF]; }
    HalfSquaredError, two { 0.0: [INF, -INF], [INF, INF]; }
    SmoothL1::default(), two { 0.0: [INF, -1.0], [INF, 1.0]; }
    LogCosh, two { 0.0: [INF, -1.0], [INF, 1.0]; }
    LogisticDistance, two { 0.0: [INF, -1.0], [INF, 1.0]; }
    EpsilonInsensitive::default(), two { 0.0: [INF, -1.0], [INF, 1.0]; }
    Quantile::new(0.25).unwrap(), two { 0.0: [INF, -0.25], [INF, 0.75]; }
    Fair::default(), two { 0.0: [INF, -1.0], [INF, 1.0]; }
    PseudoHuber::default(), two { 0.0: [INF, -1.0], [INF, 1.0]; }
    PseudoHuber::new(2.0).unwrap(), two { 0.0: [INF, -2.0], [INF, 2.0]; }
    Cauchy::default(), two { 0.0: [INF, 0.0], [INF, 0.0]; }
    Welsch::default(), two { 0.0: [0.5, 0.0], [0.5, 0.0]; }
    GemanMcClure::default(), two { 0.0: [0.5, 0.0], [0.5, 0.0]; }
    Tukey::new(3.0).unwrap(), two { 0.0: [1.5, 0.0], [1.5, 0.0]; }
    Hinge, two { 1.0: [INF, -1.0], [0.0, 0.0]; -1.0: [0.0, 0.0], [INF, 1.0]; }
    SquaredHinge, two { 1.0: [INF, -INF], [0.0, 0.0]; }
    SmoothedHinge::default(), two { 1.0: [INF, -1.0], [0.0, 0.0]; }
    ModifiedHuber, two { 1.0: [INF, -4.0], [0.0, 0.0]; }
    Perceptron, two { 1.0: [INF, -1.0], [0.0, 0.0]; }
    LogisticMargin, two { 1.0: [INF, -1.0], [0.0, 0.0]; -1.0: [0.0, 0.0], [INF, 1.0]; }
    ExponentialMargin, two { 1.0: [INF, -INF], [0.0, 0.0]; }
    SigmoidMargin, two { 1.0: [2.0, 0.0], [0.0, 0.0]; }
    DistanceWeighted::default(), two { 1.0: [INF, -1.0], [0.0, 0.0]; }
    BinarySparsemax, two { 1.0: [INF, -1.0], [0.0, 0.0]; }
    HingeEmbedding::default(), two { 1.0: [-INF, 1.0], [INF, 1.0]; -1.0: [INF, -1.0], [0.0, 0.0]; }
}

#[test]
fn limits_are_those_of_the_table() {
    all::<f32>();
    all::<f64>();
}

/// Probabilities end at 0 and 1.
#[test]
fn probabilities_at_their_ends() {
    for (p, t, value, slope) in [
        (0.0, 0.0, 0.0, 1.0),
        (0.0, 1.0, INF, -INF),
        (1.0, 1.0, 0.0, -1.0),
        (1.0, 0.0, INF, INF),
    ] {
        let each = BinaryCrossEntropy.each(&[p], &[t]).unwrap();
        let (_, gradient) = BinaryCrossEntropy.value_and_grad(&[p], &[t]).unwrap();
        assert_eq!(
            (each[0], gradient[0]),
            (value, slope),
            "p = {p}, target {t}"
        );
    }
}

/// Where a sample is looked at by itself, because its value is no finite number by the short way, the others and the sum are as if
/// it had not been.
#[test]
fn a_sample_that_is_looked_at_changes_nothing_of_the_others() {
    // The sum of the others is as small as numbers are.
    let mut logits = [-700.0_f64; 64];
    logits[5] = -INF;
    let loss = BinaryCrossEntropyWithLogits::default();
    let (cost, gradient) = loss
        .value_and_grad(&logits, &[0.0; 64])
        .expect("64 samples");
    let each = (-700.0_f64).exp();
    assert!(
        (cost / (63.0 / 64.0 * each) - 1.0).abs() < 1e-12,
        "{cost:e}"
    );
    assert_eq!(gradient[5], 0.0);
    assert!(
        (gradient[6] / (each / 64.0) - 1.0).abs() < 1e-12,
        "{:e}",
        gradient[6]
    );

    // A mask that leaves nobody out is looked at sample by sample anyway.
    let mut residuals = [0.5_f32; 100];
    residuals[40] = 2e19;
    let (loss, target) = (GemanMcClure::default(), [0.0; 100]);
    let plain = loss
        .value_and_grad(&residuals, &target)
        .expect("100 samples");
    let masked = loss
        .mask(&[true; 100])
        .value_and_grad(&residuals, &target)
        .expect("100 samples");
    assert_eq!(plain, masked);
    assert_eq!(plain.1[40], 0.0);

    // NaN stays where it is.
    residuals[40] = f32::NAN;
    let (cost, gradient) = loss
        .value_and_grad(&residuals, &target)
        .expect("100 samples");
    assert!(cost.is_nan() && gradient[40].is_nan());
    assert!(
        gradient
            .iter()
            .enumerate()
            .all(|(i, d)| i == 40 || *d == gradient[0])
    );
}
