//! One call: shapes checked, arguments laid out by axis, the graph evaluated, the gradient put in place.

use super::args::{Data, Flat};
use super::evaluate::{Evaluator, Value};
use super::layout::{Layout, inverse, picked};
use super::plan::Plan;
use super::scalar::scalars;
use super::shape::grown;
use super::subject::Subject;
use crate::error::Error;
use burn::tensor::{DType, Device, Tensor, TensorData};
use loss_compiler::differentiate::Partial;
use loss_compiler::graph::{Arg, ArgId, Extent, Kind};
use loss_core::Reduction;
use loss_core::kernel::Class;
use std::collections::BTreeMap;

/// The tensors of a call, in shapes that fit.
pub(super) struct Call {
    /// Each argument that comes with the call: its index in the formula, and its tensor.
    pub(super) args: Vec<(usize, Flat)>,
    pub(super) given: Vec<Flat>,
    /// The shape of the samples; empty for a batch loss.
    pub(super) samples: Vec<usize>,
    pub(super) lengths: Vec<usize>,
    pub(super) device: Device,
    pub(super) dtype: DType,
    is_autodiff: bool,
}

impl Call {
    pub(super) fn new(plan: &Plan, loss: &Subject<'_>, tensors: Vec<Flat>) -> Result<Call, Error> {
        let spec = loss.spec;
        let per_call: Vec<usize> = (0..spec.args.len())
            .filter(|&i| spec.args[i].is_per_call())
            .collect();
        let is_learnable =
            |arg: &&loss_core::spec::Arg| arg.kind == loss_core::spec::Kind::Learnable;
        let learnables = spec.args.iter().filter(is_learnable).count();
        let found = tensors.len();
        if !(per_call.len()..=per_call.len() + learnables).contains(&found) {
            return Err(Error::Loss(loss_core::Error::Arguments {
                loss: loss.name,
                found,
                expected: per_call.len(),
            }));
        }
        let is_autodiff = tensors.iter().any(Flat::is_autodiff);
        let mut tensors = tensors.into_iter();
        let args: Vec<(usize, Flat)> = per_call.into_iter().zip(&mut tensors).collect();
        let given: Vec<Flat> = tensors.collect();
        let Some(device) = args.first().map(|(_, x)| x.device().inner()) else {
            return Err(Error::Backend("a loss without arguments".into()));
        };
        let input = args
            .iter()
            .find(|(i, _)| spec.args[*i].kind == loss_core::spec::Kind::Input);
        let dtype = input.map_or(DType::F32, |(_, x)| x.dtype());
        if !matches!(dtype, DType::F32 | DType::F64 | DType::F16 | DType::BF16) {
            return Err(Error::Dtype {
                loss: loss.name,
                dtype,
            });
        }
        let mut lengths: Vec<Option<(&'static str, usize)>> = vec![None; spec.axes.len()];
        let mut lead: Option<(&'static str, Vec<usize>)> = None;
        for (i, x) in &args {
            let (arg, name) = (&plan.args[*i], spec.args[*i].name);
            if x.device().inner() != device {
                return Err(Error::Devices {
                    argument: name,
                    found: Box::new(x.device()),
                    expected: Box::new(device),
                });
            }
            fits(arg, name, x, dtype)?;
            let own = arg.axes.len();
            let (rank, batch) = (x.shape.len(), spec.batch);
            if (batch && rank != own) || rank < own {
                return Err(Error::Loss(loss_core::Error::Axes {
                    argument: name,
                    found: x.shape.clone().into(),
                    expected: own,
                    batch,
                }));
            }
            let (samples, shape) = x.shape.split_at(rank - own);
            let (with, expected) = lead.get_or_insert_with(|| (name, samples.to_vec()));
            if samples != &expected[..] {
                return Err(Error::Loss(loss_core::Error::Shape {
                    argument: name,
                    found: samples.into(),
                    with,
                    expected: expected.clone().into(),
                }));
            }
            for (extent, &found) in arg.axes.iter().zip(shape) {
                match *extent {
                    Extent::Named(axis) => {
                        let axis = plan.same_length[usize::from(axis.0)];
                        let (with, expected) = *lengths[axis].get_or_insert((name, found));
                        if found != expected {
                            return Err(Error::Loss(loss_core::Error::Axis {
                                axis: spec.axes[axis].name,
                                argument: name,
                                found,
                                with,
                                expected,
                            }));
                        }
                    }
                    Extent::Fixed(n) if n as usize != found => {
                        return Err(Error::Loss(loss_core::Error::Columns {
                            argument: name,
                            found,
                            expected: n as usize,
                        }));
                    }
                    Extent::Fixed(_) => {}
                }
            }
            if x.shape.contains(&0) {
                return Err(Error::Loss(loss_core::Error::Empty {
                    argument: Some(name),
                }));
            }
        }
        let length = |axis: usize| lengths[plan.same_length[axis]].map(|(_, n)| n);
        let lengths: Vec<usize> = (0..spec.axes.len())
            .map(|axis| {
                length(axis).ok_or(Error::Loss(loss_core::Error::Unsized {
                    axis: spec.axes[axis].name,
                }))
            })
            .collect::<Result<_, Error>>()?;
        let call = Call {
            args,
            given,
            samples: lead.map(|(_, samples)| samples).unwrap_or_default(),
            lengths,
            device,
            dtype,
            is_autodiff,
        };
        call.params(loss)?;
        call.labels(plan, loss)?;
        Ok(call)
    }

    fn count(&self) -> usize {
        self.samples.iter().product()
    }

    /// Parameters for each class must be as many as there are.
    fn params(&self, loss: &Subject<'_>) -> Result<(), Error> {
        for (arg, number) in loss.spec.args.iter().zip(&loss.numbers) {
            if let (Class::Each(all), [loss_core::spec::Extent::Named(axis)]) = (number, arg.axes)
                && !arg.is_per_call()
                && all.len() != self.lengths[*axis]
            {
                return Err(Error::Loss(loss_core::Error::Classes {
                    param: arg.name,
                    found: all.len(),
                    expected: self.lengths[*axis],
                }));
            }
        }
        Ok(())
    }

    /// Labels are classes: two numbers come from the device for each argument of them.
    fn labels(&self, plan: &Plan, loss: &Subject<'_>) -> Result<(), Error> {
        for (i, x) in &self.args {
            let (Kind::Index(axis), Data::Int(labels)) = (plan.args[*i].kind, &x.data) else {
                continue;
            };
            let classes = self.lengths[usize::from(axis.0)];
            let plain = labels.clone().inner();
            for end in [plain.clone().min(), plain.clone().max()] {
                let label = end.try_into_scalar::<i64>().map_err(unread)?;
                if !usize::try_from(label).is_ok_and(|label| label < classes) {
                    let index = plain.equal_elem(label).int().argmax(0);
                    let index = index.try_into_scalar::<i64>().map_err(unread)?;
                    return Err(Error::Loss(loss_core::Error::Label {
                        argument: loss.spec.args[*i].name,
                        index: usize::try_from(index).unwrap_or_default(),
                        label: label.into(),
                        classes,
                    }));
                }
            }
        }
        Ok(())
    }

    /// The learnables that came with the call.
    pub(super) fn learnables(&self) -> Result<Vec<f64>, Error> {
        let read = |x: &Flat| {
            let elements = x.shape.iter().product();
            match (elements, &x.data) {
                (1, Data::Float(x)) => x.clone().inner().try_into_scalar::<f64>().map_err(unread),
                _ => Err(Error::Learnable { elements }),
            }
        };
        self.given.iter().map(read).collect()
    }

    pub(super) fn evaluator<'p, const D: usize>(
        &self,
        plan: &'p Plan,
        loss: &Subject<'_>,
    ) -> Evaluator<'p, D> {
        let graph = &plan.derived.graph;
        let dtype = match self.dtype {
            DType::F64 => DType::F64,
            // Half precision is computed in f32, as the kernels do.
            _ => DType::F32,
        };
        let mut leaves = BTreeMap::new();
        for (i, x) in &self.args {
            let arg = &plan.args[*i];
            for component in 0..arg.components() {
                let at = Layout::of(arg, &self.lengths, component);
                let value = at.component(x, self.count(), dtype, &self.device);
                leaves.insert((ArgId(*i as u16), component), value);
            }
        }
        for (i, (arg, number)) in plan.args.iter().zip(&loss.numbers).enumerate() {
            if let (Class::Each(all), [Extent::Named(axis)]) = (number, &arg.axes[..]) {
                let shape = super::shape::along([1; D], 1 + usize::from(axis.0), all.len());
                let data = TensorData::new(all.to_vec(), [all.len()]);
                let x = Tensor::<1>::from_data(data, (&self.device, dtype));
                leaves.insert((ArgId(i as u16), 0), Value::Real(x.reshape(shape)));
            }
        }
        Evaluator {
            loss: loss.name,
            graph,
            scalars: scalars(graph, &loss.single_numbers(), Some(&self.lengths)),
            lengths: self.lengths.clone(),
            device: self.device.clone(),
            dtype,
            leaves,
            values: vec![None; graph.len()],
        }
    }

