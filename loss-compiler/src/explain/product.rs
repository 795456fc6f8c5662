//! Products and quotients as their factors, each once: what a fraction cancels by.

use crate::graph::{Fun, Graph, Id, Op};
use crate::simplify::put;

/// More factors than this are left as they stand.
const MOST: usize = 24;

/// `scale * Π factor^power`
#[derive(Clone, Debug)]
pub(super) struct Product {
    pub scale: f64,
    pub factors: Vec<(Id, i32)>,
}

impl Product {
    /// Of this number alone.
    pub fn number(scale: f64) -> Product {
        Product {
            scale,
            factors: Vec::new(),
        }
    }

    /// Of what is one thing, because the user named it.
    pub fn whole(id: Id) -> Product {
        Product {
            scale: 1.0,
            factors: vec![(id, 1)],
        }
    }

    /// The factors of a node, each once; none if they are many.
    pub fn of(g: &Graph, id: Id) -> Option<Product> {
        let mut product = Product::number(1.0);
        let mut open = Vec::with_capacity(8);
        open.push((id, 1));
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
        product.align(g, &mut Vec::new());
        if product.scale == 0.0 {
            product.factors.clear();
        }
        (product.scale.is_finite() && product.factors.len() <= MOST).then_some(product)
    }

    /// `a - b` and `b - a` are one factor, in the order that comes first; `seen` are the differences that were met before.
    pub fn align(&mut self, g: &Graph, seen: &mut Vec<Id>) {
        let is_difference = |id: Id| g.op(id) == Op::Fun(Fun::Sub) && !g.names.contains_key(&id);
        // Most products have none, and stay as they are.
        if !self.factors.iter().any(|&(id, _)| is_difference(id)) {
            return self.factors.retain(|&(_, power)| power != 0);
        }
        for (id, power) in std::mem::take(&mut self.factors) {
            let turned = |other: &&Id| {
                let (a, b) = (g.args(id), g.args(**other));
                a[0] == b[1] && a[1] == b[0]
            };
            let is_difference = is_difference(id);
            match is_difference.then(|| seen.iter().find(turned)).flatten() {
                Some(&other) => {
                    if power % 2 != 0 {
                        self.scale = -self.scale;
                    }
                    self.take(other, power);
                }
                None => {
                    if is_difference {
                        seen.push(id);
                    }
                    self.take(id, power);
                }
            }
        }
        self.factors.retain(|&(_, power)| power != 0);
    }

    /// How often this is a factor.
    pub fn power(&self, id: Id) -> i32 {
        let factor = self.factors.iter().find(|(factor, _)| *factor == id);
        factor.map_or(0, |&(_, power)| power)
    }

    /// Times another product, to this power.
    pub fn multiply(&mut self, other: &Product, power: i32) {
        self.scale *= other.scale.powi(power);
        for &(id, of) in &other.factors {
            self.take(id, of * power);
        }
        self.factors.retain(|&(_, power)| power != 0);
    }

    fn take(&mut self, id: Id, power: i32) {
        match self.factors.iter_mut().find(|(factor, _)| *factor == id) {
            Some((_, all)) => *all += power,
            None => self.factors.push((id, power)),
        }
    }

    /// `(if c { a } else { 0 }) b` → `if c { a b } else { 0 }`
    pub fn choice(mut self, g: &mut Graph) -> Id {
        let chooses = |&(id, power): &(Id, i32)| {
            let has_zero = || g.args(id)[1..].iter().any(|&x| g.is_constant(x, 0.0));
            power == 1 && g.op(id) == Op::Select && !g.names.contains_key(&id) && has_zero()
        };
        let Some(at) = self.factors.iter().position(chooses) else {
            return self.node(g);
        };
        let (choice, _) = self.factors.remove(at);
        let args = g.operands(choice);
        let [then, otherwise] = [args[1], args[2]].map(|branch| {
            if g.is_constant(branch, 0.0) {
                return branch;
            }
            let rest = Product {
                scale: self.scale,
                factors: self.factors.clone(),
            };
            let rest = rest.node(g);
            let product = g.make(Op::Fun(Fun::Mul), [rest, branch]);
            match Product::of(g, product) {
                Some(product) => product.choice(g),
                None => product,
            }
        });
        put(g, Op::Select, [args[0], then, otherwise])
    }

    /// `-(2 a b / (3 c))`, the sign in a difference where there is one.
    pub fn node(mut self, g: &mut Graph) -> Id {
        if self.scale == 0.0 {
            return g.constant(0.0);
        }
        let mut negative = self.scale < 0.0;
        if negative {
            let difference = |&(id, power): &(Id, i32)| {
                power == 1 && g.op(id) == Op::Fun(Fun::Sub) && !g.names.contains_key(&id)
            };
            if let Some(at) = self.factors.iter().position(difference) {
                let args = g.operands(self.factors[at].0);
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
pub(super) fn fraction(x: f64) -> (f64, f64) {
    let is_whole = |x: f64| (x - x.round()).abs() <= 1e-12 * x && x.round() >= 1.0;
    let below = (1..=64).map(f64::from).find(|below| is_whole(x * below));
    match below {
        Some(below) if x < 1e6 => ((x * below).round(), below),
        _ if is_whole(1.0 / x) && x > 1e-6 => (1.0, (1.0 / x).round()),
        _ => (x, 1.0),
    }
}
