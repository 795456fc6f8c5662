#![doc = include_str!("../README.md")]

mod args;
mod cross_entropy;
mod error;
mod flex;
mod portable;
mod run;
#[cfg(feature = "tensors")]
mod tensors;

pub use args::{Args, Argument};
pub use cross_entropy::{CrossEntropyLoss, CrossEntropyLossConfig};
pub use error::Error;
pub use loss_core;
#[cfg(feature = "tensors")]
pub use tensors::{Flat, TensorArgs, TensorArgument, Tensors};

use burn::tensor::{DType, Tensor};
use loss_core::{Loss, Options, Reduction, SampleLoss};

/// A loss as one operation of Burn: its gradient is made with its value, in one pass, and handed out in the backward pass.
///
/// A call takes a tuple of tensors, in the order that the formula declares its arguments: an `input` is a float tensor, an `index` an integer
/// tensor, a `data` either, or one of truths. The last axes are those of the argument, all before them count samples; shapes that disagree are
/// an error, and nothing is broadcast. A tensor of one element for each `learnable` may follow: then the loss has those values, and they
/// receive a gradient too.
///
/// In a struct that derives `Module` it is a field with `#[module(skip)]`: it has no parameters of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[must_use]
pub struct Fused<L> {
    loss: L,
    reduction: Reduction,
    ignore: Option<i64>,
    checked: bool,
}

impl<L: Loss + Clone> Fused<L> {
    /// The mean of the loss over the batch.
    pub fn new(loss: L) -> Self {
        Fused {
            loss,
            reduction: Reduction::Mean,
            ignore: None,
            checked: false,
        }
    }

    /// With another reduction than the mean.
    pub fn reduce(self, reduction: Reduction) -> Self {
        Fused { reduction, ..self }
    }

    /// Without the samples that have this label, which need not be a class.
    pub fn ignore_label(self, label: i64) -> Self {
        Fused {
            ignore: Some(label),
            ..self
        }
    }

    /// With every element checked against the domain of its argument.
    pub fn checked(self) -> Self {
        Fused {
            checked: true,
            ..self
        }
    }

    /// The loss itself.
    pub fn loss(&self) -> &L {
        &self.loss
    }

    fn options(&self) -> Options<'static> {
        let mut options = Options::default().reduce(self.reduction);
        if let Some(label) = self.ignore {
            options = options.ignore_label(label);
        }
        match self.checked {
            true => options.checked(),
            false => options,
        }
    }

    /// The cost.
    ///
    /// # Panics
    /// As the modules of Burn do, if the tensors do not fit the formula or each other: [`Fused::try_forward`] returns an error instead.
    pub fn forward(&self, args: impl Args) -> Tensor<1> {
        error::or_panic(L::NAME, self.try_forward(args))
    }

    /// The cost.
    ///
    /// # Errors
    /// If the tensors do not fit the formula or each other.
    pub fn try_forward(&self, args: impl Args) -> Result<Tensor<1>, Error> {
        self.forward_with(self.options(), args)
    }

    /// The cost with weights, a mask and whatever else is said for this call alone, instead of what was said for all.
    ///
    /// # Errors
    /// If the tensors do not fit the formula or each other.
    pub fn forward_with(&self, options: Options<'_>, args: impl Args) -> Result<Tensor<1>, Error> {
        let call = run::Call::new::<L>(args.erase()?)?;
        match call.dtype() {
            DType::F32 => run::cost::<L, f32>(&self.loss, options, call),
            DType::F64 => run::cost::<L, f64>(&self.loss, options, call),
            DType::F16 => run::cost::<L, half::f16>(&self.loss, options, call),
            DType::BF16 => run::cost::<L, half::bf16>(&self.loss, options, call),
            dtype => Err(Error::Dtype {
                loss: L::NAME,
                dtype,
            }),
        }
    }
}

impl<L: SampleLoss + Clone> Fused<L> {
    /// The loss of each sample, in the shape that the samples have. Inputs receive a gradient, learnables none.
    ///
    /// # Panics
    /// As the modules of Burn do, if the tensors do not fit the formula or each other, or `D` is not the number of axes that count samples:
    /// [`Fused::try_each`] returns an error instead.
    pub fn each<const D: usize>(&self, args: impl Args) -> Tensor<D> {
        error::or_panic(L::NAME, self.try_each(args))
    }

    /// The loss of each sample, in the shape that the samples have.
    ///
    /// # Errors
    /// If the tensors do not fit the formula or each other, there are some for learnables, or `D` is not the number of axes that count samples.
    pub fn try_each<const D: usize>(&self, args: impl Args) -> Result<Tensor<D>, Error> {
        let call = run::Call::new::<L>(args.erase()?)?;
        let options = self.options();
        match call.dtype() {
            DType::F32 => run::each::<L, f32, D>(&self.loss, options, call),
            DType::F64 => run::each::<L, f64, D>(&self.loss, options, call),
            DType::F16 => run::each::<L, half::f16, D>(&self.loss, options, call),
            DType::BF16 => run::each::<L, half::bf16, D>(&self.loss, options, call),
            dtype => Err(Error::Dtype {
                loss: L::NAME,
                dtype,
            }),
        }
    }
}
