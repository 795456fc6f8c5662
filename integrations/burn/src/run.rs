//! The call itself: from erased tensors to arrays, and from numbers to a tensor with its place in the graph.

use crate::args::{Elements, Erased, Graph};
use crate::error::Error;
use crate::{flex, portable};
use burn::backend::Element;
use burn::backend::flex::FlexTensor;
use burn::tensor::{DType, Tensor, TensorData};
use loss_core::array::{self, Array, differentiated};
use loss_core::spec::{Arg, Kind};
use loss_core::{Elem, Labels, Loss, Options, Reduction, SampleLoss};

/// An element type of both.
pub(crate) trait Number: Elem + Element + bytemuck::Pod {}
impl<T: Elem + Element + bytemuck::Pod> Number for T {}

/// The tensors of a call.
pub(crate) struct Call {
    args: Vec<(&'static Arg, Erased)>,
    /// Those that came for learnables.
    given: Vec<Erased>,
    learnables: usize,
    dtype: DType,
}

impl Call {
    pub(crate) fn new<L: Loss>(tensors: Vec<Erased>) -> Result<Call, Error> {
        let args: Vec<&'static Arg> = L::SPEC
            .args
            .iter()
            .filter(|arg| arg.is_per_call())
            .collect();
        let learnables = differentiated::<L>().1.len();
        if !(args.len()..=args.len() + learnables).contains(&tensors.len()) {
            return Err(Error::Loss(loss_core::Error::Arguments {
                loss: L::NAME,
                found: tensors.len(),
                expected: args.len(),
            }));
        }
        let mut tensors = tensors.into_iter();
        let args: Vec<(&'static Arg, Erased)> = args.into_iter().zip(&mut tensors).collect();
        let input = args.iter().find(|(arg, _)| arg.kind == Kind::Input);
        // Every loss has an input.
        let dtype = input.map_or(DType::F32, |(_, tensor)| tensor.elements.dtype());
        let place = |tensor: &Erased| tensor.device.clone().inner();
        if let Some((_, first)) = args.first()
            && let Some((arg, tensor)) = args
                .iter()
                .find(|(_, tensor)| place(tensor) != place(first))
        {
            return Err(Error::Devices {
                argument: arg.name,
                found: Box::new(tensor.device.clone()),
                expected: Box::new(first.device.clone()),
            });
        }
        Ok(Call {
            args,
            given: tensors.collect(),
            learnables,
            dtype,
        })
    }

    /// The element type: that of the inputs.
    pub(crate) fn dtype(&self) -> DType {
        self.dtype
    }

    fn inputs(&self) -> impl Iterator<Item = &Erased> {
        let inputs = self.args.iter().filter(|(arg, _)| arg.kind == Kind::Input);
        inputs.map(|(_, tensor)| tensor)
    }

    fn is_tracked(&self) -> bool {
        self.inputs()
            .chain(&self.given)
            .any(|tensor| tensor.graph.is_some())
    }

    /// The loss with the values of the learnables that came with the call.
    fn with_learnables<L: Loss + Clone>(&self, loss: &L) -> Result<L, Error> {
        let values: Result<Vec<f64>, Error> = self
            .given
            .iter()
            .map(|tensor| number(&tensor.elements))
            .collect();
        Ok(array::with_learnables(loss.clone(), &values?)?)
    }

    /// Room for the gradient, by all inputs and all learnables.
    fn gradients<E: Number>(&self) -> Vec<Vec<E>> {
        let inputs = self
            .inputs()
            .map(|tensor| vec![E::ZERO; tensor.shape.iter().product()]);
        inputs
            .chain((0..self.learnables).map(|_| vec![E::ZERO]))
            .collect()
    }

    /// The shape of the samples.
    fn samples(&self) -> Vec<usize> {
        let first = self.args.first().map(|(arg, tensor)| {
            let samples = tensor.shape.len().saturating_sub(arg.axes.len());
            tensor.shape[..samples].to_vec()
        });
        first.unwrap_or_default()
    }

    /// Calls with the tensors' own memory.
    fn run<E: Number, R>(
        &self,
        call: impl FnOnce(&[Array<'_, E>]) -> Result<R, loss_core::Error>,
    ) -> Result<R, Error> {
        let converted: Result<Vec<Option<Vec<E>>>, Error> = self
            .args
            .iter()
            .map(|(arg, tensor)| convert(arg, &tensor.elements))
            .collect();
        let converted = converted?;
        let mut arrays = Vec::with_capacity(self.args.len());
        for ((arg, tensor), converted) in self.args.iter().zip(&converted) {
            let shape = &tensor.shape[..];
            arrays.push(match (converted, arg.kind) {
                (Some(data), _) => Array::new(data, shape),
                (None, Kind::Index(_) | Kind::Identity) => {
                    Array::labels(labels(arg, &tensor.elements)?, shape)
                }
                (None, _) => match slice::<E>(&tensor.elements) {
                    Some(data) => Array::new(data, shape),
                    None => {
                        return Err(Error::Mixed {
                            argument: arg.name,
                            found: tensor.elements.dtype(),
                            expected: self.dtype,
                        });
                    }
                },
            });
        }
        Ok(call(&arrays)?)
    }

    /// The value, with its place in the graph. `samples` is how many there are where each has a value of its own.
    fn record<E: Number, const D: usize>(
        self,
        value: Vec<E>,
        shape: [usize; D],
        gradients: Vec<Vec<E>>,
        samples: usize,
    ) -> Result<Tensor<D>, Error> {
        let value = TensorData::new(value, shape);
        let Some((_, first)) = self.args.first() else {
            return Err(Error::Backend("a loss without arguments".into()));
        };
        let (device, dtype) = (first.device.clone(), self.dtype);
        let inputs = self
            .args
            .into_iter()
            .filter(|(arg, _)| arg.kind == Kind::Input);
        let differentiated = inputs.map(|(_, tensor)| tensor).chain(self.given);
        let (mut nodes, mut tensors) = (Vec::new(), Vec::new());
        for (tensor, gradient) in differentiated.zip(gradients) {
            let elements = gradient.len();
            match tensor.graph {
                Some(Graph::Node(node)) => {
                    let gradient = FlexTensor::from_data(TensorData::new(gradient, tensor.shape));
                    nodes.push((node, gradient));
                }
                Some(Graph::Tensor(x)) => tensors.push((x, TensorData::new(gradient, [elements]))),
                None => {}
            }
        }
        let found = nodes.len();
        match found {
            0 => Ok(portable::record(value, &device, dtype, tensors, samples)),
            _ => {
                flex::record(FlexTensor::from_data(value), nodes).ok_or(Error::Gradients { found })
            }
        }
    }
}

/// The cost.
pub(crate) fn cost<L: Loss + Clone, E: Number>(
    loss: &L,
    options: Options<'_>,
    call: Call,
) -> Result<Tensor<1>, Error> {
    let loss = call.with_learnables(loss)?;
    if !call.is_tracked() {
        let cost = call.run::<E, _>(|arrays| array::value(&loss, &options, arrays))?;
        return call.record(vec![E::of(cost)], [1], vec![], 0);
    }
    let mut gradients = call.gradients::<E>();
    let cost = call.run::<E, _>(|arrays| {
        let mut outputs: Vec<&mut [E]> = gradients.iter_mut().map(Vec::as_mut_slice).collect();
        array::value_and_grad(&loss, &options, arrays, &mut outputs)
    })?;
    call.record(vec![E::of(cost)], [1], gradients, 0)
}

/// The loss of each sample.
pub(crate) fn each<L: SampleLoss + Clone, E: Number, const D: usize>(
    loss: &L,
    options: Options<'_>,
    call: Call,
) -> Result<Tensor<D>, Error> {
    if !call.given.is_empty() {
        return Err(Error::Each { loss: L::NAME });
    }
    let each = call.run::<E, _>(|arrays| array::each(loss, &options, arrays))?;
    let samples = call.samples();
    let Ok(shape) = <[usize; D]>::try_from(&samples[..]) else {
        return Err(Error::Axes { samples, asked: D });
    };
    let mut gradients = Vec::new();
    if call.is_tracked() {
        // An input's element belongs to one sample, so that the gradient of the sum holds that of every sample.
        let options = options.reduce(Reduction::Sum);
        gradients = call.gradients::<E>();
        call.run::<E, _>(|arrays| {
            let mut outputs: Vec<&mut [E]> = gradients.iter_mut().map(Vec::as_mut_slice).collect();
            array::value_and_grad(loss, &options, arrays, &mut outputs)
        })?;
    }
    let count = each.len();
    call.record(each, shape, gradients, count)
}

fn slice<E: Number>(elements: &Elements) -> Option<&[E]> {
    match elements {
        Elements::Flex(tensor) => tensor.as_slice::<E>(),
        Elements::Copied(data) => data.as_slice::<E>().ok(),
    }
}

/// Float elements as numbers; none of any other type.
pub(crate) fn numbers(elements: &Elements) -> Vec<f64> {
    fn read<E: Number>(elements: &Elements) -> Vec<f64> {
        let all = slice::<E>(elements).unwrap_or_default();
        all.iter().map(|x| Elem::to_f64(*x)).collect()
    }
    match elements.dtype() {
        DType::F32 => read::<f32>(elements),
        DType::F64 => read::<f64>(elements),
        DType::F16 => read::<half::f16>(elements),
        DType::BF16 => read::<half::bf16>(elements),
        _ => vec![],
    }
}

/// The one element of a tensor.
fn number(elements: &Elements) -> Result<f64, Error> {
    match numbers(elements)[..] {
        [value] => Ok(value),
        ref all => Err(Error::Learnable {
            elements: all.len(),
        }),
    }
}

macro_rules! integers {
    ($($dtype:ident $int:ty,)*) => {
        fn labels<'t>(arg: &Arg, elements: &'t Elements) -> Result<Labels<'t>, Error> {
            let wrong = loss_core::Error::Elements { argument: arg.name, labels: true };
            let labels = match (elements, elements.dtype()) {
                $(
                    (Elements::Flex(tensor), DType::$dtype) => tensor.as_slice::<$int>().map(Labels::from),
                    (Elements::Copied(data), DType::$dtype) => data.as_slice::<$int>().ok().map(Labels::from),
                )*
                _ => None,
            };
            labels.ok_or(Error::Loss(wrong))
        }

        /// Integers of any type.
        pub(crate) fn integers(elements: &Elements) -> Vec<i128> {
            match (elements, elements.dtype()) {
                $(
                    (Elements::Flex(tensor), DType::$dtype) => tensor.as_slice::<$int>().unwrap_or_default().iter().map(|&x| x.into()).collect(),
                    (Elements::Copied(data), DType::$dtype) => data.as_slice::<$int>().unwrap_or_default().iter().map(|&x| x.into()).collect(),
                )*
                _ => vec![],
            }
        }

        /// Targets and masks are often integers or truths: as numbers, where `data` comes so.
        fn convert<E: Number>(arg: &Arg, elements: &Elements) -> Result<Option<Vec<E>>, Error> {
            if arg.kind != Kind::Data {
                return Ok(None);
            }
            let bytes = |bytes: &[u8]| bytes.iter().map(|&x| E::of(f64::from(x != 0))).collect();
            Ok(match (elements, elements.dtype()) {
                $(
                    (Elements::Flex(tensor), DType::$dtype) => tensor.as_slice::<$int>().map(|x| x.iter().map(|&x| E::of(x as f64)).collect()),
                    (Elements::Copied(data), DType::$dtype) => data.as_slice::<$int>().ok().map(|x| x.iter().map(|&x| E::of(x as f64)).collect()),
                )*
                (Elements::Flex(tensor), DType::Bool(_)) => {
                    let all = tensor.layout().contiguous_offsets();
                    all.and_then(|(start, end)| tensor.bytes().get(start..end)).map(bytes)
                }
                (Elements::Copied(data), DType::Bool(_)) => data.as_slice::<bool>().ok().map(|x| x.iter().map(|&x| E::of(f64::from(x))).collect()),
                _ => None,
            })
        }
    };
}
integers! { I64 i64, I32 i32, I16 i16, I8 i8, U64 u64, U32 u32, U16 u16, U8 u8, }
