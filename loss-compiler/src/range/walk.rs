//! The intervals of the nodes of a graph, operands first.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::Params;
use super::function::apply;
use super::interval::{Interval, Precision, add, mul};
use super::relate::ratio;
use crate::graph::{
    Arg, ArgId, Axis, Cmp, Domain, Formula, Fun, Graph, Id, Kind, Marks, Op, Table, Type,
};

/// The longest axis that is reckoned with: sums grow by as much.
pub const LONGEST: f64 = 16_777_216.0;

/// How often each node may be looked at again in branches.
const FUEL: usize = 16;

const TRUE: Interval = Interval {
    lo: 1.0,
    hi: 1.0,
    nan: false,
};
const FALSE: Interval = Interval {
    lo: 0.0,
    hi: 0.0,
    nan: false,
};
const EITHER: Interval = Interval {
    lo: 0.0,
    hi: 1.0,
    nan: false,
};

/// The truth that is known.
pub(super) fn truth(known: bool) -> Interval {
    if known { TRUE } else { FALSE }
}

/// What is known of some nodes in a branch, beside what is known of them everywhere; in the order of the nodes. There are few, and
/// they are copied for each branch.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts(Vec<(Id, Interval)>);

impl Facts {
    pub(super) fn get(&self, id: Id) -> Option<Interval> {
        let at = self.0.binary_search_by_key(&id, |&(id, _)| id).ok()?;
        Some(self.0[at].1)
    }

    pub(super) fn insert(&mut self, id: Id, is: Interval) {
        match self.0.binary_search_by_key(&id, |&(id, _)| id) {
            Ok(at) => self.0[at].1 = is,
            Err(at) => self.0.insert(at, (id, is)),
        }
    }

    fn ids(&self) -> impl Iterator<Item = Id> {
        self.0.iter().map(|&(id, _)| id)
    }
}

/// The facts of a branch, and what follows from them for the nodes below one of its nodes.
pub(super) struct Followed<'a> {
    facts: &'a Facts,
    below: Option<Rc<Below>>,
    /// One for each of the nodes that the facts touch, or of the first of them.
    is: Vec<Interval>,
}

impl Followed<'_> {
    pub(super) fn get(&self, id: Id) -> Option<Interval> {
        let follows = || {
            let at = self.below.as_ref()?.touched.binary_search(&id).ok()?;
            self.is.get(at).copied()
        };
        self.facts.get(id).or_else(follows)
    }
}

/// The intervals of a graph under a bound of the inputs.
pub(super) struct Walk<'a> {
    pub(super) g: &'a Graph,
    pub(super) p: Precision,
    formula: &'a Formula,
    bound: f64,
    params: Params,
    base: Vec<Option<Interval>>,
    /// How many nodes may still be looked at again in branches: nested ones would take for ever.
    fuel: Cell<usize>,
    touched: &'a Touched,
}

/// The nodes below one that facts about others touch. They are the same under every bound, and looked for once a graph.
#[derive(Debug, Default)]
pub(super) struct Touched {
    known: RefCell<Table<Question, Rc<Below>>>,
}

/// A node, and those that the facts are about.
type Question = (Id, Vec<Id>);

#[derive(Debug)]
struct Below {
    /// How many nodes were looked at.
    looked: usize,
    /// Those that the facts touch, operands first, without those that they are about.
    touched: Vec<Id>,
}