    /// A tensor of one number a sample.
    pub(super) fn column<const D: usize>(&self, x: Tensor<D>) -> Tensor<1> {
        let count = self.count();
        let x = match x.dims()[0] == count {
            true => x,
            false => x.expand(super::shape::along([1; D], 0, count)),
        };
        x.reshape([count])
    }

    /// Each tracked tensor with its gradient, of samples that count as often as the formula says.
    pub(super) fn gradients<const D: usize>(
        &self,
        plan: &Plan,
        evaluator: &mut Evaluator<'_, D>,
        weights: Option<&Tensor<1>>,
        divisor: f64,
    ) -> Result<Vec<(Tensor<1>, Tensor<1>)>, Error> {
        let mut tracked = Vec::new();
        for (i, x) in &self.args {
            let (Data::Float(data), true) = (&x.data, x.is_tracked()) else {
                continue;
            };
            let mine = |p: &&Partial| usize::from(p.arg.0) == *i;
            let arg = &plan.args[*i];
            let (mut parts, mut places) = (Vec::new(), Vec::new());
            for partial in plan.derived.gradient.iter().filter(mine) {
                let at = Layout::of(arg, &self.lengths, partial.component);
                let gradient = evaluator.tensor(partial.id)?;
                let gradient = grown(gradient, at.dims(self.count()));
                let gradient = gradient.reshape([self.count(), at.offsets.len()]);
                parts.push(weighted(gradient, weights));
                places.extend(at.offsets);
            }
            if parts.is_empty() {
                continue;
            }
            let all = Tensor::cat(parts, 1);
            let all = picked(all, &inverse(&places), &self.device);
            let elements = data.dims()[0];
            let all = (all.reshape([elements]) / divisor).cast(self.dtype);
            tracked.push((data.clone(), all));
        }
        for (x, partial) in self.given.iter().zip(&plan.derived.learnable) {
            let (Data::Float(data), true) = (&x.data, x.is_tracked()) else {
                continue;
            };
            let gradient = evaluator.tensor(partial.id)?;
            let each = self.column(gradient).reshape([self.count(), 1]);
            let sum = weighted(each, weights).sum() / divisor;
            tracked.push((data.clone(), sum.cast(x.dtype())));
        }
        Ok(tracked)
    }

