//! The loops of a kernel in words: what each computes, what is kept between them, what is computed again.

use std::collections::{BTreeMap, BTreeSet};

use crate::differentiate::Derived;
use crate::emit::is_pointwise;
use crate::graph::{Axis, Formula, Graph, Id, Op, print_short};
use crate::schedule::{Level, Nest, Pass, Schedule, Target, Way, schedule};

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
            let targets = self.targets(&pass.targets);
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
            lines.push(format!("{name}: {over}{only}: {targets}{besides}"));
        }
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
        match target {
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
    fn kept(&self) -> Option<String> {
        let place = |id: &Id| match self.plan.lodgers.get(id) {
            Some(arg) => format!(" in the room of d/{}", self.formula.arg(*arg).name),
            None => String::new(),
        };
        // A reduction is small; an array is worth a word.
        let (small, arrays): (Vec<&Id>, Vec<&Id>) = self
            .plan
            .kept
            .keys()
            .partition(|&&id| self.g.op(id).reduced_axis().is_some());
        let texts = arrays
            .iter()
            .map(|id| format!("{}{}", self.text(**id), place(id)));
        let mut texts: Vec<String> = texts.collect();
        let more = texts.len().saturating_sub(MOST) + small.len();
        texts.truncate(MOST);
        if more > 0 {
            texts.push(format!("{more} more"));
        }
        (!texts.is_empty()).then(|| format!("kept between passes: {}", texts.join("; ")))
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
