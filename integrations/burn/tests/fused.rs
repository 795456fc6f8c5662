//! The operation gives what the loss gives, and what Burn's own operations give, in every way Burn can ask.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Bool, DType, Device, Gradients, Int, Tensor, TensorData};
use loss_burn::Fused;
use loss_burn::loss_core::losses::{
    Huber, InfoNce, RootMeanSquaredError, SparseCrossEntropy, Triplet,
};
use loss_burn::loss_core::{Options, Reduction, Rows, loss};

loss! {
    /// One of a user's own, of four inputs.
    pub loss Quadruplet(a: input[D], b: input[D], c: input[D], d: input[D]) {
        sum(powi(a - b, 2) - powi(a - c, 2) + sin(b - d))
    }
}

fn device() -> Device {
    Device::flex().autodiff()
}

fn wave(n: usize) -> Vec<f64> {
    (0..n).map(|i| (1.0 + i as f64 * 0.7).sin() * 3.0).collect()
}

fn fixed<const D: usize>(shape: [usize; D], from: usize) -> Tensor<D> {
    let n: usize = shape.iter().product();
    let data = TensorData::new(wave(n + from)[from..].to_vec(), shape);
    Tensor::from_data(data, (&device(), DType::F64))
}

fn tracked<const D: usize>(shape: [usize; D], from: usize) -> Tensor<D> {
    fixed(shape, from).require_grad()
}

fn labels<const D: usize>(data: impl Into<TensorData>) -> Tensor<D, Int> {
    Tensor::from_data(data, &device())
}

fn flat<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    let data = tensor.into_data_as::<f64>();
    data.as_slice().unwrap().to_vec()
}

fn gradient<const D: usize>(x: &Tensor<D>, all: &Gradients) -> Vec<f64> {
    flat(x.grad(all).expect("it is tracked"))
}

#[track_caller]
fn close(a: &[f64], b: &[f64], within: f64) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() <= within * a.abs().max(1.0), "{a} is not {b}");
    }
}

#[test]
fn the_gradient_is_that_of_burns_own_operations() {
    let x = tracked([6, 5], 0);
    let y = labels::<1>([0, 1, 4, 3, 2, 2]);
    let theirs = || {
        log_softmax(x.clone(), 1)
            .gather(1, y.clone().unsqueeze_dim(1))
            .mean()
            .neg()
    };
    let ours = || Fused::new(SparseCrossEntropy::default()).forward((x.clone(), y.clone()));
    // Both round sums of six terms and logarithms in f64 in their own order.
    close(&flat(ours()), &flat(theirs()), 1e-14);
    let of_theirs = gradient(&x, &theirs().backward());
    close(&gradient(&x, &ours().backward()), &of_theirs, 1e-14);
    // A factor behind the loss, and another use of the input beside it.
    let chained = (ours() * 3.0 + x.clone().sum()).backward();
    let expected: Vec<f64> = of_theirs.iter().map(|g| g * 3.0 + 1.0).collect();
    close(&gradient(&x, &chained), &expected, 1e-14);
}

#[test]
fn every_input_has_its_gradient_in_every_pass() {
    let [a, p, n] = [0, 12, 24].map(|from| tracked([4, 3], from));
    let (rows_a, rows_p, rows_n) = (flat(a.clone()), flat(p.clone()), flat(n.clone()));
    let rows = |x| Rows::new(x, 3).unwrap();
    let (value, plain) = Triplet::default()
        .value_and_grad(rows(&rows_a), rows(&rows_p), rows(&rows_n))
        .unwrap();
    // Burn consumes a graph with its backward pass: each has a forward pass of its own.
    let triplet = Fused::new(Triplet::default());
    for _ in 0..3 {
        let cost = triplet.forward((a.clone(), p.clone(), n.clone()));
        assert_eq!(flat(cost.clone()), [value]);
        let all = cost.backward();
        assert_eq!(gradient(&a, &all), plain.anchor);
        assert_eq!(gradient(&p, &all), plain.positive);
        assert_eq!(gradient(&n, &all), plain.negative);
    }
    // Two costs of the same inputs, added up.
    let twice = triplet.forward((a.clone(), p.clone(), n.clone()))
        + triplet.forward((a.clone(), p.clone(), n.clone()));
    let doubled: Vec<f64> = plain.anchor.iter().map(|g| 2.0 * g).collect();
    close(&gradient(&a, &twice.backward()), &doubled, 1e-15);
    // Only what is tracked; the same tensor twice.
    let all = triplet
        .forward((
            a.clone(),
            p.clone().detach().set_require_grad(false),
            n.clone(),
        ))
        .backward();
    assert!(p.grad(&all).is_none());
    assert_eq!(gradient(&n, &all), plain.negative);
    assert!(
        a.grad(&triplet.forward((a.clone(), a.clone(), n)).backward())
            .is_some()
    );
}

