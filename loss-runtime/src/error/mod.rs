//! What can be wrong with a call. Every error names the argument, the index and the values; none leaves a trace in an output.

mod text;

use crate::spec::Domain;
use alloc::boxed::Box;

/// Why a call was refused. Nothing has been written when one is returned.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// Two arguments disagree on the number of samples.
    Samples {
        /// The argument.
        argument: &'static str,
        /// Its number of samples.
        found: usize,
        /// The argument it disagrees with.
        with: &'static str,
        /// That one's number of samples.
        expected: usize,
    },
    /// Two arguments disagree on the length of an axis.
    Axis {
        /// The axis.
        axis: &'static str,
        /// The argument.
        argument: &'static str,
        /// Its length along the axis.
        found: usize,
        /// The argument it disagrees with.
        with: &'static str,
        /// That one's length.
        expected: usize,
    },
    /// An argument has the wrong number of columns along a fixed axis.
    Columns {
        /// The argument.
        argument: &'static str,
        /// Its columns.
        found: usize,
        /// The columns the formula wants.
        expected: usize,
    },
    /// An argument has the wrong number of labels for its axes.
    Labels {
        /// The argument.
        argument: &'static str,
        /// Its labels.
        found: usize,
        /// The labels that its axes want.
        expected: usize,
    },
    /// Labels came as rows, which have two axes, the one over samples included, and the argument has more or fewer.
    LabelRows {
        /// The argument.
        argument: &'static str,
        /// Its axes, with the one over samples.
        axes: usize,
    },
    /// The elements do not fill whole rows.
    Ragged {
        /// How many elements there are.
        elements: usize,
        /// The elements of a row.
        columns: usize,
    },
    /// Rows of no elements.
    NoColumns,
    /// Nothing tells the length of an axis.
    Unsized {
        /// The axis.
        axis: &'static str,
    },
    /// An axis is too long for its positions to be exact in the element type.
    TooLong {
        /// The axis, or the argument whose distinct identities are too many.
        axis: &'static str,
        /// Its length.
        found: usize,
        /// The longest that works.
        most: usize,
    },
    /// A label that is no class, and beyond the numbers that [`Error::Label`] can hold.
    HugeLabel {
        /// The argument.
        argument: &'static str,
        /// The index in the argument.
        index: usize,
        /// The label.
        label: u128,
        /// The number of classes.
        classes: usize,
    },
    /// A label that is no class.
    Label {
        /// The argument.
        argument: &'static str,
        /// The index in the argument.
        index: usize,
        /// The label.
        label: i128,
        /// The number of classes: labels run from 0 up to below it.
        classes: usize,
    },
    /// A parameter outside its domain, perhaps only after rounding to the element type.
    Param {
        /// The parameter.
        param: &'static str,
        /// The class, where there is one number per class.
        class: Option<usize>,
        /// Its value.
        value: f64,
        /// The values it may take.
        domain: Domain,
    },
    /// A parameter with one number per class has none.
    NoClasses {
        /// The parameter.
        param: &'static str,
    },
    /// A parameter with one number per class has the wrong number of them.
    Classes {
        /// The parameter.
        param: &'static str,
        /// How many it has.
        found: usize,
        /// How many classes there are.
        expected: usize,
    },
    /// [`params::set`](crate::params::set) of an argument that is none.
    NoParam {
        /// The loss.
        loss: &'static str,
        /// The argument.
        index: usize,
        /// Its name, if there is one of this index.
        argument: Option<&'static str>,
    },
    /// A parameter that is one number was given as one number per class.
    OneNumber {
        /// The parameter.
        param: &'static str,
        /// How many numbers were given.
        found: usize,
    },
    /// An element outside the domain of its argument.
    Value {
        /// The argument.
        argument: &'static str,
        /// The index in the argument.
        index: usize,
        /// The element.
        value: f64,
        /// The values it may take.
        domain: Domain,
    },
    /// The mean of no samples.
    Empty {
        /// The argument that has none; nothing where it is not known, as of a [`CostState`](crate::CostState).
        argument: Option<&'static str>,
    },
    /// A mean over samples that count nothing, or too little: all are left out, or their weights are 0.
    Divisor {
        /// How much they count.
        divisor: f64,
    },
    /// [`Reduction::DividedBy`](crate::Reduction::DividedBy) a number that is not positive, or whose reciprocal the element
    /// type cannot hold.
    DividedBy {
        /// The number.
        divisor: f64,
    },
    /// An output for a gradient of the wrong length.
    Output {
        /// The argument whose output it is.
        argument: &'static str,
        /// Its length.
        found: usize,
        /// The length it must have.
        expected: usize,
    },
    /// An output for second derivatives of the wrong length.
    Hessian {
        /// The argument whose output it is.
        argument: &'static str,
        /// Its length.
        found: usize,
        /// The length it must have.
        expected: usize,
    },
    /// The wrong number of sample weights.
    Weights {
        /// How many there are.
        found: usize,
        /// How many samples there are.
        expected: usize,
    },
    /// A sample weight that is negative, infinite or NaN, perhaps only after rounding to the element type.
    Weight {
        /// The sample.
        index: usize,
        /// Its weight.
        value: f64,
    },
    /// A mask of the wrong length.
    Mask {
        /// Its length.
        found: usize,
        /// How many samples there are.
        expected: usize,
    },
    /// `ignore_label` for a loss whose samples have no label.
    NoLabel,
    /// Weights, a mask or an ignored label for a batch loss, which has no samples to weigh.
    Batch {
        /// The loss.
        loss: &'static str,
    },
    /// The wrong number of arrays for a loss.
    Arguments {
        /// The loss.
        loss: &'static str,
        /// How many there are.
        found: usize,
        /// How many arguments it has.
        expected: usize,
    },
    /// The wrong number of outputs for the gradient of a loss.
    Outputs {
        /// The loss.
        loss: &'static str,
        /// How many there are.
        found: usize,
        /// How many inputs and learnables it has.
        expected: usize,
    },
    /// Numbers where the formula has labels, or labels where it has numbers.
    Elements {
        /// The argument.
        argument: &'static str,
        /// Whether it takes labels.
        labels: bool,
    },
    /// An array that has another number of elements than its shape says.
    Elemental {
        /// The argument.
        argument: &'static str,
        /// Its elements.
        found: usize,
        /// Its shape.
        shape: Box<[usize]>,
    },
    /// An array with fewer axes than its argument, or in a batch loss not exactly as many.
    Axes {
        /// The argument.
        argument: &'static str,
        /// Its shape.
        found: Box<[usize]>,
        /// How many axes the formula has.
        expected: usize,
        /// Whether the formula describes the whole batch.
        batch: bool,
    },
    /// Two arrays whose samples are arranged differently.
    Shape {
        /// The argument.
        argument: &'static str,
        /// The shape of its samples.
        found: Box<[usize]>,
        /// The argument it disagrees with.
        with: &'static str,
        /// The shape of that one's samples.
        expected: Box<[usize]>,
    },
    /// Parts that are those of no [`CostState`](crate::CostState).
    State {
        /// What is wrong with them.
        what: &'static str,
    },
    /// A cost with a penalty whose strength is negative, infinite or NaN.
    Penalty {
        /// The strength.
        strength: f64,
    },
}

impl core::error::Error for Error {}
