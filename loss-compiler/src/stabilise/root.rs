//! Roots of sums of squares: the squares overflow or vanish long before the root does.

use super::Rules;
use crate::algebra;
use crate::graph::{Fun, Graph, Id, Op};

impl Rules {
    /// A better `sqrt(u)`.
    pub(super) fn square_root(&mut self, g: &mut Graph, u: Id) -> Option<Id> {
        let root = self.root_of_square(g, u)?;
        let root = match g.op(root) {
            Op::Norm(_) => root,
            _ if self.is_nonnegative(g, root) => root,
            _ => algebra::rewrite(g, Op::Fun(Fun::Abs), [root]),
        };
        Some(self.fire("sqrt of a sum of squares is a norm", root))
    }

    /// A number whose square is `u`, if `u` is made of squares.
    pub(super) fn root_of_square(&mut self, g: &mut Graph, u: Id) -> Option<Id> {
        if !self.patience.step() {
            return None;
        }
        let args = g.operands(u);
        match g.op(u) {
            Op::Fun(Fun::Mul) if args[0] == args[1] => Some(args[0]),
            Op::Fun(Fun::Powi) if g.is_constant(args[1], 2.0) => Some(args[0]),
            Op::Fun(Fun::Mul) => {
                let (scale, square) = [(0, 1), (1, 0)]
                    .into_iter()
                    .map(|(i, j)| (args[i], args[j]))
                    .find(|&(scale, _)| self.is_fixed_positive(g, scale))?;
                let (root, scale) = (
                    self.root_of_square(g, square)?,
                    self.fun1(g, Fun::Sqrt, scale),
                );
                Some(algebra::mul(g, root, scale))
            }
            Op::Fun(Fun::Div) if self.is_fixed_positive(g, args[1]) => {
                let (root, scale) = (
                    self.root_of_square(g, args[0])?,
                    self.fun1(g, Fun::Sqrt, args[1]),
                );
                Some(algebra::div(g, root, scale))
            }
            Op::Fun(Fun::Add) => {
                let roots = [0, 1].map(|i| self.root_of_square(g, args[i]));
                let (a, b) = match roots {
                    [Some(a), Some(b)] => (a, b),
                    [Some(a), None] => (a, self.root_beside(g, a, args[1])?),
                    [None, Some(b)] => (self.root_beside(g, b, args[0])?, b),
                    [None, None] => return None,
                };
                Some(g.fun2(Fun::Hypot, a, b))
            }
            Op::Sum(axis) => {
                let x = self.root_of_square(g, args[0])?;
                Some(g.op1(Op::Norm(axis), x))
            }
            Op::Select => {
                let mut root = |this: Id| match g.as_constant(this) {
                    Some(c) if c >= 0.0 => Some(g.constant(c.sqrt())),
                    _ => self.root_of_square(g, this),
                };
                let (x, y) = (root(args[1])?, root(args[2])?);
                Some(algebra::select(g, args[0], x, y))
            }
            _ => None,
        }
    }

    /// The root of a fixed positive number that is added to the square of `a`: `sqrt(r² + 1)` overflows as `sqrt(r² + s²)` does.
    /// Beside a sum of squares over an axis it is not worth the cost of a norm.
    fn root_beside(&mut self, g: &mut Graph, a: Id, fixed: Id) -> Option<Id> {
        let is_number = !matches!(g.op(a), Op::Norm(_)) && self.is_fixed_positive(g, fixed);
        is_number.then(|| self.fun1(g, Fun::Sqrt, fixed))
    }

    /// Positive and not differentiated: a length, a constant, a parameter with a positive domain.
    fn is_fixed_positive(&self, g: &Graph, x: Id) -> bool {
        self.is_positive(g, x) && !self.varies(g, x)
    }
}
