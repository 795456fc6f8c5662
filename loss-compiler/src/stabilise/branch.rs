//! Rules inside the branches of an `if` that stands somewhere below: `exp(if c { a } else { b }) - 1 - a` cancels in one of
//! them alone.

use super::{Fired, Rules};
use crate::algebra;
use crate::graph::{Fun, Graph, Id, Op};
use crate::simplify::assume;

/// How far down a choice is looked for.
const DEPTH: usize = 6;

impl Rules {
    /// `f(… if c { a } else { b } …)` → `if c { f(… a …) } else { f(… b …) }`, where a rule improves one of them.
    /// Flags come first: they are the same wherever they stand, so that masks below them meet.
    pub(super) fn try_choices(
        &mut self,
        g: &mut Graph,
        id: Id,
        before: &Fired,
        flags: bool,
    ) -> Option<Id> {
        let Op::Fun(Fun::Ln | Fun::Pow | Fun::Add | Fun::Sub | Fun::Div) = g.op(id) else {
            return None;
        };
        let args = g.operands(id);
        let condition = args.iter().find_map(|&arg| choice(g, arg, DEPTH, flags))?;
        self.choice_fuel = self.choice_fuel.checked_sub(1)?;
        let [a, b] = [true, false].map(|truth| {
            let branch = assume(g, condition, truth, id);
            if branch == id {
                id
            } else {
                self.improve(g, branch)
            }
        });
        (self.fired != *before).then(|| algebra::select(g, condition, a, b))
    }
}

/// The condition of a choice below a node, a flag or any; below a sum only a flag.
fn choice(g: &Graph, id: Id, depth: usize, flags: bool) -> Option<Id> {
    let args = g.args(id);
    let below = |args: &[Id], flags| {
        args.iter()
            .find_map(|&arg| choice(g, arg, depth - 1, flags))
    };
    match g.op(id) {
        _ if depth == 0 => None,
        Op::Select if !flags || matches!(g.op(args[0]), Op::Flag(_)) => Some(args[0]),
        Op::Select => below(&args[1..], flags),
        Op::Sum(_) | Op::LogSumExp(_) | Op::Gather(_) => below(&args[..1], true),
        Op::Fun(_) => below(args, flags),
        _ => None,
    }
}
