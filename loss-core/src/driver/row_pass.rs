//! The loop over rows.

use super::{Along, BLOCK, across_pass, bind, none, select::Select};
use crate::{
    kernel::{Args, Class, Rowwise},
    labels::Labels,
    loss::Loss,
    simd::{Elem, Lanes, Work},
    state::{CostState, Sum},
};
use alloc::{vec, vec::Vec};
use core::marker::PhantomData;

/// A per-sample argument: elements, or labels that become elements row by row.
#[derive(Clone, Copy)]
pub enum Source<'c, E> {
    /// All elements of all samples.
    Elements(&'c [E]),
    /// One class a sample, of that many.
    Classes(Labels<'c>, usize),
}

/// The samples of a call.
#[derive(Clone, Copy)]
pub(super) struct Samples<'c, 'a, E, const A: usize, const C: usize, const D: usize> {
    pub(super) real: [Source<'c, E>; A],
    pub(super) class: [Class<'c>; C],
    /// The length of each axis.
    pub(super) len: [usize; D],
    /// The elements of a sample, of each argument.
    pub(super) size: [usize; A],
    pub(super) select: &'c Select<'c, 'a, E>,
    pub(super) samples: usize,
}

impl<'c, E: Elem, const A: usize, const C: usize, const D: usize> Samples<'c, '_, E, A, C, D> {
    /// The arguments of one row; `classes` holds its labels.
    #[inline(always)]
    fn row<'r>(&self, row: usize, classes: &'r mut [E; A]) -> Args<'r, E, A, C, D>
    where
        'c: 'r,
    {
        let mut real: [&'r [E]; A] = [&[]; A];
        E::row(&self.real, &self.size, row, classes, &mut real);
        Args {
            real,
            class: self.class,
            len: self.len,
        }
    }

    /// The rows of a block: as many as fill it, whatever the element type or the instruction set.
    fn block(&self) -> usize {
        (BLOCK / self.size.iter().copied().max().unwrap_or(1).max(1)).max(1)
    }
}

/// [`Common::row`](super::Common::row).
pub(super) fn row<'r, E: Elem>(
    sources: &[Source<'r, E>],
    size: &[usize],
    row: usize,
    classes: &'r mut [E],
    real: &mut [&'r [E]],
) {
    let args = sources.iter().zip(size).zip(classes).zip(real);
    for (((source, &size), class), real) in args {
        *real = match *source {
            Source::Elements(data) => &data[row * size..][..size],
            Source::Classes(labels, of) => {
                *class = bind::class(labels, row, of);
                core::slice::from_ref(class)
            }
        };
    }
}

/// Value, and with `GRAD` the gradient.
pub(super) struct RowPass<
    'c,
    'o,
    'a,
    K,
    E,
    const A: usize,
    const C: usize,
    const D: usize,
    const G: usize,
    const GRAD: bool,
> {
    pub(super) kernel: &'c K,
    pub(super) samples: Samples<'c, 'a, E, A, C, D>,
    /// The gradient is over this.
    pub(super) divisor: E,
    /// The gradients, and the elements of a sample in each.
    pub(super) outputs: [&'o mut [E]; G],
    pub(super) sizes: [usize; G],
    /// The loss of each sample, or nothing.
    pub(super) each: &'c mut [E],
}

impl<K, E, const A: usize, const C: usize, const D: usize, const G: usize, const GRAD: bool>
    RowPass<'_, '_, '_, K, E, A, C, D, G, GRAD>
{
    /// The gradients of one row.
    #[inline(always)]
    fn gradients(&mut self, row: usize) -> [&mut [E]; G] {
        let mut gradients = none();
        if GRAD {
            for (i, output) in self.outputs.iter_mut().enumerate() {
                gradients[i] = &mut output[row * self.sizes[i]..][..self.sizes[i]];
            }
        }
        gradients
    }
}

impl<K, E, const A: usize, const C: usize, const D: usize, const G: usize, const GRAD: bool>
    RowPass<'_, '_, '_, K, E, A, C, D, G, GRAD>
{
    /// Goes over the rows with lanes along each.
    #[inline(always)]
    fn along<V, S, const P: usize>(mut self, t: V::Token) -> (Sum, [Sum; P])
    where
        V: Lanes<Elem = E>,
        S: Lanes<Elem = E, Token = V::Token>,
        K: Rowwise<A, C, D, G, P>,
        E: Elem,
    {
        let walk = Along::<V, S>::new(t);
        let mut scratch: Vec<E> = vec![E::ZERO; self.kernel.scratch(self.samples.len, GRAD)];
        let mut total = Sum::default();
        let mut totals = [Sum::default(); P];
        let rows = self.samples.block();
        let mut row = 0;
        while row < self.samples.samples {
            let end = self.samples.samples.min(row + rows);
            let mut sum = Sum::default();
            let mut sums = [Sum::default(); P];
            while row < end {
                let mut classes = [E::ZERO; A];
                let args = self.samples.row(row, &mut classes);
                let given = E::weight(self.samples.select, row);
                let mut counts = given != E::ZERO;
                if K::WEIGHTED && counts {
                    counts =
                        self.kernel.sample_weight(walk, &args, &mut scratch).first() != E::ZERO;
                }
                if counts {
                    let scale = S::splat(t, given / self.divisor);
                    let kernel = self.kernel;
                    let sample = kernel.sample::<_, GRAD>(
                        walk,
                        &args,
                        self.gradients(row),
                        scale,
                        &mut scratch,
                    );
                    let value = sample.value.first().to_f64();
                    let weight = if K::WEIGHTED {
                        sample.weight.first()
                    } else {
                        E::ONE
                    };
                    let value = value * weight.to_f64() * given.to_f64();
                    sum.add(value);
                    if let Some(each) = self.each.get_mut(row) {
                        *each = E::of(value);
                    }
                    if GRAD {
                        // A sample whose value is NaN has no gradient.
                        if value.is_nan() {
                            self.gradients(row)
                                .into_iter()
                                .for_each(|to| to.fill(E::of(value)));
                        }
                        for (sum, d) in sums.iter_mut().zip(sample.learnable) {
                            let d = d.first().to_f64();
                            sum.add(if value.is_nan() { value } else { d });
                        }
                    }
                } else {
                    self.gradients(row)
                        .into_iter()
                        .for_each(|to| to.fill(E::ZERO));
                }
                row += 1;
            }
            total.merge(sum);
            for i in 0..P {
                totals[i].merge(sums[i]);
            }
        }
        (total, totals)
    }
}

/// A pass with what nothing in it tells: the loss, and the number of learnables.
pub(super) struct Of<M, T, const P: usize>(pub(super) T, pub(super) PhantomData<M>);

impl<M: Loss, T, const P: usize> Of<M, T, P> {
    pub(super) fn new(pass: T) -> Self {
        Of(pass, PhantomData)
    }
}

/// Whether lanes may go across rows: not in a batch loss, which has but one; and where multiplication and addition do
/// not fuse, the second set of bits is compiled for one walk alone.
macro_rules! may_go_across {
    ($m:ident, $v:ident) => {
        const { !$m::SPEC.batch && $v::FUSED }
    };
}

impl<
    M,
    K,
    E,
    const A: usize,
    const C: usize,
    const D: usize,
    const G: usize,
    const P: usize,
    const GRAD: bool,
> Work<E> for Of<M, RowPass<'_, '_, '_, K, E, A, C, D, G, GRAD>, P>
where
    M: Loss,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    type Output = (Sum, [Sum; P]);

    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(
        self,
        t: V::Token,
    ) -> Self::Output {
        if may_go_across!(M, V) && self.0.samples.is_short() {
            self.0.across::<V, P>(t)
        } else {
            self.0.along::<V, S, P>(t)
        }
    }
}

/// The count and the weight, of a formula that weighs its samples.
pub(super) struct RowTally<'c, 'a, K, E, const A: usize, const C: usize, const D: usize> {
    pub(super) kernel: &'c K,
    pub(super) samples: Samples<'c, 'a, E, A, C, D>,
}

impl<M, K, E, const A: usize, const C: usize, const D: usize, const G: usize, const P: usize>
    Work<E> for Of<M, (RowTally<'_, '_, K, E, A, C, D>, [(); G]), P>
where
    M: Loss,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    type Output = CostState;

    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(
        self,
        t: V::Token,
    ) -> CostState {
        let RowTally { kernel, samples } = self.0.0;
        if may_go_across!(M, V) && samples.is_short() {
            return across_pass::tally::<V, K, A, C, D, G, P>(t, kernel, &samples);
        }
        let walk = Along::<V, S>::new(t);
        let mut scratch: Vec<E> = vec![E::ZERO; kernel.scratch(samples.len, false)];
        let mut state = CostState {
            samples: samples.samples,
            ..CostState::default()
        };
        for row in 0..samples.samples {
            let given = E::weight(samples.select, row);
            if given != E::ZERO {
                let mut classes = [E::ZERO; A];
                let weight = kernel
                    .sample_weight(walk, &samples.row(row, &mut classes), &mut scratch)
                    .first()
                    .to_f64();
                state.count.add(weight);
                state.weight.add(weight * given.to_f64());
            }
        }
        state
    }
}
