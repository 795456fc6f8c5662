//! Candle: its own loss where it has one, else the formula in its tensors.

use crate::data::Data;
use candle_core::{D, Device, Result, Tensor, Var};
use candle_nn::loss as shipped;
use candle_nn::ops::{log_softmax, sigmoid};

/// A call of a loss: the cost, with the gradients computed.
pub fn call(loss: &'static str, data: &Data<f32>) -> Option<impl FnMut() -> f64 + use<>> {
    let inputs = Inputs::new(data).ok()?;
    cost(loss, &inputs)?.ok()?;
    Some(move || {
        let run = || -> Result<f64> {
            let cost = cost(loss, &inputs).expect("it was there before")?;
            let gradients = cost.backward()?;
            for x in &inputs.x {
                std::hint::black_box(gradients.get(x));
            }
            Ok(cost.to_scalar::<f32>()?.into())
        };
        run().unwrap_or(f64::NAN)
    })
}

struct Inputs {
    x: Vec<Var>,
    labels: Tensor,
    rows: usize,
}

impl Inputs {
    fn new(data: &Data<f32>) -> Result<Self> {
        let rows = data.labels.len();
        let is_row = data.columns > 1;
        let x = data.x.iter().filter(|x| !x.is_empty());
        let x = x.map(|x| {
            if is_row {
                Var::from_slice(x, (rows, data.columns), &Device::Cpu)
            } else {
                Var::from_slice(x, x.len(), &Device::Cpu)
            }
        });
        Ok(Inputs {
            x: x.collect::<Result<_>>()?,
            labels: Tensor::from_slice(&data.labels, rows, &Device::Cpu)?,
            rows,
        })
    }
}

/// The cost as a tensor, if the loss is known.
fn cost(loss: &str, inputs: &Inputs) -> Option<Result<Tensor>> {
    let x = inputs.x[0].as_tensor();
    // What is data takes no gradient.
    let data = inputs.x.get(1).map(|y| y.as_detached_tensor());
    let y = data.as_ref().unwrap_or(x);
    let second = inputs.x.get(1).map_or(x, Var::as_tensor);
    let third = inputs.x.get(2).map_or(x, Var::as_tensor);
    Some(match loss {
        "MeanSquaredError" => shipped::mse(x, y),
        "MeanAbsoluteError" => absolute(x, y),
        "Huber" => shipped::huber(x, y, 1.0),
        "BinaryCrossEntropy" => bce(x, y),
        "BinaryCrossEntropyWithLogits" => shipped::binary_cross_entropy_with_logit(x, y),
        "Focal" => sigmoid(x).and_then(|p| focal(&p, y)),
        "FocalProbability" => focal(x, y),
        "MinimaxGenerator" => minimax(x),
        "NonSaturatingGenerator" => non_saturating(x),
        "Discriminator" => discriminator(x, second),
        "AbsolutePenalty" => x.abs().and_then(|x| x.mean_all()),
        "SquaredPenalty" => x.sqr().and_then(|x| x.mean_all()? * 0.5),
        "SparseCrossEntropy" => shipped::cross_entropy(x, &inputs.labels),
        "SparseCategoricalCrossEntropy" => x.log().and_then(|x| shipped::nll(&x, &inputs.labels)),
        "CrossEntropy" => log_softmax(x, D::Minus1).and_then(|log| weighed(&log, y, inputs.rows)),
        "CategoricalCrossEntropy" => x.log().and_then(|log| weighed(&log, y, inputs.rows)),
        "KlDivergence" => kl(x, y, inputs.rows),
        "KlDivergenceProbabilities" => x.log().and_then(|log| kl(&log, y, inputs.rows)),
        "VaeKl" => vae_kl(x, second, inputs.rows),
        "CategoricalFocal" => categorical_focal(x, &inputs.labels),
        "Triplet" => triplet(x, second, third, true),
        "SquaredTriplet" => triplet(x, second, third, false),
        _ => return None,
    })
}

fn absolute(x: &Tensor, y: &Tensor) -> Result<Tensor> {
    (x - y)?.abs()?.mean_all()
}

fn one_less(x: &Tensor) -> Result<Tensor> {
    x.affine(-1.0, 1.0)
}

fn bce(p: &Tensor, y: &Tensor) -> Result<Tensor> {
    let other = (one_less(y)? * one_less(p)?.log()?)?;
    ((y * p.log()?)? + other)?.mean_all()?.neg()
}

fn focal(p: &Tensor, y: &Tensor) -> Result<Tensor> {
    let (q, other) = (one_less(p)?, one_less(y)?);
    let positive = ((y * q.sqr()?)? * p.log()?)?;
    let negative = ((&other * p.sqr()?)? * q.log()?)?;
    let weight = ((y * 0.25)? + (other * 0.75)?)?;
    (weight * (positive + negative)?)?.mean_all()?.neg()
}

fn minimax(x: &Tensor) -> Result<Tensor> {
    one_less(&sigmoid(x)?)?.log()?.mean_all()
}

fn non_saturating(x: &Tensor) -> Result<Tensor> {
    sigmoid(x)?.log()?.mean_all()?.neg()
}

fn discriminator(real: &Tensor, fake: &Tensor) -> Result<Tensor> {
    non_saturating(real)? - minimax(fake)?
}

/// The mean over rows of minus the sum of targets times logarithms.
fn weighed(log: &Tensor, y: &Tensor, rows: usize) -> Result<Tensor> {
    (log * y)?.sum_all()? * (-1.0 / rows as f64)
}

fn kl(log_q: &Tensor, p: &Tensor, rows: usize) -> Result<Tensor> {
    (p * (p.log()? - log_q)?)?.sum_all()? * (1.0 / rows as f64)
}

fn vae_kl(mean: &Tensor, log: &Tensor, rows: usize) -> Result<Tensor> {
    let spread = ((log.exp()? - log)? - 1.0)?;
    (spread + mean.sqr()?)?.sum_all()? * (0.5 / rows as f64)
}

fn categorical_focal(x: &Tensor, labels: &Tensor) -> Result<Tensor> {
    let log = log_softmax(x, 1)?.gather(&labels.unsqueeze(1)?, 1)?;
    (one_less(&log.exp()?)?.sqr()? * log)?.mean_all()?.neg()
}

fn triplet(a: &Tensor, p: &Tensor, n: &Tensor, root: bool) -> Result<Tensor> {
    let distance = |x: &Tensor| {
        let square = (a - x)?.sqr()?.sum(1)?;
        if root { square.sqrt() } else { Ok(square) }
    };
    ((distance(p)? - distance(n)?)? + 1.0)?.relu()?.mean_all()
}
