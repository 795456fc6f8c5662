//! Which arrays over pairs need not be there whole: a block of their rows is computed, used and overwritten by the next.
//!
//! ```text
//! s = x yᵀ │ row_max │ rest │ d_s │ d_x = d_s y │ d_y = d_sᵀ x
//!     →   for a block of rows: s │ row_max │ rest │ d_s │ d_x of these rows │ d_y += d_sᵀ x
//! ```
//!
//! That is possible if whatever reads a row needs only what that row gives, or what was there before the first: sums down the
//! columns are added up block by block, and known after the last one. A maximum down the columns, or a sum that another row
//! needs, is not: then the arrays stay whole.

use std::collections::{BTreeMap, BTreeSet};

use super::place::Planner;
use super::{Level, Schedule, Target};
use crate::graph::{Axes, Axis, Formula, Graph, Id, Kind, Op, Scope};

/// When a pass takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Before the first block.
    Before,
    /// For each block.
    Inside,
    /// After the last block.
    After,
}

/// What is computed a block of rows at a time.
#[derive(Clone, Debug)]
pub struct Blocks {
    /// The axis of which a block has some positions.
    pub axis: Axis,
    /// The axis of its rows.
    pub along: Axis,
    /// The arrays of which the rows of a block are there.
    pub local: BTreeSet<Id>,
    /// The sums that are added up block by block.
    pub totals: BTreeSet<Id>,
    parts: BTreeMap<Id, Part>,
}

impl Blocks {
    /// When a target is computed.
    pub fn part(&self, target: &Target) -> Part {
        // Gradients are written from what the blocks have left behind.
        target.id().map_or(Part::After, |id| self.part_of(id))
    }

    /// When a number is computed.
    pub fn part_of(&self, id: Id) -> Part {
        self.parts.get(&id).copied().unwrap_or(Part::After)
    }
}

/// The arrays over pairs: those with two axes that no argument has.
pub fn pairs(formula: &Formula, schedule: &Schedule) -> BTreeMap<Axes, BTreeSet<Id>> {
    let g = schedule.graph();
    let same = |axis: Axis| {
        let same = formula.same_length.get(usize::from(axis.0));
        same.copied().unwrap_or(axis)
    };
    let lengths = |axes: Axes| {
        let mut lengths: Vec<Axis> = axes.iter().map(same).collect();
        lengths.sort_unstable();
        lengths
    };
    let has_both = |arg: Axes, axes: Axes| {
        let mut has = lengths(arg);
        lengths(axes).iter().all(|axis| {
            let at = has.iter().position(|has| has == axis);
            at.map(|at| has.remove(at)).is_some()
        })
    };
    let mut pairs: BTreeMap<Axes, BTreeSet<Id>> = BTreeMap::new();
    for &id in schedule.kept.keys() {
        let axes = g.axes(id);
        let mut args = formula.args.iter().map(|arg| arg.named_axes());
        if axes.iter().count() == 2 && !args.any(|arg| has_both(arg, axes)) {
            pairs.entry(axes).or_default().insert(id);
        }
    }
    pairs
}

/// The axes that a block could have some positions of, each with the other one of its pair.
pub(super) fn candidates(formula: &Formula, whole: &Schedule) -> Vec<[Axis; 2]> {
    if formula.scope != Scope::Batch || whole.derived.weight.is_some() {
        return Vec::new();
    }
    let pairs = pairs(formula, whole).into_keys();
    pairs
        .filter_map(|axes| <[Axis; 2]>::try_from(axes.iter().collect::<Vec<_>>()).ok())
        .flat_map(|[a, b]| [[a, b], [b, a]])
        .collect()
}

/// The blocks of a schedule, if there can be any.
pub(super) fn blocks(
    planner: &Planner<'_>,
    [axis, other]: [Axis; 2],
    value: &[Level],
    gradient: &[Level],
) -> Option<Blocks> {
    let g = planner.g;
    let pair = Axes::of(axis).with(other);
    let needs = Needs::of(planner, value, gradient);
    let local: BTreeSet<Id> = needs
        .of
        .keys()
        .copied()
        .filter(|&id| g.axes(id) == pair)
        .collect();
    // What reads them or is one, and all between two of these.
    let touches = |id: &Id| local.contains(id) || needs.of[id].all().any(|id| local.contains(&id));
    let touching: BTreeSet<Id> = needs.of.keys().copied().filter(touches).collect();
    let (after, before) = (needs.after(&touching), needs.before(&touching));
    let inside: BTreeSet<Id> = after.intersection(&before).copied().collect();

    let totals: BTreeSet<Id> = inside
        .iter()
        .copied()
        .filter(|&id| g.op(id) == Op::Sum(axis))
        .collect();
    let is_total_used = |id: &Id| needs.of[id].all().any(|id| totals.contains(&id));
    let outputs_are_after = needs.outputs.iter().all(|read| read.is_disjoint(&local));
    let is_possible = !inside.iter().any(is_total_used)
        && outputs_are_after
        && inside
            .iter()
            .all(|&id| is_row_wise(planner, axis, &inside, needs.of[&id].target, id));
    if local.is_empty() || !is_possible {
        return None;
    }

    let part = |(&id, need): (&Id, &Need<'_>)| {
        let part = match (inside.contains(&id), need.is_value) {
            (true, _) => Part::Inside,
            (_, true) if after.contains(&id) => Part::After,
            (_, false) if !before.contains(&id) => Part::After,
            _ => Part::Before,
        };
        (id, part)
    };
    let mut parts: BTreeMap<Id, Part> = needs.of.iter().map(part).collect();
    let is_early = |id: &Id| needs.of[id].is_value && parts[id] == Part::Before;
    // What only the gradient needs is out of sight once it has been computed, unless it lies in an array.
    let in_sight = needs.of.iter().all(|(id, need)| {
        let is_early_gradient = !need.is_value && parts[id] == Part::Before;
        let is_in_sight = !is_early_gradient || planner.kept.contains_key(id);
        let has_numbers = need.through_numbers.iter().all(is_early);
        is_in_sight && (parts[id] == Part::After || has_numbers)
    });
    if !in_sight {
        return None;
    }
    let levels = value.iter().chain(gradient);
    let numbers = levels
        .flat_map(|level| &level.scalars)
        .filter(|&id| !needs.ids.contains(id));
    let numbers: Vec<(Id, Part)> = numbers
        .map(|&id| match under(g, &needs.ids, id).iter().all(is_early) {
            true => (id, Part::Before),
            false => (id, Part::After),
        })
        .collect();
    parts.extend(numbers);
    Some(Blocks {
        axis,
        along: other,
        local,
        totals,
        parts,
    })
}