#[test]
fn four_inputs_of_a_users_own_loss() {
    let [a, b, c, d] = [0, 1, 2, 3].map(|from| tracked([2, 3], from));
    let all = Fused::new(Quadruplet)
        .forward((a.clone(), b.clone(), c.clone(), d.clone()))
        .backward();
    let plain = (a.clone() - b.clone()).powi_scalar(2) - (a.clone() - c.clone()).powi_scalar(2)
        + (b.clone() - d.clone()).sin();
    let plain = (plain.sum() / 2.0).backward();
    for x in [a, b, c, d] {
        close(&gradient(&x, &all), &gradient(&x, &plain), 1e-14);
    }
}

#[test]
fn a_learnable_may_follow() {
    let (q, k) = (tracked([4, 2], 0), tracked([4, 2], 8));
    let heat = Tensor::<1>::from_data([0.5], (&device(), DType::F64)).require_grad();
    let cost = Fused::new(InfoNce::default()).forward((q.clone(), k.clone(), heat.clone()));
    let (rows_q, rows_k) = (flat(q.clone()), flat(k.clone()));
    let rows = |x| Rows::new(x, 2).unwrap();
    let (value, plain) = InfoNce::new(0.5)
        .unwrap()
        .value_and_grad(rows(&rows_q), rows(&rows_k))
        .unwrap();
    assert_eq!(flat(cost.clone()), [value]);
    assert_eq!(gradient(&heat, &cost.backward()), [plain.temperature]);
    let cold = Tensor::<1>::from_data([0.0], (&device(), DType::F64));
    let error = Fused::new(InfoNce::default())
        .try_forward((q, k, cold))
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`temperature` is 0.0, outside its domain"),
        "{error}"
    );
}

#[test]
fn layouts_and_element_types_do_not_matter() {
    let (x, y) = (tracked([4, 6], 0), fixed([4, 6], 24));
    let huber = Fused::new(Huber::default());
    let plain = huber.forward((x.clone(), y.clone()));
    let exact = gradient(&x, &plain.clone().backward());
    let plain = flat(plain);
    // Transposed, every second row, from the middle.
    let turned = fixed([4, 6], 0)
        .transpose()
        .reshape([24])
        .reshape([6, 4])
        .require_grad();
    let cost = huber.forward((turned.clone().transpose(), y.clone()));
    assert_eq!(flat(cost.clone()), plain);
    let of_turned = Tensor::<2>::from_data(
        TensorData::new(gradient(&turned, &cost.backward()), [6, 4]),
        (&device(), DType::F64),
    );
    assert_eq!(flat(of_turned.transpose()), exact);
    let tall = Tensor::cat(vec![y.clone(), x.clone()], 0);
    assert_eq!(
        flat(huber.forward((tall.narrow(0, 4, 4), y.clone()))),
        plain
    );

    for (dtype, within) in [(DType::F32, 1e-6), (DType::F16, 2e-3), (DType::BF16, 2e-2)] {
        // As far as the element type rounds the arguments: a few of its units in the last place.
        let x = fixed([4, 6], 0).cast(dtype).require_grad();
        let cost = huber.forward((x.clone(), y.clone().cast(dtype)));
        assert_eq!(cost.dtype(), dtype);
        close(&flat(cost.clone()), &plain, within);
        let gradient = x.grad(&(cost * 1.0).backward()).unwrap();
        assert_eq!(gradient.dtype(), dtype);
        close(&flat(gradient), &exact, within);
    }
}

#[test]
fn without_gradients_there_is_only_a_value() {
    let x = tracked([8], 0);
    let huber = Fused::new(Huber::default());
    let truths = Tensor::<1, Bool>::from_data(
        [true, false, true, false, true, false, true, false],
        &device(),
    );
    let numbers = truths.clone().int();
    let cost = huber.forward((x.clone(), truths.clone()));
    assert!(cost.is_tracked());
    // On the backend without autodiff; on that with it, where nothing is tracked.
    let inner = huber.forward((x.clone().inner(), truths.inner()));
    assert!(!inner.is_autodiff());
    let untracked = huber.forward((fixed([8], 0), numbers));
    assert!(!untracked.is_tracked());
    assert_eq!(flat(inner), flat(cost.clone()));
    assert_eq!(flat(untracked), flat(cost));
}

#[test]
fn a_graph_that_recomputes_is_served_too() {
    let balanced = Device::flex().autodiff().gradient_checkpointing();
    let x = Tensor::<1>::from_data(TensorData::new(wave(8), [8]), (&balanced, DType::F64))
        .require_grad();
    let y = Tensor::<1>::zeros([8], (&balanced, DType::F64));
    let cost = Fused::new(Huber::default()).forward((x.clone().sin() * 2.0, y));
    let plain = tracked([8], 0);
    let same =
        Fused::new(Huber::default()).forward((plain.clone().sin() * 2.0, fixed([8], 0) * 0.0));
    assert_eq!(
        gradient(&x, &cost.backward()),
        gradient(&plain, &same.backward())
    );
}

