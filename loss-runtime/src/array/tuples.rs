//! From lists to the tuples that the methods of [`Loss`](crate::Loss) take.

use super::{Elements, Part};
use crate::{error::Error, labels::Labels, rows::Rows};

/// The arguments of a loss, from as many arrays: every tuple of up to sixteen `&[E]`, [`Rows`] and [`Labels`].
#[diagnostic::on_unimplemented(
    message = "a loss takes at most sixteen arguments a call",
    label = "more than sixteen arguments of the kinds `input`, `data` and `index`"
)]
pub trait FromArrays<'a, E>: Sized {
    /// Of parts that fit the loss.
    #[doc(hidden)]
    fn from_parts(parts: &[Part<'a, E>]) -> Result<Self, Error>;
}

/// Where a loss writes its gradient, from as many slices: every tuple of up to sixteen `&mut [E]` and `&mut E`.
#[diagnostic::on_unimplemented(
    message = "a loss has at most sixteen inputs and learnables",
    label = "more than sixteen arguments of the kinds `input` and `learnable`"
)]
pub trait FromOutputs<'a, E>: Sized {
    /// Of the next outputs; nothing if there are too few, or one for a number is empty.
    #[doc(hidden)]
    fn from_outputs(outputs: &mut dyn Iterator<Item = &'a mut [E]>) -> Option<Self>;
}

/// One argument.
#[doc(hidden)]
pub trait FromPart<'a, E>: Sized {
    /// Of its part.
    fn from_part(part: &Part<'a, E>) -> Result<Self, Error>;
}

impl<'a, E> FromPart<'a, E> for &'a [E] {
    fn from_part(part: &Part<'a, E>) -> Result<Self, Error> {
        match part.elements {
            Elements::Real(data) => Ok(data),
            Elements::Labels(_) => Err(Error::NoColumns),
        }
    }
}

impl<'a, E, const A: usize> FromPart<'a, E> for Rows<'a, E, A> {
    fn from_part(part: &Part<'a, E>) -> Result<Self, Error> {
        match (&part.elements, part.own.try_into()) {
            (Elements::Real(data), Ok(shape)) => Rows::with_shape(data, shape),
            _ => Err(Error::NoColumns),
        }
    }
}

impl<'a, E> FromPart<'a, E> for Labels<'a> {
    fn from_part(part: &Part<'a, E>) -> Result<Self, Error> {
        match (&part.elements, part.own) {
            (Elements::Labels(labels), &[columns]) => labels.in_rows(columns),
            (Elements::Labels(labels), _) => Ok(*labels),
            (Elements::Real(_), _) => Err(Error::NoColumns),
        }
    }
}

/// One output.
#[doc(hidden)]
pub trait FromOutput<'a, E>: Sized {
    /// Of a slice.
    fn from_output(output: &'a mut [E]) -> Option<Self>;
}

impl<'a, E> FromOutput<'a, E> for &'a mut [E] {
    fn from_output(output: &'a mut [E]) -> Option<Self> {
        Some(output)
    }
}

impl<'a, E> FromOutput<'a, E> for &'a mut E {
    fn from_output(output: &'a mut [E]) -> Option<Self> {
        output.first_mut()
    }
}

macro_rules! tuples {
    ($($name:ident $index:tt),* ; ) => {};
    ($($name:ident $index:tt),* ; $next:ident $at:tt $(, $more:ident $later:tt)*) => {
        tuples! { @impl $($name $index,)* $next $at }
        tuples! { $($name $index,)* $next $at ; $($more $later),* }
    };
    (@impl $($name:ident $index:tt),+) => {
        impl<'a, Elem, $($name: FromPart<'a, Elem>),+> FromArrays<'a, Elem> for ($($name,)+) {
            fn from_parts(parts: &[Part<'a, Elem>]) -> Result<Self, Error> {
                match parts.get(..[$($index),+].len()) {
                    Some(parts) => Ok(($($name::from_part(&parts[$index])?,)+)),
                    None => Err(Error::NoColumns),
                }
            }
        }
        impl<'a, Elem, $($name: FromOutput<'a, Elem>),+> FromOutputs<'a, Elem> for ($($name,)+) {
            fn from_outputs(outputs: &mut dyn Iterator<Item = &'a mut [Elem]>) -> Option<Self> {
                Some(($($name::from_output(outputs.next()?)?,)+))
            }
        }
    };
}
tuples! { ; A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7, J 8, K 9, L 10, M 11, N 12, O 13, P 14, Q 15 }