/// Whether a target of a block is computed for some rows from these rows alone, or is a sum over the rows.
fn is_row_wise(
    planner: &Planner<'_>,
    axis: Axis,
    inside: &BTreeSet<Id>,
    target: &Target,
    id: Id,
) -> bool {
    let g = planner.g;
    let (nest, inline, read) = planner.body(target);
    let is_sum_of_rows = g.op(id) == Op::Sum(axis);
    let is_in_row = |&id: &Id| match g.op(id) {
        Op::Gather(a) | Op::Cumsum(a) | Op::CumsumBack(a) | Op::Reverse(a) => a != axis,
        // Along another axis a row is seen from other rows, too.
        Op::Rename(..) => !inside.contains(&renamed(g, id)),
        // A parameter is read from its start.
        Op::Arg(arg, _) if nest.inner == Some(axis) && g.axes(id).contains(axis) => {
            planner.formula.arg(arg).kind != Kind::Param
        }
        _ => true,
    };
    let has_rows = g.axes(id).contains(axis) && g.op(id).reduced_axis() != Some(axis);
    (has_rows || is_sum_of_rows) && is_in_row(&id) && inline.iter().chain(&read).all(is_in_row)
}

/// What a rename is of.
fn renamed(g: &Graph, id: Id) -> Id {
    match g.op(id) {
        Op::Rename(..) => renamed(g, g.args(id)[0]),
        _ => id,
    }
}

/// What a target needs.
struct Need<'a> {
    target: &'a Target,
    is_value: bool,
    /// The targets that its loop reads.
    directly: BTreeSet<Id>,
    /// Those that it reads numbers of.
    through_numbers: BTreeSet<Id>,
}

impl Need<'_> {
    fn all(&self) -> impl Iterator<Item = Id> {
        self.directly.iter().chain(&self.through_numbers).copied()
    }
}

/// What each target needs.
struct Needs<'a> {
    ids: BTreeSet<Id>,
    of: BTreeMap<Id, Need<'a>>,
    /// What each gradient reads.
    outputs: Vec<BTreeSet<Id>>,
}

impl<'a> Needs<'a> {
    fn of(planner: &Planner<'_>, value: &'a [Level], gradient: &'a [Level]) -> Needs<'a> {
        let targets = |levels: &'a [Level]| {
            let passes = levels.iter().flat_map(|level| &level.passes);
            passes.flat_map(|pass| pass.all())
        };
        let all = targets(value).map(|target| (target, true));
        let all: Vec<_> = all
            .chain(targets(gradient).map(|target| (target, false)))
            .collect();
        let ids: BTreeSet<Id> = all.iter().filter_map(|(target, _)| target.id()).collect();
        let (mut of, mut outputs) = (BTreeMap::new(), Vec::new());
        for (target, is_value) in all {
            let (_, _, read) = planner.body(target);
            let (directly, numbers): (BTreeSet<Id>, BTreeSet<Id>) = read
                .into_iter()
                .map(|id| renamed(planner.g, id))
                .partition(|id| ids.contains(id));
            let through = numbers.iter().flat_map(|&id| under(planner.g, &ids, id));
            let through_numbers: BTreeSet<Id> = through.collect();
            match target.id() {
                None => {
                    let all = directly.union(&through_numbers).copied();
                    outputs.push(all.collect());
                }
                Some(id) => {
                    let need = Need {
                        target,
                        is_value,
                        directly,
                        through_numbers,
                    };
                    of.insert(id, need);
                }
            }
        }
        Needs { ids, of, outputs }
    }

    /// Some targets and all that depend on them.
    fn after(&self, some: &BTreeSet<Id>) -> BTreeSet<Id> {
        let mut all = some.clone();
        loop {
            let depends = |(_, need): &(&Id, &Need<'_>)| need.all().any(|id| all.contains(&id));
            let more: Vec<Id> = self.of.iter().filter(depends).map(|(id, _)| *id).collect();
            let before = all.len();
            all.extend(more);
            if all.len() == before {
                return all;
            }
        }
    }

    /// Some targets and all that they depend on.
    fn before(&self, some: &BTreeSet<Id>) -> BTreeSet<Id> {
        let mut all = BTreeSet::new();
        let mut open: Vec<Id> = some.iter().copied().collect();
        while let Some(id) = open.pop() {
            if all.insert(id) {
                open.extend(self.of.get(&id).into_iter().flat_map(Need::all));
            }
        }
        all
    }
}

/// The targets that a node is computed from.
fn under(g: &Graph, targets: &BTreeSet<Id>, id: Id) -> BTreeSet<Id> {
    let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        if targets.contains(&id) {
            found.insert(id);
        } else if seen.insert(id) {
            open.extend_from_slice(g.args(id));
        }
    }
    found
}
