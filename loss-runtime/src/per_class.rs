//! Parameters that differ from class to class.

use crate::kernel::Class;
use alloc::vec::Vec;

/// A parameter along an axis: one number for all classes, or one each.
#[derive(Clone, Debug, PartialEq)]
pub enum PerClass {
    /// The same for every class.
    One(f64),
    /// One each.
    Each(Vec<f64>),
}

impl PerClass {
    /// As kernels take it.
    #[doc(hidden)]
    #[must_use]
    pub fn as_class(&self) -> Class<'_> {
        match self {
            PerClass::One(x) => Class::One(*x),
            PerClass::Each(of) => Class::Each(of),
        }
    }
}

impl PerClass {
    /// Whether it is this number for every class.
    #[doc(hidden)]
    #[must_use]
    pub fn is_all(&self, x: f64) -> bool {
        match self {
            PerClass::One(all) => *all == x,
            PerClass::Each(of) => of.iter().all(|of| *of == x),
        }
    }
}

impl From<f64> for PerClass {
    fn from(x: f64) -> Self {
        PerClass::One(x)
    }
}

impl From<Vec<f64>> for PerClass {
    fn from(of: Vec<f64>) -> Self {
        PerClass::Each(of)
    }
}

impl From<&[f64]> for PerClass {
    fn from(of: &[f64]) -> Self {
        PerClass::Each(of.into())
    }
}

impl From<&Vec<f64>> for PerClass {
    fn from(of: &Vec<f64>) -> Self {
        PerClass::Each(of.clone())
    }
}

impl<const N: usize> From<[f64; N]> for PerClass {
    fn from(of: [f64; N]) -> Self {
        PerClass::Each(of.into())
    }
}

impl<const N: usize> From<&[f64; N]> for PerClass {
    fn from(of: &[f64; N]) -> Self {
        PerClass::Each(of.into())
    }
}