impl Touched {
    fn below(&self, g: &Graph, facts: &Facts, root: Id) -> Rc<Below> {
        let key = (root, facts.ids().collect::<Vec<Id>>());
        if let Some(known) = self.known.borrow().get(&key) {
            return Rc::clone(known);
        }
        let first = key.1.first().copied().unwrap_or(root);
        let (mut seen, mut stack, mut looked) = (Marks::up_to(root), vec![root], Vec::new());
        while let Some(id) = stack.pop() {
            if id >= first && seen.insert(id) {
                looked.push(id);
                stack.extend_from_slice(g.args(id));
            }
        }
        looked.sort_unstable();
        let (mut is_touched, mut touched) = (Marks::up_to(root), Vec::new());
        for &id in &looked {
            let is_fact = facts.get(id).is_some();
            if is_fact || g.args(id).iter().any(|arg| is_touched.contains(arg)) {
                is_touched.insert(id);
                if !is_fact {
                    touched.push(id);
                }
            }
        }
        let below = Rc::new(Below {
            looked: looked.len(),
            touched,
        });
        self.known.borrow_mut().insert(key, Rc::clone(&below));
        below
    }
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        formula: &'a Formula,
        g: &'a Graph,
        needed: &[Id],
        touched: &'a Touched,
        (p, bound, params): (Precision, f64, Params),
    ) -> Walk<'a> {
        let mut walk = Walk {
            g,
            p,
            formula,
            bound,
            params,
            base: vec![None; g.len()],
            fuel: Cell::new(FUEL * needed.len()),
            touched,
        };
        for &id in needed {
            let node = walk.node(id, &|arg| walk.of(arg), &Facts::default());
            walk.base[id.0 as usize] = Some(node);
        }
        walk
    }

    /// What is known of a node everywhere.
    pub(super) fn of(&self, id: Id) -> Interval {
        self.base[id.0 as usize].unwrap_or(Interval::UNKNOWN)
    }

    /// What is known of a node where these facts hold.
    pub(super) fn under(&self, facts: &Facts, root: Id) -> Interval {
        self.all_under(facts, root)
            .get(root)
            .unwrap_or_else(|| self.of(root))
    }

    /// The same of every node below it that the facts touch.
    pub(super) fn all_under<'b>(&self, facts: &'b Facts, root: Id) -> Followed<'b> {
        let mut known = Followed {
            facts,
            below: None,
            is: Vec::new(),
        };
        if facts.0.is_empty() {
            return known;
        }
        let below = self.touched.below(self.g, facts, root);
        known.below = Some(Rc::clone(&below));
        known.is.reserve(below.touched.len());
        self.fuel.set(self.fuel.get().saturating_sub(below.looked));
        for &id in &below.touched {
            if self.fuel.get() == 0 {
                known.is.push(self.of(id));
                continue;
            }
            let node = if self.g.op(id).is_elementwise() {
                let of = |arg: Id| known.get(arg).unwrap_or_else(|| self.of(arg));
                self.node(id, &of, facts)
            } else {
                // What is known of the element at hand says nothing of the others along the axis.
                let elsewhere: Facts = self.without_axes(facts);
                self.node(id, &|arg| self.under(&elsewhere, arg), &elsewhere)
            };
            // Narrower facts cannot make a number be what it can never be.
            known.is.push(node.and(self.of(id)));
        }
        known
    }

    fn without_axes(&self, facts: &Facts) -> Facts {
        let mut rest = facts.clone();
        rest.0.retain(|&(id, _)| self.g.axes(id).is_empty());
        rest
    }

    /// The interval of one node from those of its operands.
    fn node(&self, id: Id, of: &dyn Fn(Id) -> Interval, facts: &Facts) -> Interval {
        let args = self.g.args(id);
        let p = self.p;
        match self.g.op(id) {
            Op::Const(bits) => constant(f64::from_bits(bits), p),
            Op::Truth(known) => truth(known),
            Op::Arg(arg, _) => self.argument(arg),
            Op::Flag(_) | Op::Same => EITHER,
            // An identity is any whole number; no number is made of it.
            Op::Label(_) | Op::Position(_) => Interval::new(0.0, LONGEST),
            Op::Number => of(args[0]),
            Op::Len(_) => Interval::new(1.0, LONGEST),
            Op::Fun(fun) => self.function(fun, args, of),
            Op::Compare(cmp) => compare(cmp, of(args[0]), of(args[1])),
            Op::Ordered => truth_of(false, args.iter().any(|&arg| of(arg).nan)),
            Op::And => both(of(args[0]), of(args[1])),
            Op::Or => not(both(not(of(args[0])), not(of(args[1])))),
            Op::Not => not(of(args[0])),
            Op::Select => self.select(args, of(args[0]), of, facts),
            Op::StopGradient | Op::Reverse(_) | Op::Rename(..) | Op::Gather(_) => of(args[0]),
            Op::Max(_) | Op::Min(_) => of(args[0]),
            Op::Sum(axis) => match self.counts_largest(axis, args[0], of) {
                true => Interval::new(1.0, LONGEST),
                false => self.sum(of(args[0])),
            },
            Op::Cumsum(_) | Op::CumsumBack(_) => of(args[0]).or(self.sum(of(args[0]))),
            Op::LogSumExp(_) => {
                let x = of(args[0]);
                add(x, Interval::new(0.0, LONGEST.ln()), p).or_nan(x.has_infinity())
            }
            Op::Norm(_) => {
                let size = of(args[0]).abs();
                mul(size, Interval::new(1.0, LONGEST.sqrt()), p)
            }
            Op::Softmax(_) => {
                let x = of(args[0]);
                Interval::new(0.0, 1.0).or_nan(x.nan || x.has_infinity())
            }
            // A sum of the others, which may be rounded up.
            Op::SoftmaxRest(_) => {
                let x = of(args[0]);
                Interval::new(0.0, 1.0 + p.error()).or_nan(x.nan || x.has_infinity())
            }
            Op::LogSoftmax(_) => {
                let x = of(args[0]);
                let spread = add(Interval::of(x.lo), Interval::of(-x.hi), p);
                let least = add(spread, Interval::of(-LONGEST.ln()), p);
                let nan = x.nan || x.has_infinity();
                Interval::new(least.lo.min(0.0), 0.0).or_nan(nan)
            }
            // Only after lowering.
            Op::Resum(_) | Op::Scale(_) | Op::SquareLimit(_) => Interval::UNKNOWN,
        }
    }

    /// Up to [`LONGEST`] of them, added in any order: each addition errs, so that the sum is no better than this.
    fn sum(&self, x: Interval) -> Interval {
        let slack = 1.0 + 1e-6;
        let ends = Interval {
            lo: if x.lo < 0.0 {
                x.lo * LONGEST * slack
            } else {
                x.lo / slack
            },
            hi: if x.hi > 0.0 {
                x.hi * LONGEST * slack
            } else {
                x.hi / slack
            },
            nan: x.nan,
        };
        if x.is_empty() {
            return x;
        }
        let sum = ends.rounded(self.p);
        // Parts of a sum may pass every number on both sides, and meet.
        sum.or_nan(sum.lo == f64::NEG_INFINITY && sum.hi == f64::INFINITY)
    }

    fn function(&self, fun: Fun, args: &[Id], of: &dyn Fn(Id) -> Interval) -> Interval {
        let p = self.p;
        let operands: Vec<Interval> = args.iter().map(|&arg| of(arg)).collect();
        let is_same = args.len() == 2 && args[0] == args[1];
        match fun {
            Fun::Sub if is_same => Interval::of(0.0).or_nan(!operands[0].is_finite()),
            Fun::Mul if is_same => {
                let size = operands[0].abs();
                mul(size, size, p)
            }
            // Where the logarithm would be infinite the factor is 0.
            Fun::Xlogy if is_same => {
                let x = Interval {
                    lo: operands[0].lo.max(0.0),
                    ..operands[0]
                };
                let ln = Interval::new(x.lo.max(p.tiny()).ln(), x.hi.max(p.tiny()).ln()).rounded(p);
                let below = operands[0].lo < 0.0;
                mul(x, ln, p).or(Interval::of(0.0)).or_nan(below)
            }
            Fun::Div => {
                let quotient = apply(fun, &operands, p);
                // Whatever is smaller than its divisor has a quotient of at most 1, however small both are.
                let bound = match operands[0].is_finite() {
                    true => ratio(self.g, args[0], args[1], of, p),
                    false => None,
                };
                match bound {
                    Some(bound) => {
                        let zero = operands[1].contains(0.0) || operands[1].nan;
                        Interval { nan: zero, ..bound }.and(Interval {
                            nan: true,
                            ..quotient
                        })
                    }
                    None => self.mean(args, of).unwrap_or(quotient),
                }
            }
            _ => apply(fun, &operands, p),
        }
    }

    /// `sum::<K>(x) / len::<K>()` is between the least and the most of `x`.
    fn mean(&self, args: &[Id], of: &dyn Fn(Id) -> Interval) -> Option<Interval> {
        let (Op::Sum(axis), Op::Len(length)) = (self.g.op(args[0]), self.g.op(args[1])) else {
            return None;
        };
        let (sum, x) = (of(args[0]), of(self.g.args(args[0])[0]));
        let slack = Interval::new(1.0 - 1e-6, 1.0 + 1e-6);
        (axis == length && sum.is_finite()).then(|| mul(x, slack, self.p))
    }

    /// Whether this is 1 where an element is the largest or the smallest along the axis, else 0: one always is.
    fn counts_largest(&self, axis: Axis, id: Id, of: &dyn Fn(Id) -> Interval) -> bool {
        let args = self.g.args(id);
        let is_choice = self.g.op(id) == Op::Select
            && self.g.is_constant(args[1], 1.0)
            && self.g.is_constant(args[2], 0.0);
        if !is_choice {
            return false;
        }
        let sides = self.g.args(args[0]);
        let is = |op: Op, extreme: usize| {
            let (x, extreme) = (sides[1 - extreme], sides[extreme]);
            self.g.op(extreme) == op && self.g.args(extreme)[0] == x && !of(x).nan
        };
        let (most, least) = (Op::Max(axis), Op::Min(axis));
        match self.g.op(args[0]) {
            Op::Compare(Cmp::Eq) => (0..2).any(|side| is(most, side) || is(least, side)),
            Op::Compare(Cmp::Le) => is(most, 0) || is(least, 1),
            _ => false,
        }
    }

    fn select(
        &self,
        args: &[Id],
        condition: Interval,
        of: &dyn Fn(Id) -> Interval,
        facts: &Facts,
    ) -> Interval {
        let branch = |taken: bool| {
            let id = args[if taken { 1 } else { 2 }];
            if condition == truth(!taken) {
                return Interval::NEVER;
            }
            if self.fuel.get() == 0 || self.g.ty(id) != Type::Real {
                return of(id);
            }
            match self.assume(facts, args[0], taken) {
                Some(facts) => self.under(&facts, id),
                None => Interval::NEVER,
            }
        };
        branch(true).or(branch(false))
    }

    fn argument(&self, id: ArgId) -> Interval {
        let arg = self.formula.arg(id);
        match (arg.kind, arg.default, self.params) {
            (Kind::Param | Kind::Learnable, Some(default), Params::Default) => {
                constant(default, self.p)
            }
            _ => self.domain(arg),
        }
    }

    /// The numbers of a domain up to the bound in size, and at least the reciprocal of the bound from an end left out.
    fn domain(&self, arg: &Arg) -> Interval {
        let (p, bound) = (self.p, self.bound);
        let Domain { low, high } = arg.domain;
        // Every number of the type, where every size is admitted.
        let least = if bound < p.max() { 1.0 / bound } else { 0.0 };
        let gap = |at: f64| least.max(p.tiny()).max(at.abs() * p.error() / 8.0);
        // An end that is no number of this precision is rounded, perhaps outward.
        let slip = |at: f64| match constant(at, p) == Interval::of(at) {
            true => 0.0,
            false => at.abs() * p.error(),
        };
        let lo = low.map_or(-bound, |low| match low.included {
            true => (low.at - slip(low.at)).max(-bound),
            false => (low.at + gap(low.at)).max(-bound),
        });
        let hi = high.map_or(bound, |high| match high.included {
            true => (high.at + slip(high.at)).min(bound),
            false => (high.at - gap(high.at)).min(bound),
        });
        // A domain that begins past the bound has its end; one that is narrower than the gaps its middle.
        match (low, high) {
            (Some(low), None) => Interval::new(lo, hi.max(low.at)),
            (None, Some(high)) => Interval::new(lo.min(high.at), hi),
            (Some(low), Some(high)) if lo > hi => Interval::new(low.at, high.at),
            _ => Interval::new(lo, hi),
        }
    }
}

