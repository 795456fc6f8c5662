//! A derivative as a person writes it: no guard against what rounding and overflow do, products and quotients with their factors
//! cancelled. The same function wherever all of its parts are finite; what kernels compute is the simplified graph, which is as
//! exact where they are not.
//!
//! ```text
//! -((target - mean) * (0.5 / v) * 2)     →     (mean - target) / v
//! ```

use crate::algebra;
use crate::differentiate::{Derived, differentiate_for_reading};
use crate::graph::{Axis, Formula, Fun, Graph, Id, Op};
use crate::simplify::{put, simplify};

/// More factors than this are left as they stand.
const MOST: usize = 24;

/// The derivatives of a formula, for reading.
pub fn readable(formula: &Formula) -> Derived {
    let plain = differentiate_for_reading(formula);
    let mut current = simplify(&without_guards(&plain));
    for _ in 0..4 {
        let next = rebuilt(&current, tidy);
        let same = next.graph.same_nodes(&current.graph) && next.roots() == current.roots();
        current = next;
        if same {
            break;
        }
    }
    current
}

/// Without the questions whether a number is one: that an `if` whose comparison sees NaN is NaN goes without saying.
pub(super) fn without_guards(derived: &Derived) -> Derived {
    rebuilt(derived, |g, op, args| match op {
        Op::Ordered => g.truth(true),
        _ => put(g, op, args),
    })
}

fn rebuilt(derived: &Derived, rule: impl FnMut(&mut Graph, Op, Vec<Id>) -> Id) -> Derived {
    let (graph, roots) = derived.graph.rebuild(&derived.roots(), rule);
    derived.with(graph, &roots)
}

fn tidy(g: &mut Graph, op: Op, args: Vec<Id>) -> Id {
    let tidied = match op {
        Op::Fun(Fun::Mul | Fun::Div | Fun::Neg) => {
            let id = g.make(op, args.clone());
            Product::of(g, id).map(|product| product.choice(g))
        }
        Op::Fun(fun @ (Fun::Add | Fun::Sub)) => {
            one_choice(g, fun, &args).or_else(|| one_constant(g, fun, &args))
        }
        Op::Sum(axis) => Some(sum(g, axis, args[0])),
        _ => None,
    };
    tidied.unwrap_or_else(|| put(g, op, args))
}

/// `(if c { a } else { 0 }) + (if c { b } else { 0 })` → `if c { a + b } else { 0 }`
fn one_choice(g: &mut Graph, fun: Fun, args: &[Id]) -> Option<Id> {
    let is_choice = |id: Id| g.op(id) == Op::Select && !g.names.contains_key(&id);
    if !args.iter().all(|&id| is_choice(id)) {
        return None;
    }
    let (x, y) = (g.args(args[0]).to_vec(), g.args(args[1]).to_vec());
    if x[0] != y[0] {
        return None;
    }
    let [then, otherwise] = [1, 2].map(|i| tidy(g, Op::Fun(fun), vec![x[i], y[i]]));
    Some(algebra::select(g, x[0], then, otherwise))
}

/// `(x - 1) - 1` → `x - 2`
fn one_constant(g: &mut Graph, fun: Fun, args: &[Id]) -> Option<Id> {
    let c = g.as_constant(args[1])?;
    let inner = g.args(args[0]).to_vec();
    let d = match g.op(args[0]) {
        Op::Fun(Fun::Add) => g.as_constant(inner[1])?,
        Op::Fun(Fun::Sub) => -g.as_constant(inner[1])?,
        _ => return None,
    };
    let c = if fun == Fun::Add { c } else { -c };
    let c = g.constant(c + d);
    Some(algebra::add(g, inner[0], c))
}

/// `Σ (c x)` → `c Σ x`
fn sum(g: &mut Graph, axis: Axis, x: Id) -> Id {
    let branches = g.args(x).to_vec();
    if let (Op::Select, &[c, a, b]) = (g.op(x), branches.as_slice())
        && !g.axes(c).contains(axis)
        && [a, b].iter().any(|&branch| g.is_constant(branch, 0.0))
    {
        let [a, b] = [a, b].map(|branch| match g.is_constant(branch, 0.0) {
            true => branch,
            false => sum(g, axis, branch),
        });
        return algebra::select(g, c, a, b);
    }
    let Some(product) = Product::of(g, x) else {
        return put(g, Op::Sum(axis), vec![x]);
    };
    let part = |g: &Graph, inside: bool| {
        let is_inside = |id: Id| g.axes(id).contains(axis);
        let factors = product.factors.iter().copied();
        let factors = factors.filter(|&(id, _)| is_inside(id) == inside).collect();
        Product {
            scale: if inside { 1.0 } else { product.scale },
            factors,
        }
    };
    let (outside, inside) = (part(g, false), part(g, true));
    if inside.factors.is_empty() || (outside.factors.is_empty() && outside.scale == 1.0) {
        return put(g, Op::Sum(axis), vec![x]);
    }
    let inside = inside.node(g);
    let total = g.sum(axis, inside);
    let mut all = outside;
    all.factors.push((total, 1));
    all.choice(g)
}

/// `scale * Π factor^power`
struct Product {
    scale: f64,
    factors: Vec<(Id, i32)>,
}

