//! That the losses of this crate are what they say.

use loss_tests_hygiene::{made, plain, raw, shadowed};
use lossy::{Loss, Rows};

#[test]
fn elements() {
    let loss = plain::Pointwise::new(1.0, 2.0, true).unwrap();
    let (value, gradient) = loss.value_and_grad(&[0.25, 3.0], &[0.0, 1.0]).unwrap();
    // 2 · 0.25 = 0.5, below delta: 0.5² / 2; 2 · 2 = 4, above: 4 − 1/2.
    assert_eq!(value, f64::midpoint(0.125, 3.5));
    assert_eq!(gradient.prediction, [0.5, 1.0]);
    assert_eq!(gradient.slope, f64::midpoint(0.5 * 0.25, 2.0));
    assert_eq!(plain::within(&[2.0, 4.0]), Ok(10.0));
}

#[test]
fn rows_and_batches() {
    let logits = [0.0, 0.0, 0.0, 0.0];
    let rows = Rows::new(&logits, 2).unwrap();
    let (value, gradient) = plain::Rowwise::default()
        .value_and_grad(rows, &[0u8, 1])
        .unwrap();
    assert!((value - 2f64.ln()).abs() < 1e-15);
    assert_eq!(gradient, [-0.25, 0.25, 0.25, -0.25]);
    let (value, _) = plain::Several::default()
        .value_and_grad(rows, rows)
        .map(|(v, g)| (v, g.a))
        .unwrap();
    assert!(
        value.is_nan() || value == 0.75,
        "the direction of no vector: {value}"
    );
    let (value, gradient) = plain::Fixed
        .value_and_grad(rows, Rows::new(&[1.0, 2.0, 0.0, 0.0], 2).unwrap())
        .unwrap();
    // π 1² and 2 (3.14) over two samples; 1.57 is half of 3.14.
    let pi = std::f64::consts::PI;
    assert_eq!(
        (value, gradient),
        (pi / 2.0 + 2.0 * 1.57, vec![-pi, -1.57, 0.0, 0.0])
    );
    let (value, gradient) = plain::Whole.value_and_grad(&[0.0], &[0.0, 0.0]).unwrap();
    assert!((value - 2.0 * 2f64.ln()).abs() < 1e-15);
    assert_eq!(
        (gradient.real, gradient.fake),
        (vec![-0.5], vec![0.25, 0.25])
    );
}

#[test]
fn raw_names() {
    let loss = raw::Raw::new(3.0).unwrap();
    assert_eq!(loss.r#fn(), 3.0);
    assert_eq!(loss.value_and_grad(&[2.0f32], &[1.0]), Ok((3.0, vec![6.0])));
    assert_eq!(<raw::Raw as Loss>::SPEC.args[0].name, "type");
    assert_eq!(raw::Taken::default().value(&[2.0], &[0.0]), Ok(4.0));
}

#[test]
fn shadowed_names() {
    assert_eq!(
        shadowed::Pointwise::default().value(&[3.0], &[0.0]),
        Ok(2.5)
    );
    let logits = [0.0, 0.0];
    let (value, gradient) = shadowed::Rowwise::default()
        .value_and_grad(Rows::new(&logits, 2).unwrap(), &[0])
        .unwrap();
    assert!((value - 2f64.ln()).abs() < 1e-15 && gradient.temperature == 0.0);
    // A norm over the root of a length: two roots and a quotient, each rounded once.
    let whole = shadowed::Whole.value(&[3.0, 3.0], &[0.0, 0.0]).unwrap();
    assert!((whole - 3.0).abs() <= 3.0 * 1.5 * f64::EPSILON, "{whole}");
}

#[test]
fn an_expression_from_a_macro_stays_in_one_piece() {
    assert_eq!(made::Tripled.value(&[2.0], &[0.0]), Ok(12.0));
    assert_eq!(made::Shifted.value(&[2.0], &[0.0]), Ok(9.0));
}
