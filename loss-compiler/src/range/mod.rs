//! Numerical range at compile time: for which inputs are value and gradient finite, and where can they become infinite or NaN?
//!
//! Every operation of the simplified graph is followed with intervals over the declared domains, rounded outward in `f32` and
//! in `f64`. What is shown holds for every input of the size said, with axes of 1 to 2^24 elements; what is not shown may still be so, since an
//! interval does not know that two numbers go together but for the cases in `relate.rs` and the conditions of `if`s.
//!
//! ```text
//! softplus(logit) - target * logit     →     finite for every input up to 2^126 in f32, 2^1022 in f64
//! ln(probability)                      →     not shown to be finite: it may be the logarithm of 0
//! ```

mod assume;
mod blame;
mod function;
mod interval;
mod relate;
mod text;
mod walk;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::differentiate::Derived;
use crate::graph::{Formula, Graph, Id, Kind};
pub use blame::{Hazard, Trouble};
pub use interval::{Interval, Precision};
pub use walk::LONGEST;
use walk::{Touched, Walk};

/// Which parameters are reckoned with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Params {
    /// Any of their domains, up to the same size as the inputs.
    Any,
    /// Those that have a default at it, learnables too.
    Default,
}

/// How far a result is shown to be finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reach {
    /// For every finite input.
    Every,
    /// For inputs up to this size, and this part of 1 away from an end that their domain leaves out.
    UpTo(f64),
    /// Not even for inputs up to 1.
    NotShown,
}

/// How far value and gradient are finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finite {
    /// In what type.
    pub precision: Precision,
    /// With which parameters.
    pub params: Params,
    /// The value, and the weight of the sample.
    pub value: Reach,
    /// The derivatives by all inputs and learnables.
    pub gradient: Reach,
}

/// What is known of the numbers of a loss.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// How far it is finite: with any parameters, and with the defaults where that says more; in `f32` and `f64`.
    pub finite: Vec<Finite>,
    /// The least and the most that the value can be, for any input.
    pub value: Interval,
    /// What may go wrong first beyond.
    pub hazards: Vec<Hazard>,
    has_params: bool,
}

/// Follows the numbers of a formula: its arguments and its simplified derivatives, as [`crate::compile`] has them.
pub fn range(formula: &Formula, derived: &Derived) -> Range {
    let outputs = Outputs::new(derived);
    let is_held = |kind: Kind| matches!(kind, Kind::Param | Kind::Learnable);
    let has_params = formula.args.iter().any(|arg| is_held(arg.kind));
    let has_defaults = formula
        .args
        .iter()
        .any(|arg| is_held(arg.kind) && arg.default.is_some());
    let mut finite = Vec::new();
    for precision in [Precision::Single, Precision::Double] {
        let any = outputs.finite(formula, precision, Params::Any);
        finite.push(any);
        if has_defaults && (any.value != Reach::Every || any.gradient != Reach::Every) {
            let default = outputs.finite(formula, precision, Params::Default);
            if (default.value, default.gradient) != (any.value, any.gradient) {
                finite.push(default);
            }
        }
    }
    let whole = outputs.walk(formula, Precision::Double, (f64::MAX, Params::Any));
    let value = whole.of(derived.value);
    let mut hazards: Vec<Hazard> = Vec::new();
    // What defaults avoid is told where nothing is shown of other parameters.
    let is_open = |f: &&Finite| [f.value, f.gradient].contains(&Reach::NotShown);
    for finite in finite
        .first()
        .filter(is_open)
        .into_iter()
        .chain(finite.last())
    {
        for hazard in outputs.hazards(formula, finite) {
            if !hazards.iter().any(|known| known.at == hazard.at) {
                hazards.push(hazard);
            }
        }
    }
    Range {
        finite,
        value,
        hazards,
        has_params,
    }
}

