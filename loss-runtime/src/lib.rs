//! The run time of the kernels that `loss!` generates: lanes and elementary functions over them, the drivers that walk batches, rows and
//! groups, and what goes in and comes out of a call: options, reductions, errors, states.
//!
//! It is a crate of its own so that it compiles beside the compiler of the formulas, not after it. Use it through `loss-core`, which
//! has all of it and the losses.
#![no_std]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod driver;
mod error;
mod explain;
mod labels;
mod loss;
mod options;
mod parts;
mod per_class;
mod reduction;
mod rows;
mod second_order;
mod state;

pub mod array;
pub mod check;
pub mod kernel;
pub mod math;
#[cfg(feature = "ndarray_0_17")]
pub mod ndarray_0_17;
pub mod params;
pub mod simd;
pub mod spec;

pub use error::Error;
pub use explain::{Explain, Latex};
pub use labels::Labels;
pub use loss::{Loss, SampleLoss};
pub use options::{Options, Weights};
pub use parts::CostParts;
pub use per_class::PerClass;
pub use reduction::Reduction;
pub use rows::Rows;
pub use second_order::{HessianDiagonal, HessianVector, ParamGradient};
pub use simd::{Elem, Real};
pub use state::CostState;

/// For the expansion of `loss!` alone, which comes here by `loss_core::__private`.
#[doc(hidden)]
pub mod __private {
    pub use crate::driver::{
        Input, Operand, alike, block_of, blocks, checked, pointwise, rowwise, zeros,
    };
    pub use crate::kernel::{
        Args, Class, Fixed, Model, Pointwise, RowSample, Rowwise, Sample, Step, Steps, Walk,
    };
    pub use crate::math::*;
    pub use crate::simd::{Elem, Lanes, Mask, Real};
    pub use crate::spec::{Arg, Axis, Domain, Extent, Kind, Spec, Trait};
    pub use crate::{
        CostState, Error, Explain, HessianDiagonal, HessianVector, Labels, Latex, Loss, Options,
        ParamGradient, PerClass, Reduction, Rows, SampleLoss, Weights,
    };
    pub use alloc::{vec, vec::Vec};
    pub use core::array::from_mut;
    pub use core::clone::Clone;
    pub use core::cmp::PartialEq;
    pub use core::convert::Into;
    pub use core::default::Default;
    pub use core::f64::consts::{E, PI};
    pub use core::fmt::Debug;
    pub use core::marker::Copy;
    pub use core::mem::take;
    pub use core::ops::{Add, Div, Mul, Neg, Sub};
    pub use core::option::Option::{self, None, Some};
    pub use core::primitive::{bool, f32, f64, i64, str, u32, usize};
    pub use core::result::Result::{self, Err, Ok};
    pub use core::{file, line};

    /// A number of the expansion, by path.
    pub const INFINITY: f64 = f64::INFINITY;
    /// A number of the expansion, by path.
    pub const NAN: f64 = f64::NAN;
}
