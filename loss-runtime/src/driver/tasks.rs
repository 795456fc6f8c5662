//! A call in tasks of a few blocks each, one after the other or on threads.
//!
//! A block is a fixed number of samples, whatever the machine, and the sums of the blocks are joined in index order: so
//! the bits do not depend on how many threads there are.

use crate::{simd::Elem, state::Sum};
use alloc::vec::Vec;
#[cfg(feature = "parallel")]
use std::sync::Mutex;

/// Blocks of a task: enough that handing it to a thread costs little beside it.
pub(super) const TASK: usize = 8;

/// What samples add up to.
#[derive(Clone, Copy)]
pub(super) struct Total<const P: usize> {
    /// The losses.
    pub(super) value: Sum,
    /// The derivatives by learnable parameters.
    pub(super) learnable: [Sum; P],
}

impl<const P: usize> Total<P> {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Total {
            value: Sum::default(),
            learnable: [Sum::default(); P],
        }
    }

    fn merge(&mut self, other: &Self) {
        self.value.merge(other.value);
        for i in 0..P {
            self.learnable[i].merge(other.learnable[i]);
        }
    }
}

/// Where a pass puts the sums of its blocks, in index order.
pub(super) struct Totals<const P: usize> {
    total: Total<P>,
    blocks: usize,
    /// All but the first block, if others come before them and are not there yet.
    apart: Option<Vec<Total<P>>>,
}

impl<const P: usize> Totals<P> {
    /// For a pass that has the first block, or whose blocks come after those that are there.
    #[inline(always)]
    pub(super) fn new() -> Self {
        Totals {
            total: Total::new(),
            blocks: 0,
            apart: None,
        }
    }

    /// For a pass whose blocks are added later.
    #[cfg(feature = "parallel")]
    fn apart() -> Self {
        Totals {
            apart: Some(Vec::with_capacity(TASK)),
            ..Totals::new()
        }
    }

    /// Adds the next block.
    #[inline(always)]
    pub(super) fn push(&mut self, block: Total<P>) {
        if self.blocks == 0 {
            // As it would come out of a sum with nothing.
            self.total = block;
        } else if let Some(apart) = &mut self.apart {
            apart.push(block);
        } else {
            self.total.merge(&block);
        }
        self.blocks += 1;
    }

    #[cfg(feature = "parallel")]
    fn append(&mut self, other: Totals<P>) {
        for block in [other.total]
            .into_iter()
            .chain(other.apart.unwrap_or_default())
        {
            self.push(block);
        }
    }

    /// The sum of all blocks.
    #[inline(always)]
    pub(super) fn total(&self) -> &Total<P> {
        &self.total
    }
}

/// Some samples, and where their results go.
pub(super) struct Task<'o, E, const O: usize> {
    /// The first sample.
    pub(super) first: usize,
    /// How many.
    pub(super) count: usize,
    /// Their part of every output.
    pub(super) outputs: [&'o mut [E]; O],
    /// Their part of the losses of each sample, or nothing.
    pub(super) each: &'o mut [E],
}

/// What is still to be handed out.
struct Rest<'o, E, const O: usize> {
    next: usize,
    samples: usize,
    step: usize,
    outputs: [&'o mut [E]; O],
    each: &'o mut [E],
}

impl<'o, E, const O: usize> Iterator for Rest<'o, E, O> {
    type Item = Task<'o, E, O>;

    fn next(&mut self) -> Option<Task<'o, E, O>> {
        let left = self.samples - self.next;
        if left == 0 {
            return None;
        }
        let count = self.step.min(left);
        let mut outputs = super::none();
        for (part, output) in outputs.iter_mut().zip(&mut self.outputs) {
            *part = take(output, count, left);
        }
        let task = Task {
            first: self.next,
            count,
            outputs,
            each: take(&mut self.each, count, left),
        };
        self.next += count;
        Some(task)
    }
}

/// The first `count` of `left` samples, which have equally many elements.
fn take<'o, E>(from: &mut &'o mut [E], count: usize, left: usize) -> &'o mut [E] {
    let elements = from.len() / left * count;
    let (front, rest) = core::mem::take(from).split_at_mut(elements);
    *from = rest;
    front
}

/// The work of a call.
pub(super) struct Call<'o, E, const O: usize> {
    /// How many samples.
    pub(super) samples: usize,
    /// Samples of a block.
    pub(super) block: usize,
    /// Elements of all inputs, which tell whether threads pay.
    pub(super) elements: usize,
    /// All outputs.
    pub(super) outputs: [&'o mut [E]; O],
    /// The losses of each sample, or nothing.
    pub(super) each: &'o mut [E],
}

/// Does all tasks of a call.
pub(super) fn run<E: Elem, const O: usize, const P: usize>(
    call: Call<'_, E, O>,
    work: &(dyn Fn(Task<'_, E, O>, &mut Totals<P>) + Sync),
) -> Totals<P> {
    let mut totals = Totals::new();
    let tasks = Rest {
        next: 0,
        samples: call.samples,
        step: call.block * TASK,
        outputs: call.outputs,
        each: call.each,
    };
    #[cfg(feature = "parallel")]
    if threads_pay(call.elements) && tasks.step < call.samples {
        let slots: Vec<_> = tasks
            .map(|task| Mutex::new((Some(task), Totals::apart())))
            .collect();
        on_threads(slots.len(), &|i| {
            let mut slot = slots[i].lock().unwrap_or_else(|slot| slot.into_inner());
            let (task, totals) = &mut *slot;
            if let Some(task) = task.take() {
                work(task, totals);
            }
        });
        for slot in slots {
            let (_, task) = slot.into_inner().unwrap_or_else(|slot| slot.into_inner());
            totals.append(task);
        }
        return totals;
    }
    #[cfg(not(feature = "parallel"))]
    let _ = call.elements;
    for task in tasks {
        work(task, &mut totals);
    }
    totals
}

/// Below so many elements a pool of threads costs more than it saves: 30 µs of handing over stand against 1 ns and less
/// an element.
#[cfg(feature = "parallel")]
const THREADS_FROM: usize = 1 << 17;

#[cfg(feature = "parallel")]
fn threads_pay(elements: usize) -> bool {
    elements >= THREADS_FROM && rayon::current_num_threads() > 1
}

/// Compiled here once; generic, it would be compiled again for every loss.
#[cfg(feature = "parallel")]
fn on_threads(tasks: usize, work: &(dyn Fn(usize) + Sync)) {
    use rayon::prelude::*;
    (0..tasks).into_par_iter().for_each(work);
}
