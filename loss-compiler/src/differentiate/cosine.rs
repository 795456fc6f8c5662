//! The derivative of a cosine, `x / hypot(x, y)`: as that of a quotient it would be `1 / h - x² / h³`, which cancels where `x` is
//! large beside `y`, and nothing is left of the second derivative of a pseudo-Huber loss.

use super::Tape;
use crate::graph::{Fun, Id, Op};

impl Tape<'_> {
    /// `x / hypot(x, y)`: by `x` it is `(y / h)² / h`, by `y` `-(x / h) (y / h) / h`. Whether the quotient is one.
    pub(super) fn cosine(&mut self, id: Id, args: &[Id], live: Id, v: Id) -> bool {
        let (x, root) = (args[0], args[1]);
        if self.graph.op(root) != Op::Fun(Fun::Hypot) {
            return false;
        }
        let y = match *self.graph.args(root) {
            [a, b] if a == x && b != x => b,
            [a, b] if b == x && a != x => a,
            _ => return false,
        };
        // By parts that overflow no sooner than the result.
        let sine = self.graph.div(y, root);
        let slope = self.graph.div(v, root);
        let part = self.graph.mul(slope, sine);
        let by_x = self.graph.mul(part, sine);
        let value = self.guard(live, by_x);
        self.give(id, x, live, value);
        if self.varies(y) {
            let by_y = self.graph.mul(part, id);
            let by_y = self.graph.neg(by_y);
            let value = self.guard(live, by_y);
            self.give(id, y, live, value);
        }
        true
    }
}
