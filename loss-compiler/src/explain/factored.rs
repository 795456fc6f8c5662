//! Sums as a person leaves them: terms that differ by a number are one, what all terms share stands before the bracket, and one
//! fraction does for two where that is no longer.
//!
//! ```text
//! part / (2 v v) - (0.5 - part / (2 v)) / v     →     (2 part / v - 1) / (2 v)
//! ```

use super::product::{Product, fraction};
use super::readable::tidy;
use crate::graph::{Fun, Graph, Id, Op};
use crate::patience::Patience;
use crate::simplify::put;

/// Sums of more terms than this are left as they stand.
const MOST: usize = 12;

/// Constants that differ by this part are one.
const ROUNDED: f64 = 1e-14;

/// `x + y` or `x - y`; none if it is as it should be.
pub(super) fn sum(g: &mut Graph, patience: &Patience, fun: Fun, args: &[Id]) -> Option<Id> {
    let mut sum = Sum::empty(patience);
    let sign = if fun == Fun::Sub { -1.0 } else { 1.0 };
    sum.take(g, args[0], 1.0)?;
    // `a + (b - c)` needs no bracket.
    sum.has_changed = fun == Fun::Add && is_sum(g, args[1]);
    sum.take(g, args[1], sign)?;
    if let Some(choice) = one_choice(g, patience, &sum.terms) {
        return Some(choice);
    }
    sum.reduce(g);
    sum.has_changed.then(|| sum.node(g))
}

/// `x (if c { a } else { b }) + y (if c { p } else { q })` → `if c { x a + y p } else { x b + y q }`
fn one_choice(g: &mut Graph, patience: &Patience, terms: &[Product]) -> Option<Id> {
    let chosen = |g: &Graph, term: &Product| {
        let is_choice = |&&(id, power): &&(Id, i32)| {
            power == 1 && g.op(id) == Op::Select && !g.names.contains_key(&id)
        };
        term.factors.iter().find(is_choice).map(|&(id, _)| id)
    };
    let choices: Vec<Id> = terms
        .iter()
        .map(|term| chosen(g, term))
        .collect::<Option<_>>()?;
    let condition = g.args(*choices.first()?)[0];
    if choices.len() < 2 || choices.iter().any(|&id| g.args(id)[0] != condition) {
        return None;
    }
    let branches = [1, 2].map(|branch| {
        let mut all: Option<Id> = None;
        for (term, &choice) in terms.iter().zip(&choices) {
            let taken = g.args(choice)[branch];
            let mut term = term.clone();
            term.multiply(&Product::whole(choice), -1);
            term.multiply(&factors(g, taken)?, 1);
            let is_minus = all.is_some() && term.scale < 0.0;
            if is_minus {
                term.scale = -term.scale;
            }
            let next = term.choice(g);
            all = Some(match all {
                None => next,
                Some(all) => {
                    let fun = if is_minus { Fun::Sub } else { Fun::Add };
                    tidy(g, patience, Op::Fun(fun), [all, next].into())
                }
            });
        }
        all
    });
    let [Some(a), Some(b)] = branches else {
        return None;
    };
    Some(tidy(g, patience, Op::Select, [condition, a, b].into()))
}

/// `if c { k a } else { k b }` → `k (if c { a } else { b })`; none if the branches share nothing.
pub(super) fn choice(
    g: &mut Graph,
    patience: &Patience,
    condition: Id,
    branches: [Id; 2],
) -> Option<Id> {
    patience.step().then_some(())?;
    let [a, b] = branches.map(|branch| factors(g, branch));
    let mut terms = [a?, b?];
    if terms.iter().any(|term| term.factors.is_empty()) {
        return None;
    }
    align(g, &mut terms);
    let mut shared = shared(&terms);
    if shared.factors.is_empty() {
        return None;
    }
    let [a, b] = terms.map(|mut term| {
        term.multiply(&shared, -1);
        term.choice(g)
    });
    let rest = put(g, Op::Select, [condition, a, b]);
    shared.multiply(&Product::whole(rest), 1);
    Some(shared.node(g))
}

/// `(s a + b / s) / s` → `a + b / s²`: a factor of all terms goes inside where it cancels.
pub(super) fn cancelled(g: &mut Graph, patience: &Patience, product: &Product) -> Option<Id> {
    for &(inner, power) in &product.factors {
        if power != 1 || !is_sum(g, inner) {
            continue;
        }
        let mut sum = Sum {
            outside: product.clone(),
            ..Sum::empty(patience)
        };
        sum.take(g, inner, 1.0)?;
        sum.outside.multiply(&Product::whole(inner), -1);
        let outside = sum.outside.factors.clone();
        for (factor, power) in outside {
            let powers = || sum.terms.iter().map(|term| term.power(factor));
            let most = powers().map(|other| -other * power.signum()).max();
            let most = most.unwrap_or(0).min(power.abs());
            if most <= 0 || powers().any(|other| other == 0) {
                continue;
            }
            let mut moved = Product::number(1.0);
            moved.factors.push((factor, most * power.signum()));
            sum.outside.multiply(&moved, -1);
            for term in &mut sum.terms {
                term.multiply(&moved, 1);
            }
            sum.reduce(g);
            return Some(sum.node(g));
        }
    }
    None
}

