//! A formula as a function that can be called, by the interpreter: what pictures show, and what the command `loss` checks
//! and compares.

mod values;

use std::collections::BTreeMap;

use crate::compile::compile;
use crate::differentiate::Derived;
use crate::graph::{ArgId, Axis, Formula, Kind, Op};
use crate::interpret::{self, Dual, Env, Number, evaluate};

pub use values::{Outside, Values, find};

/// A formula with its derivatives.
#[derive(Debug)]
pub struct Function {
    /// As written.
    pub written: Formula,
    /// In its stable form.
    pub stable: Formula,
    /// With derivatives, simplified.
    pub derived: Derived,
}

impl Function {
    /// Of a formula.
    pub fn new(formula: &Formula) -> Function {
        let compiled = compile(formula);
        Function {
            written: formula.clone(),
            stable: compiled.stable,
            derived: compiled.simplified,
        }
    }

    /// The loss of a sample times its weight, or the cost of a batch; NaN if something is not bound.
    pub fn value(&self, env: &Env<f64>) -> f64 {
        let graph = &self.derived.graph;
        let one = |id| {
            let arrays = evaluate(graph, &[id], env).ok()?;
            arrays.first()?.number().copied()
        };
        let value = one(self.derived.value).unwrap_or(f64::NAN);
        match self.derived.weight {
            Some(weight) => value * one(weight).unwrap_or(f64::NAN),
            None => value,
        }
    }

    /// The gradient that the compiler derived, by every element of every input and learnable.
    pub fn gradient(&self, env: &Env<f64>) -> BTreeMap<ArgId, Vec<f64>> {
        let all = || self.derived.gradient.iter().chain(&self.derived.learnable);
        let mut roots: Vec<_> = all().map(|partial| partial.id).collect();
        roots.extend(self.derived.weight);
        let arrays = evaluate(&self.derived.graph, &roots, env).unwrap_or_default();
        let weight = match self.derived.weight {
            Some(_) => arrays.last().and_then(|w| w.number().copied()),
            None => Some(1.0),
        };
        let weight = weight.unwrap_or(f64::NAN);
        let mut gradient = BTreeMap::new();
        for arg in env.differentiated() {
            let slopes = env.elements(arg).into_iter().map(|(place, component)| {
                let which = all().position(|p| p.arg == arg && p.component == component);
                let array = which.and_then(|at| arrays.get(at));
                let slope = array.and_then(|array| array.real_at(&place).copied());
                slope.map_or(f64::NAN, |slope| slope * weight)
            });
            gradient.insert(arg, slopes.collect());
        }
        gradient
    }

    /// The same by dual numbers, which know nothing of the rules by which the compiler differentiates.
    pub fn gradient_by_duals(&self, env: &Env<f64>) -> BTreeMap<ArgId, Vec<f64>> {
        let weight = self.weight(env);
        let (_, mut gradient) =
            interpret::gradient(&self.stable.graph, self.stable.value, env).unwrap_or_default();
        for slope in gradient.values_mut().flatten() {
            *slope *= weight;
        }
        gradient
    }

    fn weight(&self, env: &Env<f64>) -> f64 {
        let Some(weight) = self.stable.weight else {
            return 1.0;
        };
        let arrays = evaluate(&self.stable.graph, &[weight], env).unwrap_or_default();
        let weight = arrays.first().and_then(|w| w.number().copied());
        weight.unwrap_or(f64::NAN)
    }

    /// The first and the second derivative by one element of an argument of any kind, by dual numbers.
    pub fn slopes(&self, env: &Env<f64>, direction: (ArgId, usize)) -> (f64, f64) {
        let outer = env.map(|arg, i, x| {
            let inner = match (arg, i) == direction {
                true => Dual::variable(*x),
                false => Dual::constant(*x),
            };
            match (arg, i) == direction {
                true => Dual::variable(inner),
                false => Dual::constant(inner),
            }
        });
        let graph = &self.stable.graph;
        let number = |id| {
            let arrays = evaluate(graph, &[id], &outer).unwrap_or_default();
            arrays.first().and_then(|x| x.number().cloned())
        };
        let value = number(self.stable.value);
        let value = match self.stable.weight {
            None => value,
            Some(weight) => value.zip(number(weight)).map(|(value, w)| value.mul(&w)),
        };
        match value {
            Some(value) => (value.slope().value, value.slope().slope()),
            None => (f64::NAN, f64::NAN),
        }
    }

    /// Whether `stop_gradient` is in the formula.
    pub fn stops_gradient(&self) -> bool {
        let graph = &self.written.graph;
        graph.ids().any(|id| graph.op(id) == Op::StopGradient)
    }
}

/// A binding of every argument to one number: axes of this length, classes 0, parameters as set.
pub fn uniform(formula: &Formula, values: &Values, length: usize) -> Env<f64> {
    let mut env = Env::new(&formula.args);
    for axis in 0..formula.axes.len() {
        env.lengths.insert(Axis(axis as u8), length);
    }
    for (id, arg) in formula.arg_ids() {
        let size = env.size(id).unwrap_or(1);
        let value = values.of(id, arg);
        match arg.kind {
            Kind::Flag => {
                env.flags.insert(id, value != 0.0);
            }
            Kind::Index(_) | Kind::Identity => {
                let label = value.max(0.0) as i64;
                env.labels
                    .insert(id, vec![label.min(length as i64 - 1); size]);
            }
            _ => {
                env.reals.insert(id, vec![value; size]);
            }
        }
    }
    env
}

/// Elements that differ, where all the same is a corner of the function: rows of length 0, boxes without an area.
pub const PATTERN: [f64; 4] = [0.0, 0.25, 1.0, 1.5];

/// Makes the last of several identities another one than the first: where all are alike, or none, there is nothing to tell apart.
pub fn tell_apart(formula: &Formula, env: &mut Env<f64>) {
    for (id, arg) in formula.arg_ids() {
        let several = env.labels.get_mut(&id).filter(|all| all.len() > 1);
        if let (Kind::Identity, Some(last)) = (arg.kind, several.and_then(|all| all.last_mut())) {
            *last = 1;
        }
    }
}

/// Makes the elements of rows differ, each argument's from those of the others, and the rows belong to two.
pub fn spread(formula: &Formula, env: &mut Env<f64>) {
    tell_apart(formula, env);
    for (id, arg) in formula.arg_ids() {
        if arg.axes.is_empty() || !matches!(arg.kind, Kind::Input | Kind::Data) {
            continue;
        }
        let elements = env.reals.get_mut(&id).into_iter().flatten();
        for (index, x) in elements.enumerate() {
            let to = PATTERN[index % 4] + 0.125 * f64::from(id.0);
            if arg.domain.contains(to) {
                *x = to;
            }
        }
    }
}