    pub(super) fn has_tracked(&self) -> bool {
        let inputs = self.args.iter().map(|(_, x)| x);
        inputs.chain(&self.given).any(Flat::is_tracked)
    }

    /// The value in the place that the arguments have: with autodiff if they have it.
    pub(super) fn record<const D: usize>(
        &self,
        value: Tensor<D>,
        tracked: Vec<(Tensor<1>, Tensor<1>)>,
        samples: usize,
    ) -> Tensor<D> {
        let value = value.cast(self.dtype);
        match self.is_autodiff {
            true => crate::portable::attach(Tensor::from_inner(value), tracked, samples),
            false => value,
        }
    }
}

/// Rows, each as often as its sample counts: whatever is in one that counts 0 times is gone.
pub(super) fn weighted(rows: Tensor<2>, weights: Option<&Tensor<1>>) -> Tensor<2> {
    let Some(weights) = weights else {
        return rows;
    };
    let weights = weights.clone().reshape([rows.dims()[0], 1]);
    let weights = grown(weights, rows.dims());
    let is_out = weights.clone().equal_scalar(0.0);
    (rows * weights).mask_fill(is_out, 0)
}

/// Divides by what the reduction says; `weights` are those of the formula.
pub(super) fn divisor(
    reduction: Reduction,
    count: usize,
    weights: Option<Tensor<1>>,
) -> Result<f64, Error> {
    let divisor = match reduction {
        Reduction::Sum => return Ok(1.0),
        Reduction::DividedBy(d) if d > 0.0 && d.is_finite() => return Ok(d),
        Reduction::DividedBy(divisor) => {
            return Err(Error::Loss(loss_core::Error::DividedBy { divisor }));
        }
        // No weight is the caller's, so that both means are one.
        _ => match weights {
            None => count as f64,
            Some(weights) => weights.sum().try_into_scalar::<f64>().map_err(unread)?,
        },
    };
    match divisor <= 0.0 {
        true => Err(Error::Loss(loss_core::Error::Divisor { divisor })),
        false => Ok(divisor),
    }
}

fn unread(error: impl core::fmt::Debug) -> Error {
    Error::Backend(format!("a tensor could not be read: {error:?}"))
}

fn fits(arg: &Arg, name: &'static str, x: &Flat, dtype: DType) -> Result<(), Error> {
    let labels = matches!(arg.kind, Kind::Index(_) | Kind::Identity);
    match (&x.data, arg.kind) {
        (Data::Int(_), Kind::Index(_) | Kind::Identity | Kind::Data) => Ok(()),
        (Data::Bool(_), Kind::Data) => Ok(()),
        (Data::Float(x), Kind::Input | Kind::Data) if x.dtype() == dtype => Ok(()),
        (Data::Float(x), Kind::Input | Kind::Data) => Err(Error::Mixed {
            argument: name,
            found: x.dtype(),
            expected: dtype,
        }),
        _ => Err(Error::Loss(loss_core::Error::Elements {
            argument: name,
            labels,
        })),
    }
}
