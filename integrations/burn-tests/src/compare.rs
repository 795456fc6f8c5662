//! Values and gradients of both, and whether they are the same.

use crate::case::{Case, Elements};
use crate::tried::{Tried, learnables};
use burn::tensor::{DType, Device, Int, Tensor, TensorData};
use loss_burn::loss_core::spec::{Kind, Spec};
use loss_burn::loss_core::{Elem, Reduction};
use loss_burn::{Error, Flat, TensorArgument};

/// A value, or one a sample, with the gradient by each input and then by each learnable.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The cost, or the loss of each sample.
    pub value: Vec<f64>,
    /// The gradients.
    pub gradients: Vec<Vec<f64>>,
}

impl Outcome {
    pub(crate) fn new<E: Elem>(value: f64, gradients: &[Vec<E>]) -> Outcome {
        let wide = |x: &Vec<E>| x.iter().map(|x| x.to_f64()).collect();
        Outcome {
            value: vec![value],
            gradients: gradients.iter().map(wide).collect(),
        }
    }

    /// Zeros in place of the gradients.
    pub(crate) fn room<E: Elem>(spec: &Spec, case: &Case) -> Vec<Vec<E>> {
        let inputs = case.args.iter().zip(&case.elements);
        let inputs = inputs.filter_map(|(arg, elements)| match elements {
            Elements::Real(x) if arg.kind == Kind::Input => Some(x.len()),
            _ => None,
        });
        let learnables = spec.args.iter().filter(|arg| arg.kind == Kind::Learnable);
        inputs
            .chain(learnables.map(|_| 1))
            .map(|count| vec![E::of(0.0); count])
            .collect()
    }
}

/// Rounds to an element type.
#[must_use]
pub fn rounded(dtype: DType) -> fn(f64) -> f64 {
    match dtype {
        DType::F64 => |x| x,
        DType::F16 => |x| half::f16::from_f64(x).to_f64(),
        DType::BF16 => |x| half::bf16::from_f64(x).to_f64(),
        _ => |x| f64::from(x as f32),
    }
}

/// The distance from 1 to the next number of an element type.
fn epsilon(dtype: DType) -> f64 {
    match dtype {
        DType::F64 => f64::EPSILON,
        DType::F16 => half::f16::EPSILON.to_f64(),
        DType::BF16 => half::bf16::EPSILON.to_f64(),
        _ => f64::from(f32::EPSILON),
    }
}

/// The arguments as tensors, and those among them that want a gradient.
fn tensors(case: &Case, device: &Device, dtype: DType) -> (Vec<Flat>, Vec<Tensor<1>>) {
    let mut inputs = Vec::new();
    let all = case.args.iter().zip(&case.elements).zip(&case.shapes);
    let flat = all.map(|((arg, elements), shape)| match elements {
        Elements::Labels(x) => {
            let x = Tensor::<1, Int>::from_data(TensorData::new(x.clone(), [x.len()]), device);
            match *shape.as_slice() {
                [a, b] => x.reshape([a, b]).flat(),
                _ => x.flat(),
            }
        }
        Elements::Real(x) => {
            let data = TensorData::new(x.clone(), [x.len()]);
            let mut x = Tensor::<1>::from_data(data, (device, dtype));
            if arg.kind == Kind::Input {
                x = x.require_grad();
                inputs.push(x.clone());
            }
            match *shape.as_slice() {
                [a, b] => x.reshape([a, b]).flat(),
                [a, b, c] => x.reshape([a, b, c]).flat(),
                [a, b, c, d] => x.reshape([a, b, c, d]).flat(),
                _ => x.flat(),
            }
        }
    });
    (flat.collect(), inputs)
}

fn numbers(x: Tensor<1>) -> Vec<f64> {
    let data = x.into_data_as::<f64>();
    data.as_slice::<f64>().unwrap_or_default().to_vec()
}

/// The cost in tensor operations on a device, its learnables given as tensors.
///
/// # Errors
/// If the tensors do not fit.
pub fn in_tensors(
    loss: &dyn Tried,
    case: &Case,
    device: &Device,
    dtype: DType,
    reduction: Reduction,
) -> Result<Outcome, Error> {
    let (mut args, mut inputs) = tensors(case, device, dtype);
    for x in learnables(loss) {
        let x = Tensor::<1>::from_data([x], (device, dtype)).require_grad();
        inputs.push(x.clone());
        args.push(x.flat());
    }
    let cost = loss.cost(reduction, args)?;
    Ok(outcome(cost.clone(), cost, inputs))
}

