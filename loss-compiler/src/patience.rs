//! A bound on how far a rule looks. A graph shares its nodes: thirty times `let y = y * y;` are thirty of them, but a rule that
//! follows operands as through a tree meets the first one 2^30 times.

use std::cell::Cell;

/// More steps than any formula that a person reads needs for one node.
const STEPS: usize = 1024;

/// The steps that are left, for the node at hand and for the whole formula.
#[derive(Debug)]
pub(crate) struct Patience {
    here: Cell<usize>,
    all: Cell<usize>,
}

impl Patience {
    /// For a question about one node.
    pub(crate) fn new() -> Patience {
        Patience::for_nodes(0)
    }

    /// None at all.
    pub(crate) fn none() -> Patience {
        Patience {
            here: Cell::new(0),
            all: Cell::new(0),
        }
    }

    /// For a formula of so many nodes: most need few steps, so a budget that is linear in their number does for all.
    pub(crate) fn for_nodes(count: usize) -> Patience {
        Patience {
            here: Cell::new(STEPS),
            all: Cell::new(16 * STEPS + 64 * count),
        }
    }

    /// Takes a step. Once there is none left a rule knows nothing of what is below, and leaves it as it is.
    pub(crate) fn step(&self) -> bool {
        let (here, all) = (self.here.get(), self.all.get());
        self.here.set(here.saturating_sub(1));
        self.all.set(all.saturating_sub(1));
        here > 0 && all > 0
    }

    /// On to the next node.
    pub(crate) fn renew(&self) {
        self.here.set(STEPS);
    }
}
