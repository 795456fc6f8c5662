//! What candle records: a value that is already there, and gradients that the backward pass hands out.

use candle_core::{
    CpuStorage, CustomOp1, CustomOp2, CustomOp3, Error, Layout, Result, Shape, Storage, Tensor,
};

/// The result of a call, as an operation on the tensors that its gradients are for.
pub fn record(
    name: &'static str,
    value: &Tensor,
    tracked: Vec<(Tensor, Tensor)>,
) -> Result<Tensor> {
    let (inputs, gradients): (Vec<Tensor>, Vec<Tensor>) = tracked.into_iter().unzip();
    match &inputs[..] {
        [] => Ok(value.clone()),
        [a] => a.apply_op1(Made::new(name, value, gradients)?),
        [a, b] => a.apply_op2(b, Made::new(name, value, gradients)?),
        [a, b, c] => a.apply_op3(b, c, Made::new(name, value, gradients)?),
        // Operations of candle have three arguments at most, so that more of them become one.
        more => {
            if value.elem_count() != 1 {
                return Err(Error::msg(format!(
                    "{} inputs of {name} want a gradient, and by the loss of each sample candle has room for three: take `forward`",
                    more.len()
                )));
            }
            let flat = |tensors: &[Tensor]| {
                let flat: Result<Vec<Tensor>> = tensors.iter().map(Tensor::flatten_all).collect();
                Tensor::cat(&flat?, 0)
            };
            flat(more)?.apply_op1(Made::new(name, value, vec![flat(&gradients)?])?)
        }
    }
}

struct Made {
    name: &'static str,
    value: CpuStorage,
    shape: Shape,
    gradients: Vec<Tensor>,
}

impl Made {
    fn new(name: &'static str, value: &Tensor, gradients: Vec<Tensor>) -> Result<Made> {
        let (storage, _) = value.storage_and_layout();
        match &*storage {
            Storage::Cpu(storage) => Ok(Made {
                name,
                value: storage.clone(),
                shape: value.shape().clone(),
                gradients,
            }),
            _ => Err(Error::msg(format!("the value of {name} is not on the CPU"))),
        }
    }

    fn forward(&self) -> Result<(CpuStorage, Shape)> {
        Ok((self.value.clone(), self.shape.clone()))
    }

    /// The gradient by an input, for the gradient of the result. Handed out as it is where that is 1.
    fn backward(&self, input: usize, of_result: &Tensor) -> Result<Option<Tensor>> {
        let Some(gradient) = self.gradients.get(input) else {
            return Ok(None);
        };
        if of_result.elem_count() == 1 {
            let one = of_result.flatten_all()?.to_dtype(candle_core::DType::F64)?;
            if one.to_vec1::<f64>()? == [1.0] {
                return Ok(Some(gradient.clone()));
            }
        }
        // One factor a sample: its axes come first, those of the sample follow.
        let mut axes = of_result.dims().to_vec();
        axes.resize(gradient.rank().max(axes.len()), 1);
        let factor = of_result.reshape(axes)?;
        Ok(Some(gradient.broadcast_mul(&factor)?))
    }
}

impl CustomOp1 for Made {
    fn name(&self) -> &'static str {
        self.name
    }
    fn cpu_fwd(&self, _: &CpuStorage, _: &Layout) -> Result<(CpuStorage, Shape)> {
        self.forward()
    }
    fn bwd(&self, _: &Tensor, _: &Tensor, of_result: &Tensor) -> Result<Option<Tensor>> {
        self.backward(0, of_result)
    }
}

impl CustomOp2 for Made {
    fn name(&self) -> &'static str {
        self.name
    }
    fn cpu_fwd(
        &self,
        _: &CpuStorage,
        _: &Layout,
        _: &CpuStorage,
        _: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        self.forward()
    }
    fn bwd(
        &self,
        _: &Tensor,
        _: &Tensor,
        _: &Tensor,
        of_result: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        Ok((self.backward(0, of_result)?, self.backward(1, of_result)?))
    }
}

impl CustomOp3 for Made {
    fn name(&self) -> &'static str {
        self.name
    }
    fn cpu_fwd(
        &self,
        _: &CpuStorage,
        _: &Layout,
        _: &CpuStorage,
        _: &Layout,
        _: &CpuStorage,
        _: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        self.forward()
    }
    fn bwd(
        &self,
        _: &Tensor,
        _: &Tensor,
        _: &Tensor,
        _: &Tensor,
        of_result: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        Ok((
            self.backward(0, of_result)?,
            self.backward(1, of_result)?,
            self.backward(2, of_result)?,
        ))
    }
}
