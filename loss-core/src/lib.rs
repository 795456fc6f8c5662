#![doc = include_str!("guide.md")]
#![no_std]
extern crate alloc;

mod cost;

pub mod book;
pub mod language;
pub mod losses;
#[cfg(feature = "sources")]
#[doc(hidden)]
pub mod sources;

pub use cost::{Cost, Penalty};
#[cfg(feature = "ndarray_0_17")]
#[doc(inline)]
pub use loss_runtime::ndarray_0_17;
#[doc(inline)]
pub use loss_runtime::{
    CostParts, CostState, Elem, Error, Explain, HessianDiagonal, HessianVector, Labels, Latex,
    Loss, Options, ParamGradient, PerClass, Real, Reduction, Rows, SampleLoss, Weights, array,
    check, kernel, math, params, simd, spec,
};

/// For the expansion of [`loss!`] alone.
#[doc(hidden)]
pub mod __private {
    pub use loss_macros::{loss_curves, loss_impl};
    pub use loss_runtime::__private::*;
}

#[doc = include_str!("loss_macro.md")]
#[macro_export]
macro_rules! loss {
    ($($item:tt)*) => {
        $crate::__private::loss_impl! { ($crate) $($item)* }
    };
}

/// The examples of the front page.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
