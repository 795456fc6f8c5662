//! What the expansion of `loss!` implements, and what the drivers run: one sample in, value and gradient out.
//!
//! A formula without axes is [`Pointwise`]: lanes hold samples. One with axes is [`Rowwise`]: a [`Walk`] says how a
//! kernel moves along the axes of a sample, so that one body serves long rows (lanes along the row) and short ones
//! (lanes across rows).

use crate::{
    driver::{Operand, Packed, Totals},
    loss::Loss,
    math::Divisor,
    simd::{Elem, Lanes, Real},
    spec::Spec,
};

/// What a pointwise kernel computes for the samples in the lanes.
pub struct Sample<V, const G: usize, const P: usize> {
    /// The loss.
    pub value: V,
    /// How often the sample counts; 1 where the formula does not say.
    pub weight: V,
    /// The derivative by each differentiable column.
    pub gradient: [V; G],
    /// The derivative by each learnable parameter.
    pub learnable: [V; P],
}

/// A formula without axes. `A` columns come in (inputs and data in the order declared, a fixed axis as that many
/// columns), `G` gradient columns go out (those of the inputs), and `P` derivatives by learnable parameters.
pub trait Pointwise<const A: usize, const G: usize, const P: usize>: Sync {
    /// Whether the formula has a `weighted`.
    const WEIGHTED: bool;
    /// Whether [`sample`](Pointwise::sample) leaves out what seldom matters: where it is not [`careful`](Pointwise::careful), its
    /// value is infinite or NaN.
    const TRUSTS: bool = false;
    /// Whether it is called only where multiplication and addition fuse: elsewhere the general kernel stands in for one of
    /// particular parameters, since less is compiled then.
    const FUSED: bool = false;
    /// What is the same for all samples of a call, since it depends on parameters alone.
    type Fixed<E: Real>: Copy;
    /// Computes that, once a call, in a single register.
    fn fixed<S: Lanes>(&self, t: S::Token) -> Self::Fixed<S::Elem>;
    /// Value and gradient of one sample a lane.
    fn sample<V: Lanes>(
        &self,
        t: V::Token,
        fixed: &Self::Fixed<V::Elem>,
        x: [V; A],
    ) -> Sample<V, G, P>;
    /// The same, leaving nothing out.
    #[inline(always)]
    fn careful<V: Lanes>(
        &self,
        t: V::Token,
        fixed: &Self::Fixed<V::Elem>,
        x: [V; A],
    ) -> Sample<V, G, P> {
        self.sample(t, fixed, x)
    }
    /// The weight alone.
    fn sample_weight<V: Lanes>(&self, t: V::Token, x: [V; A]) -> V;
    /// The second derivative by each differentiable column; NaN of a kernel whose formula is itself a derivative, which nobody asks.
    fn curvature<V: Lanes>(&self, t: V::Token, x: [V; A]) -> [V; G] {
        let _ = x;
        [V::splat(t, V::Elem::of(f64::NAN)); G]
    }
}

/// What is the same for all samples of a call: numbers, and numbers that are divided by.
#[derive(Clone, Copy)]
pub struct Fixed<E, const N: usize, const D: usize> {
    /// Numbers.
    pub numbers: [E; N],
    /// Numbers that something is divided by.
    pub divisors: [Divisor<E>; D],
}

/// What a driver has to know of the formula of a kernel: of a loss, or of derivatives of one.
pub trait Model {
    /// Its arguments.
    const SPEC: &'static Spec;
    /// The parameter or learnable that is argument `arg`; 0 for any other.
    fn number(&self, arg: usize) -> Class<'_>;
}

impl<L: Loss> Model for L {
    const SPEC: &'static Spec = L::SPEC;
    fn number(&self, arg: usize) -> Class<'_> {
        Loss::number(self, arg)
    }
}

/// A parameter that is one number, or one per class.
#[derive(Clone, Copy, Debug)]
pub enum Class<'a> {
    /// The same for every class.
    One(f64),
    /// One each.
    Each(&'a [f64]),
}

