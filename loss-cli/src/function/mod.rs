//! A formula as a function that can be called: what `check`, `plot`, `diff` and `landscape` evaluate, by the interpreter.

mod settings;

use std::collections::BTreeMap;

use loss_compiler::compile::compile;
use loss_compiler::differentiate::Derived;
use loss_compiler::graph::{ArgId, Formula, Op};
use loss_compiler::interpret::{self, Env, evaluate};

pub use settings::{Settings, Values};

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

    /// Whether `stop_gradient` is in the formula.
    pub fn stops_gradient(&self) -> bool {
        let graph = &self.written.graph;
        graph.ids().any(|id| graph.op(id) == Op::StopGradient)
    }
}
