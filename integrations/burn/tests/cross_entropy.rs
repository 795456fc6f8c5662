//! Next to Burn's own: the same configuration, the same numbers.

use burn::module::Module;
use burn::nn::loss as theirs;
use burn::tensor::{Device, Distribution, Int, Tensor};
use loss_burn as ours;
use loss_burn::loss_core::losses::Huber;

/// Both costs and gradients agree to this: each rounds about twenty operations in `f32`.
const WITHIN: f32 = 2e-6;

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().as_slice().unwrap().to_vec()
}

#[track_caller]
fn same(ours: ours::CrossEntropyLoss, theirs: theirs::CrossEntropyLoss) {
    let device = Device::flex().autodiff();
    let (rows, classes) = (100, 7);
    let x = Tensor::<2>::random([rows, classes], Distribution::Normal(0.0, 3.0), &device)
        .require_grad();
    let labels: Vec<i64> = (0..rows as i64).map(|i| i * i % 7).collect();
    let y = Tensor::<1, Int>::from_data(labels.as_slice(), &device);
    let run = |cost: Tensor<1>| {
        let gradient = x.grad(&cost.backward()).unwrap();
        (values(cost), values(gradient))
    };
    let (cost, gradient) = run(ours.forward(x.clone(), y.clone()));
    let (their_cost, their_gradient) = run(theirs.forward(x.clone(), y));
    assert!(
        (cost[0] - their_cost[0]).abs() < WITHIN * cost[0],
        "{cost:?} {their_cost:?}"
    );
    for (a, b) in gradient.iter().zip(&their_gradient) {
        assert!((a - b).abs() < WITHIN * 1e-1, "{a} {b}");
    }
}

macro_rules! both {
    ($($with:ident($value:expr)),*) => {{
        let device = Device::flex().autodiff();
        same(
            ours::CrossEntropyLossConfig::new()$(.$with($value))*.init(&device),
            theirs::CrossEntropyLossConfig::new()$(.$with($value))*.init(&device),
        );
    }};
}

#[test]
fn every_configuration_agrees_with_burns() {
    let weights = || Some((1..8).map(|i| i as f32 / 3.0).collect::<Vec<_>>());
    both!();
    both!(with_weights(weights()));
    both!(with_smoothing(Some(0.1)));
    both!(with_smoothing(Some(0.25)), with_weights(weights()));
    both!(with_pad_tokens(Some(vec![1, 4])));
    both!(with_pad_tokens(Some(vec![2])), with_weights(weights()));
    both!(
        with_pad_tokens(Some(vec![2])),
        with_weights(weights()),
        with_smoothing(Some(0.05))
    );
}

#[test]
fn probabilities_are_left_to_burn() {
    let device = Device::flex();
    let p = Tensor::<2>::from_data([[0.25, 0.75], [1.0, 0.0]], &device);
    let y = Tensor::<1, Int>::from_data([1, 0], &device);
    let ours = ours::CrossEntropyLossConfig::new()
        .with_logits(false)
        .init(&device);
    let theirs = theirs::CrossEntropyLossConfig::new()
        .with_logits(false)
        .init(&device);
    assert_eq!(
        values(ours.forward(p.clone(), y.clone())),
        values(theirs.forward(p, y))
    );
}

#[test]
fn it_is_a_module_like_theirs() {
    /// As users have it.
    #[derive(Module, Debug)]
    struct Model {
        linear: burn::nn::Linear,
        loss: ours::CrossEntropyLoss,
        #[module(skip)]
        other: ours::Fused<Huber>,
    }
    let device = Device::flex().autodiff();
    let model = Model {
        linear: burn::nn::LinearConfig::new(4, 3).init(&device),
        loss: ours::CrossEntropyLoss::new(None, &device),
        other: ours::Fused::new(Huber::default()),
    };
    assert_eq!(model.num_params(), 4 * 3 + 3);
    let x = Tensor::<2>::ones([2, 4], &device);
    let cost = model
        .loss
        .forward(model.linear.forward(x), Tensor::from_data([0, 2], &device));
    let gradients = cost.backward();
    assert!(model.linear.weight.val().grad(&gradients).is_some());
    let _ = model.other.forward((
        Tensor::<1>::zeros([2], &device),
        Tensor::<1>::zeros([2], &device),
    ));
}

#[test]
#[should_panic(expected = "CrossEntropyLoss: `label[1]` is 9, but the classes are 0..3")]
fn a_label_that_is_no_class_is_named() {
    let device = Device::flex();
    let x = Tensor::<2>::zeros([2, 3], &device);
    let _ =
        ours::CrossEntropyLoss::new(None, &device).forward(x, Tensor::from_data([0, 9], &device));
}