/// What every node that the outputs need may be, for inputs up to `bound` in size; nothing of the other nodes.
pub fn intervals(
    formula: &Formula,
    derived: &Derived,
    precision: Precision,
    (bound, params): (f64, Params),
) -> Vec<(Id, Interval)> {
    let outputs = Outputs::new(derived);
    let walk = outputs.walk(formula, precision, (bound, params));
    outputs.needed.iter().map(|&id| (id, walk.of(id))).collect()
}

/// The outputs of a graph, and the nodes that they need.
struct Outputs<'a> {
    g: &'a Graph,
    value: Vec<Id>,
    gradient: Vec<Id>,
    needed: Vec<Id>,
    touched: Touched,
}

impl<'a> Outputs<'a> {
    fn new(derived: &'a Derived) -> Outputs<'a> {
        let mut value = vec![derived.value];
        value.extend(derived.weight);
        let partials = derived.gradient.iter().chain(&derived.learnable);
        let gradient: Vec<Id> = partials.map(|p| p.id).collect();
        let g = &derived.graph;
        let mut is_needed = vec![false; g.len()];
        let mut stack: Vec<Id> = value.iter().chain(&gradient).copied().collect();
        while let Some(id) = stack.pop() {
            if !std::mem::replace(&mut is_needed[id.0 as usize], true) {
                stack.extend_from_slice(g.args(id));
            }
        }
        let needed = g.ids().filter(|id| is_needed[id.0 as usize]).collect();
        Outputs {
            g,
            value,
            gradient,
            needed,
            touched: Touched::default(),
        }
    }

    fn walk<'b>(
        &'b self,
        formula: &'b Formula,
        precision: Precision,
        (bound, params): (f64, Params),
    ) -> Walk<'b> {
        let numbers = (precision, bound, params);
        Walk::new(formula, self.g, &self.needed, &self.touched, numbers)
    }

    /// The largest power of two up to which each output is finite. A larger bound admits more, so it is found by halving.
    fn finite(&self, formula: &'a Formula, precision: Precision, params: Params) -> Finite {
        let mut known: BTreeMap<i32, [bool; 2]> = BTreeMap::new();
        let mut at = |power: i32, output: usize| {
            let both = known.entry(power).or_insert_with(|| {
                let walk = self.walk(formula, precision, (bound(precision, power), params));
                let is_finite = |ids: &[Id]| ids.iter().all(|&id| walk.of(id).is_finite());
                [is_finite(&self.value), is_finite(&self.gradient)]
            });
            both[output]
        };
        let mut reach = |output: usize| {
            if at(precision.past(), output) {
                return Reach::Every;
            }
            if !at(0, output) {
                return Reach::NotShown;
            }
            let (mut good, mut bad) = (0, precision.past());
            while bad - good > 1 {
                let middle = good.midpoint(bad);
                match at(middle, output) {
                    true => good = middle,
                    false => bad = middle,
                }
            }
            Reach::UpTo(bound(precision, good))
        };
        Finite {
            precision,
            params,
            value: reach(0),
            gradient: reach(1),
        }
    }

    /// What goes wrong just past where each output is finite.
    fn hazards(&self, formula: &'a Formula, finite: &Finite) -> Vec<Hazard> {
        let mut hazards: Vec<Hazard> = Vec::new();
        for (reach, ids, is_gradient) in [
            (finite.value, &self.value, false),
            (finite.gradient, &self.gradient, true),
        ] {
            let past = match reach {
                Reach::Every => continue,
                Reach::UpTo(size) => (2.0 * size).min(finite.precision.max()),
                Reach::NotShown => 1.0,
            };
            let walk = self.walk(formula, finite.precision, (past, finite.params));
            for hazard in blame::blame(formula, &walk, ids, is_gradient) {
                hazards.push(hazard);
            }
        }
        hazards
    }
}

/// The largest number up to this power of two.
fn bound(precision: Precision, power: i32) -> f64 {
    2f64.powi(power).min(precision.max())
}
