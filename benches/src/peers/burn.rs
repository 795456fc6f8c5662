//! Burn with its CPU backend, flex.

use crate::data::Data;
use burn_tensor::activation::{log_sigmoid, log_softmax, relu, sigmoid};
use burn_tensor::{Device, Int, Tensor, TensorData};

/// A call of a loss: the cost, with the gradients computed.
pub fn call(loss: &'static str, data: &Data<f32>) -> Option<Box<dyn FnMut() -> f64>> {
    let device = &Device::flex().autodiff();
    let flat = |i: usize| {
        let x = &data.x[i];
        Tensor::<1>::from_data(TensorData::new(x.clone(), [x.len()]), device)
    };
    let rows = |i: usize| flat(i).reshape([data.labels.len(), data.columns]);
    Some(match loss {
        "MeanSquaredError" => {
            let (x, y) = (flat(0).require_grad(), flat(1));
            timed([x], move |[x]| (x - y.clone()).powi_scalar(2).mean())
        }
        "BinaryCrossEntropyWithLogits" => {
            let (x, y) = (flat(0).require_grad(), flat(1));
            timed([x], move |[x]| {
                // ln(sigmoid(-x)) = ln(sigmoid(x)) - x
                let log = log_sigmoid(x.clone());
                ((log - x.clone()) + x * y.clone()).mean().neg()
            })
        }
        "Focal" => {
            let (x, y) = (flat(0).require_grad(), flat(1));
            timed([x], move |[x]| {
                let p = sigmoid(x.clone());
                let q = p.clone().neg() + 1.0;
                let other = y.clone().neg() + 1.0;
                let log = log_sigmoid(x.clone());
                let positive = y.clone() * q.powi_scalar(2) * log.clone();
                let negative = other.clone() * p.powi_scalar(2) * (log - x);
                let weight = y.clone() * 0.25 + other * 0.75;
                (weight * (positive + negative)).mean().neg()
            })
        }
        "SparseCrossEntropy" => {
            let x = rows(0).detach().require_grad();
            let labels: Vec<i64> = data.labels.iter().map(|&label| label.into()).collect();
            let labels = TensorData::new(labels, [data.labels.len(), 1]);
            let labels = Tensor::<2, Int>::from_data(labels, device);
            timed([x], move |[x]| {
                log_softmax(x, 1).gather(1, labels.clone()).mean().neg()
            })
        }
        "Triplet" => {
            let x = [0, 1, 2].map(|i| rows(i).detach().require_grad());
            timed(x, |[a, p, n]| {
                let distance = |x: Tensor<2>| (a.clone() - x).powi_scalar(2).sum_dim(1).sqrt();
                relu(distance(p) - distance(n) + 1.0).mean()
            })
        }
        _ => return None,
    })
}

fn timed<const D: usize, const N: usize>(
    inputs: [Tensor<D>; N],
    cost: impl Fn([Tensor<D>; N]) -> Tensor<1> + 'static,
) -> Box<dyn FnMut() -> f64> {
    Box::new(move || {
        let cost = cost(inputs.clone());
        let gradients = cost.backward();
        for x in &inputs {
            std::hint::black_box(x.grad(&gradients));
        }
        cost.into_scalar::<f32>().into()
    })
}