impl Product {
    /// The factors of a node, each once; none if they are many.
    fn of(g: &Graph, id: Id) -> Option<Product> {
        let mut product = Product {
            scale: 1.0,
            factors: Vec::new(),
        };
        let mut open = vec![(id, 1)];
        let mut left = 2 * MOST;
        while let Some((at, power)) = open.pop() {
            left = left.checked_sub(1)?;
            let args = g.args(at);
            // What the user named is one thing.
            let is_whole = at != id && g.names.contains_key(&at);
            match g.op(at) {
                Op::Const(bits) => product.scale *= f64::from_bits(bits).powi(power),
                _ if is_whole => product.take(at, power),
                Op::Fun(Fun::Neg) => {
                    if power % 2 != 0 {
                        product.scale = -product.scale;
                    }
                    open.push((args[0], power));
                }
                Op::Fun(Fun::Mul) => open.extend([(args[1], power), (args[0], power)]),
                Op::Fun(Fun::Div) => open.extend([(args[1], -power), (args[0], power)]),
                Op::Fun(Fun::Powi) => match g.as_constant(args[1]) {
                    Some(n) if n.abs() <= 8.0 => open.push((args[0], power * n as i32)),
                    _ => product.take(at, power),
                },
                _ => product.take(at, power),
            }
        }
        product.factors.retain(|&(_, power)| power != 0);
        if product.scale == 0.0 {
            product.factors.clear();
        }
        (product.scale.is_finite() && product.factors.len() <= MOST).then_some(product)
    }

    fn take(&mut self, id: Id, power: i32) {
        match self.factors.iter_mut().find(|(factor, _)| *factor == id) {
            Some((_, all)) => *all += power,
            None => self.factors.push((id, power)),
        }
    }

    /// `(if c { a } else { 0 }) b` → `if c { a b } else { 0 }`
    fn choice(mut self, g: &mut Graph) -> Id {
        let chooses = |&(id, power): &(Id, i32)| {
            let has_zero = || g.args(id)[1..].iter().any(|&x| g.is_constant(x, 0.0));
            power == 1 && g.op(id) == Op::Select && !g.names.contains_key(&id) && has_zero()
        };
        let Some(at) = self.factors.iter().position(chooses) else {
            return self.node(g);
        };
        let (choice, _) = self.factors.remove(at);
        let args = g.args(choice).to_vec();
        let [then, otherwise] = [args[1], args[2]].map(|branch| {
            if g.is_constant(branch, 0.0) {
                return branch;
            }
            let rest = Product {
                scale: self.scale,
                factors: self.factors.clone(),
            };
            let rest = rest.node(g);
            let product = g.make(Op::Fun(Fun::Mul), vec![rest, branch]);
            match Product::of(g, product) {
                Some(product) => product.choice(g),
                None => product,
            }
        });
        put(g, Op::Select, vec![args[0], then, otherwise])
    }

    /// `-(2 a b / (3 c))`, the sign in a difference where there is one.
    fn node(mut self, g: &mut Graph) -> Id {
        if self.scale == 0.0 {
            return g.constant(0.0);
        }
        let mut negative = self.scale < 0.0;
        if negative {
            let difference = |&(id, power): &(Id, i32)| {
                power == 1 && g.op(id) == Op::Fun(Fun::Sub) && !g.names.contains_key(&id)
            };
            if let Some(at) = self.factors.iter().position(difference) {
                let args = g.args(self.factors[at].0).to_vec();
                self.factors[at].0 = g.sub(args[1], args[0]);
                negative = false;
            }
        }
        let (above, below) = fraction(self.scale.abs());
        let above = self.side(g, above, 1);
        let below = self.side(g, below, -1);
        let id = match (above, below) {
            (Some(above), Some(below)) => g.div(above, below),
            (Some(above), None) => above,
            (None, below) => {
                let one = g.constant(1.0);
                below.map_or(one, |below| g.div(one, below))
            }
        };
        match negative {
            true => g.neg(id),
            false => id,
        }
    }

    /// The product of the factors on one side of the fraction, if there are any.
    fn side(&self, g: &mut Graph, scale: f64, sign: i32) -> Option<Id> {
        let mut all = (scale != 1.0).then(|| g.constant(scale));
        for &(id, power) in self.factors.iter().filter(|(_, power)| power * sign > 0) {
            let power = power.abs();
            let is_leaf = g.args(id).is_empty() || g.names.contains_key(&id);
            let factor = match power {
                1 => id,
                2 if is_leaf => g.mul(id, id),
                _ => {
                    let n = g.constant(f64::from(power));
                    g.fun2(Fun::Powi, id, n)
                }
            };
            all = Some(match all {
                Some(all) => g.mul(all, factor),
                None => factor,
            });
        }
        all
    }
}

/// A positive number as numerator and denominator, where these are small.
fn fraction(x: f64) -> (f64, f64) {
    let is_whole = |x: f64| (x - x.round()).abs() <= 1e-12 * x && x.round() >= 1.0;
    let below = (1..=64).map(f64::from).find(|below| is_whole(x * below));
    match below {
        Some(below) if x < 1e6 => ((x * below).round(), below),
        _ if is_whole(1.0 / x) && x > 1e-6 => (1.0, (1.0 / x).round()),
        _ => (x, 1.0),
    }
}
