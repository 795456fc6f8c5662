//! What the compiled kernels of loss-core make of points that the functions of the page are asked for too.

use loss_core::Rows;
use loss_core::losses::{Focal, Huber, InfoNce, SparseCrossEntropy, Triplet};

/// All numbers of a loss, the first of its first input in front, and value, gradient and second derivative by that one.
struct Row {
    loss: &'static str,
    at: Vec<f64>,
    value: f64,
    gradient: f64,
    /// Of losses of single numbers.
    second: Option<f64>,
}

/// The tables as JavaScript.
pub fn script() -> Result<String, loss_core::Error> {
    let rows = rows()?.into_iter().map(|row| {
        let second = row.second.map_or("null".into(), |x| format!("{x:?}"));
        format!(
            "[{:?}, {:?}, [{:?}, {:?}, {second}]]",
            row.loss, row.at, row.value, row.gradient
        )
    });
    let rows: Vec<String> = rows.collect();
    Ok(format!("const KERNELS = [\n{}\n];\n", rows.join(",\n")))
}

fn rows() -> Result<Vec<Row>, loss_core::Error> {
    let mut rows = Vec::new();
    for x in [-3.7, -1.25, -0.4, 0.3, 0.9, 2.2, 3.9] {
        for delta in [0.5, 1.0, 2.0] {
            let (mut gradient, mut second) = ([0.0_f64], [0.0_f64]);
            let huber = Huber::new(delta)?;
            huber.derivatives_into(&[x], &[0.25], &mut gradient, &mut second)?;
            rows.push(Row {
                loss: Huber::NAME,
                at: vec![x, 0.25, delta],
                value: huber.value(&[x], &[0.25])?,
                gradient: gradient[0],
                second: Some(second[0]),
            });
        }
        for (target, gamma) in [(1.0, 2.0), (0.0, 0.5), (0.75, 3.0)] {
            let (mut gradient, mut second) = ([0.0_f64], [0.0_f64]);
            let focal = Focal::new(0.25, gamma)?;
            focal.derivatives_into(&[x], &[target], &mut gradient, &mut second)?;
            rows.push(Row {
                loss: Focal::NAME,
                at: vec![x, target, 0.25, gamma],
                value: focal.value(&[x], &[target])?,
                gradient: gradient[0],
                second: Some(second[0]),
            });
        }
        for label in [0_u8, 2] {
            let logits = [x, 0.5, -1.5];
            let loss = SparseCrossEntropy::default().with_smoothing(0.1)?;
            let (value, gradient) = loss.value_and_grad(Rows::new(&logits, 3)?, &[label])?;
            let given = [f64::from(label), 1.0, 1.0, 1.0, 0.1];
            rows.push(Row {
                loss: SparseCrossEntropy::NAME,
                at: [&logits[..], &given].concat(),
                value,
                gradient: gradient[0],
                second: None,
            });
        }
        let (anchor, positive, negative) = ([x, 0.25, 1.0], [0.5, -1.0, 0.75], [1.5, 2.0, -0.5]);
        let triplet = Triplet::new(4.0)?;
        let (value, gradient) = triplet.value_and_grad(
            Rows::new(&anchor, 3)?,
            Rows::new(&positive, 3)?,
            Rows::new(&negative, 3)?,
        )?;
        rows.push(Row {
            loss: Triplet::NAME,
            at: [&anchor[..], &positive, &negative, &[4.0]].concat(),
            value,
            gradient: gradient.anchor[0],
            second: None,
        });
        let query = [x, 0.25, 1.0, 0.5, 1.5, -1.0, 0.125, -0.75, 2.0];
        let key = [1.0, 0.5, 0.25, -0.5, 1.0, 0.75, 2.0, 0.25, 1.5];
        let (value, gradient) =
            InfoNce::new(0.5)?.value_and_grad(Rows::new(&query, 3)?, Rows::new(&key, 3)?)?;
        rows.push(Row {
            loss: InfoNce::NAME,
            at: [&query[..], &key, &[0.5]].concat(),
            value,
            gradient: gradient.query[0],
            second: None,
        });
    }
    Ok(rows)
}
