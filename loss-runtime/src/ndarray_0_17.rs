//! Losses of arrays of the crate `ndarray`, version 0.17: arrays and views in, of any layout; gradients are arrays.
//!
//! ```
//! use loss_core::losses::{Huber, SparseCrossEntropy, Triplet};
//! use loss_core::ndarray_0_17::{Arrays, along};
//! use loss_core::{Options, Reduction};
//! use ndarray::{Array3, Axis, array};
//!
//! let (prediction, target) = (array![0.5_f32, 3.0], array![0.0, 0.0]);
//! let (cost, [gradient]) = Huber::new(1.5)?.arrays().value_and_grad((&prediction, &target))?;
//! assert_eq!((cost, gradient), (1.75, array![0.25, 0.75].into_dyn()));
//!
//! // Views of any layout; labels of any integer type. The last axis is that of the classes, those before it count samples.
//! let logits = array![[3.0_f32, 0.1], [1.0, 2.0], [0.2, 0.5]];
//! let loss = SparseCrossEntropy::default();
//! let (cost, [gradient]) = loss.arrays().value_and_grad((&logits.t(), &array![0_u8, 1]))?;
//! assert!(cost < 0.4 && gradient.shape() == [2, 3]);
//!
//! // Or any other axis: here the second, as images have it.
//! let (logits, labels) = (Array3::<f64>::zeros((8, 10, 64)), ndarray::Array2::<i64>::zeros((8, 64)));
//! let (cost, [gradient]) = loss.arrays().value_and_grad((along(&logits, Axis(1)), &labels))?;
//! assert!((cost - 10.0_f64.ln()).abs() < 1e-15 && gradient.shape() == [8, 10, 64]);
//!
//! // Several inputs: as many gradients, then one of no axes for each learnable.
//! let x = array![[0.0_f32, 0.0], [3.0, 4.0], [0.0, 2.0]];
//! let rows = [0, 1, 2].map(|i| x.slice_axis(Axis(0), (i..=i).into()));
//! let sum = Options::default().reduce(Reduction::Sum);
//! let loss = Triplet::default();
//! let (cost, [_anchor, _positive, negative]) =
//!     loss.arrays().options(sum).value_and_grad((&rows[0], &rows[1], &rows[2]))?;
//! assert_eq!((cost, negative), (4.0, array![[0.0, -1.0]].into_dyn()));
//! # Ok::<(), loss_core::Error>(())
//! ```
//!
//! What is contiguous in the usual order is borrowed; what is not is copied once. Nothing is broadcast: shapes that disagree are an error.

use crate::{
    array::{self, Array},
    error::Error,
    labels::Labels,
    loss::{Loss, SampleLoss},
    options::Options,
    simd::Elem,
};
use alloc::{borrow::Cow, vec, vec::Vec};
use ndarray::{ArrayBase, ArrayD, ArrayView, Axis, Data, Dimension};

/// The calls of a loss with arrays.
pub trait Arrays: Loss {
    /// The loss, ready to be called with arrays.
    fn arrays(&self) -> Call<'_, Self> {
        Call {
            loss: self,
            options: Options::default(),
        }
    }
}

impl<L: Loss + ?Sized> Arrays for L {}

/// A loss, ready to be called with arrays: a tuple of them, in the order that the formula declares its arguments.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Call<'l, L: ?Sized> {
    loss: &'l L,
    options: Options<'l>,
}

impl<'l, L: Loss> Call<'l, L> {
    /// With a reduction, weights, a mask, an ignored label, checks.
    pub fn options(self, options: Options<'l>) -> Self {
        Call { options, ..self }
    }

    /// The cost.
    ///
    /// # Errors
    /// If the arrays do not fit the formula or each other.
    pub fn value<'a, E: Elem>(&self, args: impl Args<'a, E>) -> Result<f64, Error> {
        let held = args.hold();
        array::value(self.loss, &self.options, &arrays(&held))
    }

    /// The cost and its gradient: an array an input, in the order declared, then one without axes for each learnable.
    ///
    /// # Errors
    /// If the arrays do not fit the formula or each other, or `N` is not their number.
    pub fn value_and_grad<'a, E: Elem, const N: usize>(
        &self,
        args: impl Args<'a, E>,
    ) -> Result<(f64, [ArrayD<E>; N]), Error> {
        let held = args.hold();
        let arrays = arrays(&held);
        let per_call = || L::SPEC.args.iter().filter(|arg| arg.is_per_call());
        let inputs: Vec<&Held<'_, E>> = per_call()
            .zip(&held)
            .filter(|(arg, _)| arg.kind == crate::spec::Kind::Input)
            .map(|(_, held)| held)
            .collect();
        let mut gradients: [ArrayD<E>; N] = core::array::from_fn(|i| {
            let shape = inputs.get(i).map_or(&[][..], |input| &input.shape);
            ArrayD::from_elem(shape, E::ZERO)
        });
        let mut outputs = gradients
            .each_mut()
            .map(|gradient| gradient.as_slice_mut().unwrap_or_default());
        let cost = array::value_and_grad(self.loss, &self.options, &arrays, &mut outputs)?;
        let mut axes = inputs.iter().map(|input| input.axis);
        let gradients = gradients.map(|gradient| back(gradient, axes.next().flatten()));
        Ok((cost, gradients))
    }
}

impl<L: SampleLoss> Call<'_, L> {
    /// The loss of each sample, in the shape that the samples have.
    ///
    /// # Errors
    /// If the arrays do not fit the formula or each other.
    pub fn each<'a, E: Elem>(&self, args: impl Args<'a, E>) -> Result<ArrayD<E>, Error> {
        let held = args.hold();
        let each = array::each(self.loss, &self.options, &arrays(&held))?;
        let first = L::SPEC.args.iter().find(|arg| arg.is_per_call());
        let own = first.map_or(0, |arg| arg.axes.len());
        let shape = held.first().map_or(&[][..], |held| &held.shape);
        let samples = &shape[..shape.len().saturating_sub(own)];
        let found = each.len();
        ArrayD::from_shape_vec(samples, each).map_err(|_| Error::Elemental {
            argument: first.map_or("", |arg| arg.name),
            found,
            shape: samples.into(),
        })
    }
}

