//! Splits the graph of a formula with axes into loops: what is one number per sample, and passes over its axes.
//!
//! A reduction that depends on another reduction starts a new pass; reductions of one level share a loop; what is
//! cheap is computed again in each pass, what is not is kept. The value comes first, then, under `if GRAD`, what only
//! the gradient needs; but what a loop of the value has at hand for it is computed there, also under `if GRAD`.
//!
//! ```text
//! -log_softmax(x)[label]   →   pass over K: row_max │ pass over K: rest, e kept in d_x │ value │ if GRAD: pass over K: d_x
//! ```

mod besides;
mod blocks;
mod keep;
mod place;
mod product;

use std::collections::{BTreeMap, BTreeSet};

pub use blocks::{Blocks, Part, pairs};
pub use product::{Factors, factors, gated, matrices};

use crate::differentiate::{Derived, Partial};
use crate::graph::{ArgId, Axis, Formula, Graph, Id, Op};
use crate::simplify::one_hot_index;
use crate::stabilise::gather_of;

/// A loop nest: the outer axes one position at a time, the inner one a step of lanes at a time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Nest {
    /// From the outside.
    pub outer: Vec<Axis>,
    /// None if every axis is outer.
    pub inner: Option<Axis>,
}

/// What a pass computes.
#[derive(Clone, Debug)]
pub enum Target {
    /// A reduction over the inner axis.
    Reduce(Id),
    /// A sum of products that is a matrix product: of two arrays over the inner axis and an outer one each.
    Product(Id),
    /// An array kept for later passes: every element of the node; then, for a running sum or reversal, that.
    Keep(Id),
    /// A gradient.
    Output(Output),
}

impl Target {
    /// The node, if it is not a gradient.
    pub fn id(&self) -> Option<Id> {
        match self {
            Target::Reduce(id) | Target::Product(id) | Target::Keep(id) => Some(*id),
            Target::Output(_) => None,
        }
    }
}

/// A gradient to write.
#[derive(Clone, Debug)]
pub struct Output {
    /// Of which argument and component.
    pub partial: Partial,
    /// What stands everywhere.
    pub body: Id,
    /// But at this index along the inner axis, that.
    pub patch: Option<(Id, Id)>,
}

/// How a pass goes through its nest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// In loops.
    Loops,
    /// In loops, if the condition of one of its targets holds, which are [`Op::Resum`] all.
    LoopsIfAny,
    /// As matrix products: its targets are [`Target::Product`] all.
    Products,
}

/// One loop nest.
#[derive(Clone, Debug)]
pub struct Pass {
    /// Over which axes.
    pub nest: Nest,
    /// How it goes through them.
    pub way: Way,
    /// What it computes.
    pub targets: Vec<Target>,
    /// What only the gradient needs, from what the loop has read anyway.
    pub besides: Vec<Target>,
}

impl Pass {
    /// Everything it may compute.
    pub fn all(&self) -> impl Iterator<Item = &Target> {
        self.targets.iter().chain(&self.besides)
    }
}

/// Scalars to compute, then passes that need them: one level of dependence.
#[derive(Clone, Debug, Default)]
pub struct Level {
    /// Numbers per sample, operands first.
    pub scalars: Vec<Id>,
    /// Loops.
    pub passes: Vec<Pass>,
}

/// A formula with axes as loops.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The nodes; the outputs of [`Schedule::derived`] are in it.
    pub derived: Derived,
    /// What the weight needs, on its own.
    pub weight: Vec<Level>,
    /// What the value and the weight need.
    pub value: Vec<Level>,
    /// What only the gradient needs.
    pub gradient: Vec<Level>,
    /// Nodes whose elements are kept in an array, which is laid out along these axes.
    pub kept: BTreeMap<Id, Vec<Axis>>,
    /// What is computed a block of rows at a time, if anything is.
    pub blocks: Option<Blocks>,
    /// Nodes kept in the buffer of a gradient until the gradient itself is written.
    pub lodgers: BTreeMap<Id, ArgId>,
}

impl Schedule {
    /// The nodes.
    pub fn graph(&self) -> &Graph {
        &self.derived.graph
    }
}

