//! Which of the rules that fired are worth telling.

use crate::graph::{Formula, Fun, Graph, Id, Op};
use crate::patience::Patience;
use crate::stabilise::{Fired, Rewrites};

/// Fires as a step of larger rules too: `ln(1 + exp(x))` has no logarithm of an exponential that its author would know of.
const OF_AN_EXPONENTIAL: &str = "ln(exp(x)) = x";

/// The rules that fired, without those that were only a step of another.
pub(super) fn shown(formula: &Formula, fired: &Fired) -> Vec<String> {
    fired
        .keys()
        .filter(|rule| **rule != OF_AN_EXPONENTIAL || has_log_of_exponential(&formula.graph))
        .map(|rule| (*rule).to_string())
        .collect()
}

/// What each of these rules was first applied to, and what it made of that; nothing where that is a step of its own.
pub(super) fn rewrites(rules: &[String], rewrites: &Rewrites) -> Vec<(String, String)> {
    // Some forms differ in the graph and read the same.
    let of = |rule: &String| match rewrites.get(rule.as_str()) {
        Some((before, after)) if before != after => (before.clone(), after.clone()),
        _ => Default::default(),
    };
    rules.iter().map(of).collect()
}

fn has_log_of_exponential(g: &Graph) -> bool {
    g.ids().any(|id| {
        g.op(id) == Op::Fun(Fun::Ln) && is_exponential(g, g.args(id)[0], &Patience::new())
    })
}

fn is_exponential(g: &Graph, id: Id, patience: &Patience) -> bool {
    if !patience.step() {
        return false;
    }
    let is = |id: Id| is_exponential(g, id, patience);
    let args = g.args(id);
    match g.op(id) {
        Op::Fun(Fun::Exp) => true,
        Op::Fun(Fun::Mul | Fun::Div) => args.iter().any(|&x| is(x)),
        Op::Select => args[1..].iter().any(|&x| is(x)),
        Op::Gather(_) | Op::Rename(..) | Op::Reverse(_) | Op::StopGradient => is(args[0]),
        _ => false,
    }
}
