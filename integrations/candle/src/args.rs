//! From tensors to the arrays of a call, without a copy where a tensor is contiguous.

use crate::Number;
use candle_core::{CpuStorage, DType, Error, Result, Storage, Tensor};
use loss_core::Loss;
use loss_core::array::{Array, differentiated};
use loss_core::spec::{Arg, Kind};

/// The tensors of a call.
pub struct Call {
    /// One a per-call argument, contiguous, with its argument.
    args: Vec<(&'static Arg, Tensor)>,
    /// As they came, for the backward pass: the inputs, then the learnables that came with the call.
    differentiated: Vec<Tensor>,
    inputs: usize,
    /// How many learnables the loss has.
    learnables: usize,
}

impl Call {
    pub fn new<L: Loss>(tensors: Vec<Tensor>) -> Result<Call> {
        let per_call: Vec<&'static Arg> = L::SPEC
            .args
            .iter()
            .filter(|arg| arg.is_per_call())
            .collect();
        let learnables = differentiated::<L>().1.len();
        let most = per_call.len() + learnables;
        if !(per_call.len()..=most).contains(&tensors.len()) {
            return Err(Error::wrap(loss_core::Error::Arguments {
                loss: L::NAME,
                found: tensors.len(),
                expected: per_call.len(),
            }));
        }
        let mut inputs = Vec::new();
        let mut args = Vec::new();
        let mut tensors = tensors.into_iter();
        for (arg, tensor) in per_call.into_iter().zip(&mut tensors) {
            args.push((arg, tensor.detach().contiguous()?));
            if arg.kind == Kind::Input {
                inputs.push(tensor);
            }
        }
        let count = inputs.len();
        inputs.extend(tensors);
        let mut call = Call {
            args,
            differentiated: inputs,
            inputs: count,
            learnables,
        };
        // Targets and masks are often integers.
        let dtype = call.dtype()?;
        for (arg, tensor) in &mut call.args {
            if arg.kind == Kind::Data && tensor.dtype().is_int() {
                *tensor = tensor.to_dtype(dtype)?;
            }
        }
        Ok(call)
    }

    /// The element type: that of the inputs.
    pub fn dtype(&self) -> Result<DType> {
        let first = self.differentiated.first().map(Tensor::dtype);
        first.ok_or_else(|| Error::msg("a loss without inputs has no element type"))
    }

    /// Whether a gradient may be asked for.
    pub fn is_tracked(&self) -> bool {
        self.differentiated.iter().any(Tensor::track_op)
    }

    /// The values of the learnables that came with the call.
    pub fn learnables(&self) -> Result<Vec<f64>> {
        let tensors = self.differentiated.iter().skip(self.inputs);
        tensors
            .map(|tensor| {
                let one = tensor.detach().flatten_all()?.to_dtype(DType::F64)?;
                match one.to_vec1::<f64>()?[..] {
                    [value] => Ok(value),
                    ref all => Err(Error::msg(format!(
                        "a learnable is one number, but its tensor has {} elements",
                        all.len()
                    ))),
                }
            })
            .collect()
    }

    /// The shape of the samples.
    pub fn samples(&self) -> Vec<usize> {
        let first = self.args.first().map(|(arg, tensor)| {
            let dims = tensor.dims();
            dims[..dims.len().saturating_sub(arg.axes.len())].to_vec()
        });
        first.unwrap_or_default()
    }

    /// Room for the gradient, by all inputs and all learnables.
    pub fn gradients<E: Number>(&self) -> Vec<Vec<E>> {
        let inputs = self.differentiated.iter().take(self.inputs);
        let inputs = inputs.map(|tensor| vec![<E as loss_core::Elem>::ZERO; tensor.elem_count()]);
        let learnables = (0..self.learnables).map(|_| vec![<E as loss_core::Elem>::ZERO]);
        inputs.chain(learnables).collect()
    }

    /// What is tracked, each with its gradient.
    pub fn with_gradients<E: Number>(
        &self,
        gradients: Vec<Vec<E>>,
    ) -> Result<Vec<(Tensor, Tensor)>> {
        let pairs = self.differentiated.iter().zip(gradients);
        pairs
            .filter(|(tensor, _)| tensor.track_op())
            .map(|(tensor, gradient)| {
                let gradient = Tensor::from_vec(gradient, tensor.dims(), tensor.device())?;
                Ok((tensor.clone(), gradient))
            })
            .collect()
    }

    /// Calls with the tensors' own memory.
    pub fn run<E: Number, R>(
        &self,
        call: impl FnOnce(&[Array<'_, E>]) -> core::result::Result<R, loss_core::Error>,
    ) -> Result<R> {
        let held: Vec<_> = self
            .args
            .iter()
            .map(|(arg, tensor)| (arg, tensor, tensor.storage_and_layout()))
            .collect();
        let mut arrays = Vec::with_capacity(held.len());
        for (arg, tensor, (storage, layout)) in &held {
            let Storage::Cpu(storage) = &**storage else {
                return Err(Error::msg(format!("`{}` is not on the CPU", arg.name)));
            };
            let Some((start, end)) = layout.contiguous_offsets() else {
                return Err(Error::msg(format!("`{}` is not contiguous", arg.name)));
            };
            arrays.push(array::<E>(arg, storage, start..end, tensor.dims())?);
        }
        call(&arrays).map_err(Error::wrap)
    }
}

fn array<'t, E: Number>(
    arg: &Arg,
    storage: &'t CpuStorage,
    at: core::ops::Range<usize>,
    shape: &'t [usize],
) -> Result<Array<'t, E>> {
    match (arg.kind, storage) {
        (Kind::Index(_) | Kind::Identity, CpuStorage::U8(x)) => Ok(Array::labels(&x[at], shape)),
        (Kind::Index(_) | Kind::Identity, CpuStorage::U32(x)) => Ok(Array::labels(&x[at], shape)),
        (Kind::Index(_) | Kind::Identity, CpuStorage::I16(x)) => Ok(Array::labels(&x[at], shape)),
        (Kind::Index(_) | Kind::Identity, CpuStorage::I32(x)) => Ok(Array::labels(&x[at], shape)),
        (Kind::Index(_) | Kind::Identity, CpuStorage::I64(x)) => Ok(Array::labels(&x[at], shape)),
        (Kind::Index(_) | Kind::Identity, _) => Err(Error::wrap(loss_core::Error::Elements {
            argument: arg.name,
            labels: true,
        })),
        _ => match E::cpu_storage_as_slice(storage) {
            Ok(data) => Ok(Array::new(&data[at], shape)),
            Err(error) => Err(error.context(format!(
                "`{}` must have the element type of the inputs: convert it with `to_dtype`",
                arg.name
            ))),
        },
    }
}
