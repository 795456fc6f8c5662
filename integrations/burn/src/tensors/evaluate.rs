//! The graph in tensor operations: each node that is needed, once, its operands first.

use super::element;
use super::scalar::Scalar;
use super::shape::{along, common, grown, grown_index, grown_truth};
use crate::error::Error;
use burn::tensor::{Bool, DType, Device, Int, Tensor};
use loss_compiler::graph::{ArgId, Cmp, Fun, Graph, Id, Op};
use std::collections::BTreeMap;

/// The elements of a node.
#[derive(Clone, Debug)]
pub(super) enum Value<const D: usize> {
    Number(f64),
    Known(bool),
    Real(Tensor<D>),
    Truth(Tensor<D, Bool>),
    Index(Tensor<D, Int>),
}

/// What a graph is evaluated under.
pub(super) struct Evaluator<'a, const D: usize> {
    pub(super) loss: &'static str,
    pub(super) graph: &'a Graph,
    pub(super) scalars: Vec<Option<Scalar>>,
    pub(super) lengths: Vec<usize>,
    pub(super) device: Device,
    pub(super) dtype: DType,
    /// The components of each argument that comes with the call or has a number for each class.
    pub(super) leaves: BTreeMap<(ArgId, u32), Value<D>>,
    pub(super) values: Vec<Option<Value<D>>>,
}

