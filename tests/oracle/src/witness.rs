//! Value and derivatives of a formula in numbers that know how wrong they may be.

use loss_compiler::graph::{ArgId, Formula};
use loss_compiler::interpret::{Env, Number, evaluate, gradient, second_derivative};

use crate::ball::{Ball, decided};
use crate::big::{Big, with_precision};

/// A number to judge by.
pub trait Witness: Number {
    /// Between which two numbers the truth is, both the same where it is known.
    fn bounds(&self) -> (f64, f64);
    /// The value and after it the gradients, to so many bits where that is a choice; none where a branch of the formula could not be decided.
    fn first(formula: &Formula, env: &Env<Self>, bits: usize) -> Option<Vec<Self>>;
    /// The second derivative by the only element of an argument.
    fn second(formula: &Formula, env: &Env<Self>, by: ArgId, bits: usize) -> Option<Self>;
}

impl Witness for Ball {
    fn bounds(&self) -> (f64, f64) {
        Ball::bounds(self)
    }
    fn first(formula: &Formula, env: &Env<Ball>, _: usize) -> Option<Vec<Ball>> {
        decided(|| value_and_slopes(formula, env))
    }
    fn second(formula: &Formula, env: &Env<Ball>, by: ArgId, _: usize) -> Option<Ball> {
        decided(|| second(formula, env, by))
    }
}

impl Witness for Big {
    fn bounds(&self) -> (f64, f64) {
        (self.to_f64(), self.to_f64())
    }
    fn first(formula: &Formula, env: &Env<Big>, bits: usize) -> Option<Vec<Big>> {
        Some(with_precision(bits, || value_and_slopes(formula, env)))
    }
    fn second(formula: &Formula, env: &Env<Big>, by: ArgId, bits: usize) -> Option<Big> {
        Some(with_precision(bits, || second(formula, env, by)))
    }
}

fn value_and_slopes<N: Number>(formula: &Formula, env: &Env<N>) -> Vec<N> {
    let (value, slopes) =
        gradient(&formula.graph, formula.value, env).expect("everything is bound");
    let mut all = vec![value];
    all.extend(slopes.into_values().flatten());
    if let Some(weight) = formula.weight {
        let arrays = evaluate(&formula.graph, &[weight], env).expect("everything is bound");
        let weight = arrays[0].number().expect("one a sample");
        all.iter_mut().for_each(|x| *x = x.mul(weight));
    }
    all
}

fn second<N: Number>(formula: &Formula, env: &Env<N>, by: ArgId) -> N {
    second_derivative(&formula.graph, formula.value, env, (by, 0)).expect("everything is bound")
}
