//! Naive spellings through the macro, in `f32`, where they would overflow, vanish or cancel. That every respelling is as
//! good is judged in the compiler's own tests; here the generated kernels are.

#![allow(missing_docs, reason = "the losses are those of the tests")]

use loss_core::losses::VaeKl;
use loss_core::{Error, Rows, loss};

loss! {
    fn agreement(p, y) { y * p + (1 - y) * (1 - p) }
    pub loss Agreement(z: input, y: data in 0.0..=1.0, gamma: param = 2.0 in 0.0..) {
        let pt = agreement(sigmoid(z), y);
        -pow(1 - pt, gamma) * ln(pt)
    }
    pub loss PseudoHuber(r: input, e: param = 1.0 in 0.0<..) { sqrt(r * r + e * e) - e }
    pub loss Tanh(x: input) { -ln(1 - tanh(x)) }
    pub loss LogCosh(r: input) { ln((exp(r) + exp(-r)) / 2) }
    pub loss GemanMcClure(r: input) { r * r / (1 + r * r) }
    pub loss Masked(x: input[K], m: data[K]) { ln(sum(if m > 0 { exp(x) } else { 0 })) }
    pub loss Weighted(x: input[K], m: data[K]) { ln(sum(m * exp(x))) }
    pub loss Miss(x: input[K], label: index(K)) { ln(1 - softmax(x)[label]) }
}

/// Each kernel is a handful of functions of at most 2 units in the last place.
fn near(got: f32, want: f64) {
    let error = (f64::from(got) - want).abs();
    assert!(
        error <= 8.0 * f64::from(f32::EPSILON) * want.abs(),
        "{got:e} is not {want:e}"
    );
}

#[test]
fn pointwise() -> Result<(), Error> {
    // -q² ln(1 - q) and its slope, for q = sigmoid(-20) and targets of either side.
    let q = 1.0 / (1.0 + 20f64.exp());
    let (z, y) = ([-100.0_f32, 110.0, 20.0, -20.0], [1.0_f32, 0.0, 1.0, 0.0]);
    let loss = Agreement::default();
    let values = loss.each(&z, &y)?;
    let (_, slopes) = loss
        .reduce(loss_core::Reduction::Sum)
        .value_and_grad(&z, &y)?;
    for (i, (value, slope)) in [
        (100.0, -1.0),
        (110.0, 1.0),
        (q.powi(3), -3.0 * q.powi(3)),
        (q.powi(3), 3.0 * q.powi(3)),
    ]
    .into_iter()
    .enumerate()
    {
        near(values[i], value);
        near(slopes[i], slope);
    }
    near(
        PseudoHuber::default().each(&[1e-6_f32])?[0],
        f64::from(1e-6_f32).powi(2) / 2.0,
    );
    near(
        PseudoHuber::default().each(&[1e30_f32])?[0],
        f64::from(1e30_f32),
    );
    near(
        Tanh.each(&[1e-6_f32])?[0],
        -(-f64::from(1e-6_f32).tanh()).ln_1p(),
    );
    near(Tanh.each(&[200.0_f32])?[0], 400.0 - core::f64::consts::LN_2);
    near(
        LogCosh.each(&[1e-10_f32])?[0],
        f64::from(1e-10_f32).powi(2) / 2.0,
    );
    let (_, slope) = GemanMcClure.value_and_grad(&[87.0_f32])?;
    near(slope[0], 2.0 * 87.0 / (1.0 + 87.0f64.powi(2)).powi(2));
    Ok(())
}

#[test]
fn along_rows() -> Result<(), Error> {
    let rows = |x| Rows::new(x, 4);
    let (x, m) = ([1e4_f32, 2.0, 1e4, -1e4], [1.0_f32, 0.0, 1.0, 1.0]);
    for (value, slope) in [
        Masked.value_and_grad(rows(&x)?, rows(&m)?)?,
        Weighted.value_and_grad(rows(&x)?, rows(&m)?)?,
    ] {
        near(value as f32, 1e4 + core::f64::consts::LN_2);
        assert_eq!(slope, [0.5, 0.0, 0.5, 0.0]);
    }
    let (value, slope) = Miss.value_and_grad(rows(&[110.0_f32, 0.0, 0.0, -1e4])?, &[0])?;
    near(value as f32, core::f64::consts::LN_2 - 110.0);
    assert_eq!(slope, [-1.0, 0.5, 0.5, 0.0]);
    for (mean, v) in [(0.0_f32, 1e-6_f32), (1e-6, 1e-6), (1e-3, -1e-7), (0.0, 3.0)] {
        let value = VaeKl::default().value(Rows::new(&[mean], 1)?, Rows::new(&[v], 1)?)?;
        let (mean, v) = (f64::from(mean), f64::from(v));
        // By the series near 0: the rest of it is beyond f32.
        let rest = if v.abs() < 1e-3 {
            v * v / 2.0 + v.powi(3) / 6.0
        } else {
            v.exp_m1() - v
        };
        near(value as f32, (mean * mean + rest) / 2.0);
    }
    Ok(())
}