/// The arguments of one sample (or, in a batch loss, of the batch).
pub struct Args<'a, E, const A: usize, const C: usize, const D: usize> {
    /// Inputs, data and indices (as real numbers) in the order declared, row-major, the last axis contiguous.
    pub real: [&'a [E]; A],
    /// Parameters along an axis.
    pub class: [Class<'a>; C],
    /// The length of each axis of the formula.
    pub len: [usize; D],
}

/// What a row kernel returns: the gradient went to its slices.
pub struct RowSample<S, const P: usize> {
    /// The loss.
    pub value: S,
    /// How often the sample counts.
    pub weight: S,
    /// The derivative by each learnable parameter, times `scale`.
    pub learnable: [S; P],
}

/// A formula with axes. `A` arguments per sample, `C` parameters along an axis, `D` axes, `G` gradients, `P` learnables.
pub trait Rowwise<const A: usize, const C: usize, const D: usize, const G: usize, const P: usize>:
    Sync
{
    /// Whether the formula has a `weighted`.
    const WEIGHTED: bool;
    /// Whether it is called only where multiplication and addition fuse: elsewhere the general kernel stands in for one of
    /// particular parameters, since less is compiled then.
    const FUSED: bool = false;
    /// Whether it only picks elements out of rows, and fills them with one number: then rows need not be transposed.
    const PICKS: bool = false;
    /// Whether a row is worth the sum of what each of its elements is: then several rows may be one.
    const ADDS: bool = false;
    /// Whether a row waits long for itself, as a softmax does: for its maximum, then for a sum of exponentials, then for the
    /// logarithm and the quotients of that. Then rows that are three times as long are still better next to each other in
    /// lanes.
    const WAITS: bool = false;
    /// Which arguments the weight depends on.
    const WEIGHT_READS: [bool; A];
    /// How many elements of scratch a sample needs, with or without its gradient.
    fn scratch(&self, len: [usize; D], gradient: bool) -> usize;
    /// The weight alone.
    fn sample_weight<W: Walk>(
        &self,
        w: W,
        args: &Args<'_, W::Elem, A, C, D>,
        scratch: &mut [W::Elem],
    ) -> W::S;
    /// The value; and with `GRAD` the gradient times `scale` times the weight into `gradient`.
    /// Without `GRAD` the gradient slices are empty and not touched.
    fn sample<W: Walk, const GRAD: bool>(
        &self,
        w: W,
        args: &Args<'_, W::Elem, A, C, D>,
        gradient: [&mut [W::Elem]; G],
        scale: W::S,
        scratch: &mut [W::Elem],
    ) -> RowSample<W::S, P>;
}

/// How a kernel moves along the axes of its sample.
///
/// In what follows `base` is the offset of the first element of a run in the argument, counted in elements of one
/// sample, and `at` the step along the run.
pub trait Walk: Copy {
    /// The element type.
    type Elem: Elem;
    /// Proof of the instruction set.
    type Token: Copy;
    /// The elements of one step along the innermost axis.
    type V: Lanes<Elem = Self::Elem, Token = Self::Token>;
    /// What is one number per sample, or per position of the outer axes.
    type S: Lanes<Elem = Self::Elem, Token = Self::Token>;
    /// A running sum, kept wider than the elements.
    type Sum: Copy;

    /// The proof.
    fn token(self) -> Self::Token;
    /// The steps along an axis of this length.
    fn steps(self, len: usize) -> Steps;
    /// Calls `f` with each of the steps along an axis of this length. It may stand in the program twice.
    fn each(self, len: usize, f: impl FnMut(Step));
    /// `len` elements from an offset on, of every sample.
    fn run(self, from: &[Self::Elem], base: usize, len: usize) -> &[Self::Elem];
    /// The same to be written.
    fn run_mut(self, to: &mut [Self::Elem], base: usize, len: usize) -> &mut [Self::Elem];
    /// One number per sample seen from inside a run.
    fn spread(self, s: Self::S) -> Self::V;
    /// The truth of one sample seen from inside a run.
    fn spread_mask(self, s: <Self::S as Lanes>::Mask) -> <Self::V as Lanes>::Mask;
    /// The element at an offset.
    fn element(self, from: &[Self::Elem], offset: usize) -> Self::S;
    /// A run of elements, contiguous. Lanes past the end repeat a valid element.
    fn load(self, from: &[Self::Elem], base: usize, at: Step) -> Self::V;
    /// A run of elements `stride` apart.
    fn load_strided(self, from: &[Self::Elem], base: usize, stride: usize, at: Step) -> Self::V;
    /// A run of a parameter.
    fn load_class(self, from: Class<'_>, at: Step) -> Self::V;
    /// A parameter at a position.
    fn class_element(self, from: Class<'_>, k: usize) -> Self::S;
    /// The element at `base + index * stride`; the index is a whole number.
    fn gather(self, from: &[Self::Elem], base: usize, stride: usize, index: Self::S) -> Self::S;
    /// The same with an index per lane.
    fn gather_run(self, from: &[Self::Elem], base: usize, stride: usize, index: Self::V)
    -> Self::V;
    /// A parameter at an index.
    fn gather_class(self, from: Class<'_>, index: Self::S) -> Self::S;
    /// The positions along the innermost axis.
    fn positions(self, at: Step) -> Self::V;
    /// Writes a run, contiguous; of lanes past the end, or done before, nothing is written.
    fn store(self, to: &mut [Self::Elem], base: usize, at: Step, v: Self::V);
    /// Writes a run `stride` apart.
    fn store_strided(self, to: &mut [Self::Elem], base: usize, stride: usize, at: Step, v: Self::V);
    /// Writes an element.
    fn store_element(self, to: &mut [Self::Elem], offset: usize, s: Self::S);
    /// Writes `len` elements, all the same.
    fn fill(self, to: &mut [Self::Elem], base: usize, len: usize, s: Self::S);
    /// `v` in samples where the mask holds, else 0. It has to hold in some: with lanes along a row, that is the row.
    fn only_where(self, mask: <Self::S as Lanes>::Mask, v: Self::V) -> Self::V;
    /// Takes `len` elements a sample off the front of the scratch.
    fn carve<'s>(self, scratch: &mut &'s mut [Self::Elem], len: usize) -> &'s mut [Self::Elem];
    /// Writes the element at `base + index * stride`; the index is a whole number.
    fn scatter(
        self,
        to: &mut [Self::Elem],
        base: usize,
        stride: usize,
        index: Self::S,
        value: Self::S,
    );
    /// Replaces a run of elements `stride` apart by its running sum, from the end if `back`.
    fn cumsum(self, run: &mut [Self::Elem], base: usize, stride: usize, len: usize, back: bool);
    /// Reverses a run of elements `stride` apart.
    fn reverse(self, run: &mut [Self::Elem], base: usize, stride: usize, len: usize);

    /// Whether all elements are finite.
    fn is_finite(self, of: &[Self::Elem]) -> bool;
    /// So many rows of so many terms, as the left factor of a product. Products are of a batch: no lanes go across it.
    fn strips(self, shape: [usize; 2], of: Operand<'_, Self::Elem>) -> Packed<Self::Elem>;
    /// The same as the right factor.
    fn panels(self, shape: [usize; 2], of: Operand<'_, Self::Elem>) -> Packed<Self::Elem>;
    /// The product of two matrices, its rows `stride` apart.
    fn product(
        self,
        to: &mut [Self::Elem],
        stride: usize,
        left: &Packed<Self::Elem>,
        right: &Packed<Self::Elem>,
    );
    /// Sums of nothing, wider than the elements, for what comes in several blocks, or in one.
    fn totals(self, shape: [usize; 2], in_blocks: bool) -> Totals;
    /// Adds the product of two matrices; of one block, writes it.
    fn product_add(
        self,
        totals: &mut Totals,
        to: &mut [Self::Elem],
        left: &Packed<Self::Elem>,
        right: &Packed<Self::Elem>,
    );
    /// Adds elements.
    fn add(self, to: &mut Totals, from: &[Self::Elem]);
    /// Rounds the sums of several blocks to elements.
    fn round(self, from: &mut Totals, to: &mut [Self::Elem]);

    /// A sum of nothing.
    fn sum(self) -> Self::Sum;
    /// Adds a run; lanes past the end, or done before, count nothing.
    fn sum_add(self, sum: Self::Sum, at: Step, v: Self::V) -> Self::Sum;
    /// The same of numbers from 0 to 1, of which the lanes may add a few by themselves: no sum of theirs overflows.
    fn sum_add_unit(self, sum: Self::Sum, at: Step, v: Self::V) -> Self::Sum;
    /// The sum.
    fn sum_total(self, sum: Self::Sum) -> Self::S;
    /// A count of nothing. No axis is so long that the elements could not count it exactly.
    fn count(self) -> Self::V;
    /// Adds the positions of a run where the mask holds; lanes past the end, or done before, count nothing.
    fn count_add(self, count: Self::V, at: Step, mask: <Self::V as Lanes>::Mask) -> Self::V;
    /// A run with 0 where the mask holds, and the count with the positions where it does, which in most runs are none.
    fn leave_out(
        self,
        mask: <Self::V as Lanes>::Mask,
        at: Step,
        v: Self::V,
        count: Self::V,
    ) -> (Self::V, Self::V);
    /// The count.
    fn count_total(self, count: Self::V) -> Self::S;
    /// The start of a maximum: negative infinity.
    fn max(self) -> Self::V;
    /// Folds a run into a maximum; lanes past the end, or done before, count nothing; NaN stays.
    fn max_add(self, max: Self::V, at: Step, v: Self::V) -> Self::V;
    /// The same, but NaN counts nothing.
    fn max_add_number(self, max: Self::V, at: Step, v: Self::V) -> Self::V;
    /// The maximum of numbers.
    fn max_total_number(self, max: Self::V) -> Self::S;
    /// The maximum.
    fn max_total(self, max: Self::V) -> Self::S;
    /// The start of a minimum: infinity.
    fn min(self) -> Self::V;
    /// Folds a run into a minimum.
    fn min_add(self, min: Self::V, at: Step, v: Self::V) -> Self::V;
    /// The minimum.
    fn min_total(self, min: Self::V) -> Self::S;
}

/// A step along an axis: where it starts and how many positions it covers.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The first position.
    pub start: usize,
    /// How many positions: the lanes of a step, fewer only where the axis has fewer.
    pub count: usize,
    /// How many of these the step before has done: the last step of an axis ends with it, and so may overlap.
    pub done: usize,
}

impl Step {
    /// The last of the steps of `width` positions up to `len`, where that is no multiple of it.
    #[inline(always)]
    pub fn last(len: usize, width: usize) -> Step {
        Step {
            start: len.saturating_sub(width),
            count: len.min(width),
            done: if len < width { 0 } else { width - len % width },
        }
    }

    /// Whether every lane holds a position, and a new one.
    #[inline(always)]
    pub fn is_whole(self, lanes: usize) -> bool {
        self.count == lanes && self.done == 0
    }
}

/// The steps along an axis.
#[derive(Clone, Debug)]
pub struct Steps {
    next: usize,
    len: usize,
    width: usize,
}

impl Steps {
    /// Steps of `width` positions up to `len`.
    #[inline(always)]
    pub fn new(len: usize, width: usize) -> Steps {
        Steps {
            next: 0,
            len,
            width,
        }
    }
}

impl Iterator for Steps {
    type Item = Step;
    #[inline(always)]
    fn next(&mut self) -> Option<Step> {
        if self.next >= self.len {
            return None;
        }
        let step = if self.len - self.next >= self.width {
            Step {
                start: self.next,
                count: self.width,
                done: 0,
            }
        } else {
            Step::last(self.len, self.width)
        };
        self.next += self.width;
        Some(step)
    }
}
