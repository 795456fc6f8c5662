//! The CPU backend: its memory is read where it is, and the gradients become the state of one node of the graph.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::{
    BalancedCheckpointing, CheckpointStrategy, NoCheckpointing,
};
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, NodeGuard, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::ops::FloatTensorOps;
use burn::backend::{Autodiff, DispatchKindConversion, DispatchTensor, Flex, TensorMetadata};
use burn::tensor::{Bool, GradientCheckpointingStrategy, Int, Shape, Tensor};

/// A tracked tensor's node, with the strategy of its graph.
#[derive(Debug)]
pub(crate) struct Node {
    guard: NodeGuard,
    strategy: GradientCheckpointingStrategy,
}

/// The primitive of a float tensor, if it is of this backend, contiguous; and its node, if it is tracked.
pub(crate) fn float<const D: usize>(tensor: &Tensor<D>) -> Option<(FlexTensor, Option<Node>)> {
    if !tensor.is_tracked() {
        let plain = tensor.clone().inner().try_into_primitive::<Flex>().ok()?;
        return Some((plain.to_contiguous(), None));
    }
    match tensor.gradient_checkpointing_strategy()? {
        GradientCheckpointingStrategy::Disabled => tracked::<D, NoCheckpointing>(tensor),
        GradientCheckpointingStrategy::Balanced => tracked::<D, BalancedCheckpointing>(tensor),
    }
}

fn tracked<const D: usize, C: CheckpointStrategy>(
    tensor: &Tensor<D>,
) -> Option<(FlexTensor, Option<Node>)>
where
    DispatchTensor: DispatchKindConversion<Autodiff<Flex, C>>,
{
    let strategy = tensor.gradient_checkpointing_strategy()?;
    let primitive = tensor
        .clone()
        .try_into_primitive::<Autodiff<Flex, C>>()
        .ok()?;
    let (plain, guard) = primitive.into_parts();
    Some((plain.to_contiguous(), Some(Node { guard, strategy })))
}

pub(crate) fn int<const D: usize>(tensor: &Tensor<D, Int>) -> Option<FlexTensor> {
    let plain = tensor.clone().try_into_primitive::<Flex>().ok()?;
    Some(plain.to_contiguous())
}

pub(crate) fn bool<const D: usize>(tensor: &Tensor<D, Bool>) -> Option<FlexTensor> {
    let plain = tensor.clone().try_into_primitive::<Flex>().ok()?;
    Some(plain.to_contiguous())
}

/// A value and the gradients of it, as one node of the graph. Nothing if there are more than eight.
pub(crate) fn record<const D: usize>(
    value: FlexTensor,
    tracked: Vec<(Node, FlexTensor)>,
) -> Option<Tensor<D>> {
    let strategy = tracked.first()?.0.strategy;
    let (guards, gradients): (Vec<NodeGuard>, Vec<FlexTensor>) = tracked
        .into_iter()
        .map(|(node, gradient)| (node.guard, gradient))
        .unzip();
    match strategy {
        GradientCheckpointingStrategy::Disabled => {
            counted::<D, NoCheckpointing>(value, guards, gradients)
        }
        GradientCheckpointingStrategy::Balanced => {
            counted::<D, BalancedCheckpointing>(value, guards, gradients)
        }
    }
}

fn counted<const D: usize, C: CheckpointStrategy>(
    value: FlexTensor,
    guards: Vec<NodeGuard>,
    gradients: Vec<FlexTensor>,
) -> Option<Tensor<D>>
where
    DispatchTensor: DispatchKindConversion<Autodiff<Flex, C>>,
{
    match guards.len() {
        1 => node::<D, C, 1>(value, guards, gradients),
        2 => node::<D, C, 2>(value, guards, gradients),
        3 => node::<D, C, 3>(value, guards, gradients),
        4 => node::<D, C, 4>(value, guards, gradients),
        5 => node::<D, C, 5>(value, guards, gradients),
        6 => node::<D, C, 6>(value, guards, gradients),
        7 => node::<D, C, 7>(value, guards, gradients),
        8 => node::<D, C, 8>(value, guards, gradients),
        _ => None,
    }
}

fn node<const D: usize, C: CheckpointStrategy, const N: usize>(
    value: FlexTensor,
    guards: Vec<NodeGuard>,
    gradients: Vec<FlexTensor>,
) -> Option<Tensor<D>>
where
    DispatchTensor: DispatchKindConversion<Autodiff<Flex, C>>,
{
    let guards: [NodeGuard; N] = guards.try_into().ok()?;
    let gradients: [FlexTensor; N] = gradients.try_into().ok()?;
    // What has been computed stays: there is nothing to do again when memory is short.
    let output = match Made.prepare::<C>(guards).compute_bound().stateful() {
        OpsKind::Tracked(prepared) => prepared.finish(gradients, value),
        OpsKind::UnTracked(prepared) => prepared.finish(value),
    };
    Some(Tensor::from_primitive::<Autodiff<Flex, C>>(output))
}

/// The backward pass: the gradients are there, and want the factor that comes from behind.
#[derive(Debug)]
struct Made;

impl<const N: usize> Backward<Flex, N> for Made {
    type State = [FlexTensor; N];

    fn backward(self, ops: Ops<Self::State, N>, grads: &mut Gradients, _: &mut Checkpointer) {
        let of_result = grads.consume::<Flex>(&ops.node);
        for (parent, gradient) in ops.parents.into_iter().zip(ops.state) {
            if let Some(node) = parent {
                grads.register::<Flex>(node.id, times(gradient, &of_result));
            }
        }
    }
}

/// The gradient as it is where the factor is one 1; else one factor a sample, whose axes come first.
fn times(gradient: FlexTensor, factor: &FlexTensor) -> FlexTensor {
    let is_one = match factor.dtype() {
        burn::tensor::DType::F32 => factor.as_slice::<f32>() == Some(&[1.0]),
        burn::tensor::DType::F64 => factor.as_slice::<f64>() == Some(&[1.0]),
        _ => false,
    };
    if is_one {
        return gradient;
    }
    let axes = gradient.shape().num_dims();
    let mut shape = factor.shape().to_vec();
    if factor.shape().num_elements() == 1 {
        shape = vec![1; axes];
    } else {
        shape.resize(axes.max(shape.len()), 1);
    }
    let factor = Flex::float_reshape(factor.clone(), Shape::from(shape));
    Flex::float_mul(gradient, factor)
}