/// A number of the formula in this precision: what is past its range is infinite there.
fn constant(x: f64, p: Precision) -> Interval {
    match p {
        Precision::Double => Interval::of(x),
        Precision::Single => Interval::of(f64::from(x as f32)),
    }
}

fn truth_of(sure: bool, doubtful: bool) -> Interval {
    match (sure, doubtful) {
        (true, false) => FALSE,
        (false, false) => TRUE,
        _ => EITHER,
    }
}

fn not(x: Interval) -> Interval {
    Interval::new(1.0 - x.hi, 1.0 - x.lo)
}

fn both(x: Interval, y: Interval) -> Interval {
    Interval::new(x.lo.min(y.lo), x.hi.min(y.hi))
}

fn compare(cmp: Cmp, x: Interval, y: Interval) -> Interval {
    if x.is_empty() || y.is_empty() {
        return EITHER;
    }
    let nan = x.nan || y.nan;
    let (always, never) = match cmp {
        Cmp::Lt => (x.hi < y.lo, x.lo >= y.hi),
        Cmp::Le => (x.hi <= y.lo, x.lo > y.hi),
        Cmp::Eq | Cmp::Ne => {
            let same = x.lo == x.hi && x == y;
            let apart = x.hi < y.lo || y.hi < x.lo;
            if cmp == Cmp::Eq {
                (same, apart)
            } else {
                (apart, same)
            }
        }
    };
    // With NaN every comparison is false, but that of difference.
    match cmp {
        Cmp::Ne if always => TRUE,
        Cmp::Ne if never && !nan => FALSE,
        Cmp::Lt | Cmp::Le | Cmp::Eq if never => FALSE,
        Cmp::Lt | Cmp::Le | Cmp::Eq if always && !nan => TRUE,
        _ => EITHER,
    }
}
