//! Which node is computed where: the levels of dependence, and the arrays that must be kept.

use std::collections::{BTreeMap, BTreeSet};

use super::product::{factors, is_array};
use super::{Level, Nest, Output, Pass, Target, Way, nest_of_arg};
use crate::graph::{Axes, Axis, Formula, Graph, Id, Op, Operands};

/// From this cost on (a division) a node is kept rather than computed again for each position of an axis it lacks.
const WORTH_KEEPING: u32 = 5;

pub(super) struct Planner<'a> {
    pub(super) formula: &'a Formula,
    pub(super) g: &'a Graph,
    /// The axes of arrays that are laid out in this order, which is that of their rows.
    pair: Option<[Axis; 2]>,
    pub(super) kept: BTreeMap<Id, Vec<Axis>>,
    pub(super) level: Vec<usize>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(
        formula: &'a Formula,
        g: &'a Graph,
        pair: Option<[Axis; 2]>,
        value_roots: &[Id],
        learnable: &[Id],
        outputs: &[Output],
    ) -> Planner<'a> {
        let mut planner = Planner {
            formula,
            g,
            pair,
            kept: BTreeMap::new(),
            level: Vec::new(),
        };
        let patches = outputs
            .iter()
            .filter_map(|o| o.patch)
            .flat_map(|(index, at)| [index, at]);
        let scalars: Vec<Id> = value_roots
            .iter()
            .chain(learnable)
            .copied()
            .chain(patches)
            .collect();
        let targets: Vec<Target> = outputs.iter().cloned().map(Target::Output).collect();
        // Keeping a node makes a loop of its own, in which other nodes may prove worth keeping.
        while planner.keep_more(&scalars, &targets) {}
        planner.level = planner.find_levels();
        planner
    }

    /// Whether a node is computed in a loop of its own and read from an array or a variable afterwards.
    fn is_target(&self, id: Id) -> bool {
        self.g.op(id).reduced_axis().is_some() || self.kept.contains_key(&id)
    }

    /// What a target is computed from, and in which loops.
    fn inside(&self, target: &Target) -> (Nest, Vec<Id>) {
        match target {
            Target::Output(output) => (
                nest_of_arg(self.formula, output.partial.arg),
                vec![output.body],
            ),
            Target::Reduce(id) | Target::Product(id) => {
                let nest = Nest {
                    outer: self.layout(*id),
                    inner: self.g.op(*id).reduced_axis(),
                };
                (nest, self.g.args(*id).to_vec())
            }
            Target::Keep(id) => {
                let mut outer = self.kept.get(id).cloned().unwrap_or_default();
                match self.g.op(*id) {
                    // An element each: no lanes.
                    Op::Gather(_) => (Nest { outer, inner: None }, vec![*id]),
                    Op::Cumsum(axis) | Op::CumsumBack(axis) | Op::Reverse(axis) => {
                        outer.retain(|&a| a != axis);
                        (
                            Nest {
                                outer,
                                inner: Some(axis),
                            },
                            self.g.args(*id).to_vec(),
                        )
                    }
                    _ => {
                        let inner = outer.pop();
                        (Nest { outer, inner }, vec![*id])
                    }
                }
            }
        }
    }

    /// Whether the target of a node is the node itself computed element by element.
    fn is_own_body(&self, id: Id) -> bool {
        self.kept.contains_key(&id)
            && !matches!(
                self.g.op(id),
                Op::Cumsum(_) | Op::CumsumBack(_) | Op::Reverse(_)
            )
            && self.g.op(id).reduced_axis().is_none()
    }

    fn operands_of_body(&self, id: Id) -> Operands {
        self.g.operands(id)
    }

    /// All nodes computed in the loops of a target, up to what is read; those read too.
    pub(super) fn body(&self, target: &Target) -> (Nest, BTreeSet<Id>, BTreeSet<Id>) {
        let (nest, mut roots) = self.inside(target);
        let (mut inline, mut read) = (BTreeSet::new(), BTreeSet::new());
        if let Target::Product(id) = target
            && let Some(product) = factors(self.formula, self.g, *id)
        {
            read.extend(product.both);
            // Where a factor may turn out not to be finite there is a loop too.
            if product.finite.is_none() {
                roots.clear();
            }
        }
        let own = match target {
            Target::Keep(id) => Some(*id),
            _ => None,
        };
        let mut stack = roots;
        while let Some(id) = stack.pop() {
            let is_own = own == Some(id) && self.is_own_body(id);
            if !is_own && (self.is_target(id) || self.g.axes(id).is_empty()) {
                read.insert(id);
                continue;
            }
            if inline.insert(id) {
                stack.extend(self.operands_of_body(id));
            }
        }
        (nest, inline, read)
    }

    /// Marks nodes to be kept; whether any was.
    fn keep_more(&mut self, scalars: &[Id], outputs: &[Target]) -> bool {
        let before = self.kept.len();
        let mut targets: Vec<Target> = outputs.to_vec();
        let mut seen = BTreeSet::new();
        let mut stack: Vec<Id> = scalars.to_vec();
        loop {
            // Scalars lead to the reductions they need, targets to what their loops read.
            while let Some(id) = stack.pop() {
                if !seen.insert(id) {
                    continue;
                }
                self.keep_if_scan(id);
                if self.g.op(id).reduced_axis().is_some() {
                    if !self.g.axes(id).is_empty() {
                        self.keep(id);
                    }
                    targets.push(self.reduction(id));
                    let product = factors(self.formula, self.g, id);
                    for factor in product.into_iter().flat_map(|product| product.both) {
                        self.keep_factor(factor);
                    }
                } else if self.kept.contains_key(&id) {
                    targets.push(Target::Keep(id));
                } else {
                    stack.extend_from_slice(self.g.args(id));
                }
            }
            let Some(target) = targets.pop() else { break };
            let (nest, inline, read) = self.body(&target);
            let own = match &target {
                Target::Keep(id) => Some(*id),
                _ => None,
            };
            for &id in &inline {
                if own != Some(id) {
                    self.keep_if_scan(id);
                    self.keep_if_repeated(id, &nest);
                }
            }
            stack.extend(inline.into_iter().filter(|id| self.kept.contains_key(id)));
            stack.extend(read);
        }
        self.kept.len() > before
    }

    /// How a reduction is computed.
    fn reduction(&self, id: Id) -> Target {
        match factors(self.formula, self.g, id) {
            Some(_) => Target::Product(id),
            None => Target::Reduce(id),
        }
    }

    /// A matrix product takes its factors from memory.
    fn keep_factor(&mut self, id: Id) {
        match self.g.op(id) {
            Op::Rename(..) => self.keep_factor(self.g.args(id)[0]),
            Op::Arg(arg, _) if is_array(self.formula.arg(arg)) => {}
            _ => self.keep(id),
        }
    }

    /// What no loop can compute on the way: running sums, gathers of what is not in memory.
    fn keep_if_scan(&mut self, id: Id) {
        let g = self.g;
        match g.op(id) {
            Op::Cumsum(_) | Op::CumsumBack(_) | Op::Reverse(_) => self.keep(id),
            Op::Gather(_) => {
                if !self.is_memory(g.args(id)[0]) {
                    self.keep(g.args(id)[0]);
                }
                if !g.axes(id).is_empty() {
                    self.keep(id);
                }
            }
            Op::Rename(..) if !self.is_memory(g.args(id)[0]) => self.keep(g.args(id)[0]),
            _ => {}
        }
    }

    /// The axes of a node, in the order in which they are gone through and it lies in memory.
    fn layout(&self, id: Id) -> Vec<Axis> {
        let axes = self.g.axes(id);
        match self.pair {
            Some([a, b]) if axes == Axes::of(a).with(b) => vec![a, b],
            _ => axes.iter().collect(),
        }
    }

    fn keep(&mut self, id: Id) {
        let axes = self.layout(id);
        if !axes.is_empty() {
            self.kept.entry(id).or_insert(axes);
        }
    }

    fn is_memory(&self, id: Id) -> bool {
        match self.g.op(id) {
            Op::Arg(..) | Op::Label(_) => true,
            Op::Rename(..) => self.is_memory(self.g.args(id)[0]),
            _ => self.kept.contains_key(&id),
        }
    }

    fn keep_if_repeated(&mut self, id: Id, nest: &Nest) {
        let axes = self.g.axes(id);
        let outer = nest
            .outer
            .iter()
            .fold(Axes::NONE, |all, &axis| all.with(axis));
        let all = nest.inner.map_or(outer, |inner| outer.with(inner));
        let costs = match self.g.op(id) {
            Op::Fun(fun) => fun.row().cost >= WORTH_KEEPING,
            _ => false,
        };
        let in_place = axes == all || axes == outer;
        if costs && !axes.is_empty() && !in_place {
            self.keep(id);
        }
    }

    fn find_levels(&self) -> Vec<usize> {
        let mut level = vec![0; self.g.len()];
        for id in self.g.ids() {
            let deepest = self
                .g
                .args(id)
                .iter()
                .map(|arg| level[arg.0 as usize])
                .max()
                .unwrap_or(0);
            level[id.0 as usize] = deepest + usize::from(self.is_target(id));
        }
        level
    }

    pub(super) fn level_of(&self, target: &Target) -> usize {
        match target {
            Target::Reduce(id) | Target::Product(id) | Target::Keep(id) => {
                self.level[id.0 as usize]
            }
            Target::Output(output) => self.level[output.body.0 as usize] + 1,
        }
    }

    /// Every scalar and target that `roots` need.
    pub(super) fn reach(&self, roots: &[Id], outputs: &[Target]) -> (BTreeSet<Id>, Vec<Target>) {
        let mut scalars = BTreeSet::new();
        let mut targets = outputs.to_vec();
        let mut seen = BTreeSet::new();
        let mut stack = roots.to_vec();
        let mut pending = outputs.to_vec();
        loop {
            while let Some(id) = stack.pop() {
                if !seen.insert(id) {
                    continue;
                }
                if self.is_target(id) {
                    let target = match self.g.op(id).reduced_axis() {
                        Some(_) => self.reduction(id),
                        None => Target::Keep(id),
                    };
                    targets.push(target.clone());
                    pending.push(target);
                } else {
                    if self.g.axes(id).is_empty() {
                        scalars.insert(id);
                    }
                    stack.extend_from_slice(self.g.args(id));
                }
            }
            let Some(target) = pending.pop() else { break };
            let (_, _, read) = self.body(&target);
            stack.extend(read);
        }
        (scalars, targets)
    }

    /// What has been computed once `roots` have.
    pub(super) fn settled(&self, roots: &[Id]) -> BTreeSet<Id> {
        let (mut done, targets) = self.reach(roots, &[]);
        for target in targets {
            if let Target::Reduce(id) | Target::Product(id) | Target::Keep(id) = target {
                done.insert(id);
            }
        }
        done
    }

    /// The loops that compute `roots` and write `outputs`, without what is `done`.
    pub(super) fn levels(
        &self,
        roots: &[Id],
        outputs: Vec<Target>,
        done: &BTreeSet<Id>,
    ) -> Vec<Level> {
        let (scalars, targets) = self.reach(roots, &outputs);
        let mut levels: Vec<Level> = Vec::new();
        let at = |levels: &mut Vec<Level>, index: usize| {
            if levels.len() <= index {
                levels.resize_with(index + 1, Level::default);
            }
        };
        for id in scalars {
            if !done.contains(&id) {
                let index = self.level[id.0 as usize];
                at(&mut levels, index);
                levels[index].scalars.push(id);
            }
        }
        // Gradients are written last, so that what lodges in their buffers can be read until then.
        let last = targets.iter().map(|t| self.level_of(t)).max().unwrap_or(0);
        let mut passes: BTreeMap<(usize, Nest, Way), Vec<Target>> = BTreeMap::new();
        for target in targets {
            let level = match &target {
                Target::Reduce(id) | Target::Product(id) | Target::Keep(id)
                    if done.contains(id) =>
                {
                    continue;
                }
                Target::Reduce(_) | Target::Product(_) | Target::Keep(_) => self.level_of(&target),
                Target::Output(_) => last,
            };
            let (nest, _) = self.inside(&target);
            let way = match &target {
                Target::Product(_) => Way::Products,
                Target::Reduce(id) if matches!(self.g.op(*id), Op::Resum(_)) => Way::LoopsIfAny,
                _ => Way::Loops,
            };
            // The loops of a level come after the scalars of the level below.
            passes
                .entry((level - 1, nest, way))
                .or_default()
                .push(target);
        }
        for ((index, nest, way), mut targets) in passes {
            targets.sort_by_key(|target| match target {
                Target::Reduce(id) | Target::Product(id) | Target::Keep(id) => (0, id.0),
                Target::Output(output) => (1, u32::from(output.partial.arg.0)),
            });
            at(&mut levels, index);
            levels[index].passes.push(Pass {
                nest,
                way,
                targets,
                besides: Vec::new(),
            });
        }
        levels
    }
}
