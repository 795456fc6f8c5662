//! The loops of a kernel in words: what each computes, what is kept between them, what is computed again.

use std::collections::{BTreeMap, BTreeSet};

use crate::differentiate::Derived;
use crate::emit::is_pointwise;
use crate::graph::{Axis, Formula, Graph, Id, Op, Scope, print_short};
use crate::schedule::{Level, Nest, Part, Pass, Schedule, Target, Way, pairs, schedule};

/// So many nodes that are computed again are named.
const MOST: usize = 3;

/// One line for each loop.
pub(super) fn lines(formula: &Formula, lowered: &Derived) -> Vec<String> {
    if is_pointwise(formula) {
        return vec!["one pass over the batch, a sample in each lane; nothing is kept".to_string()];
    }
    let plan = schedule(formula, lowered);
    let teller = Teller {
        formula,
        g: plan.graph(),
        plan: &plan,
    };
    let mut lines = Vec::new();
    // A weight that is a loop of its own is asked for alone, too; the value has the same loops.
    teller.phase("value", &plan.value, &mut lines);
    teller.phase("gradient", &plan.gradient, &mut lines);
    if lines.is_empty() {
        lines.push("no loop: each row is a few numbers".to_string());
    }
    lines.extend(teller.kept());
    lines.extend(teller.whole());
    lines.extend(teller.again());
    lines
}

struct Teller<'a> {
    formula: &'a Formula,
    g: &'a Graph,
    plan: &'a Schedule,
}

