//! The loop over rows.

use super::{
    Along, BLOCK, across_pass, bind,
    lanes::MOST_LANES,
    none,
    select::Select,
    tasks::{Total, Totals},
};
use crate::{
    kernel::{Args, Class, Model, Rowwise},
    labels::Labels,
    simd::{Elem, Lanes, Work},
    state::{CostState, Sums},
};
use alloc::{vec, vec::Vec};
use core::marker::PhantomData;

/// A per-sample argument: elements, or labels that become numbers row by row.
#[derive(Clone, Copy)]
pub enum Source<'c, E: Elem> {
    /// All elements of all samples.
    Elements(&'c [E]),
    /// The labels of all samples as numbers.
    Numbers(&'c [E::Real]),
    /// One class a sample, of that many.
    Classes(Labels<'c>, usize),
}

/// The samples of a call.
#[derive(Clone, Copy)]
pub(super) struct Samples<'c, 'a, E: Elem, const A: usize, const C: usize, const D: usize> {
    pub(super) real: [Source<'c, E>; A],
    pub(super) class: [Class<'c>; C],
    /// The length of each axis.
    pub(super) len: [usize; D],
    /// The elements of a sample, of each argument.
    pub(super) size: [usize; A],
    pub(super) select: &'c Select<'c, 'a, E>,
    /// The index in the call of the first.
    pub(super) first: usize,
    pub(super) samples: usize,
    /// Whether lanes go across rows, where they may.
    pub(super) across: bool,
    /// Whether they go across rows that stay where they are, if the kernel only picks elements.
    pub(super) picks: bool,
    /// Whether rows that weigh the same are one, if the kernel adds up what their elements are.
    pub(super) together: bool,
}

impl<'c, E: Elem, const A: usize, const C: usize, const D: usize> Samples<'c, '_, E, A, C, D> {
    /// Room for the arguments of one row, if they are converted.
    #[inline(always)]
    fn room(&self) -> Vec<E::Real> {
        if E::IS_REAL {
            Vec::new()
        } else {
            vec![E::Real::ZERO; self.size.iter().sum()]
        }
    }

    /// The arguments of so many rows as one, which are elements that stay where they are.
    #[inline(always)]
    fn rows<'r>(&self, row: usize, rows: usize) -> Args<'r, E::Real, A, C, D>
    where
        'c: 'r,
    {
        let mut real: [&'r [E::Real]; A] = [&[]; A];
        for (i, real) in real.iter_mut().enumerate() {
            if let Source::Elements(data) = self.real[i] {
                let size = self.size[i];
                *real = E::widen(&data[row * size..][..rows * size], &mut []);
            }
        }
        Args {
            real,
            class: self.class,
            len: self.len.map(|len| rows * len),
        }
    }

    /// The arguments of one row; `classes` holds its labels.
    #[inline(always)]
    fn row<'r>(
        &self,
        row: usize,
        classes: &'r mut [E::Real; A],
        room: &'r mut [E::Real],
    ) -> Args<'r, E::Real, A, C, D>
    where
        'c: 'r,
    {
        // As a rule all are read from where they lie, or are classes, which is not worth a call.
        let is_element = |real: &Source<'_, E>| matches!(real, Source::Elements(_));
        if E::IS_REAL && self.real.iter().all(is_element) {
            return self.rows(row, 1);
        }
        let mut real: [&'r [E::Real]; A] = [&[]; A];
        if E::IS_REAL
            && self
                .real
                .iter()
                .all(|real| !matches!(real, Source::Numbers(_)))
        {
            for (i, (real, class)) in real.iter_mut().zip(classes).enumerate() {
                *real = match self.real[i] {
                    Source::Elements(data) => {
                        E::widen(&data[row * self.size[i]..][..self.size[i]], &mut [])
                    }
                    Source::Classes(labels, of) => {
                        *class = bind::class(labels, row, of);
                        core::slice::from_ref(class)
                    }
                    Source::Numbers(_) => &[],
                };
            }
            return Args {
                real,
                class: self.class,
                len: self.len,
            };
        }
        E::row(&self.real, &self.size, row, classes, room, &mut real);
        Args {
            real,
            class: self.class,
            len: self.len,
        }
    }

    /// Some of the rows.
    pub(super) fn part(&self, first: usize, rows: usize) -> Self {
        let mut part = *self;
        for i in 0..A {
            part.real[i] = match self.real[i] {
                Source::Elements(data) => {
                    Source::Elements(&data[first * self.size[i]..(first + rows) * self.size[i]])
                }
                Source::Numbers(data) => {
                    Source::Numbers(&data[first * self.size[i]..(first + rows) * self.size[i]])
                }
                Source::Classes(labels, of) => Source::Classes(labels.part(first, rows), of),
            };
        }
        Samples {
            first: self.first + first,
            samples: rows,
            ..part
        }
    }

    /// Whether rows next to each other that weigh the same may be one: elements are read from where they lie, and there are
    /// long runs of such rows. Rows that are left out between them split a run, and so may change the last bit of the sum.
    pub(super) fn may_be_one(&self) -> bool {
        if !E::IS_REAL || !self.select.active {
            return E::IS_REAL;
        }
        let weight = |row| E::weight(self.select, row);
        let mut counted = (0..self.samples)
            .map(weight)
            .filter(|w| *w != E::Real::ZERO);
        let first = counted.next();
        let is_even = counted.all(|weight| Some(weight) == first);
        let changes = (1..self.samples).filter(|&row| weight(row) != weight(row - 1));
        is_even && changes.count() <= 1 + self.samples / 32
    }

    /// How many rows from `row` to `end` weigh the same.
    #[inline(always)]
    fn alike(&self, row: usize, end: usize) -> usize {
        if !self.select.active {
            return end - row;
        }
        let weight = |row| E::weight(self.select, self.first + row);
        let first = weight(row);
        (row + 1..end)
            .take_while(|&row| weight(row) == first)
            .count()
            + 1
    }

    /// The rows of a block: as many as fill it, whatever the element type or the instruction set; and whole groups of
    /// lanes, where it has any.
    pub(super) fn block(&self) -> usize {
        let mut size = 1;
        for i in 0..A {
            size = size.max(self.size[i]);
        }
        let rows = BLOCK / size;
        if rows < MOST_LANES {
            rows.max(1)
        } else {
            rows / MOST_LANES * MOST_LANES
        }
    }
}

/// [`Common::row`](super::Common::row).
pub(super) fn row<'r, E: Elem>(
    sources: &[Source<'r, E>],
    size: &[usize],
    row: usize,
    classes: &'r mut [E::Real],
    mut room: &'r mut [E::Real],
    real: &mut [&'r [E::Real]],
) {
    let args = sources.iter().zip(size).zip(classes).zip(real);
    for (((source, &size), class), real) in args {
        *real = match *source {
            Source::Elements(data) => {
                let here = if E::IS_REAL { 0 } else { size };
                let (front, rest) = core::mem::take(&mut room).split_at_mut(here);
                room = rest;
                E::widen(&data[row * size..][..size], front)
            }
            Source::Numbers(data) => &data[row * size..][..size],
            Source::Classes(labels, of) => {
                *class = bind::class(labels, row, of);
                core::slice::from_ref(class)
            }
        };
    }
}

/// [`Common::row_targets`](super::Common::row_targets).
pub(super) fn row_targets<'r, E: Elem>(
    outputs: &'r mut [&mut [E]],
    sizes: &[usize],
    row: usize,
    mut room: &'r mut [E::Real],
    targets: &mut [&'r mut [E::Real]],
) {
    for ((output, &size), target) in outputs.iter_mut().zip(sizes).zip(targets) {
        if let Some(output) = E::as_real_mut(&mut output[row * size..][..size]) {
            *target = output;
        } else {
            let (front, rest) = core::mem::take(&mut room).split_at_mut(size);
            room = rest;
            *target = front;
        }
    }
}

/// [`Common::narrow_row`](super::Common::narrow_row).
pub(super) fn narrow_row<E: Elem>(
    outputs: &mut [&mut [E]],
    sizes: &[usize],
    row: usize,
    mut room: &[E::Real],
) {
    for (output, &size) in outputs.iter_mut().zip(sizes) {
        let (front, rest) = room.split_at(size);
        room = rest;
        E::narrow(front, &mut output[row * size..][..size]);
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
    const P: usize,
    const GRAD: bool,
> where
    E: Elem,
{
    pub(super) kernel: &'c K,
    pub(super) samples: &'c Samples<'c, 'a, E, A, C, D>,
    /// The gradient is over this.
    pub(super) divisor: E::Real,
    /// The gradients, and the elements of a sample in each.
    pub(super) outputs: &'c mut [&'o mut [E]; G],
    pub(super) sizes: [usize; G],
    /// The loss of each sample, or nothing.
    pub(super) each: &'c mut [E],
    /// Where the sums go.
    pub(super) totals: &'c mut Totals<P>,
}

impl<
    K,
    E,
    const A: usize,
    const C: usize,
    const D: usize,
    const G: usize,
    const P: usize,
    const GRAD: bool,
> RowPass<'_, '_, '_, K, E, A, C, D, G, P, GRAD>
where
    E: Elem,
{
    /// Makes all gradients of one row the same.
    fn fill(&mut self, row: usize, x: E) {
        if GRAD {
            for (i, output) in self.outputs.iter_mut().enumerate() {
                output[row * self.sizes[i]..][..self.sizes[i]].fill(x);
            }
        }
    }

    /// Goes over the rows with lanes along each.
    #[inline(always)]
    fn along<V, S>(&mut self, t: V::Token)
    where
        V: Lanes<Elem = E::Real>,
        S: Lanes<Elem = E::Real, Token = V::Token>,
        K: Rowwise<A, C, D, G, P>,
    {
        let walk = Along::<V, S>::new(t);
        let mut scratch = vec![E::Real::ZERO; self.kernel.scratch(self.samples.len, GRAD)];
        let mut room = self.samples.room();
        let mut slopes = if GRAD && !E::IS_REAL {
            vec![E::Real::ZERO; self.sizes.iter().sum()]
        } else {
            Vec::new()
        };
        let rows = self.samples.block();
        let even = S::splat(t, E::Real::ONE / self.divisor);
        let active = self.samples.select.active;
        let mut row = 0;
        while row < self.samples.samples {
            let end = self.samples.samples.min(row + rows);
            let mut total = Total::new();
            let mut values = Sums::new();
            // Set where a sum of rows was no number: some row's is none, or only their sum is too large.
            let mut apart = false;
            while row < end {
                let mut classes = [E::Real::ZERO; A];
                let together = if K::ADDS && self.samples.together && !apart {
                    self.samples.alike(row, end)
                } else {
                    1
                };
                let args = if K::ADDS && together > 1 {
                    self.samples.rows(row, together)
                } else {
                    self.samples.row(row, &mut classes, &mut room)
                };
                let given = if active {
                    E::weight(self.samples.select, self.samples.first + row)
                } else {
                    E::Real::ONE
                };
                let mut counts = given != E::Real::ZERO;
                if K::WEIGHTED && counts {
                    counts = self.kernel.sample_weight(walk, &args, &mut scratch).first()
                        != E::Real::ZERO;
                }
                if counts {
                    let scale = if active {
                        S::splat(t, given / self.divisor)
                    } else {
                        even
                    };
                    let mut gradient = none();
                    if GRAD && E::IS_REAL {
                        for ((output, &size), to) in
                            self.outputs.iter_mut().zip(&self.sizes).zip(&mut gradient)
                        {
                            let output = &mut output[row * size..][..together * size];
                            if let Some(output) = E::as_real_mut(output) {
                                *to = output;
                            }
                        }
                    } else if GRAD {
                        E::row_targets(self.outputs, &self.sizes, row, &mut slopes, &mut gradient);
                    }
                    let sample =
                        self.kernel
                            .sample::<_, GRAD>(walk, &args, gradient, scale, &mut scratch);
                    let value = sample.value.first().to_f64();
                    if K::ADDS && together > 1 && !value.is_finite() {
                        apart = true;
                        continue;
                    }
                    let weight = if K::WEIGHTED {
                        sample.weight.first()
                    } else {
                        E::Real::ONE
                    };
                    let value = value * weight.to_f64() * given.to_f64();
                    values.add(value);
                    if let Some(each) = self.each.get_mut(row) {
                        *each = E::of(value);
                    }
                    if GRAD {
                        if !E::IS_REAL {
                            E::narrow_row(self.outputs, &self.sizes, row, &slopes);
                        }
                        // A sample whose value is NaN has no gradient.
                        if value.is_nan() {
                            self.fill(row, E::of(value));
                        }
                        for (sum, d) in total.learnable.iter_mut().zip(sample.learnable) {
                            let d = d.first().to_f64();
                            sum.add(if value.is_nan() { value } else { d });
                        }
                    }
                } else {
                    for row in row..row + together {
                        self.fill(row, E::ZERO);
                    }
                }
                row += together;
            }
            total.value = values.total();
            self.totals.push(total);
        }
    }
}

/// A pass with what nothing in it tells: the loss, and the number of learnables.
pub(super) struct Of<M, T, const P: usize>(pub(super) T, pub(super) PhantomData<M>);

impl<M: Model, T, const P: usize> Of<M, T, P> {
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
> Work<E::Real> for Of<M, &mut RowPass<'_, '_, '_, K, E, A, C, D, G, P, GRAD>, P>
where
    M: Model,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Elem = E::Real>, S: Lanes<Elem = E::Real, Token = V::Token>>(
        self,
        t: V::Token,
    ) {
        if K::FUSED && !V::FUSED {
            return;
        }
        if may_go_across!(M, V) && K::PICKS && self.0.samples.picks {
            self.0.across::<V, true>(t);
        } else if may_go_across!(M, V)
            && self.0.samples.across
            && !(K::ADDS && self.0.samples.together)
        {
            self.0.across::<V, false>(t);
        } else {
            self.0.along::<V, S>(t);
        }
    }
}

/// The count and the weight, of a formula that weighs its samples.
pub(super) struct RowTally<'c, 'a, K, E: Elem, const A: usize, const C: usize, const D: usize> {
    pub(super) kernel: &'c K,
    pub(super) samples: &'c Samples<'c, 'a, E, A, C, D>,
    /// How often each sample counts, or nothing.
    pub(super) counts: &'c mut [E],
}

impl<M, K, E, const A: usize, const C: usize, const D: usize, const G: usize, const P: usize>
    Work<E::Real> for Of<M, (RowTally<'_, '_, K, E, A, C, D>, [(); G]), P>
where
    M: Model,
    K: Rowwise<A, C, D, G, P>,
    E: Elem,
{
    type Output = CostState;

    #[inline(always)]
    fn run<V: Lanes<Elem = E::Real>, S: Lanes<Elem = E::Real, Token = V::Token>>(
        self,
        t: V::Token,
    ) -> CostState {
        if K::FUSED && !V::FUSED {
            return CostState::default();
        }
        let RowTally {
            kernel,
            samples,
            counts,
        } = self.0.0;
        if may_go_across!(M, V) && (samples.across || (K::PICKS && samples.picks)) {
            return across_pass::tally::<V, K, E, A, C, D, G, P>(t, kernel, samples, counts);
        }
        let walk = Along::<V, S>::new(t);
        let mut scratch = vec![E::Real::ZERO; kernel.scratch(samples.len, false)];
        let mut room = samples.room();
        let mut state = CostState {
            samples: samples.samples,
            ..CostState::default()
        };
        for row in 0..samples.samples {
            let given = E::weight(samples.select, samples.first + row);
            if given != E::Real::ZERO {
                let mut classes = [E::Real::ZERO; A];
                let weight = kernel
                    .sample_weight(
                        walk,
                        &samples.row(row, &mut classes, &mut room),
                        &mut scratch,
                    )
                    .first()
                    .to_f64();
                state.count.add(weight);
                state.weight.add(weight * given.to_f64());
                if let Some(count) = counts.get_mut(row) {
                    *count = E::of(weight);
                }
            }
        }
        state
    }
}