#[test]
fn each_sample_has_its_own_factor() {
    let x = tracked([2, 3, 4], 0);
    let y = labels::<2>([[0, 1, 3], [2, 2, 1]]);
    let fused = Fused::new(SparseCrossEntropy::default());
    let factors =
        Tensor::<2>::from_data([[1.0, 0.0, 2.0], [-1.0, 0.5, 3.0]], (&device(), DType::F64));
    let each = fused.each::<2>((x.clone(), y.clone()));
    let ours = (each * factors.clone()).sum().backward();
    let log = log_softmax(x.clone(), 2)
        .gather(2, y.clone().unsqueeze_dim(2))
        .squeeze_dim::<2>(2);
    let theirs = (log.neg() * factors).sum().backward();
    close(&gradient(&x, &ours), &gradient(&x, &theirs), 1e-14);
    assert!(
        fused
            .try_each::<1>((x.clone(), y.clone()))
            .unwrap_err()
            .to_string()
            .contains("of 2 axes, but a tensor of 1")
    );

    // Weights of one call, and what is left out.
    let (x, y) = (x.reshape([6, 4]), y.reshape([6]));
    let weights = [1.0, 0.0, 2.0, 0.25, 0.5, 3.0];
    let options = Options::default().reduce(Reduction::Sum).weights(&weights);
    let weighed = flat(fused.forward_with(options, (x.clone(), y.clone())).unwrap())[0];
    let losses = flat(fused.each::<1>((x.clone(), y)));
    let sum: f64 = losses
        .iter()
        .zip(weights)
        .map(|(loss, weight)| loss * weight)
        .sum();
    assert!((weighed - sum).abs() < 1e-14 * sum);
    let padded = labels::<1>([0, -100, 3, 2, -100, 1]);
    assert!(fused.try_forward((x.clone(), padded.clone())).is_err());
    assert!(flat(fused.ignore_label(-100).forward((x, padded)))[0].is_finite());
}

#[test]
fn another_backend_has_the_same_bits() {
    // The only other one that runs on any machine.
    #[expect(deprecated)]
    let other = Device::ndarray().autodiff();
    let (of_flex, of_other) = (tracked::<3>([2, 3, 4], 0), {
        let data = TensorData::new(wave(24), [2, 3, 4]);
        Tensor::<3>::from_data(data, (&other, DType::F64)).require_grad()
    });
    let classes = [[0, 1, 3], [2, 2, 1]];
    let of = |x: &Tensor<3>, device: &Device| {
        let y = Tensor::<2, Int>::from_data(classes, device);
        let cost = Fused::new(SparseCrossEntropy::default()).forward((x.clone(), y));
        assert_eq!(cost.device(), x.device());
        let gradients = (cost.clone() * 3.0).backward();
        (flat(cost), gradient(x, &gradients))
    };
    assert_eq!(of(&of_flex, &device()), of(&of_other, &other));
    // Tensors of two backends do not meet.
    let y = labels::<2>(classes);
    let error = Fused::new(SparseCrossEntropy::default()).try_forward((of_other, y));
    let error = error.unwrap_err().to_string();
    assert!(error.contains("move one with `to_device`"), "{error}");
}

#[test]
fn what_does_not_fit_is_an_error_that_says_so() {
    let (x, column) = (tracked([8], 0), tracked([8, 1], 0));
    let huber = Fused::new(Huber::default());
    let entropy = Fused::new(SparseCrossEntropy::default());
    let says = |result: Result<Tensor<1>, loss_burn::Error>, words: &str| {
        let error = result.unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    says(
        huber.try_forward((x.clone(), column.clone())),
        "nothing is broadcast",
    );
    says(
        huber.try_forward((x.clone(),)),
        "has 2 arguments, but got 1",
    );
    says(
        huber.try_forward((x.clone(), x.clone().cast(DType::F32))),
        "`target` is F32, but the inputs are F64",
    );
    says(
        entropy.try_forward((column.clone(), x.clone())),
        "`label` takes labels",
    );
    let integers = labels::<1>([0; 8]);
    says(
        huber.try_forward((integers.clone(), integers.clone())),
        "Huber computes in f32, f64, f16 and bf16, but its inputs are I32",
    );
    says(
        entropy.try_forward((column.clone(), integers + 3)),
        "`label[0]` is 3, but the classes are 0..1",
    );
    says(
        Fused::new(RootMeanSquaredError).try_forward((column.clone(), column)),
        "exactly 1 axes",
    );
    let nothing = Tensor::<1>::zeros([0], (&device(), DType::F64));
    says(huber.try_forward((nothing.clone(), nothing)), "no samples");
    let nan = Tensor::<1>::from_data([f64::NAN], (&device(), DType::F64));
    says(
        huber.checked().try_forward((nan.clone(), nan)),
        "`prediction[0]` is NaN",
    );
}

#[test]
#[should_panic(expected = "Huber: `target` has the shape [2]")]
fn forward_panics_with_the_same_words() {
    let _ = Fused::new(Huber::default()).forward((tracked([3], 0), fixed([2], 0)));
}
