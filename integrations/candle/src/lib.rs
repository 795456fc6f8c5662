#![doc = include_str!("../README.md")]

mod args;
mod op;

pub use loss_core;

use args::Call;
use candle_core::{DType, Device, Error, Result, Tensor};
use loss_core::array;
use loss_core::{Elem, Loss, Options, Reduction, SampleLoss};

/// A loss as one operation of candle: its gradient is made with its value, in one pass, and handed out in the backward pass.
///
/// A call takes the tensors in the order that the formula declares its arguments: an `input` or `data` is a float tensor, an `index` an integer
/// tensor. The last axes are those of the argument, all before them count samples; shapes that disagree are an error, and nothing is broadcast.
/// A tensor of one element for each `learnable` may follow: then the loss has those values, and they receive a gradient too.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[must_use]
pub struct Fused<L> {
    loss: L,
    reduction: Reduction,
    ignore: Option<i64>,
    checked: bool,
    on_cpu: bool,
}

impl<L: Loss + Clone> Fused<L> {
    /// The mean of the loss over the batch.
    pub fn new(loss: L) -> Self {
        Fused {
            loss,
            reduction: Reduction::Mean,
            ignore: None,
            checked: false,
            on_cpu: false,
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

    /// Tensors of other devices are copied to the CPU, and their gradients back. Without it they are an error.
    pub fn on_cpu(self) -> Self {
        Fused {
            on_cpu: true,
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

    /// The cost, a tensor without axes.
    ///
    /// # Errors
    /// If the tensors do not fit the formula or each other, or are not on the CPU.
    pub fn forward(&self, args: &[&Tensor]) -> Result<Tensor> {
        self.forward_with(self.options(), args)
    }

    /// The cost with weights, a mask and whatever else is said for this call alone, instead of what was said for all.
    ///
    /// # Errors
    /// If the tensors do not fit the formula or each other, or are not on the CPU.
    pub fn forward_with(&self, options: Options<'_>, args: &[&Tensor]) -> Result<Tensor> {
        let call = self.call(args)?;
        match call.dtype()? {
            DType::F32 => cost::<L, f32>(&self.loss, options, &call),
            DType::F64 => cost::<L, f64>(&self.loss, options, &call),
            DType::F16 => cost::<L, half::f16>(&self.loss, options, &call),
            DType::BF16 => cost::<L, half::bf16>(&self.loss, options, &call),
            dtype => Err(Error::UnsupportedDTypeForOp(dtype, L::NAME).bt()),
        }
    }

    /// The tensors, on the CPU and contiguous.
    fn call(&self, args: &[&Tensor]) -> Result<Call> {
        let args = args.iter().map(|&tensor| match tensor.device() {
            Device::Cpu => Ok(tensor.clone()),
            _ if self.on_cpu => tensor.to_device(&Device::Cpu),
            other => Err(Error::msg(format!(
                "{} runs on the CPU, but a tensor is on {:?}: say `.on_cpu()` to have the tensors copied",
                L::NAME,
                other.location()
            ))),
        });
        Call::new::<L>(args.collect::<Result<_>>()?)
    }
}

impl<L: SampleLoss + Clone> Fused<L> {
    /// The loss of each sample, in the shape that the samples have. Inputs receive a gradient, learnables none.
    ///
    /// # Errors
    /// If the tensors do not fit the formula or each other, are not on the CPU, or there are some for learnables.
    pub fn each(&self, args: &[&Tensor]) -> Result<Tensor> {
        let call = self.call(args)?;
        match call.dtype()? {
            DType::F32 => each::<L, f32>(&self.loss, self.options(), &call),
            DType::F64 => each::<L, f64>(&self.loss, self.options(), &call),
            DType::F16 => each::<L, half::f16>(&self.loss, self.options(), &call),
            DType::BF16 => each::<L, half::bf16>(&self.loss, self.options(), &call),
            dtype => Err(Error::UnsupportedDTypeForOp(dtype, L::NAME).bt()),
        }
    }
}

/// An element type of both.
trait Number: Elem + candle_core::WithDType {}
impl<T: Elem + candle_core::WithDType> Number for T {}

fn cost<L: Loss + Clone, E: Number>(loss: &L, options: Options<'_>, call: &Call) -> Result<Tensor> {
    let loss = array::with_learnables(loss.clone(), &call.learnables()?).map_err(Error::wrap)?;
    let one = |value: f64| Tensor::new(<E as Elem>::of(value), &Device::Cpu);
    if !call.is_tracked() {
        let cost = call.run::<E, _>(|arrays| array::value(&loss, &options, arrays))?;
        return one(cost);
    }
    let mut gradients = call.gradients::<E>();
    let cost = call.run::<E, _>(|arrays| {
        let mut outputs: Vec<&mut [E]> = gradients.iter_mut().map(Vec::as_mut_slice).collect();
        array::value_and_grad(&loss, &options, arrays, &mut outputs)
    })?;
    op::record(L::NAME, &one(cost)?, call.with_gradients(gradients)?)
}

fn each<L: SampleLoss + Clone, E: Number>(
    loss: &L,
    options: Options<'_>,
    call: &Call,
) -> Result<Tensor> {
    if !call.learnables()?.is_empty() {
        return Err(Error::msg(format!(
            "the losses of {} have a gradient by each sample's inputs, but none by a learnable: take `forward`, or `{}::new` without that tensor",
            L::NAME,
            L::NAME
        )));
    }
    let each = call.run::<E, _>(|arrays| array::each(loss, &options, arrays))?;
    let each = Tensor::from_vec(each, call.samples(), &Device::Cpu)?;
    if !call.is_tracked() {
        return Ok(each);
    }
    // An input's element belongs to one sample, so that the gradient of the sum holds that of every sample.
    let options = options.reduce(Reduction::Sum);
    let mut gradients = call.gradients::<E>();
    call.run::<E, _>(|arrays| {
        let mut outputs: Vec<&mut [E]> = gradients.iter_mut().map(Vec::as_mut_slice).collect();
        array::value_and_grad(loss, &options, arrays, &mut outputs)
    })?;
    op::record(L::NAME, &each, call.with_gradients(gradients)?)
}
