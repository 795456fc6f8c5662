//! What only the gradient needs, but a loop of the value can compute on the way: the memory is read once, and what both
//! need of it computed once.
//!
//! ```text
//! value: pass over K: sum(p * ln(p / q)) │ gradient: pass over K: -p / q     →     value: pass over K: both
//! ```

use std::collections::BTreeSet;

use super::place::Planner;
use super::{Level, Target, Way};
use crate::graph::{Id, Op};

impl Planner<'_> {
    /// Moves outputs that depend on no loop into the first loops of the value.
    pub(super) fn write_besides(
        &self,
        outputs: &mut Vec<Target>,
        value: &mut [Level],
        done: &mut BTreeSet<Id>,
    ) {
        let Some(first) = value.first_mut() else {
            return;
        };
        outputs.retain(|target| {
            let Target::Output(output) = target else {
                return true;
            };
            // A constant is faster filled in.
            let varies = !self.g.axes(output.body).is_empty();
            if output.patch.is_some() || !varies || self.level_of(target) > 1 {
                return true;
            }
            let (nest, _, _) = self.body(target);
            let Some(pass) = first
                .passes
                .iter_mut()
                .find(|pass| pass.nest == nest && pass.way == Way::Loops)
            else {
                return true;
            };
            pass.besides.push(target.clone());
            let (scalars, _) = self.reach(&[], std::slice::from_ref(target));
            let new = scalars.into_iter().filter(|id| done.insert(*id));
            first.scalars.extend(new);
            first.scalars.sort_unstable();
            false
        });
    }

    /// Moves reductions into loops of the value that read the same memory.
    pub(super) fn reduce_besides(
        &self,
        gradient: &mut [Level],
        value: &mut [Level],
        done: &BTreeSet<Id>,
    ) {
        for (index, level) in gradient.iter_mut().enumerate() {
            for pass in &mut level.passes {
                pass.targets
                    .retain(|target| !self.reduce_beside(index, target, value, done));
            }
            level.passes.retain(|pass| !pass.targets.is_empty());
        }
    }

    fn reduce_beside(
        &self,
        index: usize,
        target: &Target,
        value: &mut [Level],
        done: &BTreeSet<Id>,
    ) -> bool {
        let Target::Reduce(id) = target else {
            return false;
        };
        if self.kept.contains_key(id) || matches!(self.g.op(*id), Op::Resum(_)) {
            return false;
        }
        let (nest, inline, read) = self.body(target);
        let loads = |inline: &BTreeSet<Id>, read: &BTreeSet<Id>| -> BTreeSet<Id> {
            let memory = |id: &&Id| matches!(self.g.op(**id), Op::Arg(..) | Op::Label(_));
            let arrays = |id: &&Id| !self.g.axes(**id).is_empty();
            let inline = inline.iter().filter(memory);
            inline.chain(read.iter().filter(arrays)).copied().collect()
        };
        let wanted = loads(&inline, &read);
        // What is one number has to be there by then.
        let is_there = |id: &Id, by: usize| {
            self.g.args(*id).is_empty() || (done.contains(id) && self.level[id.0 as usize] <= by)
        };
        for (by, level) in value.iter_mut().enumerate().skip(index) {
            if !read.iter().all(|id| is_there(id, by)) {
                continue;
            }
            let loop_with_all = level.passes.iter_mut().find(|pass| {
                pass.nest == nest
                    && pass.way == Way::Loops
                    && pass.targets.iter().any(|target| {
                        let (_, inline, read) = self.body(target);
                        wanted.is_subset(&loads(&inline, &read))
                    })
            });
            if let Some(pass) = loop_with_all {
                pass.besides.push(target.clone());
                return true;
            }
        }
        false
    }
}
