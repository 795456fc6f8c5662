//! What drivers do for an element type, whatever the loss.
//!
//! These are methods of the element types, so that they are compiled here, once. As generic functions they would be
//! compiled again in every crate that uses a loss, and that took a third of the time that a loss did.

use super::{
    Input, bind, columns, lanes,
    pass::{self, Column, Place},
    product::{self, Operand, Packed, Totals},
    row_pass,
    row_pass::Source,
    rowwise,
    select::Select,
    transpose,
    usual::{self, Found},
};
use crate::{
    error::Error,
    kernel::Class,
    options::Options,
    simd::{Elem, Level},
    spec::Spec,
    state::CostState,
};
use alloc::vec::Vec;

/// What an element type is computed in.
type RealOf<E> = <E as Elem>::Real;

/// Declares the methods, and makes each the function of the same name.
macro_rules! common {
    ($(
        $(#[$doc:meta])*
        fn $name:ident $(<$($life:lifetime),*>)? ($($arg:ident: $ty:ty),* $(,)?) $(-> $out:ty)? = $path:path;
    )*) => {
        /// See the module.
        pub trait Common: Copy + Sized + 'static {
            $(
                $(#[$doc])*
                fn $name $(<$($life),*>)? ($($arg: $ty),*) $(-> $out)?
                where
                    Self: Elem;
            )*
        }

        /// Implements them for an element type.
        macro_rules! implement {
            ($e:ty) => {
                impl Common for $e {
                    $(
                        fn $name $(<$($life),*>)? ($($arg: $ty),*) $(-> $out)? {
                            $path($($arg),*)
                        }
                    )*
                }
            };
        }
    };
}

common! {
    /// Checks everything about the structure of a call but its outputs. The elements of a sample of each argument, and
    /// the length of each axis, are written; the number of samples comes back.
    fn bind<'c, 'a>(
        spec: &'static Spec,
        number: &dyn Fn(usize) -> Class<'c>,
        options: &Options<'c>,
        inputs: &'c [Input<'a, Self>],
        select: &Select<'c, 'a, Self>,
        size: &mut [usize],
        len: &mut [usize],
    ) -> Result<usize, Error> = bind::bind;
    /// Binds a call of which nothing is to be said but its arrays, if they are as usual and agree; the number of samples comes back.
    /// Where it is none, the general way follows, and says what is wrong if anything is.
    fn usual<'c>(
        spec: &'static Spec,
        number: &dyn Fn(usize) -> Class<'c>,
        inputs: &'c [Input<'_, Self>],
        outputs: &[&mut [Self]],
        found: Found<'_, 'c, Self>,
    ) -> Option<usize> = usual::usual;
    /// Whether the parameters are in their domains as rounded to the type that is computed in.
    fn params_fit<'m>(
        spec: &'static Spec,
        number: &dyn Fn(usize) -> Class<'m>,
    ) -> Result<(), Error> = bind::params_fit_rounded::<Self>;
    /// Labels as elements, where there are several a sample, and identities.
    fn numbers(
        spec: &'static Spec,
        inputs: &[Input<'_, Self>],
        size: &[usize],
        len: &[usize],
        numbers: &mut [Vec<RealOf<Self>>],
    ) -> Result<(), Error> = bind::numbers;
    /// The class of a sample as an element.
    fn class(labels: crate::labels::Labels<'_>, i: usize, classes: usize) -> RealOf<Self> = bind::class;

    /// The caller's weight of a sample; 0 if it is left out.
    fn weight(select: &Select<'_, '_, Self>, sample: usize) -> RealOf<Self> = Select::weight;
    /// The weights of the samples from `first` on; the rest of `to` is left as it is.
    fn weights_of(select: &Select<'_, '_, Self>, first: usize, to: &mut [RealOf<Self>]) -> () = Select::weights;
    /// The count and the weight of the samples, where the formula weighs none itself.
    fn tally(select: &Select<'_, '_, Self>, samples: usize) -> CostState = Select::tally;

    /// Checks everything about the structure of a call whose formula has no axes. The columns of the arguments (one, or
    /// with a fixed axis one a component) are written,
    /// the elements of a sample of each argument (into `size`, which is 1s), and where the derivatives go; the number of samples comes back.
    /// `outputs` is empty for no gradient.
    fn bind_samples<'c>(
        number: &dyn Fn(usize) -> Class<'c>,
        options: &Options<'c>,
        select: &Select<'c, '_, Self>,
        outputs: &[&mut [Self]],
        size: &mut [usize],
        columns: &mut [Column<'c, Self>],
        places: &mut [Place],
    ) -> Result<usize, Error> = columns::bind;
    /// Where the derivatives go; and that the outputs are as long as their inputs.
    fn places(
        spec: &'static Spec,
        inputs: &[Input<'_, Self>],
        outputs: &[&mut [Self]],
        places: &mut [Place],
    ) -> Result<(), Error> = columns::places;
    /// Copies the columns of samples into tiles, whose places past the last repeat it.
    fn stage(
        columns: &[Column<'_, Self>],
        tiles: &mut [pass::Tile<RealOf<Self>>],
        from: usize,
        count: usize,
    ) -> () = pass::stage;
    /// Writes tiles of derivatives to their outputs.
    fn scatter(
        places: &[Place],
        tiles: &[pass::Tile<RealOf<Self>>],
        outputs: &mut [&mut [Self]],
        from: usize,
        count: usize,
    ) -> () = pass::scatter;

    /// The elements of a sample in each output; and that the outputs are as long as their inputs.
    fn sizes(
        spec: &'static Spec,
        inputs: &[Input<'_, Self>],
        size: &[usize],
        outputs: &[&mut [Self]],
        sizes: &mut [usize],
    ) -> Result<(), Error> = rowwise::sizes;
    /// The arguments, and the labels that were made elements.
    fn arguments<'c>(
        spec: &'static Spec,
        inputs: &'c [Input<'_, Self>],
        numbers: &'c [Vec<RealOf<Self>>],
        len: &[usize],
        sources: &mut [Source<'c, Self>],
    ) -> () = rowwise::arguments;
    /// The arguments of one row; labels become numbers in `classes`, and elements that are not computed in their own
    /// type are converted into `room`.
    fn row<'r>(
        sources: &[Source<'r, Self>],
        size: &[usize],
        row: usize,
        classes: &'r mut [RealOf<Self>],
        room: &'r mut [RealOf<Self>],
        real: &mut [&'r [RealOf<Self>]],
    ) -> () = row_pass::row;
    /// Where the gradients of one row go: to their outputs, or to `room`.
    fn row_targets<'r>(
        outputs: &'r mut [&mut [Self]],
        sizes: &[usize],
        row: usize,
        room: &'r mut [RealOf<Self>],
        targets: &mut [&'r mut [RealOf<Self>]],
    ) -> () = row_pass::row_targets;
    /// Rounds the gradients of one row from `room` to their outputs.
    fn narrow_row(
        outputs: &mut [&mut [Self]],
        sizes: &[usize],
        row: usize,
        room: &[RealOf<Self>],
    ) -> () = row_pass::narrow_row;
    /// Transposes `count` rows into `lanes` lanes; those past the end repeat the last row. The arguments follow each other in `room`.
    fn transpose(
        sources: &[Source<'_, Self>],
        size: &[usize],
        row: usize,
        count: usize,
        lanes: usize,
        room: &mut [RealOf<Self>],
    ) -> () = transpose::transpose;
    /// Transposes the gradients of `count` rows back. `special` is the value and the weight of each lane, if there is one
    /// whose value is NaN or whose weight is 0.
    fn transpose_back(
        output: &mut [Self],
        group: &[RealOf<Self>],
        size: usize,
        lanes: usize,
        special: Option<&lanes::Weighed<RealOf<Self>>>,
    ) -> () = transpose::transpose_back;

    /// Whether all elements are finite.
    fn is_all_finite(of: &[RealOf<Self>]) -> bool = product::is_finite;
    /// So many rows of so many terms, as the left factor of a product.
    fn strips(level: Level, shape: [usize; 2], of: Operand<'_, RealOf<Self>>) -> Packed<RealOf<Self>> = product::strips;
    /// The same as the right factor.
    fn panels(level: Level, shape: [usize; 2], of: Operand<'_, RealOf<Self>>) -> Packed<RealOf<Self>> = product::panels;
    /// The product of two matrices, its rows `stride` apart.
    fn product(
        level: Level,
        to: &mut [RealOf<Self>],
        stride: usize,
        left: &Packed<RealOf<Self>>,
        right: &Packed<RealOf<Self>>,
    ) -> () = product::product;
    /// Sums of nothing, for several blocks or for one.
    fn totals(level: Level, shape: [usize; 2], in_blocks: bool) -> Totals = product::totals::<RealOf<Self>>;
    /// Adds the product of two matrices; of one block, writes it.
    fn product_add(
        level: Level,
        totals: &mut Totals,
        to: &mut [RealOf<Self>],
        left: &Packed<RealOf<Self>>,
        right: &Packed<RealOf<Self>>,
    ) -> () = product::product_add;
    /// Adds elements.
    fn add(to: &mut Totals, from: &[RealOf<Self>]) -> () = product::add;
    /// Rounds the sums of several blocks to elements.
    fn round(from: &mut Totals, to: &mut [RealOf<Self>]) -> () = product::round;
}
implement!(f32);
implement!(f64);
#[cfg(feature = "half")]
implement!(half::f16);
#[cfg(feature = "half")]
implement!(half::bf16);
