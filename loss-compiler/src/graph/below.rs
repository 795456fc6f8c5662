//! What stands below a node, roughly: enough to know at once of most nodes that a condition decides nothing in them.

use super::{Graph, Id, Op, Type};

/// Sets of nodes, each node as one bit of a word: two that meet have a bit in common, and most that do not have none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Below {
    /// The truth values below a node, itself included.
    truths: u64,
    /// Of each question below it whether numbers are numbers, one operand that is no constant.
    asked: u64,
    /// The parts of a condition, itself included, which may be known where it is.
    parts: u64,
    /// The operands of the comparisons among them, which are numbers where these hold.
    compared: u64,
}

/// Of a question about constants alone, which needs no fact to be decided.
const SETTLED: u64 = 1 << 63;

impl Below {
    /// Of a node that is about to be made.
    pub(super) fn of(g: &Graph, id: Id, op: Op, ty: Type, args: &[Id]) -> Below {
        let mut below = Below::default();
        let is_made_of_parts = matches!(op, Op::Not | Op::And | Op::Or);
        for &arg in args {
            let of = g.below(arg);
            below.truths |= of.truths;
            below.asked |= of.asked;
            if is_made_of_parts {
                below.parts |= of.parts;
                below.compared |= of.compared;
            }
        }
        if ty == Type::Bool {
            below.truths |= bit(id);
            below.parts |= bit(id);
        }
        if matches!(op, Op::Compare(_) | Op::Ordered) {
            below.compared = args.iter().fold(0, |all, &arg| all | bit(arg));
        }
        if op == Op::Ordered {
            let open = args.iter().find(|&&arg| g.as_constant(arg).is_none());
            below.asked |= open.map_or(SETTLED, |&arg| bit(arg));
        }
        below
    }

    /// Whether what is known where a condition holds or fails may decide anything here.
    pub fn may_meet(self, condition: Below) -> bool {
        self.truths & condition.parts != 0 || self.asked & (condition.compared | SETTLED) != 0
    }
}

/// One of 63: the last is not for nodes.
fn bit(id: Id) -> u64 {
    1 << (id.0 % 63)
}
