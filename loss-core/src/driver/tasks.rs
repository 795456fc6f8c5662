//! A call in tasks of a few blocks each, one after the other or on threads.
//!
//! A block is a fixed number of samples, whatever the machine, and the sums of the blocks are joined in index order: so
//! the bits do not depend on how many threads there are.

use crate::{simd::Elem, state::Sum};
#[cfg(feature = "parallel")]
use std::{sync::Mutex, vec::Vec};

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

/// What the blocks of a task add up to.
pub(super) struct Totals<const P: usize> {
    blocks: [Total<P>; TASK],
    len: usize,
}

impl<const P: usize> Totals<P> {
    pub(super) fn new() -> Self {
        Totals {
            blocks: [Total::new(); TASK],
            len: 0,
        }
    }

    /// Adds the next block.
    pub(super) fn push(&mut self, block: Total<P>) {
        self.blocks[self.len] = block;
        self.len += 1;
    }

    fn merge_into(&self, total: &mut Total<P>) {
        for block in &self.blocks[..self.len] {
            total.merge(block);
        }
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
    work: &(dyn Fn(Task<'_, E, O>) -> Totals<P> + Sync),
) -> Total<P> {
    let mut total = Total::new();
    let tasks = Rest {
        next: 0,
        samples: call.samples,
        step: call.block * TASK,
        outputs: call.outputs,
        each: call.each,
    };
    #[cfg(feature = "parallel")]
    if threads_pay(call.elements) && tasks.step < call.samples {
        let slots: Vec<_> = tasks.map(|task| Mutex::new((Some(task), None))).collect();
        on_threads(slots.len(), &|i| {
            let mut slot = slots[i].lock().unwrap_or_else(|slot| slot.into_inner());
            slot.1 = slot.0.take().map(work);
        });
        for slot in slots {
            let (_, totals) = slot.into_inner().unwrap_or_else(|slot| slot.into_inner());
            if let Some(totals) = totals {
                totals.merge_into(&mut total);
            }
        }
        return total;
    }
    #[cfg(not(feature = "parallel"))]
    let _ = call.elements;
    for task in tasks {
        work(task).merge_into(&mut total);
    }
    total
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