fn is_sum(g: &Graph, id: Id) -> bool {
    matches!(g.op(id), Op::Fun(Fun::Add | Fun::Sub)) && !g.names.contains_key(&id)
}

/// What the user named is one thing.
fn factors(g: &Graph, id: Id) -> Option<Product> {
    match g.names.contains_key(&id) {
        true => Some(Product::whole(id)),
        false => Product::of(g, id),
    }
}

/// Differences have one order in all terms.
fn align(g: &Graph, terms: &mut [Product]) {
    let mut seen = Vec::new();
    for term in terms {
        term.align(g, &mut seen);
    }
}

/// What all terms have as a factor, or all in their denominators.
fn shared(terms: &[Product]) -> Product {
    let mut shared = Product::number(shared_number(terms));
    let Some((first, rest)) = terms.split_first() else {
        return shared;
    };
    for &(id, power) in &first.factors {
        let powers = rest.iter().map(|term| term.power(id) * power.signum());
        let least = powers.fold(power.abs(), i32::min);
        if least > 0 {
            shared.factors.push((id, least * power.signum()));
        }
    }
    shared
}

/// 2 of `2 x - 4 y`, a half of `0.5 x - 1.5 y`; 1 of `0.5 x - y`.
fn shared_number(terms: &[Product]) -> f64 {
    let mut shared: Option<(f64, f64)> = None;
    for term in terms {
        let (above, below) = fraction(term.scale.abs());
        let (a, b) = *shared.get_or_insert((above, below));
        if b != below {
            return 1.0;
        }
        shared = Some((common_divisor(a, above), b));
    }
    shared.map_or(1.0, |(above, below)| above / below)
}

/// Of whole numbers; 1 of others.
fn common_divisor(a: f64, b: f64) -> f64 {
    if (a - b).abs() <= ROUNDED * a {
        return a;
    }
    let (mut a, mut b) = (a, b);
    if a.fract() != 0.0 || b.fract() != 0.0 {
        return 1.0;
    }
    while b != 0.0 {
        (a, b) = (b, a % b);
    }
    a
}

/// `outside * Σ terms`
struct Sum<'a> {
    terms: Vec<Product>,
    outside: Product,
    has_changed: bool,
    patience: &'a Patience,
}

