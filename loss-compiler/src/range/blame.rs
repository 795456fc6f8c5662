//! Where an infinity or NaN comes from: the first operation that makes one of numbers that are finite.

use std::collections::BTreeSet;

use super::interval::Interval;
use super::walk::{Facts, Walk};
use crate::graph::{Formula, Fun, Id, Op, Type, print_short};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// A result past the largest number.
    Overflow,
    /// A divisor of 0.
    DivisionByZero,
    /// `ln(0)`
    LogarithmOfZero,
    /// `ln` of a negative number.
    LogarithmOfNegative,
    /// `sqrt` of a negative number.
    RootOfNegative,
    /// An operand where the function is not defined.
    OutsideDomain,
}

/// An operation whose result may be infinite or NaN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hazard {
    /// Whether the gradient is touched, and not the value.
    pub is_gradient: bool,
    /// What goes wrong.
    pub trouble: Trouble,
    /// The operation, in the language of the formula.
    pub at: String,
}

/// So many are worth telling of one output.
const MOST: usize = 2;
/// So many nodes are followed back.
const STEPS: usize = 60;

pub(super) fn blame(
    formula: &Formula,
    walk: &Walk<'_>,
    roots: &[Id],
    is_gradient: bool,
) -> Vec<Hazard> {
    let mut hazards: Vec<Hazard> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut stack: Vec<(Facts, Id)> = roots
        .iter()
        .rev()
        .map(|&id| (Facts::default(), id))
        .collect();
    let mut steps = 0;
    while let Some((facts, id)) = stack.pop() {
        steps += 1;
        if hazards.len() == MOST || steps > STEPS {
            break;
        }
        let known = walk.all_under(&facts, id);
        let of = |id: Id| known.get(id).unwrap_or_else(|| walk.of(id));
        if of(id).is_finite() || !seen.insert(id) {
            continue;
        }
        let args = walk.g.args(id);
        if walk.g.op(id) == Op::Select {
            for taken in [false, true] {
                if let Some(facts) = walk.assume(&facts, args[0], taken) {
                    stack.push((facts, args[if taken { 1 } else { 2 }]));
                }
            }
            continue;
        }
        let open = |arg: &&Id| walk.g.ty(**arg) == Type::Real && !of(**arg).is_finite();
        let before = stack.len();
        stack.extend(args.iter().filter(open).map(|&arg| (facts.clone(), arg)));
        // A number that the formula has as infinite is meant so.
        if stack.len() == before && !matches!(walk.g.op(id), Op::Const(_)) {
            let operands: Vec<Interval> = args.iter().map(|&arg| of(arg)).collect();
            let at = print_short(formula, walk.g, id);
            if !hazards.iter().any(|known| known.at == at) {
                hazards.push(Hazard {
                    is_gradient,
                    trouble: trouble(walk.g.op(id), &operands),
                    at,
                });
            }
        }
    }
    hazards
}

fn trouble(op: Op, x: &[Interval]) -> Trouble {
    let logarithm = |y: Interval, from: f64| match y.lo < from {
        true => Trouble::LogarithmOfNegative,
        false if y.contains(from) => Trouble::LogarithmOfZero,
        false => Trouble::Overflow,
    };
    match op {
        Op::Fun(Fun::Div) if x[1].contains(0.0) => Trouble::DivisionByZero,
        Op::Fun(Fun::Ln) => logarithm(x[0], 0.0),
        Op::Fun(Fun::Ln1p) => logarithm(x[0], -1.0),
        Op::Fun(Fun::Xlogy) => logarithm(x[1], 0.0),
        Op::Fun(Fun::Xlog1py) => logarithm(x[1], -1.0),
        Op::Fun(Fun::LogRatio) => logarithm(x[0].or(x[1]), 0.0),
        Op::Fun(Fun::Sqrt) if x[0].lo < 0.0 => Trouble::RootOfNegative,
        Op::Fun(Fun::Pow) if x[0].lo < 0.0 => Trouble::OutsideDomain,
        Op::Fun(Fun::Pow | Fun::Powi) if x[0].contains(0.0) && x[1].lo < 0.0 => {
            Trouble::DivisionByZero
        }
        Op::Fun(
            Fun::Asin
            | Fun::Acos
            | Fun::Lgamma
            | Fun::Digamma
            | Fun::Trigamma
            | Fun::Polygamma
            | Fun::LogMix,
        ) => Trouble::OutsideDomain,
        _ => Trouble::Overflow,
    }
}
