//! Any loss, called with a list of arrays and their shapes: the same bits as its own methods, and errors that say what does not fit.

use loss_core::array::{self, Array};
use loss_core::losses::{Huber, InfoNce, RootMeanSquaredError, SparseCrossEntropy, Triplet};
use loss_core::{Error, Loss, Options, Reduction, Rows, loss};

loss! {
    /// One of a user's own: rows, a class for each position, data along the same axis, a learnable.
    pub loss Tagged(scores: input[P, K], tag: index(K)[P], weight: data[P], heat: learnable = 1.0 in 0.0<..) {
        -sum::<P>(weight * log_softmax::<K>(scores / heat)[tag])
    }
}

fn wave(n: usize) -> Vec<f64> {
    (0..n).map(|i| (1.0 + i as f64 * 0.7).sin() * 3.0).collect()
}

#[test]
fn values_and_gradients_have_the_bits_of_the_methods() -> Result<(), Error> {
    let options = Options::default();
    let (x, y) = (wave(12), wave(24)[12..].to_vec());
    let huber = Huber::new(0.5)?;
    let (cost, gradient) = huber.value_and_grad(&x, &y)?;
    let mut found = vec![0.0; 12];
    let arrays = [Array::new(&x, &[3, 2, 2]), Array::new(&y, &[3, 2, 2])];
    assert_eq!(array::value(&huber, &options, &arrays)?, cost);
    assert_eq!(
        array::value_and_grad(&huber, &options, &arrays, &mut [&mut found])?,
        cost
    );
    assert_eq!(found, gradient);
    assert_eq!(array::each(&huber, &options, &arrays)?, huber.each(&x, &y)?);

    // Labels for every step of two sequences: the leading axes count samples.
    let labels = [0_u8, 1, 1, 0, 1, 0];
    let loss = SparseCrossEntropy::default();
    let sum = Options::default().reduce(Reduction::Sum);
    let (cost, gradient) = loss
        .reduce(Reduction::Sum)
        .value_and_grad(Rows::new(&x, 2)?, &labels)?;
    let arrays = [Array::new(&x, &[2, 3, 2]), Array::labels(&labels, &[2, 3])];
    assert_eq!(
        array::value_and_grad(&loss, &sum, &arrays, &mut [&mut found])?,
        cost
    );
    assert_eq!(found, gradient);
    Ok(())
}

#[test]
fn a_learnable_has_an_output_of_one_element() -> Result<(), Error> {
    let (x, weight, tags) = (wave(12), wave(6), [0_i64, 1, 1, 0, 1, 0]);
    let options = Options::default();
    let arrays = [
        Array::new(&x, &[2, 3, 2]),
        Array::labels(&tags, &[2, 3]),
        Array::new(&weight, &[2, 3]),
    ];
    let loss = array::with_learnables(Tagged::default(), &[2.5])?;
    assert_eq!(loss, Tagged::new(2.5)?);
    let rows = Rows::with_shape(&x, [3, 2])?;
    let (cost, gradient) = loss.value_and_grad(rows, &tags, Rows::new(&weight, 3)?)?;
    let (mut scores, mut heat) = (vec![0.0; 12], [0.0]);
    let mut outputs = [&mut scores[..], &mut heat];
    assert_eq!(
        array::value_and_grad(&loss, &options, &arrays, &mut outputs)?,
        cost
    );
    assert_eq!((scores, heat), (gradient.scores, [gradient.heat]));

    let (q, k) = (wave(8), wave(16)[8..].to_vec());
    let loss = InfoNce::default();
    let (cost, gradient) = loss.value_and_grad(Rows::new(&q, 2)?, Rows::new(&k, 2)?)?;
    let (mut of_q, mut of_k, mut heat) = (vec![0.0; 8], vec![0.0; 8], [0.0]);
    let arrays = [Array::new(&q, &[4, 2]), Array::new(&k, &[4, 2])];
    let mut outputs = [&mut of_q[..], &mut of_k, &mut heat];
    assert_eq!(
        array::value_and_grad(&loss, &options, &arrays, &mut outputs)?,
        cost
    );
    assert_eq!((of_q, of_k), (gradient.query, gradient.key));
    Ok(())
}

#[test]
fn what_does_not_fit_is_named() {
    fn refused<L: Loss>(loss: &L, arrays: &[Array<'_, f64>]) -> String {
        match array::value(loss, &Options::default(), arrays) {
            Ok(cost) => panic!("{} is {cost}", L::NAME),
            Err(error) => error.to_string(),
        }
    }
    let (x, labels) = (wave(8), [0_i32; 4]);
    let (huber, entropy) = (Huber::default(), SparseCrossEntropy::default());
    let column = Array::new(&x, &[8, 1]);
    let flat = Array::new(&x, &[8]);
    assert_eq!(
        refused(&huber, &[column, flat]),
        "`target` has the shape [8], but `prediction` [8, 1]: nothing is broadcast, so reshape one to the other's samples"
    );
    assert_eq!(
        refused(&huber, &[flat]),
        "Huber has 2 arguments, but got 1: pass them in the order declared"
    );
    assert_eq!(
        refused(&huber, &[flat, Array::labels(&labels, &[4])]),
        "`target` takes numbers, but got labels: convert them to the element type"
    );
    assert_eq!(
        refused(&entropy, &[Array::new(&x, &[2, 4]), flat]),
        "`label` takes labels, but got numbers: pass integers"
    );
    assert_eq!(
        refused(
            &entropy,
            &[Array::new(&x, &[3, 4]), Array::labels(&labels, &[4])]
        ),
        "`logits` has 8 elements, which its shape [3, 4] does not"
    );
    assert_eq!(
        refused(&Triplet::default(), &[Array::new(&[0.0], &[]), flat, flat]),
        "`anchor` has the shape [], but the formula wants at least 1 axes"
    );
    assert_eq!(
        refused(&RootMeanSquaredError, &[column, flat]),
        "`prediction` has the shape [8, 1], but the formula wants exactly 1 axes"
    );
    // Beyond the address space, and of length 0.
    let huge = [usize::MAX, 2];
    assert!(refused(&huber, &[Array::new(&x, &huge), flat]).contains("8 elements"));
    assert!(
        refused(
            &entropy,
            &[Array::new(&[], &[4, 0]), Array::labels(&labels, &[4])]
        )
        .contains("column")
    );

    let outputs = |outputs: &mut [&mut [f64]]| {
        let error = array::value_and_grad(&huber, &Options::default(), &[flat, flat], outputs);
        error.unwrap_err().to_string()
    };
    assert_eq!(
        outputs(&mut []),
        "the gradient of Huber has 1 outputs, but got 0: one an input, then one a learnable"
    );
    assert!(outputs(&mut [&mut [0.0; 7]]).contains("has 7 elements, but must have 8"));
    assert!(array::with_learnables(huber, &[1.0]).is_err());
    let cold = array::with_learnables(Tagged::default(), &[0.0]).unwrap_err();
    assert!(
        cold.to_string()
            .contains("`heat` is 0.0, outside its domain")
    );
}
