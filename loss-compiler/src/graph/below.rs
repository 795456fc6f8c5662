//! What stands below a node, roughly: enough to know at once of most nodes that a condition decides nothing in them.

use super::{Graph, Id, Op, Type};

/// Sets of nodes, each node as one bit of a word: two that meet have a bit in common, and most that do not have none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Below {
    /// The truth values.
    truths: u64,
    /// The operands of comparisons, which are numbers where these hold.
    compared: u64,
    /// Of each question whether its operands are numbers, one operand that is no constant.
    asked: u64,
}

/// Of a question about constants alone, which needs no fact to be decided.
const SETTLED: u64 = 1 << 63;

impl Below {
    /// Of a node that is about to be made.
    pub(super) fn of(g: &Graph, id: Id, op: Op, ty: Type, args: &[Id]) -> Below {
        let mut below = args.iter().fold(Below::default(), |all, &arg| {
            let of = g.below(arg);
            Below {
                truths: all.truths | of.truths,
                compared: all.compared | of.compared,
                asked: all.asked | of.asked,
            }
        });
        if ty == Type::Bool {
            below.truths |= bit(id);
        }
        if matches!(op, Op::Compare(_) | Op::Ordered) {
            below.compared |= args.iter().fold(0, |all, &arg| all | bit(arg));
        }
        if op == Op::Ordered {
            let open = args.iter().find(|&&arg| g.as_constant(arg).is_none());
            below.asked |= open.map_or(SETTLED, |&arg| bit(arg));
        }
        below
    }

    /// Whether what is known where a condition holds or fails may decide anything here.
    pub fn may_meet(self, condition: Below) -> bool {
        self.truths & condition.truths != 0 || self.asked & (condition.compared | SETTLED) != 0
    }
}

/// One of 63: the last is not for nodes.
fn bit(id: Id) -> u64 {
    1 << (id.0 % 63)
}
