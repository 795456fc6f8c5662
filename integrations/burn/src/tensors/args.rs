//! Tensors of any rank and kind, flat, where they are.

use burn::tensor::{Bool, DType, Device, Int, Tensor};

/// A tensor without its rank.
#[derive(Clone, Debug)]
pub struct Flat {
    pub(super) shape: Vec<usize>,
    pub(super) data: Data,
}

/// The elements of a tensor.
#[derive(Clone, Debug)]
pub(super) enum Data {
    Float(Tensor<1>),
    Int(Tensor<1, Int>),
    Bool(Tensor<1, Bool>),
}

impl Flat {
    pub(super) fn device(&self) -> Device {
        match &self.data {
            Data::Float(x) => x.device(),
            Data::Int(x) => x.device(),
            Data::Bool(x) => x.device(),
        }
    }

    pub(super) fn dtype(&self) -> DType {
        match &self.data {
            Data::Float(x) => x.dtype(),
            Data::Int(x) => x.dtype(),
            Data::Bool(x) => x.dtype(),
        }
    }

    pub(super) fn is_tracked(&self) -> bool {
        matches!(&self.data, Data::Float(x) if x.is_tracked())
    }

    pub(super) fn is_autodiff(&self) -> bool {
        match &self.data {
            Data::Float(x) => x.is_autodiff(),
            Data::Int(x) => x.is_autodiff(),
            Data::Bool(x) => x.is_autodiff(),
        }
    }
}

/// A tensor, as an argument of a loss in tensor operations.
pub trait TensorArgument {
    #[doc(hidden)]
    fn flat(self) -> Flat;
}

macro_rules! flat {
    ($($kind:ident)+) => { $(
        impl<const D: usize> TensorArgument for Tensor<D, burn::tensor::$kind> {
            fn flat(self) -> Flat {
                let shape = self.dims().to_vec();
                let size: usize = shape.iter().product();
                Flat { shape, data: Data::$kind(self.reshape([size])) }
            }
        }
    )+ };
}
flat! { Float Int Bool }

/// The arguments of a call: a tuple of up to eight tensors. Or as many as there are in a list of flat ones.
pub trait TensorArgs {
    #[doc(hidden)]
    fn flat(self) -> Vec<Flat>;
}

impl TensorArgs for Vec<Flat> {
    fn flat(self) -> Vec<Flat> {
        self
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => { $(
        #[allow(non_snake_case)]
        impl<$($name: TensorArgument),+> TensorArgs for ($($name,)+) {
            fn flat(self) -> Vec<Flat> {
                let ($($name,)+) = self;
                vec![$($name.flat()),+]
            }
        }
    )* };
}
tuples! { A; A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H; }
