//! Losses in tensor operations: what a user meets. That they are right for every loss is held in `loss-burn-tests`.
#![cfg(feature = "tensors")]

use burn::tensor::{Device, Int, Tensor};
use loss_burn::Tensors;
use loss_burn::loss_core::{loss, losses::SparseCrossEntropy};

loss! {
    /// A function that Burn lacks.
    pub loss Gamma(x: input in 0.0<..) { lgamma(x) }
}

#[test]
fn a_function_that_burn_lacks_is_named() {
    let error = Tensors::new(Gamma).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("`lgamma`"), "{error}");
}

#[test]
fn each_sample_and_what_does_not_fit() {
    let device = Device::flex().autodiff();
    let x = Tensor::<3>::from_data([[[0.0, 100.0, 1.0], [2.0, 0.5, 0.0]]], &device).require_grad();
    let y = Tensor::<2, Int>::from_data([[0, 2]], &device);
    let entropy = Tensors::new(SparseCrossEntropy::default()).unwrap();
    let each = entropy.each::<2>((x.clone(), y.clone()));
    let fused =
        loss_burn::Fused::new(SparseCrossEntropy::default()).each::<2>((x.clone(), y.clone()));
    let numbers = |x: Tensor<2>| x.into_data_as::<f32>().as_slice::<f32>().unwrap().to_vec();
    for (a, b) in numbers(each).iter().zip(numbers(fused)) {
        assert!((a - b).abs() <= 4.0 * f32::EPSILON * b.abs(), "{a} {b}");
    }
    let error = entropy.try_forward((x.clone(), y.clone() + 1)).unwrap_err();
    assert!(
        error.to_string().contains("is 3, but the classes are 0..3"),
        "{error}"
    );
    let error = entropy.try_forward((x, y.reshape([2]))).unwrap_err();
    assert!(
        error.to_string().contains("nothing is broadcast"),
        "{error}"
    );
}
