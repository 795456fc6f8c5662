//! Arrays of ndarray: every layout gives the bits of a plain slice.
#![cfg(feature = "ndarray_0_17")]

use loss_core::losses::{Huber, InfoNce, SparseCrossEntropy, Triplet};
use loss_core::ndarray_0_17::{Arrays, along};
use loss_core::{Error, Options, Rows};
use ndarray::{Array, Array1, Array2, Array3, Axis, Slice, arr0};

fn wave<const N: usize>(shape: [usize; N]) -> ndarray::ArrayD<f32> {
    let mut i = 0.0;
    Array::from_shape_simple_fn(shape.to_vec(), || {
        i += 0.7;
        f32::sin(i) * 3.0
    })
}

fn matrix(rows: usize, columns: usize) -> Array2<f32> {
    wave([rows, columns]).into_dimensionality().unwrap()
}

#[test]
fn layouts_do_not_matter() -> Result<(), Error> {
    let (x, y) = (matrix(6, 5), matrix(5, 6).reversed_axes());
    let flat = |a: &Array2<f32>| a.iter().copied().collect::<Vec<_>>();
    let huber = Huber::default();
    let (cost, gradient) = huber.value_and_grad(&flat(&x), &flat(&y))?;
    // Standard, transposed, columns turned round, rows with gaps.
    let mut wide = matrix(12, 10);
    let gaps = |axis: ndarray::AxisDescription| match axis.axis.index() {
        0 => Slice::new(0, None, 2),
        _ => Slice::new(0, Some(5), 1),
    };
    wide.slice_each_axis_mut(gaps).assign(&x);
    let mut turned = x.clone();
    turned.invert_axis(Axis(0));
    turned = turned.as_standard_layout().into_owned();
    turned.invert_axis(Axis(0));
    let transposed = x.t().as_standard_layout().into_owned();
    for view in [
        x.view(),
        transposed.t(),
        turned.view(),
        wide.slice_each_axis(gaps),
    ] {
        let (same, [found]) = huber.arrays().value_and_grad((&view, &y))?;
        assert_eq!((same, found.shape()), (cost, &[6, 5][..]));
        assert_eq!(found.iter().copied().collect::<Vec<_>>(), gradient);
        assert_eq!(huber.arrays().value((&view, &y))?, cost);
    }
    let each = huber.arrays().each((&x, &y))?;
    assert_eq!(
        each,
        Array::from_shape_vec((6, 5), huber.each(&flat(&x), &flat(&y))?)
            .unwrap()
            .into_dyn()
    );
    Ok(())
}

#[test]
fn any_axis_may_be_that_of_the_classes() -> Result<(), Error> {
    let images: Array3<f32> = wave([2, 3, 4]).into_dimensionality().unwrap();
    let labels = Array2::from_shape_fn((2, 4), |(i, j)| ((i + j) % 3) as u8);
    let loss = SparseCrossEntropy::default();
    let (cost, [gradient]) = loss
        .arrays()
        .value_and_grad((along(&images, Axis(1)), &labels))?;
    let last: Vec<f32> = images
        .view()
        .permuted_axes([0, 2, 1])
        .iter()
        .copied()
        .collect();
    let flat: Vec<u8> = labels.iter().copied().collect();
    let (same, plain) = loss.value_and_grad(Rows::new(&last, 3)?, &flat)?;
    assert_eq!((cost, gradient.shape()), (same, &[2, 3, 4][..]));
    let moved = gradient.permuted_axes(vec![0, 2, 1]);
    assert_eq!(moved.iter().copied().collect::<Vec<_>>(), plain);

    // Labels of any layout and type; the last axis named is the last axis.
    let backwards = labels
        .mapv(i64::from)
        .reversed_axes()
        .as_standard_layout()
        .into_owned();
    let permuted = images.view().permuted_axes([0, 2, 1]);
    let again = loss
        .arrays()
        .value((along(&permuted, Axis(2)), &backwards.t()))?;
    assert_eq!(again, cost);
    assert!(
        loss.arrays()
            .each((along(&images, Axis(1)), &labels))?
            .shape()
            == [2, 4]
    );
    Ok(())
}

#[test]
fn as_many_gradients_as_inputs_and_learnables() -> Result<(), Error> {
    let [a, p, n] = [0, 1, 2].map(|i| {
        matrix(12, 4)
            .slice_axis(Axis(0), Slice::from(i * 4..i * 4 + 4))
            .into_owned()
    });
    let (cost, [of_a, of_p, of_n]) = Triplet::default().arrays().value_and_grad((&a, &p, &n))?;
    let rows = |x: &Array2<f32>| x.iter().copied().collect::<Vec<_>>();
    let (a_rows, p_rows, n_rows) = (rows(&a), rows(&p), rows(&n));
    let (same, plain) = Triplet::default().value_and_grad(
        Rows::new(&a_rows, 4)?,
        Rows::new(&p_rows, 4)?,
        Rows::new(&n_rows, 4)?,
    )?;
    assert_eq!(cost, same);
    for (found, plain) in [
        (of_a, plain.anchor),
        (of_p, plain.positive),
        (of_n, plain.negative),
    ] {
        assert_eq!(found.into_raw_vec_and_offset().0, plain);
    }
    let (_, [_, _, temperature]) = InfoNce::default().arrays().value_and_grad((&a, &p))?;
    assert_eq!(temperature.ndim(), 0);
    let error = Triplet::default()
        .arrays()
        .value_and_grad::<f32, 1>((&a, &p, &n))
        .unwrap_err();
    assert!(error.to_string().contains("3 outputs, but got 1"));
    Ok(())
}

#[test]
fn options_apply_and_errors_are_named() -> Result<(), Error> {
    let (x, y) = (
        Array1::from(vec![1.0, 2.0, f64::NAN]),
        Array1::<f64>::zeros(3),
    );
    let huber = Huber::default();
    let mask = [true, true, false];
    let cost = huber
        .arrays()
        .options(Options::default().mask(&mask))
        .value((&x, &y))?;
    assert_eq!(cost, 1.0);
    let error = huber.arrays().value((&x, &arr0(1.0))).unwrap_err();
    assert!(
        error.to_string().starts_with("`target` has the shape []"),
        "{error}"
    );
    Ok(())
}