fn arrays<'h, E>(held: &'h [Held<'_, E>]) -> Vec<Array<'h, E>>
where
    E: Clone,
{
    let array = |held: &'h Held<'_, E>| match &held.elements {
        Elements::Real(data) => Array::new(data, &held.shape),
        Elements::Labels(labels) => Array::labels(*labels, &held.shape),
        Elements::Copied(labels) => Array::labels(labels, &held.shape),
    };
    held.iter().map(array).collect()
}

/// With the last axis where the caller's array has it.
fn back<E>(gradient: ArrayD<E>, axis: Option<usize>) -> ArrayD<E> {
    match (axis, gradient.ndim().checked_sub(1)) {
        (Some(axis), Some(last)) => {
            let mut order: Vec<usize> = (0..last).collect();
            order.insert(axis, last);
            gradient.permuted_axes(order)
        }
        _ => gradient,
    }
}

/// An argument whose own axis is not the last.
#[derive(Clone, Debug)]
pub struct Along<'a, A, D: Dimension> {
    view: ArrayView<'a, A, D>,
    axis: Axis,
}

/// The array with `axis` as the axis of the formula's argument: `along(&logits, Axis(1))` for `[batch, K, height, width]`. Its gradient has the
/// array's own shape.
///
/// An axis that the array does not have leaves it as it is.
pub fn along<S: Data, D: Dimension>(array: &ArrayBase<S, D>, axis: Axis) -> Along<'_, S::Elem, D> {
    Along {
        view: array.view(),
        axis,
    }
}

/// An argument, held for the time of a call.
#[doc(hidden)]
#[derive(Debug)]
pub struct Held<'a, E: Clone> {
    elements: Elements<'a, E>,
    shape: Vec<usize>,
    /// Which axis of the caller's array is the last one here.
    axis: Option<usize>,
}

#[doc(hidden)]
#[derive(Debug)]
pub enum Elements<'a, E: Clone> {
    Real(Cow<'a, [E]>),
    Labels(Labels<'a>),
    Copied(Vec<i128>),
}

/// One argument: a reference to an array or view, or [`along`] an axis of one.
pub trait Arg<'a, E: Elem> {
    #[doc(hidden)]
    fn hold(self) -> Held<'a, E>;
}

impl<'a, E: Elem, S: Data, D: Dimension> Arg<'a, E> for &'a ArrayBase<S, D>
where
    S::Elem: Element<E>,
{
    fn hold(self) -> Held<'a, E> {
        Held {
            elements: match self.as_slice() {
                Some(slice) => S::Elem::borrow(slice),
                None => S::Elem::copy(&mut self.iter()),
            },
            shape: self.shape().to_vec(),
            axis: None,
        }
    }
}

impl<'a, E: Elem, A: Element<E>, D: Dimension> Arg<'a, E> for Along<'a, A, D> {
    fn hold(self) -> Held<'a, E> {
        let (axes, axis) = (self.view.ndim(), self.axis.index());
        let mut view = self.view.into_dyn();
        if axis < axes {
            let mut order: Vec<usize> = (0..axes).filter(|&other| other != axis).collect();
            order.push(axis);
            view = view.permuted_axes(order);
        }
        Held {
            shape: view.shape().to_vec(),
            elements: match view.to_slice() {
                Some(slice) => A::borrow(slice),
                None => A::copy(&mut view.iter()),
            },
            axis: (axis < axes).then_some(axis),
        }
    }
}

/// What arrays hold: the element type of the call, or integers for labels.
pub trait Element<E: Elem>: Clone {
    #[doc(hidden)]
    fn borrow(slice: &[Self]) -> Elements<'_, E>;
    #[doc(hidden)]
    fn copy<'a>(elements: &mut dyn Iterator<Item = &Self>) -> Elements<'a, E>;
}

impl<E: Elem> Element<E> for E {
    fn borrow(slice: &[E]) -> Elements<'_, E> {
        Elements::Real(Cow::Borrowed(slice))
    }
    fn copy<'a>(elements: &mut dyn Iterator<Item = &E>) -> Elements<'a, E> {
        Elements::Real(elements.copied().collect())
    }
}

macro_rules! integers {
    ($($int:ty)*) => { $(
        impl<E: Elem> Element<E> for $int {
            fn borrow(slice: &[$int]) -> Elements<'_, E> {
                Elements::Labels(slice.into())
            }
            fn copy<'a>(elements: &mut dyn Iterator<Item = &$int>) -> Elements<'a, E> {
                Elements::Copied(elements.map(|&label| label as i128).collect())
            }
        }
    )* };
}
integers! { u8 u16 u32 u64 usize i8 i16 i32 i64 isize i128 }

/// The arguments: a tuple of up to eight.
pub trait Args<'a, E: Elem> {
    #[doc(hidden)]
    fn hold(self) -> Vec<Held<'a, E>>;
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => { $(
        #[allow(non_snake_case)]
        impl<'a, Of: Elem, $($name: Arg<'a, Of>),+> Args<'a, Of> for ($($name,)+) {
            fn hold(self) -> Vec<Held<'a, Of>> {
                let ($($name,)+) = self;
                vec![$($name.hold()),+]
            }
        }
    )* };
}
tuples! { A; A B; A B C; A B C D; A B C D F; A B C D F G; A B C D F G H; A B C D F G H I; }