/// The loss of each sample, and the gradient of their sum with a factor each.
///
/// # Errors
/// If the tensors do not fit.
pub fn each(
    loss: &dyn Tried,
    case: &Case,
    device: &Device,
    factors: &[f64],
) -> Option<Result<Outcome, Error>> {
    let (args, inputs) = tensors(case, device, DType::F64);
    let data = TensorData::new(factors.to_vec(), [factors.len()]);
    let factors = Tensor::<1>::from_data(data, (device, DType::F64));
    let each = match loss.each(args)? {
        Ok(each) => each,
        Err(error) => return Some(Err(error)),
    };
    Some(Ok(outcome(each.clone(), (each * factors).sum(), inputs)))
}

fn outcome(value: Tensor<1>, root: Tensor<1>, inputs: Vec<Tensor<1>>) -> Outcome {
    let gradients = root.backward();
    let gradient = |x: Tensor<1>| x.grad(&gradients).map(numbers).unwrap_or_default();
    Outcome {
        value: numbers(value),
        gradients: inputs.into_iter().map(gradient).collect(),
    }
}

/// The cost in tensor operations against that of the kernel.
///
/// # Errors
/// What differs.
pub fn compare(
    loss: &dyn Tried,
    case: &Case,
    device: &Device,
    dtype: DType,
    reduction: Reduction,
) -> Result<(), String> {
    let kernel = loss.kernel(dtype == DType::F64, reduction, case, rounded(dtype));
    let ours = in_tensors(loss, case, device, dtype, reduction);
    match (kernel, ours) {
        (Err(kernel), Err(ours)) if kernel.to_string() == ours.to_string() => Ok(()),
        (Ok(kernel), Ok(ours)) => {
            let learnables = learnables(loss);
            let inputs = kernel.gradients.len() - learnables.len();
            let terms = learnables.iter().map(|x| (kernel.value[0] / x).abs());
            let terms: Vec<f64> = std::iter::repeat_n(0.0, inputs).chain(terms).collect();
            near(&ours, &kernel, &terms, dtype)
        }
        (kernel, ours) => Err(format!("{ours:?} against {kernel:?}")),
    }
}

/// Whether both are the same but for rounding.
///
/// The operations of Burn are those of the C library, good to 2 units in the last place as the kernels are, and a formula of some tens of them
/// with sums of 20 terms adds up to some tens of units of the largest element of an output: 64 of them. Half precision is computed in `f32`, and
/// rounded once: one unit of each element more. A gradient by a learnable is a sum over the batch, whose `terms` may cancel: they are of the size of
/// the value divided by it.
///
/// # Errors
/// What differs.
pub fn near(ours: &Outcome, kernel: &Outcome, terms: &[f64], dtype: DType) -> Result<(), String> {
    let is_half = matches!(dtype, DType::F16 | DType::BF16);
    let (own, computed) = match is_half {
        true => (epsilon(dtype), epsilon(DType::F32)),
        false => (0.0, epsilon(dtype)),
    };
    let outputs = ours.gradients.iter().zip(&kernel.gradients).enumerate();
    let outputs = outputs.map(|(i, (ours, kernel))| {
        let terms = terms.get(i).copied().unwrap_or_default();
        (format!("gradient {i}"), ours, kernel, terms)
    });
    let value = ("value".to_owned(), &ours.value, &kernel.value, 0.0);
    for (name, ours, kernel, terms) in [value].into_iter().chain(outputs) {
        let kernel: Vec<f64> = kernel.iter().map(|&x| rounded(dtype)(x)).collect();
        let finite = kernel.iter().copied().filter(|x| x.is_finite());
        let least = if terms.is_finite() { terms } else { 0.0 };
        let least = least.max(f64::MIN_POSITIVE);
        let size = finite.fold(least, |most: f64, x| most.max(x.abs()));
        let close = |(a, b): (&f64, &f64)| {
            a == b
                || (a.is_nan() && b.is_nan())
                || (a - b).abs() <= 64.0 * computed * size + own * b.abs()
        };
        if ours.len() != kernel.len() || !ours.iter().zip(&kernel).all(close) {
            return Err(format!("{name}: {ours:?} against {kernel:?}"));
        }
    }
    match ours.gradients.len() == kernel.gradients.len() {
        true => Ok(()),
        false => Err("another number of gradients".into()),
    }
}
