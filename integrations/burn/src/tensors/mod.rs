//! A loss in Burn's tensor operations, on whatever device the tensors are.
//!
//! ```text
//! EXPLAIN.definition ── loss-compiler ──► graph of value and gradient ── one operation of Burn a node ──► tensors
//! ```

mod args;
mod call;
mod element;
mod evaluate;
mod gamma;
mod layout;
mod outcome;
mod plan;
mod scalar;
mod shape;
mod subject;

pub use args::{Flat, TensorArgs, TensorArgument};

use crate::error::{self, Error};
use burn::tensor::Tensor;
use call::Call;
use loss_core::array::with_learnables;
use loss_core::{Loss, Reduction, SampleLoss};
use plan::Plan;
use std::sync::Arc;
use subject::Subject;

/// A loss as operations of tensors, for backends other than the CPU's: value and analytic, stabilised gradient are computed where the
/// tensors are, in as many operations as the formula has. On the CPU [`Fused`](crate::Fused) is faster.
///
/// It is called as [`Fused`](crate::Fused) is: a tuple of tensors in the order declared, the last axes the argument's own, all before them
/// samples; a tensor of one element for each `learnable` may follow. A call waits for the device once for each `index` argument, whose
/// least and largest label it reads, once for each learnable tensor, and once where the formula has a `weighted`. Half precision is
/// computed in `f32`. The backward pass cannot be differentiated again.
///
/// ```
/// use burn::tensor::{Device, Int, Tensor};
/// use loss_burn::{Tensors, loss_core::losses::SparseCrossEntropy};
///
/// let device = Device::flex().autodiff();
/// let logits = Tensor::<2>::from_data([[3.0, 1.0, 0.2]], &device).require_grad();
/// let labels = Tensor::<1, Int>::from_data([0], &device);
/// let entropy = Tensors::new(SparseCrossEntropy::default())?;
/// let cost = entropy.forward((logits.clone(), labels));
/// assert!(logits.grad(&cost.backward()).is_some());
/// # Ok::<(), loss_burn::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Tensors<L> {
    loss: L,
    reduction: Reduction,
    plan: Arc<Plan>,
}

impl<L: Loss + Clone> Tensors<L> {
    /// The mean of the loss over the batch. The formula is compiled here, once: keep it.
    ///
    /// # Errors
    /// If the definition cannot be compiled again.
    pub fn new(loss: L) -> Result<Self, Error> {
        let plan = Plan::new(&Subject::of(&loss), L::EXPLAIN.definition)?;
        Ok(Tensors {
            loss,
            reduction: Reduction::Mean,
            plan: Arc::new(plan),
        })
    }

    /// With another reduction than the mean.
    pub fn reduce(self, reduction: Reduction) -> Self {
        Tensors { reduction, ..self }
    }

    /// The loss itself.
    pub fn loss(&self) -> &L {
        &self.loss
    }

    /// The cost.
    ///
    /// # Panics
    /// As the modules of Burn do, if the tensors do not fit the formula or each other: [`Tensors::try_forward`] returns an error instead.
    pub fn forward(&self, args: impl TensorArgs) -> Tensor<1> {
        error::or_panic(L::NAME, self.try_forward(args))
    }

    /// The cost.
    ///
    /// # Errors
    /// If the tensors do not fit the formula or each other.
    pub fn try_forward(&self, args: impl TensorArgs) -> Result<Tensor<1>, Error> {
        let call = Call::new(&self.plan, &Subject::of(&self.loss), args.flat())?;
        let loss = with_learnables(self.loss.clone(), &call.learnables()?)?;
        outcome::cost(&self.plan, &Subject::of(&loss), self.reduction, &call)
    }
}

impl<L: SampleLoss + Clone> Tensors<L> {
    /// The loss of each sample, in the shape that the samples have. Inputs receive a gradient, learnables none.
    ///
    /// # Panics
    /// As the modules of Burn do, if the tensors do not fit the formula or each other, or `D` is not the number of axes that count samples:
    /// [`Tensors::try_each`] returns an error instead.
    pub fn each<const D: usize>(&self, args: impl TensorArgs) -> Tensor<D> {
        error::or_panic(L::NAME, self.try_each(args))
    }

    /// The loss of each sample, in the shape that the samples have.
    ///
    /// # Errors
    /// If the tensors do not fit the formula or each other, there are some for learnables, or `D` is not the number of axes that count samples.
    pub fn try_each<const D: usize>(&self, args: impl TensorArgs) -> Result<Tensor<D>, Error> {
        let loss = Subject::of(&self.loss);
        let call = Call::new(&self.plan, &loss, args.flat())?;
        if !call.given.is_empty() {
            return Err(Error::Each { loss: L::NAME });
        }
        let samples = call.samples.clone();
        let Ok(shape) = <[usize; D]>::try_from(&samples[..]) else {
            return Err(Error::Axes { samples, asked: D });
        };
        Ok(outcome::each(&self.plan, &loss, &call)?.reshape(shape))
    }
}