impl Teller<'_> {
    fn phase(&self, name: &str, levels: &[Level], lines: &mut Vec<String>) {
        for pass in levels.iter().flat_map(|level| &level.passes) {
            let Some(blocks) = &self.plan.blocks else {
                lines.push(self.pass(name, pass, &pass.targets));
                continue;
            };
            for part in [Part::Before, Part::Inside, Part::After] {
                let then = |target: &&Target| blocks.part(target) == part;
                let targets: Vec<Target> = pass.targets.iter().filter(then).cloned().collect();
                if targets.is_empty() {
                    continue;
                }
                let name = match part {
                    Part::Inside => format!("{name}, each block of {}", self.axis(blocks.axis)),
                    _ => name.to_string(),
                };
                lines.push(self.pass(&name, pass, &targets));
            }
        }
    }

    fn pass(&self, name: &str, pass: &Pass, targets: &[Target]) -> String {
        let targets = self.targets(targets);
        let besides = match pass.besides.is_empty() {
            true => String::new(),
            false => format!(
                "; if the gradient is wanted, {}",
                self.targets(&pass.besides)
            ),
        };
        let only = match pass.way {
            Way::LoopsIfAny => ", only for rows that need it",
            Way::Products => ", as a matrix product",
            Way::Loops => "",
        };
        let over = self.nest(&pass.nest);
        format!("{name}: {over}{only}: {targets}{besides}")
    }

    fn nest(&self, nest: &Nest) -> String {
        let axes = nest.outer.iter().chain(&nest.inner);
        let axes: Vec<&str> = axes.map(|&axis| self.axis(axis)).collect();
        match axes.is_empty() {
            true => "once".to_string(),
            false => format!("pass over {}", axes.join(", ")),
        }
    }

    fn axis(&self, axis: Axis) -> &str {
        let name = self.formula.axes.get(usize::from(axis.0));
        name.map_or("?", String::as_str)
    }

    fn targets(&self, targets: &[Target]) -> String {
        let texts: Vec<String> = targets.iter().map(|target| self.target(target)).collect();
        texts.join("; ")
    }

    fn target(&self, target: &Target) -> String {
        let blocks = self.plan.blocks.as_ref();
        let is_total = |id: Id| blocks.is_some_and(|blocks| blocks.totals.contains(&id));
        match target {
            Target::Reduce(id) | Target::Product(id) if is_total(*id) => {
                format!("add up {}", self.text(*id))
            }
            Target::Reduce(id) => match self.g.op(*id) {
                Op::Resum(axis) => {
                    let scaled = self.text(self.g.args(*id)[2]);
                    format!("sum::<{}>({scaled}) again, scaled", self.axis(axis))
                }
                _ => self.text(*id),
            },
            Target::Product(id) => self.text(*id),
            Target::Keep(id) => format!("keep {}", self.text(*id)),
            Target::Output(output) => {
                format!("write d/{}", self.formula.arg(output.partial.arg).name)
            }
        }
    }

    fn text(&self, id: Id) -> String {
        print_short(self.formula, self.g, id)
    }

    /// The arrays that are kept, and where.
    fn kept(&self) -> Vec<String> {
        let place = |id: &Id| match self.plan.lodgers.get(id) {
            Some(arg) => format!(" in the room of d/{}", self.formula.arg(*arg).name),
            None => String::new(),
        };
        let is_local = |id: &&Id| {
            let blocks = self.plan.blocks.as_ref();
            blocks.is_some_and(|blocks| blocks.local.contains(*id))
        };
        let (local, kept): (Vec<&Id>, Vec<&Id>) = self.plan.kept.keys().partition(is_local);
        // A reduction is small; an array is worth a word.
        let (small, arrays): (Vec<&Id>, Vec<&Id>) = kept
            .into_iter()
            .partition(|&&id| self.g.op(id).reduced_axis().is_some());
        let texts = |arrays: Vec<&Id>, small: usize| {
            let texts = arrays
                .iter()
                .map(|id| format!("{}{}", self.text(**id), place(id)));
            let mut texts: Vec<String> = texts.collect();
            let more = texts.len().saturating_sub(MOST) + small;
            texts.truncate(MOST);
            if more > 0 {
                texts.push(format!("{more} more"));
            }
            texts.join("; ")
        };
        let mut lines = Vec::new();
        if !arrays.is_empty() || !small.is_empty() {
            let texts = texts(arrays, small.len());
            lines.push(format!("kept between passes: {texts}"));
        }
        if !local.is_empty() {
            lines.push(format!("kept for one block at a time: {}", texts(local, 0)));
        }
        lines
    }

    /// The arrays over pairs that are there whole, though their axes could have been cut into blocks.
    fn whole(&self) -> Option<String> {
        if self.formula.scope != Scope::Batch {
            return None;
        }
        let mut pairs = pairs(self.formula, self.plan);
        if let Some(blocks) = &self.plan.blocks {
            pairs.retain(|_, arrays| arrays.is_disjoint(&blocks.local));
        }
        let texts = pairs.iter().map(|(axes, arrays)| {
            let axes: Vec<&str> = axes.iter().map(|axis| self.axis(axis)).collect();
            format!("{} over {}", arrays.len(), axes.join(", "))
        });
        let texts: Vec<String> = texts.collect();
        (!texts.is_empty()).then(|| {
            let texts = texts.join(", ");
            format!("arrays kept whole, as what one row needs depends on other rows: {texts}")
        })
    }

    /// What stands in more than one loop, since it costs less than to keep it.
    fn again(&self) -> Option<String> {
        let levels = self.plan.value.iter().chain(&self.plan.gradient);
        let mut uses: BTreeMap<Id, usize> = BTreeMap::new();
        for pass in levels.flat_map(|level| &level.passes) {
            for id in self.computed(pass) {
                *uses.entry(id).or_default() += 1;
            }
        }
        let again: BTreeSet<Id> = uses
            .into_iter()
            .filter(|(_, n)| *n > 1)
            .map(|(id, _)| id)
            .collect();
        // The largest of them say it all.
        let is_part = |id: Id| again.iter().any(|&other| self.g.args(other).contains(&id));
        let texts: Vec<String> = again
            .iter()
            .filter(|&&id| !is_part(id))
            .take(MOST)
            .map(|&id| self.text(id))
            .collect();
        (!texts.is_empty()).then(|| format!("computed again in each pass: {}", texts.join("; ")))
    }

    /// The operations on elements in a loop.
    fn computed(&self, pass: &Pass) -> BTreeSet<Id> {
        let mut stack: Vec<Id> = Vec::new();
        for target in pass.all() {
            match target {
                Target::Reduce(id) => stack.extend_from_slice(self.g.args(*id)),
                Target::Product(_) => {}
                Target::Keep(id) => stack.push(*id),
                Target::Output(output) => stack.push(output.body),
            }
        }
        let mut seen = BTreeSet::new();
        while let Some(id) = stack.pop() {
            let is_read = self.plan.kept.contains_key(&id)
                || self.g.op(id).reduced_axis().is_some()
                || self.g.axes(id).is_empty()
                || self.g.args(id).is_empty();
            if !is_read && seen.insert(id) {
                stack.extend_from_slice(self.g.args(id));
            }
        }
        seen
    }
}
