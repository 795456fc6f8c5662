//! The buffer of a gradient is free until the gradient is written: what was expensive lodges there meanwhile.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Level, Nest, Target, named, nest_of_arg};
use crate::graph::{ArgId, Axes, Axis, Formula, Graph, Id, Marks, Op, Type};

/// From this cost on a node is stored and loaded rather than computed twice: a load and a store cost about as much.
const WORTH_LODGING: u32 = 10;

/// For each gradient buffer the most expensive node that several passes over the same axes compute.
pub(super) fn lodgers(
    formula: &Formula,
    g: &Graph,
    value: &[Level],
    gradient: &[Level],
    kept: &BTreeMap<Id, Vec<Axis>>,
) -> BTreeMap<Id, ArgId> {
    let mut passes: BTreeMap<Id, (Nest, usize)> = BTreeMap::new();
    for pass in value.iter().chain(gradient).flat_map(|level| &level.passes) {
        let mut seen = BTreeSet::new();
        let mut stack = Vec::new();
        for target in pass.all() {
            match target {
                Target::Reduce(id) => stack.extend_from_slice(g.args(*id)),
                Target::Output(output) => stack.push(output.body),
                Target::Keep(_) | Target::Product(_) => {}
            }
        }
        while let Some(id) = stack.pop() {
            // What has an array of its own is read from there, and so is all that it is made of.
            if g.op(id).is_elementwise() && !kept.contains_key(&id) && seen.insert(id) {
                stack.extend_from_slice(g.args(id));
            }
        }
        let axes = pass.nest.outer.iter().chain(&pass.nest.inner);
        let all = axes.fold(Axes::NONE, |all, &axis| all.with(axis));
        for id in seen {
            let is_worth = || cost(g, id, WORTH_LODGING) >= WORTH_LODGING;
            if g.axes(id) == all && g.ty(id) == Type::Real && is_worth() {
                let entry = passes.entry(id).or_insert((pass.nest.clone(), 0));
                entry.1 += usize::from(entry.0 == pass.nest);
            }
        }
    }
    let mut shared: Vec<_> = passes
        .into_iter()
        .filter(|(_, (_, times))| *times > 1)
        .collect();
    shared.sort_by_cached_key(|(id, _)| (Reverse(cost(g, *id, u32::MAX)), Reverse(*id)));

    let mut taken = BTreeSet::new();
    let mut lodgers = BTreeMap::new();
    let outputs = || {
        gradient
            .iter()
            .flat_map(|level| &level.passes)
            .flat_map(|pass| &pass.targets)
            .filter_map(|t| match t {
                // One number all along the axis is written before the loop that may yet read what is lodged.
                Target::Output(output) => {
                    let nest = nest_of_arg(formula, output.partial.arg);
                    let is_fill = nest
                        .inner
                        .is_some_and(|axis| !g.axes(output.body).contains(axis));
                    (!is_fill).then_some(output.partial.arg)
                }
                _ => None,
            })
    };
    for (id, (nest, _)) in shared {
        // What is inside a lodger is not wanted any more.
        if lodgers.keys().any(|&lodger| is_part_of(g, id, lodger)) {
            continue;
        }
        let room = outputs().find(|&arg| {
            !taken.contains(&arg)
                && formula.arg(arg).components() == 1
                && named(formula, arg).len() == formula.arg(arg).axes.len()
                && nest_of_arg(formula, arg) == nest
        });
        if let Some(arg) = room {
            taken.insert(arg);
            lodgers.insert(id, arg);
        }
    }
    lodgers
}

/// What it costs to compute a node from memory and what is known before the loop; not reckoned any further once it is enough.
fn cost(g: &Graph, id: Id, enough: u32) -> u32 {
    let mut seen = Marks::up_to(id);
    let mut stack = vec![id];
    let mut total = 0;
    while let Some(next) = stack.pop() {
        if total >= enough {
            break;
        }
        if g.axes(next) != g.axes(id) || !g.op(next).is_elementwise() || !seen.insert(next) {
            continue;
        }
        total += if let Op::Fun(fun) = g.op(next) {
            fun.row().cost
        } else {
            1
        };
        stack.extend_from_slice(g.args(next));
    }
    total
}

fn is_part_of(g: &Graph, id: Id, whole: Id) -> bool {
    let mut seen = Marks::up_to(whole);
    let mut stack = vec![whole];
    while let Some(next) = stack.pop() {
        if next == id {
            return true;
        }
        if next > id && g.op(next).is_elementwise() && seen.insert(next) {
            stack.extend_from_slice(g.args(next));
        }
    }
    false
}
