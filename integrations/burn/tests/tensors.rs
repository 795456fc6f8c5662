//! Losses in tensor operations: what a user meets. That they are right for every loss is held in `loss-burn-tests`.
#![cfg(feature = "tensors")]

use burn::tensor::{DType, Device, Int, Tensor};
use loss_burn::Tensors;
use loss_burn::loss_core::{loss, losses::SparseCrossEntropy};

loss! {
    /// A function that Burn lacks.
    pub loss Gamma(x: input) { lgamma(x) }
}

/// Values by mpmath 1.3.
#[test]
fn gamma_functions_are_made_of_what_burn_has() {
    let device = Device::flex().autodiff();
    let x = Tensor::<1>::from_data([0.5, 5.0, -0.5], (&device, DType::F64)).require_grad();
    let each = Tensors::new(Gamma).unwrap().each::<1>((x.clone(),));
    let slopes = x.grad(&each.clone().sum().backward()).unwrap();
    let near = |found: Tensor<1>, expected: [f64; 3]| {
        let found = found.into_data_as::<f64>();
        for (a, b) in found.as_slice::<f64>().unwrap().iter().zip(expected) {
            // Some ten roundings, of terms up to 3.
            assert!(
                (a - b).abs() <= 10.0 * f64::EPSILON * b.abs().max(3.0),
                "{a} {b}"
            );
        }
    };
    near(
        each,
        [0.5723649429247001, 3.178053830347946, 1.2655121234846454],
    );
    near(
        slopes,
        [-1.9635100260214235, 1.5061176684318003, 0.03648997397857652],
    );
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
    let error = entropy
        .try_forward((x.clone(), y.clone().reshape([2])))
        .unwrap_err();
    assert!(
        error.to_string().contains("nothing is broadcast"),
        "{error}"
    );
    // Two numbers for three classes.
    let weighted = SparseCrossEntropy::default()
        .with_class_weight([1.0, 2.0])
        .unwrap();
    let error = Tensors::new(weighted).unwrap().try_forward((x, y));
    let error = error.unwrap_err().to_string();
    assert!(error.contains("`class_weight` has 2"), "{error}");
}

#[test]
fn a_sample_that_counts_nothing_leaves_nothing() {
    let device = Device::flex().autodiff();
    // The first class counts half, the last is left out, NaN and all.
    let loss = SparseCrossEntropy::default()
        .with_class_weight([0.5, 2.0, 0.0])
        .unwrap();
    let x = Tensor::<2>::from_data(
        [[0.0, 1.0, 2.0], [1.0, 1.0, 0.0], [f64::NAN, 0.0, 0.0]],
        &device,
    )
    .require_grad();
    let y = Tensor::<1, Int>::from_data([0, 1, 2], &device);
    let cost = Tensors::new(loss.clone())
        .unwrap()
        .forward((x.clone(), y.clone()));
    let fused = loss_burn::Fused::new(loss).forward((x.clone(), y));
    let numbers = |x: Tensor<1>| x.into_data_as::<f32>().as_slice::<f32>().unwrap().to_vec();
    let gradient =
        |cost: &Tensor<1>| numbers(x.grad(&cost.clone().backward()).unwrap().reshape([9]));
    let pairs = [
        (numbers(cost.clone()), numbers(fused.clone())),
        (gradient(&cost), gradient(&fused)),
    ];
    for (ours, kernel) in pairs {
        for (a, b) in ours.iter().zip(kernel) {
            // A dozen of operations, each good to two units in the last place.
            assert!((a - b).abs() <= 24.0 * f32::EPSILON * b.abs(), "{a} {b}");
        }
    }
}