impl<const D: usize> Evaluator<'_, D> {
    /// A node as a tensor.
    pub(super) fn tensor(&mut self, id: Id) -> Result<Tensor<D>, Error> {
        self.evaluate(id)?;
        self.real(id)
    }

    fn evaluate(&mut self, root: Id) -> Result<(), Error> {
        let mut stack = vec![root];
        while let Some(&id) = stack.last() {
            let index = id.0 as usize;
            if self.values[index].is_some() {
                stack.pop();
                continue;
            }
            match self.scalars[index] {
                Some(Scalar::Number(x)) => {
                    self.values[index] = Some(Value::Number(x));
                    continue;
                }
                Some(Scalar::Truth(x)) => {
                    self.values[index] = Some(Value::Known(x));
                    continue;
                }
                _ => {}
            }
            let before = stack.len();
            let wanted = self.wanted(id);
            stack.extend(
                wanted
                    .into_iter()
                    .filter(|x| self.values[x.0 as usize].is_none()),
            );
            if stack.len() == before {
                self.values[index] = Some(self.node(id)?);
            }
        }
        Ok(())
    }

    /// The operands that count: of a choice that is the same for all samples, the branch taken.
    fn wanted(&self, id: Id) -> Vec<Id> {
        let operands = self.graph.args(id);
        match self.graph.op(id) {
            Op::Select => match &self.values[operands[0].0 as usize] {
                None => vec![operands[0]],
                Some(Value::Known(true)) => vec![operands[1]],
                Some(Value::Known(false)) => vec![operands[2]],
                Some(_) => operands.to_vec(),
            },
            _ => operands.to_vec(),
        }
    }

    fn broken(&self, id: Id) -> Error {
        Error::Backend(format!(
            "{}: the operation {:?} has no form for these operands in tensors",
            self.loss,
            self.graph.op(id)
        ))
    }

    fn value(&self, id: Id) -> Result<Value<D>, Error> {
        let value = self.values[id.0 as usize].clone();
        value.ok_or_else(|| self.broken(id))
    }

    fn full(&self, x: f64) -> Tensor<D> {
        Tensor::full([1; D], x, (&self.device, self.dtype))
    }

    fn real(&self, id: Id) -> Result<Tensor<D>, Error> {
        match self.value(id)? {
            Value::Number(x) => Ok(self.full(x)),
            Value::Real(x) => Ok(x),
            _ => Err(self.broken(id)),
        }
    }

    fn truth(&self, id: Id) -> Result<Tensor<D, Bool>, Error> {
        match self.value(id)? {
            Value::Known(x) => {
                let zero = self.full(0.0);
                Ok(match x {
                    true => zero.equal_scalar(0.0),
                    false => zero.not_equal_scalar(0.0),
                })
            }
            Value::Truth(x) => Ok(x),
            _ => Err(self.broken(id)),
        }
    }

    fn index(&self, id: Id) -> Result<Tensor<D, Int>, Error> {
        match self.value(id)? {
            Value::Index(x) => Ok(x),
            _ => Err(self.broken(id)),
        }
    }

    fn truths(&self, args: &[Id]) -> Result<[Tensor<D, Bool>; 2], Error> {
        let [x, y] = [self.truth(args[0])?, self.truth(args[1])?];
        let shape = common(x.dims(), y.dims());
        Ok([grown_truth(x, shape), grown_truth(y, shape)])
    }

    fn reals(&self, args: &[Id]) -> Result<[Tensor<D>; 2], Error> {
        Ok(super::shape::aligned(
            self.real(args[0])?,
            self.real(args[1])?,
        ))
    }

    /// The operand in its full length along the axis.
    fn line(&self, id: Id, axis: usize) -> Result<Tensor<D>, Error> {
        let x = self.real(id)?;
        let shape = along(x.dims(), 1 + axis, self.lengths[axis]);
        Ok(grown(x, shape))
    }

    fn node(&self, id: Id) -> Result<Value<D>, Error> {
        let args = self.graph.args(id);
        let op = self.graph.op(id);
        Ok(match op {
            Op::Arg(arg, component) => match self.leaves.get(&(arg, component)) {
                Some(value) => value.clone(),
                None => return Err(self.broken(id)),
            },
            Op::Label(arg) => match self.leaves.get(&(arg, 0)) {
                Some(value) => value.clone(),
                None => return Err(self.broken(id)),
            },
            Op::Position(axis) => {
                let axis = usize::from(axis.0);
                let n = self.lengths[axis];
                let positions = Tensor::<1, Int>::arange(0..n as i64, &self.device);
                Value::Index(positions.reshape(along([1; D], 1 + axis, n)))
            }
            Op::Number => Value::Real(self.index(args[0])?.float().cast(self.dtype)),
            Op::Fun(fun) => Value::Real(self.function(id, fun, args)?),
            Op::Compare(cmp) => {
                let [x, y] = self.reals(args)?;
                Value::Truth(match cmp {
                    Cmp::Lt => x.lower(y),
                    Cmp::Le => x.lower_equal(y),
                    Cmp::Eq => x.equal(y),
                    Cmp::Ne => x.not_equal(y),
                })
            }
            Op::Ordered => {
                let [x, y] = self.reals(args)?;
                Value::Truth(x.is_nan().bool_or(y.is_nan()).bool_not())
            }
            Op::Same => {
                let [x, y] = [self.index(args[0])?, self.index(args[1])?];
                let shape = common(x.dims(), y.dims());
                Value::Truth(grown_index(x, shape).equal(grown_index(y, shape)))
            }
            Op::And => {
                let [x, y] = self.truths(args)?;
                Value::Truth(x.bool_and(y))
            }
            Op::Or => {
                let [x, y] = self.truths(args)?;
                Value::Truth(x.bool_or(y))
            }
            Op::Not => Value::Truth(self.truth(args[0])?.bool_not()),
            Op::Select => self.select(args)?,
            Op::StopGradient => self.value(args[0])?,
            Op::Sum(axis) => {
                let axis = usize::from(axis.0);
                Value::Real(self.line(args[0], axis)?.sum_dim(1 + axis))
            }
            Op::Max(axis) => Value::Real(self.largest(args[0], usize::from(axis.0))?),
            Op::Min(axis) => {
                let axis = usize::from(axis.0);
                let x = self.line(args[0], axis)?;
                let nan = x.clone().is_nan().any_dim(1 + axis);
                Value::Real(x.min_dim(1 + axis).mask_fill(nan, f64::NAN))
            }
            Op::Cumsum(axis) => {
                let axis = usize::from(axis.0);
                Value::Real(self.line(args[0], axis)?.cumsum(1 + axis))
            }
            Op::CumsumBack(axis) => {
                let axis = usize::from(axis.0);
                let x = self.line(args[0], axis)?.flip([1 + axis]);
                Value::Real(x.cumsum(1 + axis).flip([1 + axis]))
            }
            Op::Reverse(axis) => {
                let axis = 1 + usize::from(axis.0);
                match self.value(args[0])? {
                    Value::Real(x) => Value::Real(x.flip([axis])),
                    Value::Index(x) => Value::Index(x.flip([axis])),
                    Value::Truth(x) => Value::Truth(x.flip([axis])),
                    same => same,
                }
            }
            Op::Rename(from, to) => {
                let (from, to) = (1 + usize::from(from.0), 1 + usize::from(to.0));
                match self.value(args[0])? {
                    Value::Real(x) => Value::Real(x.swap_dims(from, to)),
                    Value::Index(x) => Value::Index(x.swap_dims(from, to)),
                    Value::Truth(x) => Value::Truth(x.swap_dims(from, to)),
                    same => same,
                }
            }
            Op::Gather(axis) => {
                let axis = usize::from(axis.0);
                let (x, index) = (self.line(args[0], axis)?, self.index(args[1])?);
                let flat = along(x.dims(), 1 + axis, 1);
                let others = common(flat, index.dims());
                let x = grown(x, along(others, 1 + axis, self.lengths[axis]));
                Value::Real(x.gather(1 + axis, grown_index(index, others)))
            }
            Op::Resum(axis) => {
                let axis = usize::from(axis.0);
                let again = self.line(args[2], axis)?.sum_dim(1 + axis);
                self.chosen(self.truth(args[1])?, again, self.real(args[0])?)
            }
            // As the kernels have them: 2^±k keeps squares of the type's largest and least numbers in range.
            Op::Scale(down) => {
                let k = if self.dtype == DType::F64 { 600 } else { 90 };
                Value::Number(2f64.powi(if down { -k } else { k }))
            }
            Op::SquareLimit(high) => Value::Number(match (self.dtype == DType::F64, high) {
                (true, false) => 2f64.powi(-500),
                (true, true) => 2f64.powi(1000),
                (false, false) => 2f64.powi(-60),
                (false, true) => 2f64.powi(120),
            }),
            _ => return Err(self.broken(id)),
        })
    }

    fn function(&self, id: Id, fun: Fun, args: &[Id]) -> Result<Tensor<D>, Error> {
        // A number beside a tensor is an operand of the operation, not a tensor to be made first.
        if let &[x, y] = args {
            let done = match (fun, self.value(x)?, self.value(y)?) {
                (Fun::Add, Value::Real(x), Value::Number(y))
                | (Fun::Add, Value::Number(y), Value::Real(x)) => Some(x + y),
                (Fun::Mul, Value::Real(x), Value::Number(y))
                | (Fun::Mul, Value::Number(y), Value::Real(x)) => Some(x * y),
                (Fun::Sub, Value::Real(x), Value::Number(y)) => Some(x - y),
                (Fun::Div, Value::Real(x), Value::Number(y)) => Some(x / y),
                _ => None,
            };
            if let Some(done) = done {
                return Ok(done);
            }
        }
        let whole = match (fun, args) {
            (Fun::Powi, &[_, n]) | (Fun::Polygamma, &[n, _]) => match self.value(n)? {
                Value::Number(n) => Some(n as i32),
                _ => None,
            },
            _ => None,
        };
        let operands: Result<Vec<Tensor<D>>, Error> =
            args.iter().map(|&arg| self.real(arg)).collect();
        element::apply(fun, operands?, whole).ok_or_else(|| self.broken(id))
    }

    /// The largest of the finite and infinite, or NaN.
    fn largest(&self, id: Id, axis: usize) -> Result<Tensor<D>, Error> {
        let x = self.line(id, axis)?;
        let nan = x.clone().is_nan().any_dim(1 + axis);
        Ok(x.max_dim(1 + axis).mask_fill(nan, f64::NAN))
    }

    fn chosen(&self, condition: Tensor<D, Bool>, x: Tensor<D>, y: Tensor<D>) -> Value<D> {
        let shape = common(common(x.dims(), y.dims()), condition.dims());
        Value::Real(grown(y, shape).mask_where(grown_truth(condition, shape), grown(x, shape)))
    }

    fn select(&self, args: &[Id]) -> Result<Value<D>, Error> {
        let condition = match self.value(args[0])? {
            Value::Known(true) => return self.value(args[1]),
            Value::Known(false) => return self.value(args[2]),
            _ => self.truth(args[0])?,
        };
        match (self.value(args[1])?, self.value(args[2])?) {
            (Value::Index(x), Value::Index(y)) => {
                let shape = common(common(x.dims(), y.dims()), condition.dims());
                let [x, y] = [grown_index(x, shape), grown_index(y, shape)];
                Ok(Value::Index(y.mask_where(grown_truth(condition, shape), x)))
            }
            (Value::Known(_) | Value::Truth(_), _) => {
                let [x, y] = self.truths(&args[1..])?;
                let shape = common(x.dims(), condition.dims());
                let [x, y, c] = [x, y, condition].map(|x| grown_truth(x, shape));
                let taken = c.clone().bool_and(x);
                Ok(Value::Truth(taken.bool_or(c.bool_not().bool_and(y))))
            }
            _ => Ok(self.chosen(condition, self.real(args[1])?, self.real(args[2])?)),
        }
    }
}
