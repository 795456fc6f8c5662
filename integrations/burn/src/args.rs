//! From tensors of any rank and kind to one type, without a copy on the CPU backend.

use crate::error::Error;
use crate::flex::{self, Node};
use burn::backend::flex::FlexTensor;
use burn::tensor::{Bool, DType, Device, Int, Tensor, TensorData};

/// A tensor without its type.
#[derive(Debug)]
pub struct Erased {
    pub(crate) shape: Vec<usize>,
    pub(crate) device: Device,
    pub(crate) elements: Elements,
    pub(crate) graph: Option<Graph>,
}

/// Where the elements are.
#[derive(Debug)]
pub(crate) enum Elements {
    /// In the memory of the CPU backend, contiguous.
    Flex(FlexTensor),
    /// Brought here from any other.
    Copied(TensorData),
}

/// What a gradient goes to.
#[derive(Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one for each argument of a call"
)]
pub(crate) enum Graph {
    /// A node of the CPU backend.
    Node(Node),
    /// The tensor itself, of one axis, on any other.
    Tensor(Tensor<1>),
}

impl Elements {
    pub(crate) fn dtype(&self) -> DType {
        match self {
            Elements::Flex(tensor) => tensor.dtype(),
            Elements::Copied(data) => data.dtype(),
        }
    }
}

/// A tensor, as an argument of a loss.
pub trait Argument {
    #[doc(hidden)]
    fn erase(self) -> Result<Erased, Error>;
}

fn brought(data: Result<TensorData, impl core::fmt::Debug>) -> Result<Elements, Error> {
    match data {
        Ok(data) => Ok(Elements::Copied(data)),
        Err(error) => Err(Error::Backend(format!(
            "the data of a tensor could not be read: {error:?}"
        ))),
    }
}

impl<const D: usize> Argument for Tensor<D> {
    fn erase(self) -> Result<Erased, Error> {
        match flex::float(&self) {
            Some((tensor, node)) => Ok(Erased {
                shape: self.dims().to_vec(),
                device: self.device(),
                elements: Elements::Flex(tensor),
                graph: node.map(Graph::Node),
            }),
            None => elsewhere(self),
        }
    }
}

/// A float tensor of any backend.
pub(crate) fn elsewhere<const D: usize>(tensor: Tensor<D>) -> Result<Erased, Error> {
    let (shape, device) = (tensor.dims().to_vec(), tensor.device());
    let elements = brought(tensor.clone().inner().try_into_data())?;
    let size = shape.iter().product::<usize>();
    let graph = tensor
        .is_tracked()
        .then(|| Graph::Tensor(tensor.reshape([size])));
    Ok(Erased {
        shape,
        device,
        elements,
        graph,
    })
}

macro_rules! without_gradient {
    ($($kind:ty, $of_flex:path;)*) => { $(
        impl<const D: usize> Argument for Tensor<D, $kind> {
            fn erase(self) -> Result<Erased, Error> {
                let (shape, device) = (self.dims().to_vec(), self.device());
                let plain = self.inner();
                let elements = match $of_flex(&plain) {
                    Some(tensor) => Elements::Flex(tensor),
                    None => brought(plain.try_into_data())?,
                };
                Ok(Erased { shape, device, elements, graph: None })
            }
        }
    )* };
}
without_gradient! { Int, flex::int; Bool, flex::bool; }

/// The arguments of a call: a tuple of up to eight tensors.
pub trait Args {
    #[doc(hidden)]
    fn erase(self) -> Result<Vec<Erased>, Error>;
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => { $(
        #[allow(non_snake_case)]
        impl<$($name: Argument),+> Args for ($($name,)+) {
            fn erase(self) -> Result<Vec<Erased>, Error> {
                let ($($name,)+) = self;
                Ok(vec![$($name.erase()?),+])
            }
        }
    )* };
}
tuples! { A; A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H; }
