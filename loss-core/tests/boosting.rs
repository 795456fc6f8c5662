//! First and second derivatives of the objectives of boosting, against the closed forms that XGBoost and LightGBM have; and a loss of
//! one's own over rows, with the floor.

use loss_core::losses::{
    BinaryCrossEntropyWithLogits, Expectile, Fair, GammaDeviance, HalfSquaredError, Huber, LogCosh,
    LogRatio, PoissonNll, PseudoHuber, Quantile, SquaredLogarithmicError, Tweedie,
};
use loss_core::{Error, Reduction, Rows, loss};

/// Raw scores and what was seen.
const SCORES: [f64; 6] = [-2.5, -0.75, 0.0, 0.3, 1.5, 4.0];
const TARGETS: [f64; 6] = [1.0, 0.0, 1.0, 2.5, 0.0, 1.0];

/// Compares with closed forms of score and target: gradient, then second derivative.
macro_rules! closed {
    ($loss:expr, |$f:ident, $y:ident| ($g:expr, $h:expr)) => {{
        let [mut gradient, mut hessian] = [[f64::NAN; 6]; 2];
        $loss.derivatives_into(&SCORES, &TARGETS, &mut gradient, &mut hessian)?;
        for i in 0..6 {
            let ($f, $y) = (SCORES[i], TARGETS[i]);
            let (g, h): (f64, f64) = ($g, $h);
            // The closed form itself has a few roundings, of terms up to 60.
            assert!(
                (gradient[i] - g).abs() <= 1e-14 * g.abs().max(60.0),
                "{i}: {} {g}",
                gradient[i]
            );
            assert!(
                (hessian[i] - h).abs() <= 1e-14 * h.abs().max(60.0),
                "{i}: {} {h}",
                hessian[i]
            );
        }
    }};
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[test]
fn closed_forms() -> Result<(), Error> {
    closed!(HalfSquaredError, |f, y| (f - y, 1.0));
    closed!(BinaryCrossEntropyWithLogits::default(), |f, y| (
        sigmoid(f) - y,
        sigmoid(f) * (1.0 - sigmoid(f))
    ));
    closed!(PoissonNll::default(), |f, y| (f.exp() - y, f.exp()));
    closed!(Tweedie::new(1.25)?, |f, y| (
        -y * (-0.25 * f).exp() + (0.75 * f).exp(),
        0.25 * y * (-0.25 * f).exp() + 0.75 * (0.75 * f).exp()
    ));
    closed!(Quantile::new(0.25)?, |f, y| (
        if y > f { -0.25 } else { 0.75 },
        0.0
    ));
    closed!(Expectile::new(0.25)?, |f, y| (
        2.0 * (f - y) * if f < y { 0.25 } else { 0.75 },
        2.0 * if f < y { 0.25 } else { 0.75 }
    ));
    closed!(Huber::new(1.2)?, |f, y| (
        (f - y).clamp(-1.2, 1.2),
        if (f - y).abs() <= 1.2 { 1.0 } else { 0.0 }
    ));
    closed!(PseudoHuber::new(1.5)?, |f, y| (
        (f - y) / (1.0 + ((f - y) / 1.5).powi(2)).sqrt(),
        (1.0 + ((f - y) / 1.5).powi(2)).powf(-1.5)
    ));
    closed!(LogCosh, |f, y| ((f - y).tanh(), (f - y).cosh().powi(-2)));
    Ok(())
}

#[test]
fn closed_forms_of_fair_and_gamma() -> Result<(), Error> {
    // LightGBM's Fair: c x / (|x| + c), c² / (|x| + c)².
    closed!(Fair::new(2.0)?, |f, y| (
        2.0 * (f - y) / ((f - y).abs() + 2.0),
        (2.0 / ((f - y).abs() + 2.0)).powi(2)
    ));
    // No claim of nothing: a target of 0 is outside the domain, where the formula holds all the same.
    closed!(GammaDeviance, |f, y| (1.0 - y * (-f).exp(), y * (-f).exp()));
    Ok(())
}

loss! {
    /// Softmax cross-entropy of one's own.
    #[also(hessian, param_gradient)]
    loss Softmax(
        /// The scores.
        logits: input[K],
        /// The class.
        label: index(K),
        /// What the scores are divided by.
        temperature: param = 1.0 in 0.0<..,
    ) {
        -log_softmax(logits / temperature)[label]
    }

    /// A loss of one's own.
    #[also(hessian)]
    loss Cubic(x: input, y: data) {
        powi(x - y, 3)
    }
}

#[test]
fn softmax_of_rows() -> Result<(), Error> {
    let logits = [1.0, 2.0, -1.0, 0.5, 0.0, 3.0];
    let (rows, labels) = (Rows::new(&logits, 3)?, [1, 0]);
    let [mut gradient, mut hessian] = [[f64::NAN; 6]; 2];
    let weights = [2.0, 1.0];
    let softmax = Softmax::default();
    softmax
        .weights(&weights)
        .derivatives_into(rows, &labels, &mut gradient, &mut hessian)?;
    for row in 0..2 {
        let total: f64 = logits[3 * row..][..3].iter().map(|x: &f64| x.exp()).sum();
        for k in 0..3 {
            let p = logits[3 * row + k].exp() / total;
            let hit = f64::from(u8::from(labels[row] == k as i32));
            let (g, h) = (weights[row] * (p - hit), weights[row] * p * (1.0 - p));
            assert!((gradient[3 * row + k] - g).abs() < 1e-15);
            assert!((hessian[3 * row + k] - h).abs() < 1e-15);
        }
    }
    // The floor is that of a sample; its weight comes after. What is masked stays 0.
    softmax
        .weights(&weights)
        .mask(&[true, false])
        .hessian_floor(0.25)
        .derivatives_into(rows, &labels, &mut gradient, &mut hessian)?;
    assert!(hessian[..3].iter().all(|h| *h >= 0.5) && hessian[..3].contains(&0.5));
    assert_eq!(hessian[3..], [0.0; 3]);
    Ok(())
}

#[test]
fn the_hessian_times_a_vector() -> Result<(), Error> {
    // Of softmax: (diag(p) - p pᵀ) v, here for the mean of two rows.
    let logits = [1.0, 2.0, -1.0, 0.5, 0.0, 3.0];
    let vector = [1.0, -0.5, 2.0, 0.25, 1.0, -1.0];
    let mut product = [f64::NAN; 6];
    let slope = Softmax::default().hessian_vector_into(
        Rows::new(&logits, 3)?,
        &[1, 0],
        &vector,
        &mut product,
    )?;
    let (_, gradient) = Softmax::default().value_and_grad(Rows::new(&logits, 3)?, &[1, 0])?;
    let along: f64 = gradient.iter().zip(&vector).map(|(g, v)| g * v).sum();
    assert!((slope - along).abs() < 1e-15);
    for row in 0..2 {
        let at = 3 * row;
        let total: f64 = logits[at..][..3].iter().map(|x: &f64| x.exp()).sum();
        let p: Vec<f64> = logits[at..][..3].iter().map(|x| x.exp() / total).collect();
        let mean: f64 = (0..3).map(|k| p[k] * vector[at + k]).sum();
        for k in 0..3 {
            let wanted = p[k] * (vector[at + k] - mean) / 2.0;
            assert!((product[at + k] - wanted).abs() < 1e-15);
        }
    }
    Ok(())
}

#[test]
fn the_gradient_by_the_temperature() -> Result<(), Error> {
    let logits = [1.0, 2.0, -1.0, 0.5, 0.0, 3.0];
    let rows = Rows::new(&logits, 3)?;
    let at = |t: f64| Softmax::new(t)?.reduce(Reduction::Sum).value(rows, &[1, 0]);
    let (cost, gradient) = Softmax::new(1.5)?
        .reduce(Reduction::Sum)
        .value_and_param_grad(rows, &[1, 0])?;
    assert_eq!(cost, at(1.5)?);
    // A central difference: the error is of the order of the step squared.
    let difference = (at(1.5 + 1e-4)? - at(1.5 - 1e-4)?) / 2e-4;
    assert!((gradient.temperature - difference).abs() < 1e-7);
    Ok(())
}

#[test]
fn nothing_is_written_where_an_output_does_not_fit() -> Result<(), Error> {
    let logits = [1.0, 2.0, -1.0, 0.5, 0.0, 3.0];
    let rows = Rows::new(&logits, 3)?;
    let (mut gradient, mut hessian) = ([7.0; 6], [7.0; 5]);
    let softmax = Softmax::default();
    let found = softmax.derivatives_into(rows, &[1, 0], &mut gradient, &mut hessian);
    assert!(matches!(
        found,
        Err(Error::Hessian {
            argument: "logits",
            found: 5,
            expected: 6
        })
    ));
    assert_eq!((gradient, hessian), ([7.0; 6], [7.0; 5]));
    let found = softmax.hessian_vector_into(rows, &[1, 0], &[1.0; 5], &mut gradient);
    assert!(
        matches!(
            found,
            Err(Error::Columns {
                argument: "logits_vector",
                ..
            })
        ),
        "{found:?}"
    );
    assert_eq!(gradient, [7.0; 6]);
    Ok(())
}

#[test]
fn a_floor_under_a_concave_loss() -> Result<(), Error> {
    let (x, y) = ([2.0, -2.0, f64::NAN], [0.0; 3]);
    let [mut gradient, mut hessian] = [[0.0; 3]; 2];
    Cubic.derivatives_into(&x, &y, &mut gradient, &mut hessian)?;
    assert_eq!(hessian[..2], [12.0, -12.0]);
    let weights = [1.0, 4.0, 1.0];
    Cubic
        .hessian_floor(1e-6)
        .weights(&weights)
        .derivatives_into(&x, &y, &mut gradient, &mut hessian)?;
    assert_eq!(hessian[..2], [12.0, 4e-6]);
    assert!(hessian[2].is_nan());
    let mut product = [0.0; 2];
    Cubic.reduce(Reduction::Sum).hessian_vector_into(
        &x[..2],
        &y[..2],
        &[0.5, 1.0],
        &mut product,
    )?;
    assert_eq!(product, [6.0, -12.0]);
    Ok(())
}

/// What a guard of the gradient would say of it is 0.
#[test]
fn squares_of_logarithms_are_curved_at_a_match() -> Result<(), Error> {
    let (mut gradient, mut hessian) = ([1.0], [0.0]);
    SquaredLogarithmicError.derivatives_into(&[3.0], &[3.0], &mut gradient, &mut hessian)?;
    assert_eq!((gradient, hessian), ([0.0], [2.0 / 16.0]));
    LogRatio.derivatives_into(&[4.0], &[4.0], &mut gradient, &mut hessian)?;
    assert_eq!((gradient, hessian), ([0.0], [2.0 / 16.0]));
    Ok(())
}
