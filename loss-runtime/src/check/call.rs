//! The arrays that a check draws and moves.

use crate::array::{Elements, Part};
use alloc::vec::Vec;
use core::slice;

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Array {
    /// Numbers, and the shape of one sample; in a batch loss, of the array without its first axis.
    Real(Vec<f64>, Vec<usize>),
    /// Classes or identities, and how many a sample has where it has several.
    Labels(Vec<i64>, usize),
}

impl Array {
    /// The numbers.
    #[inline]
    pub fn real(&self) -> &[f64] {
        match self {
            Array::Real(data, _) => data,
            Array::Labels(..) => &[],
        }
    }

    /// As a call takes it.
    #[inline]
    pub(super) fn part(&self) -> Part<'_, f64> {
        match self {
            Array::Real(data, shape) => Part {
                elements: Elements::Real(data),
                own: shape,
            },
            Array::Labels(labels, 0) => Part {
                elements: Elements::Labels(labels.into()),
                own: &[],
            },
            Array::Labels(labels, columns) => Part {
                elements: Elements::Labels(labels.into()),
                own: slice::from_ref(columns),
            },
        }
    }

    #[inline]
    pub(super) fn real_mut(&mut self) -> &mut [f64] {
        match self {
            Array::Real(data, _) => data,
            Array::Labels(..) => &mut [],
        }
    }
}
