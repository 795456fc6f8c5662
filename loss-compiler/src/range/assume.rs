//! What the condition of an `if` says of the numbers in its branches.
//!
//! ```text
//! if size <= delta { size * size / 2 } else { … }     →     in the first branch 0 <= size <= the most that delta may be
//! ```

use super::interval::Interval;
use super::walk::{Facts, Walk, truth};
use crate::graph::{Cmp, Fun, Id, Op};

impl Walk<'_> {
    /// The facts, with what follows from a condition; none if it cannot be so.
    pub(super) fn assume(&self, facts: &Facts, condition: Id, holds: bool) -> Option<Facts> {
        let mut facts = facts.clone();
        let mut open = vec![(condition, holds)];
        while let Some((id, holds)) = open.pop() {
            let known = self.known(&facts, id);
            if known == truth(!holds) {
                return None;
            }
            facts.insert(id, truth(holds));
            let args = self.g.args(id);
            match self.g.op(id) {
                Op::Not => open.push((args[0], !holds)),
                Op::And if holds => open.extend([(args[0], true), (args[1], true)]),
                Op::Or if !holds => open.extend([(args[0], false), (args[1], false)]),
                Op::Ordered if holds => {
                    for &arg in args {
                        let number = Interval {
                            nan: false,
                            ..self.known(&facts, arg)
                        };
                        self.narrow(&mut facts, arg, number)?;
                    }
                }
                Op::Compare(cmp) => self.compared(&mut facts, cmp, [args[0], args[1]], holds)?,
                _ => {}
            }
        }
        Some(facts)
    }

    fn known(&self, facts: &Facts, id: Id) -> Interval {
        facts.get(id).unwrap_or_else(|| self.of(id))
    }

    fn compared(&self, facts: &mut Facts, cmp: Cmp, [a, b]: [Id; 2], holds: bool) -> Option<()> {
        let (x, y) = (self.known(facts, a), self.known(facts, b));
        // NaN takes the branch where the comparison is false, but for that of difference.
        let nan = holds == (cmp == Cmp::Ne);
        let below = |end: f64, strict: bool| if strict { self.before(end) } else { end };
        let above = |end: f64, strict: bool| -below(-end, strict);
        let all = f64::INFINITY;
        let (x_now, y_now) = match (cmp, holds) {
            (Cmp::Lt | Cmp::Le, true) => {
                let strict = cmp == Cmp::Lt;
                (
                    Interval::new(-all, below(y.hi, strict)),
                    Interval::new(above(x.lo, strict), all),
                )
            }
            (Cmp::Lt | Cmp::Le, false) => {
                let strict = cmp == Cmp::Le;
                (
                    Interval::new(above(y.lo, strict), all),
                    Interval::new(-all, below(x.hi, strict)),
                )
            }
            (Cmp::Eq, true) | (Cmp::Ne, false) => (y, x),
            // Another number than one at an end moves the end.
            (Cmp::Eq, false) | (Cmp::Ne, true) => (self.without(x, y), self.without(y, x)),
        };
        // A number that met NaN may be anything.
        let with = |now: Interval, old: Interval, other: Interval| match nan && other.nan {
            true => old,
            false => Interval { nan, ..now }.and(old),
        };
        self.narrow(facts, a, with(x_now, x, y))?;
        self.narrow(facts, b, with(y_now, y, x))
    }

    /// The interval without a single number at its end.
    fn without(&self, x: Interval, y: Interval) -> Interval {
        let mut x = x;
        if y.lo == y.hi && x.lo == y.lo {
            x.lo = -self.before(-y.lo);
        }
        if y.lo == y.hi && x.hi == y.hi {
            x.hi = self.before(y.hi);
        }
        x
    }

    /// The number before this one; numbers in a kernel may be wider than its type, so that only 0 has a certain neighbour.
    fn before(&self, x: f64) -> f64 {
        if x == 0.0 { -self.p.tiny() } else { x }
    }

    /// Records what a node is there, and what that says of its operands.
    fn narrow(&self, facts: &mut Facts, id: Id, now: Interval) -> Option<()> {
        let mut open = vec![(id, now)];
        while let Some((id, now)) = open.pop() {
            let now = now.and(self.known(facts, id));
            if now.is_empty() && !now.nan {
                return None;
            }
            if matches!(self.g.op(id), Op::Const(_)) {
                continue;
            }
            facts.insert(id, now);
            if now.nan || now.is_empty() {
                continue;
            }
            let args = self.g.args(id);
            match self.g.op(id) {
                Op::Fun(Fun::Neg) => open.push((args[0], now.negative())),
                Op::Fun(Fun::Abs) => open.push((args[0], Interval::new(-now.hi, now.hi))),
                Op::StopGradient => open.push((args[0], now)),
                // A difference has a sign only as its operands are ordered, whatever is rounded.
                _ => {}
            }
        }
        Some(())
    }
}