/// Schedules a lowered formula: in blocks of rows, if there are arrays over pairs and they need not be whole.
pub fn schedule(formula: &Formula, derived: &Derived) -> Schedule {
    let whole = schedule_with(formula, derived, None);
    let candidates = blocks::candidates(formula, &whole).into_iter();
    let mut in_blocks = candidates.map(|pair| schedule_with(formula, derived, Some(pair)));
    in_blocks
        .find(|schedule| schedule.blocks.is_some())
        .unwrap_or(whole)
}

/// A schedule; with a pair of axes, one in blocks of the first of them, if there can be one.
fn schedule_with(formula: &Formula, derived: &Derived, pair: Option<[Axis; 2]>) -> Schedule {
    let mut derived = derived.clone();
    let outputs: Vec<Output> = derived
        .gradient
        .clone()
        .into_iter()
        .map(|partial| output(formula, &mut derived.graph, partial))
        .collect();
    let g = &derived.graph;

    let mut value_roots = vec![derived.value];
    value_roots.extend(derived.weight);
    let learnable: Vec<Id> = derived.learnable.iter().map(|p| p.id).collect();

    let planner = place::Planner::new(formula, g, pair, &value_roots, &learnable, &outputs);
    let weight_roots: Vec<Id> = derived.weight.into_iter().collect();
    let weight = planner.levels(&weight_roots, Vec::new(), &BTreeSet::new());
    let mut value = planner.levels(&value_roots, Vec::new(), &BTreeSet::new());
    let mut done: BTreeSet<Id> = planner.settled(&value_roots);
    let mut targets: Vec<Target> = outputs.iter().cloned().map(Target::Output).collect();
    // The weight of a sample is a factor of its gradient; and in blocks what is beside what is not known yet.
    if derived.weight.is_none() && pair.is_none() {
        planner.write_besides(&mut targets, &mut value, &mut done);
    }
    let patches: Vec<Id> = outputs
        .iter()
        .filter_map(|o| o.patch)
        .flat_map(|(index, at)| [index, at])
        .collect();
    let gradient_roots: Vec<Id> = learnable.iter().copied().chain(patches).collect();
    let mut gradient = planner.levels(&gradient_roots, targets, &done);
    if pair.is_none() {
        planner.reduce_besides(&mut gradient, &mut value, &done);
    }
    let blocks = pair.and_then(|pair| blocks::blocks(&planner, pair, &value, &gradient));
    let kept = planner.kept;
    let lodgers = keep::lodgers(formula, g, &value, &gradient, &kept);
    Schedule {
        derived,
        weight,
        value,
        gradient,
        kept,
        blocks,
        lodgers,
    }
}

/// The loops that write a gradient: along the axes of the argument as they lie in memory.
pub fn nest_of_arg(formula: &Formula, arg: ArgId) -> Nest {
    let mut outer: Vec<Axis> = named(formula, arg);
    let inner = outer.pop();
    Nest { outer, inner }
}

pub(crate) fn named(formula: &Formula, arg: ArgId) -> Vec<Axis> {
    use crate::graph::Extent;
    let extents = &formula.arg(arg).axes;
    extents
        .iter()
        .filter_map(|e| {
            if let Extent::Named(axis) = e {
                Some(*axis)
            } else {
                None
            }
        })
        .collect()
}

/// `if k == label { a } else { b }` as a loop over `b` and a patch.
fn output(formula: &Formula, g: &mut Graph, partial: Partial) -> Output {
    let nest = nest_of_arg(formula, partial.arg);
    if let (Some(inner), true, Op::Select) = (nest.inner, nest.outer.is_empty(), g.op(partial.id)) {
        let (condition, a, b) = (
            g.args(partial.id)[0],
            g.args(partial.id)[1],
            g.args(partial.id)[2],
        );
        if let Some(index) = one_hot_index(g, condition, inner)
            && g.axes(index).is_empty()
        {
            let at = gather_of(g, inner, a, index);
            return Output {
                partial,
                body: b,
                patch: Some((index, at)),
            };
        }
    }
    Output {
        partial,
        body: partial.id,
        patch: None,
    }
}