impl<'a> Sum<'a> {
    fn empty(patience: &'a Patience) -> Sum<'a> {
        Sum {
            terms: Vec::new(),
            outside: Product::number(1.0),
            has_changed: false,
            patience,
        }
    }

    /// The terms of a node; none if they are many.
    fn take(&mut self, g: &Graph, id: Id, sign: f64) -> Option<()> {
        self.patience.step().then_some(())?;
        let args = g.args(id);
        match g.op(id) {
            _ if g.names.contains_key(&id) => self.terms.push(Product {
                scale: sign,
                ..Product::whole(id)
            }),
            Op::Fun(Fun::Neg) => self.take(g, args[0], -sign)?,
            Op::Fun(Fun::Add) => {
                self.take(g, args[0], sign)?;
                self.take(g, args[1], sign)?;
            }
            Op::Fun(Fun::Sub) => {
                self.take(g, args[0], sign)?;
                self.take(g, args[1], -sign)?;
            }
            _ => {
                let mut term = Product::of(g, id)?;
                term.scale *= sign;
                self.terms.push(term);
            }
        }
        (self.terms.len() <= MOST).then_some(())
    }

    /// Until nothing is left to do.
    fn reduce(&mut self, g: &Graph) {
        for _ in 0..MOST {
            let mut has_changed = self.open(g);
            align(g, &mut self.terms);
            has_changed |= self.merge();
            has_changed |= self.take_out();
            has_changed |= self.one_fraction(g);
            has_changed |= self.open_numbers(g);
            if !has_changed {
                return;
            }
            self.has_changed = true;
        }
    }

    /// A term that is a sum is its terms.
    fn open(&mut self, g: &Graph) -> bool {
        let is_bare = |term: &Product| {
            term.scale.abs() == 1.0 && matches!(term.factors[..], [(id, 1)] if is_sum(g, id))
        };
        let Some(at) = self.terms.iter().position(is_bare) else {
            return false;
        };
        self.open_at(g, at)
    }

    /// `2 (a + b)` → `2 a + 2 b`
    fn open_at(&mut self, g: &Graph, at: usize) -> bool {
        let mut opened = Sum::empty(self.patience);
        let Product { scale, factors } = &self.terms[at];
        let scale = *scale;
        if opened.take(g, factors[0].0, 1.0).is_none() {
            return false;
        }
        for term in &mut opened.terms {
            term.scale *= scale;
        }
        self.terms.splice(at..=at, opened.terms);
        true
    }

    /// Terms that differ by a number are one; what is 0 is none.
    fn merge(&mut self) -> bool {
        let before = self.terms.len();
        let mut merged: Vec<Product> = Vec::new();
        for term in std::mem::take(&mut self.terms) {
            let is_same = |other: &Product| {
                other.factors.len() == term.factors.len()
                    && term
                        .factors
                        .iter()
                        .all(|&(id, power)| other.power(id) == power)
            };
            match merged.iter_mut().find(|other| is_same(other)) {
                Some(other) => {
                    let size = other.scale.abs().max(term.scale.abs());
                    other.scale += term.scale;
                    // Constants were rounded on the way here.
                    if other.scale.abs() < ROUNDED * size {
                        other.scale = 0.0;
                    }
                }
                None => merged.push(term),
            }
        }
        merged.retain(|term| term.scale != 0.0);
        self.terms = merged;
        self.terms.len() < before
    }

    /// What all terms share goes before the bracket.
    fn take_out(&mut self) -> bool {
        let shared = shared(&self.terms);
        if self.terms.len() < 2 || (shared.factors.is_empty() && shared.scale == 1.0) {
            return false;
        }
        for term in &mut self.terms {
            term.multiply(&shared, -1);
            let whole = term.scale.round();
            if (term.scale - whole).abs() <= ROUNDED * whole.abs() {
                term.scale = whole;
            }
        }
        self.outside.multiply(&shared, 1);
        true
    }

    /// `1 - 2 x x / (1 + x x)` → `(1 - x x) / (1 + x x)`, where that has no more terms.
    fn one_fraction(&mut self, g: &Graph) -> bool {
        let below = self.terms.iter().flat_map(|term| &term.factors);
        let below: Vec<Id> = below
            .filter(|&&(id, power)| power < 0 && is_sum(g, id))
            .map(|&(id, _)| id)
            .collect();
        for id in below {
            let mut above = self.inside();
            for term in &mut above.terms {
                term.multiply(&Product::whole(id), 1);
            }
            while above.open(g) {}
            align(g, &mut above.terms);
            if above.merge() && above.terms.len() <= self.terms.len() {
                self.terms = above.terms;
                self.outside.multiply(&Product::whole(id), -1);
                return true;
            }
        }
        false
    }

    /// `a / 9 + (b - a) / 9` has two terms, where that is no more than before.
    fn open_numbers(&mut self, g: &Graph) -> bool {
        let is_scaled = |term: &Product| matches!(term.factors[..], [(id, 1)] if is_sum(g, id));
        let all = (0..self.terms.len()).filter(|&at| is_scaled(&self.terms[at]));
        for at in all.collect::<Vec<_>>() {
            let mut opened = self.inside();
            if opened.open_at(g, at) {
                align(g, &mut opened.terms);
                if opened.merge() && opened.terms.len() <= self.terms.len() {
                    self.terms = opened.terms;
                    return true;
                }
            }
        }
        false
    }

    /// The bracket alone.
    fn inside(&self) -> Sum<'a> {
        Sum {
            terms: self.terms.clone(),
            ..Sum::empty(self.patience)
        }
    }

    /// The bracket with what stands before it, beginning with a term that has no sign.
    fn node(mut self, g: &mut Graph) -> Id {
        if self.terms.len() > 1 && self.terms.iter().all(|term| term.scale < 0.0) {
            self.outside.scale = -self.outside.scale;
            for term in &mut self.terms {
                term.scale = -term.scale;
            }
        }
        let first = self.terms.iter().position(|term| term.scale > 0.0);
        if let Some(first) = first {
            self.terms[..=first].rotate_right(1);
        }
        let mut terms = self.terms.into_iter();
        let Some(first) = terms.next() else {
            return g.constant(0.0);
        };
        if terms.len() == 0 {
            self.outside.multiply(&first, 1);
            return self.outside.choice(g);
        }
        let mut all = first.choice(g);
        for mut term in terms {
            let is_minus = term.scale < 0.0;
            term.scale = term.scale.abs();
            let term = term.choice(g);
            all = match is_minus {
                true => g.sub(all, term),
                false => g.add(all, term),
            };
        }
        self.outside.multiply(&Product::whole(all), 1);
        self.outside.choice(g)
    }
}
