//! The derivative of a share, `x / (x + k)`: as that of a quotient it would be a difference that cancels where `k` is small
//! beside `x`.

use super::{Tape, partial};
use crate::graph::{Fun, Graph, Id, Op};
use crate::patience::Patience;

impl Tape<'_> {
    /// `c x / (d x + k)`: by `x` the derivative is `c k / (d x + k)²`, and the same of `c x / (d |x| + k)`. Whether the
    /// quotient is one.
    pub(super) fn share(&mut self, id: Id, args: &[Id], live: Id, v: Id) -> bool {
        let Some(Share { c, x, k, negates }) = share_of(self.graph, args[0], args[1]) else {
            return false;
        };
        let below = args[1];
        // The adjoints of nodes after this one are done with.
        if !self.varies(x) || x >= id {
            return false;
        }
        // As v / b (k / b) each part overflows no sooner than the result.
        let ratio = self.graph.div(k, below);
        let slope = self.graph.div(v, below);
        let factor = self.graph.constant(if negates { -c } else { c });
        let product = self.graph.mul(slope, ratio);
        let product = crate::algebra::mul(self.graph, factor, product);
        let value = self.guard(live, product);
        self.give(id, x, live, value);
        if self.varies(k) {
            let mut by_k = partial::times(self.graph, Fun::Div, id, args, 1, v, false);
            if negates {
                by_k = self.graph.neg(by_k);
            }
            let value = self.guard(live, by_k);
            self.give(id, k, live, value);
        }
        true
    }
}

/// `c x / (d x + k)`, or with `d x - k` below, whose derivative `negates`.
pub(crate) struct Share {
    c: f64,
    x: Id,
    k: Id,
    negates: bool,
}

/// The parts of a share, if a quotient is one.
pub(crate) fn share_of(g: &mut Graph, above: Id, below: Id) -> Option<Share> {
    let is_difference = match g.op(below) {
        Op::Fun(Fun::Add) => false,
        Op::Fun(Fun::Sub) => true,
        _ => return None,
    };
    let patience = &Patience::new();
    let (c, x) = scaled(g, above, patience);
    let (first, second) = (g.args(below)[0], g.args(below)[1]);
    let (k, negates) = match [first, second].map(|this| is_share_of(g, this, x, patience)) {
        [true, false] => (second, is_difference),
        [false, true] => (first, false),
        _ => return None,
    };
    Some(Share { c, x, k, negates })
}

/// Whether a term is `x` or its magnitude, with a constant factor or without.
fn is_share_of(g: &mut Graph, term: Id, x: Id, patience: &Patience) -> bool {
    let (_, inner) = scaled(g, term, patience);
    inner == x || (g.op(inner) == Op::Fun(Fun::Abs) && scaled(g, g.args(inner)[0], patience).1 == x)
}

/// A product without its constant factors, and those.
fn scaled(g: &mut Graph, id: Id, patience: &Patience) -> (f64, Id) {
    if let Some(c) = g.as_constant(id) {
        let one = g.constant(1.0);
        return (c, one);
    }
    if g.op(id) != Op::Fun(Fun::Mul) || !patience.step() {
        return (1.0, id);
    }
    let (a, b) = (g.args(id)[0], g.args(id)[1]);
    let ((c, x), (d, y)) = (scaled(g, a, patience), scaled(g, b, patience));
    if (x, y) == (a, b) {
        return (1.0, id);
    }
    let product = crate::algebra::mul(g, x, y);
    (c * d, product)
}
